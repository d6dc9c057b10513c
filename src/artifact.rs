//! Finished files on disk: written beside their final name, synced, then renamed.
//!
//! A file under its final name is always whole. Until [`publish`] renames, nothing that stood in
//! the folder has been touched; dropping a [`Draft`] removes its temporary file, and what a killed run
//! left is removed by the next one.

mod draft;
mod stream;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::fs::FileTypeExt as _;
use std::path::Path;

use rustix::fs::{FlockOperation, Mode, OFlags, flock};

use stream::ArtifactStream;

pub use draft::{Draft, is_temporary, remove_abandoned};

use crate::digest::{Digest, HashingWriter};
use crate::error::Error;
use crate::limits::{self, Limit};
use crate::progress::Progress;

/// The name of the checksum file.
pub const CHECKSUMS: &str = "SHA256SUMS";

/// Opens an ordinary file for reading. Anything else under its name, such as a fifo, on which opening
/// would wait for somebody to write, is an error at once.
///
/// # Errors
/// The system refuses, or it is no file.
pub fn open_file(path: &Path) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    let kind = file.metadata()?.file_type();
    if kind.is_file() {
        return Ok(file);
    }
    let what = if kind.is_dir() {
        "a directory"
    } else if kind.is_fifo() {
        "a fifo"
    } else if kind.is_char_device() || kind.is_block_device() {
        "a device"
    } else {
        "something else"
    };
    let remedy = if kind.is_dir() { "" } else { ": write what it gives to a file first, and name that file" };
    let message = format!("it is no ordinary file but {what}{remedy}");
    Err(io::Error::new(io::ErrorKind::InvalidInput, message))
}

/// The bytes of an ordinary file, as [`open_file`] opens it.
///
/// # Errors
/// Returns an error if it cannot be opened or read, or is larger than the limit.
pub fn read_file(path: &Path, limit: Limit) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_file(path)?.take(limit.value + 1).read_to_end(&mut bytes)?;
    if limit.is_exceeded_by(bytes.len() as u64) {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is too large ({limit})")));
    }
    Ok(bytes)
}

/// What stands under a final name, compared with what should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Nothing stands there.
    Absent,
    /// The same bytes stand there.
    Same,
    /// Other bytes stand there.
    Other(Digest),
}

impl Existing {
    /// Looks at `path` and compares it with the digest it should have.
    ///
    /// # Errors
    /// Something stands there that cannot be read as a file.
    pub fn look(path: &Path, expected: Digest) -> Result<Self, Error> {
        let mut file = match open_file(path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Self::Absent),
            opened => opened.map_err(Error::at("open", path))?,
        };
        let mut hashing = HashingWriter::new(io::sink());
        io::copy(&mut file, &mut hashing).map_err(Error::at("read", path))?;
        let found = hashing.into_parts().1.finish();
        Ok(if found == expected { Self::Same } else { Self::Other(found) })
    }
}

/// One run at a time looks at what stands in a folder and replaces it; the others wait until the turn is
/// dropped. A file system without locks knows no turns.
///
/// # Errors
/// The folder cannot be opened.
pub fn take_turn(folder: &Path) -> Result<Turn, Error> {
    let handle = File::open(folder).map_err(Error::at("open", folder))?;
    let _ = flock(&handle, FlockOperation::LockExclusive);
    Ok(Turn { _handle: handle })
}

/// A run's turn in a folder; see [`take_turn`].
pub struct Turn {
    _handle: File,
}

/// Puts finished drafts under their final names: all are synced before the first is renamed.
///
/// # Errors
/// A sync or a rename failed; drafts not yet renamed are removed.
pub fn publish(folder: &Path, drafts: Vec<Draft>) -> Result<(), Error> {
    drafts.iter().try_for_each(Draft::sync)?;
    drafts.into_iter().try_for_each(Draft::rename)?;
    sync_folder(folder)
}

/// Writes one file, which is whole under its name or not there. What is no file, such as a terminal or
/// a pipe, is written to as it is; while it takes nothing, the work can be cancelled.
///
/// # Errors
/// The system refuses; then nothing stands under the name, or what stood there before. A fifo that nobody
/// reads is rejected.
pub fn save(
    path: &Path,
    progress: &dyn Progress,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Error> {
    if let Some(file) = stream::open(path).map_err(Error::at("open", path))? {
        let mut out = BufWriter::new(ArtifactStream { file, progress });
        let written = write(&mut out).and_then(|()| out.flush());
        // What is buffered would be written again when the buffer is dropped.
        drop(out.into_parts());
        return match written {
            Err(_) if progress.is_cancelled() => Err(Error::Cancelled),
            written => written.map_err(Error::at("write", path)),
        };
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A report is no place to speak of earlier runs.
    let _ = remove_abandoned(folder);
    let draft = Draft::create(folder, path.file_name().unwrap_or_default())?;
    let mut out = BufWriter::new(draft.writer()?);
    write(&mut out).and_then(|()| out.flush()).map_err(Error::at("write", path))?;
    publish(folder, vec![draft])
}

/// A rename is on disk only once its folder is.
fn sync_folder(folder: &Path) -> Result<(), Error> {
    let handle = File::open(folder).map_err(Error::at("open", folder))?;
    handle.sync_all().map_err(Error::at("sync", folder))
}

/// Creates the output folder where it is missing.
///
/// # Errors
/// The system refuses.
pub fn create_folder(folder: &Path) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(Error::at("create the folder", folder))
}

/// The lines of a checksum file: bare names with their digests, sorted by name.
///
/// The form is that of `sha256sum`: 64 hex digits, two blanks, the name, a newline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checksums(BTreeMap<String, Digest>);

impl Checksums {
    /// Checksums of the named files.
    pub fn new(files: impl IntoIterator<Item = (String, Digest)>) -> Self {
        Self(files.into_iter().collect())
    }

    /// The bytes of the file.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().fold(String::new(), |text, (name, digest)| text + &format!("{digest}  {name}\n"))
    }

    /// The digest of the file.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.text().as_bytes())
    }

    /// The lines that a checksum file lacks, which may have others.
    ///
    /// # Errors
    /// It exists and cannot be read.
    pub fn missing_in(&self, path: &Path) -> Result<Vec<String>, Error> {
        let existing = existing_text(path)?;
        let has = |own: &&str| existing.split(|&byte| byte == b'\n').any(|line| line == own.as_bytes());
        Ok(self.text().lines().filter(|own| !has(own)).map(str::to_owned).collect())
    }

    /// Whether the existing file says something that this one does not: a line about another
    /// file, or another digest. Such a file is not replaced without being asked.
    ///
    /// # Errors
    /// It exists and cannot be read.
    pub fn would_lose_lines_of(&self, path: &Path) -> Result<bool, Error> {
        let existing = existing_text(path)?;
        let ours = self.text();
        Ok(!existing
            .split(|&byte| byte == b'\n')
            .all(|line| line.is_empty() || ours.lines().any(|own| own.as_bytes() == line)))
    }

    /// A draft of the checksum file.
    ///
    /// # Errors
    /// The folder cannot be written to.
    pub fn draft(&self, folder: &Path) -> Result<Draft, Error> {
        let draft = Draft::create(folder, CHECKSUMS)?;
        let mut writer = draft.writer()?;
        writer.write_all(self.text().as_bytes()).map_err(Error::at("write", draft.path()))?;
        Ok(draft)
    }
}

/// The bytes of a checksum file; none where there is none.
fn existing_text(path: &Path) -> Result<Vec<u8>, Error> {
    let mut text = Vec::new();
    match open_file(path).and_then(|file| file.take(limits::REPOSITORY_FILE.value).read_to_end(&mut text)) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read.map(|_| text).map_err(Error::at("read", path)),
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a test looks at the folder it made")]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a temporary folder can be made")
    }

    fn draft(folder: &Path, name: &str, text: &str) -> Draft {
        let draft = Draft::create(folder, name).expect("can be created");
        draft.writer().expect("can be opened").write_all(text.as_bytes()).expect("can be written");
        draft
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .expect("can be listed")
            .map(|entry| entry.expect("can be read").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn published_drafts_stand_under_their_names_and_nothing_else_is_left() {
        let folder = folder();
        let drafts = vec![draft(folder.path(), "a", "1"), draft(folder.path(), "b", "2")];
        publish(folder.path(), drafts).expect("can be published");
        assert_eq!(names(folder.path()), ["a", "b"]);
        assert_eq!(fs::read(folder.path().join("b")).expect("exists"), b"2");
    }

    // T190
    #[test]
    fn a_dropped_draft_leaves_nothing_and_keeps_the_old_file() {
        let folder = folder();
        fs::write(folder.path().join("a"), "old").expect("can be written");
        drop(draft(folder.path(), "a", "new"));
        assert_eq!(names(folder.path()), ["a"]);
        assert_eq!(fs::read(folder.path().join("a")).expect("exists"), b"old");
    }

    // T210
    #[test]
    fn checksums_are_bare_names_sorted_with_two_blanks() {
        let digest = Digest::of(b"");
        let sums = Checksums::new([("b.tgz".to_owned(), digest), ("a.tgz".to_owned(), digest)]);
        assert_eq!(sums.text(), format!("{digest}  a.tgz\n{digest}  b.tgz\n"));
    }

    #[test]
    fn checksums_of_other_files_are_not_lost_unasked() {
        let folder = folder();
        let path = folder.path().join(CHECKSUMS);
        let one = Checksums::new([("a".to_owned(), Digest::of(b"1"))]);
        let two = Checksums::new([("a".to_owned(), Digest::of(b"1")), ("b".to_owned(), Digest::of(b"2"))]);
        assert!(!two.would_lose_lines_of(&path).expect("absent is fine"));
        fs::write(&path, one.text()).expect("can be written");
        assert!(!two.would_lose_lines_of(&path).expect("can be read"));
        fs::write(&path, two.text()).expect("can be written");
        assert!(one.would_lose_lines_of(&path).expect("can be read"));
    }
}
