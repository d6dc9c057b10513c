//! Finished files on disk: written beside their final name, synced, then renamed.
//!
//! A file under its final name is always complete. Until [`publish`] renames the drafts, the old files
//! in the directory are untouched. Dropping a [`Draft`] removes its temporary file; the next run removes
//! the temporary files of a killed one.

mod draft;
mod named;
mod open;
mod pending;
mod stream;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use stream::ArtifactStream;

pub use draft::{Draft, is_temporary, remove_abandoned};
pub use named::{open_named, open_named_or, uncreated};
pub use open::{names_in, open_file};
pub use pending::{CreatedDirectories, abandon};

use crate::digest::{Digest, HashingWriter};
use crate::error::Error;
use crate::limits::{self, Limit};
use crate::path::Escaped;
use crate::progress::Progress;

/// The name of the checksum file.
pub const CHECKSUMS: &str = "SHA256SUMS";

/// Reads a whole regular file, opened by [`open_file`].
///
/// # Errors
/// Returns an error if it cannot be opened or read, or is larger than the limit.
pub fn read_file(path: &Path, limit: Limit) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte more than allowed shows that a file is too large. Its size beforehand would prove
    // nothing, as a file can grow, and those of `/proc` have size 0.
    open_file(path)?.take(limit.value + 1).read_to_end(&mut bytes)?;
    if limit.is_exceeded_by(bytes.len() as u64) {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is too large ({limit})")));
    }
    Ok(bytes)
}

/// The file under a final name, compared with the one that is to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// There is no file.
    Absent,
    /// The file has the same bytes.
    Same,
    /// The file has other bytes, with this digest.
    Other(Digest),
}

impl Existing {
    /// Compares the file at `path` with the expected digest.
    ///
    /// # Errors
    /// Returns an error if `path` exists and cannot be read as a regular file.
    pub fn compare(path: &Path, expected: Digest) -> Result<Self, Error> {
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

/// Waits for an exclusive lock on a directory, so that only one run at a time compares and replaces the
/// files in it. On a file system without locks it returns at once.
///
/// # Errors
/// Returns an error if the directory cannot be opened.
pub fn lock_directory(directory: &Path) -> Result<DirectoryLock, Error> {
    let handle = File::open(directory).map_err(Error::at("open", directory))?;
    // Some network file systems have no locks. A build there must work, only without this
    // protection.
    let _ = flock(&handle, FlockOperation::LockExclusive);
    Ok(DirectoryLock { _handle: handle })
}

/// A lock on a directory, released when it is dropped; see [`lock_directory`].
pub struct DirectoryLock {
    _handle: File,
}

/// Gives finished drafts their final names. All are synced before the first is renamed.
///
/// # Errors
/// Returns an error if a sync or a rename fails. Drafts that were not yet renamed are removed.
pub fn publish(directory: &Path, drafts: Vec<Draft>) -> Result<(), Error> {
    // A rename can reach the disk before the contents of its file. After a crash the final name
    // would then belong to an empty file, so contents come first.
    drafts.iter().try_for_each(Draft::sync)?;
    rename_all(drafts)?;
    sync_directory(directory)
}

fn rename_all(drafts: Vec<Draft>) -> Result<(), Error> {
    let (mut drafts, mut renamed, mut outcome) = (drafts.into_iter(), Vec::new(), Ok(()));
    {
        // A run that is stopped now has either none of the new files or all of them.
        let _pending = pending::lock();
        // A draft that stays one is dropped, and with it what waits for the lock, after this block.
        for draft in drafts.by_ref() {
            let (pending, result) = draft.rename();
            renamed.push(pending);
            outcome = result;
            if outcome.is_err() {
                break;
            }
        }
    }
    outcome
}

/// Writes one file, which is complete under its name or absent. If `path` is not a regular file, such as a
/// terminal or a pipe, it is written to directly; while it accepts no bytes, the work can be cancelled.
///
/// # Errors
/// Returns an error if the file cannot be written; an old file of this name is then unchanged. A fifo
/// without a reader is an error.
pub fn save(
    path: &Path,
    progress: &dyn Progress,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Error> {
    if let Some(file) = stream::open(path).map_err(Error::at("open", path))? {
        let mut out = BufWriter::new(ArtifactStream { file, progress });
        let written = write(&mut out).and_then(|()| out.flush());
        // Dropping the `BufWriter` would write its buffer again after a failed write.
        drop(out.into_parts());
        return match written {
            Err(_) if progress.is_cancelled() => Err(Error::Cancelled),
            written => written.map_err(Error::at("write", path)),
        };
    }
    let directory =
        path.parent().filter(|directory| !directory.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A report does not mention files of earlier runs.
    let _ = remove_abandoned(directory);
    let draft = Draft::create(directory, path.file_name().unwrap_or_default())?;
    let mut out = BufWriter::new(draft.writer()?);
    write(&mut out).and_then(|()| out.flush()).map_err(Error::at("write", path))?;
    publish(directory, vec![draft])
}

/// A rename is durable only after its directory was synced.
fn sync_directory(directory: &Path) -> Result<(), Error> {
    let handle = File::open(directory).map_err(Error::at("open", directory))?;
    handle.sync_all().map_err(Error::at("sync", directory))
}

/// Creates the output directory and its parents if they do not exist. Those that are still empty when what is returned is
/// dropped are removed again.
///
/// # Errors
/// Returns an error if a directory cannot be created.
pub fn create_directory(directory: &Path) -> Result<CreatedDirectories, Error> {
    let mut pending = pending::lock();
    let missing = directory.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists());
    let mut missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
    missing.reverse();
    fs::create_dir_all(directory).map_err(|cause| uncreated("create the directory", directory, cause))?;
    Ok(pending.directories(missing))
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

    /// The lines that the checksum file at `path` lacks. It may have other lines as well.
    ///
    /// # Errors
    /// Returns an error if the file exists and cannot be read.
    pub fn missing_in(&self, path: &Path) -> Result<Vec<String>, Error> {
        let existing = existing_text(path)?;
        let has = |own: &&str| existing.split(|&byte| byte == b'\n').any(|line| line == own.as_bytes());
        Ok(self.text().lines().filter(|own| !has(own)).map(str::to_owned).collect())
    }

    /// These checksums, with the lines about other files that the checksum file at `path` has: several manifests
    /// may build into one directory.
    ///
    /// # Errors
    /// Returns an error if the file exists and cannot be read, or is too large.
    pub fn merged(&self, path: &Path) -> Result<MergedChecksums, Error> {
        let (mut sums, mut lost) = (self.clone(), Vec::new());
        let existing = existing_text(path)?;
        // A line is kept whole or is lost: a new digest of a known file counts as a loss of its old line.
        for line in existing.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
            let kept = named_digest(line)
                .is_some_and(|(name, digest)| *sums.0.entry(name).or_insert(digest) == digest);
            if !kept {
                lost.push(Escaped(line).to_string());
            }
        }
        Ok(MergedChecksums { sums, lost })
    }

    /// Writes the checksum file as a draft.
    ///
    /// # Errors
    /// Returns an error if the directory cannot be written to.
    pub fn draft(&self, directory: &Path) -> Result<Draft, Error> {
        let draft = Draft::create(directory, CHECKSUMS)?;
        let mut writer = draft.writer()?;
        writer.write_all(self.text().as_bytes()).map_err(Error::at("write", draft.path()))?;
        Ok(draft)
    }
}

/// Checksums, with those that stood in a file before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedChecksums {
    /// All that one file can hold.
    pub sums: Checksums,
    /// Lines of the file that it cannot: another digest of a file, or no checksum as `sha256sum` writes it.
    pub lost: Vec<String>,
}

/// The file that a line is about, and its digest; `None` for a line in another form than ours.
fn named_digest(line: &[u8]) -> Option<(String, Digest)> {
    let (digest, name) = std::str::from_utf8(line).ok()?.split_once("  ")?;
    let digest = Digest::parse(digest).filter(|found| found.to_string() == digest)?;
    (!name.is_empty()).then(|| (name.to_owned(), digest))
}

/// The bytes of a checksum file; empty if it does not exist.
fn existing_text(path: &Path) -> Result<Vec<u8>, Error> {
    match read_file(path, limits::REPOSITORY_FILE) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read.map_err(Error::at("read", path)),
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a test lists the directory that it made")]
mod tests {
    use super::*;

    fn temp_dir() -> tempfile::TempDir {
        tempfile::tempdir().expect("a temporary directory can be made")
    }

    fn draft(directory: &Path, name: &str, text: &str) -> Draft {
        let draft = Draft::create(directory, name).expect("can be created");
        draft.writer().expect("can be opened").write_all(text.as_bytes()).expect("can be written");
        draft
    }

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(directory)
            .expect("can be listed")
            .map(|entry| entry.expect("can be read").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn published_drafts_stand_under_their_names_and_nothing_else_is_left() {
        let directory = temp_dir();
        let drafts = vec![draft(directory.path(), "a", "1"), draft(directory.path(), "b", "2")];
        publish(directory.path(), drafts).expect("can be published");
        assert_eq!(names(directory.path()), ["a", "b"]);
        assert_eq!(fs::read(directory.path().join("b")).expect("exists"), b"2");
    }

    // T190
    #[test]
    fn a_dropped_draft_leaves_nothing_and_keeps_the_old_file() {
        let directory = temp_dir();
        fs::write(directory.path().join("a"), "old").expect("can be written");
        drop(draft(directory.path(), "a", "new"));
        assert_eq!(names(directory.path()), ["a"]);
        assert_eq!(fs::read(directory.path().join("a")).expect("exists"), b"old");
    }

    // T210
    #[test]
    fn checksums_are_bare_names_sorted_with_two_blanks() {
        let digest = Digest::of(b"");
        let sums = Checksums::new([("b.tgz".to_owned(), digest), ("a.tgz".to_owned(), digest)]);
        assert_eq!(sums.text(), format!("{digest}  a.tgz\n{digest}  b.tgz\n"));
    }

    // build/47
    #[test]
    fn checksums_of_other_files_are_kept() {
        let directory = temp_dir();
        let path = directory.path().join(CHECKSUMS);
        let sums = |names: &[&str]| {
            Checksums::new(names.iter().map(|name| ((*name).to_owned(), Digest::of(name.as_bytes()))))
        };
        let merged = |own: &Checksums| own.merged(&path).expect("can be read");
        assert_eq!(merged(&sums(&["b"])), MergedChecksums { sums: sums(&["b"]), lost: vec![] });
        fs::write(&path, sums(&["a", "b", "x y  z"]).text()).expect("can be written");
        assert_eq!(merged(&sums(&["c", "b"])).sums, sums(&["a", "b", "c", "x y  z"]));
        let zeros = "0".repeat(64);
        let upper = Digest::of(b"").to_string().to_uppercase();
        let foreign =
            [format!("{zeros}  b"), format!("{zeros} *d"), format!("{upper}  e"), "# all".to_owned()];
        for line in &foreign {
            fs::write(&path, format!("{}{line}\n", sums(&["a"]).text())).expect("can be written");
            let merged = merged(&sums(&["b"]));
            assert_eq!((merged.sums, merged.lost), (sums(&["a", "b"]), vec![line.clone()]));
        }
    }
}
