//! The files of an archive that a commit does not have, written where the manifest takes them from.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use super::published::Published;
use crate::container::inventory::RawKind;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::error::Error;
use crate::infer::{below, prefix};
use crate::path::{EntryPath, shown};
use crate::temporary::remove_all;

/// A directory that this run made; dropping it removes it again, unless it is kept.
pub struct NewOverlay {
    directory: PathBuf,
    is_kept: bool,
}

impl NewOverlay {
    /// Writes members, by their numbers, into a directory that must not be there.
    ///
    /// # Errors
    /// Returns an error if the directory is there, or cannot be written to.
    pub fn write(
        published: &Published<'_>,
        numbers: &BTreeSet<usize>,
        directory: &Path,
    ) -> Result<Self, Diagnostics> {
        if directory.symlink_metadata().is_ok() {
            return Err(taken(directory).into());
        }
        let failed = |cause| Error::at("write into the overlay", directory)(cause);
        fs::create_dir_all(directory).map_err(failed)?;
        let overlay = Self { directory: directory.to_owned(), is_kept: false };
        let prefix = prefix(&published.inventory);
        for &number in numbers {
            let Some(entry) = &published.headings.members[number].entry else { continue };
            // Every path was checked when the archive was read: it leads nowhere but below the directory.
            let path = below(&entry.path, prefix.as_ref());
            write_one(published, number, &at(directory, &path)).map_err(failed)?;
        }
        Ok(overlay)
    }

    /// Leaves it there.
    pub fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for NewOverlay {
    fn drop(&mut self) {
        if !self.is_kept {
            // `drop` cannot report a failure; what is left behind has the name that was asked for.
            let _ = remove_all(&self.directory);
        }
    }
}

fn at(directory: &Path, path: &EntryPath) -> PathBuf {
    directory.join(OsStr::from_bytes(path.as_bytes()))
}

fn write_one(published: &Published<'_>, number: usize, path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    let member = &published.inventory.members[number];
    if let RawKind::Symlink(target) = &member.kind {
        return symlink(OsStr::from_bytes(target), path);
    }
    // A commit knows of modes only whether a file may be executed, and so does an overlay.
    let mode = if member.is_executable() == Some(true) { 0o755 } else { 0o644 };
    let mut file = File::create_new(path)?;
    io::copy(&mut published.section(number), &mut file)?;
    file.set_permissions(Permissions::from_mode(mode))
}

fn taken(directory: &Path) -> Diagnostic {
    Diagnostic::error(Code::OutputExists, format!("`{}` exists already", shown(directory)))
        .help("name a directory that is not there yet with `--overlay`, or remove this one")
}
