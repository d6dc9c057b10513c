//! Names of temporary files, and removal of those that a killed run left behind.
//!
//! A temporary file is locked while it is written. The system releases the lock when the process ends, so
//! a temporary file that can be locked has no writer.

use std::ffi::OsStr;
use std::fs::{File, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, Mode, OFlags, flock};
use tempfile::NamedTempFile;

use super::named::uncreated;
use super::open::names_in;
use super::pending::{self, PendingFile};
use crate::error::Error;
use crate::path::Escaped;

/// The end of a temporary file's name, after six random letters or digits.
// Long and unusual, since the next run removes files with this ending: no file of a user may have
// it by chance. The random part is checked too.
const ENDING: &str = ".pkgr-partial";

/// Bytes of the final name in the temporary one, so that the latter never exceeds the limit of 255.
const LONGEST_NAME: usize = 200;

/// A file that is being written under a temporary name in its final directory.
pub struct Draft {
    // Dropped in this order: as long as the file is there, it is known to be pending.
    file: NamedTempFile,
    pending: PendingFile,
    path: PathBuf,
}

impl Draft {
    /// Creates the temporary file for `directory/name`; the directory must exist.
    ///
    /// # Errors
    /// Returns an error if the directory cannot be written to.
    pub fn create(directory: &Path, name: impl AsRef<OsStr>) -> Result<Self, Error> {
        let path = directory.join(name.as_ref());
        let mut pending = pending::lock();
        let file = create(directory, name.as_ref())
            .map_err(|cause| uncreated("create a temporary file for", &path, cause))?;
        let pending = pending.file(file.path().to_owned());
        Ok(Self { file, pending, path })
    }

    /// The final path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a second handle for writing.
    ///
    /// # Errors
    /// Returns an error if the process has no file handles left.
    pub fn writer(&self) -> Result<File, Error> {
        self.file.reopen().map_err(Error::at("open again", &self.path))
    }

    pub(super) fn sync(&self) -> Result<(), Error> {
        self.file.as_file().sync_all().map_err(Error::at("sync", &self.path))
    }

    /// Renames the file. What is returned may only be dropped when the pending files are not locked.
    pub(super) fn rename(self) -> (PendingFile, Result<(), Error>) {
        let Self { file, pending, path } = self;
        // The rename is atomic because the draft is in the directory of its final name, so on the
        // same file system. A temporary directory elsewhere would need a copy.
        let renamed = file.persist(&path).map(|_| ());
        (pending, renamed.map_err(|failed| Error::at("rename into place", &path)(failed.error)))
    }
}

fn create(directory: &Path, name: &OsStr) -> io::Result<NamedTempFile> {
    let name = &name.as_bytes()[..name.len().min(LONGEST_NAME)];
    let prefix = [b".", name, b"."].concat();
    loop {
        let file = tempfile::Builder::new()
            .prefix(OsStr::from_bytes(&prefix))
            .suffix(ENDING)
            // The umask applies, as for any file; the default of `tempfile` is 0600.
            .permissions(Permissions::from_mode(0o666))
            .tempfile_in(directory)?;
        // On a file system without locks, no run can lock the file and take it for abandoned.
        let _ = flock(&file, FlockOperation::LockExclusive);
        // Another run may have taken it for abandoned before it was locked.
        if file.as_file().metadata()?.nlink() > 0 {
            return Ok(file);
        }
    }
}

/// Whether a name is that of a temporary file of pkgr.
#[must_use]
pub fn is_temporary(name: &[u8]) -> bool {
    let Some(rest) = name.strip_prefix(b".").and_then(|rest| rest.strip_suffix(ENDING.as_bytes())) else {
        return false;
    };
    let dot = rest.iter().rposition(|&byte| byte == b'.').filter(|&dot| dot > 0);
    dot.is_some_and(|dot| rest[dot + 1..].len() == 6 && rest[dot + 1..].iter().all(u8::is_ascii_alphanumeric))
}

/// Removes the temporary files of killed runs and returns their names, escaped. Files of a live run are
/// locked and stay, and so do files that cannot be removed.
#[must_use = "the user should know that an earlier run was killed"]
pub fn remove_abandoned(directory: &Path) -> Vec<String> {
    let mut removed: Vec<String> = names_in(directory)
        .unwrap_or_default()
        .into_iter()
        .filter(|name| is_temporary(name) && remove_if_abandoned(directory, name))
        .map(|name| Escaped(&name).to_string())
        .collect();
    removed.sort();
    removed
}

fn remove_if_abandoned(directory: &Path, name: &[u8]) -> bool {
    let path = directory.join(OsStr::from_bytes(name));
    // A link or fifo with such a name was not made by pkgr; it must neither be followed nor waited
    // for.
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let Ok(file) = rustix::fs::open(&path, flags, Mode::empty()) else { return false };
    // Whether the writer lives is asked by its lock. A process id in the name would be wrong after
    // a restart, in a container, and on a shared directory.
    flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok() && std::fs::remove_file(&path).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn temp_dir() -> tempfile::TempDir {
        tempfile::tempdir().expect("a temporary directory can be made")
    }

    fn temporary_name(draft: &Draft) -> String {
        draft.file.path().file_name().expect("a name").to_string_lossy().into_owned()
    }

    #[test]
    fn names_of_temporary_files_are_known_and_others_are_not() {
        let directory = temp_dir();
        for name in ["a.tar.gz", &"n".repeat(255)] {
            let draft = Draft::create(directory.path(), name).expect("can be created");
            assert!(is_temporary(temporary_name(&draft).as_bytes()), "{}", temporary_name(&draft));
        }
        for other in [
            "a.pkgr-partial",
            ".a.pkgr-partial",
            ".a.12345.pkgr-partial",
            "..123456.pkgr-partial",
            ".a.123456.partial",
            ".a.12-456.pkgr-partial",
            "",
        ] {
            assert!(!is_temporary(other.as_bytes()), "{other}");
        }
    }

    // T191
    #[test]
    fn only_files_without_a_live_writer_are_removed() {
        let directory = temp_dir();
        let working = Draft::create(directory.path(), "working").expect("can be created");
        let killed = Draft::create(directory.path(), "killed").expect("can be created");
        let name = temporary_name(&killed);
        // The lock goes with the handle, as with a process that is killed.
        let (file, path) = killed.file.into_parts();
        drop(file);
        path.keep().expect("stays behind");
        std::os::unix::fs::symlink("/etc/passwd", directory.path().join(".link.123456.pkgr-partial"))
            .expect("can be linked");
        assert_eq!(remove_abandoned(directory.path()), [name]);
        assert_eq!(remove_abandoned(directory.path()), [""; 0]);
        working.rename().1.expect("is still there");
        assert!(directory.path().join("working").is_file());
        assert!(directory.path().join(".link.123456.pkgr-partial").is_symlink());
        assert_eq!(remove_abandoned(&directory.path().join("nowhere")), [""; 0]);
    }
}
