//! Folders for temporary files: those of the builds, and what a build gets as `TMPDIR`.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::builder::How;
use crate::error::Error;
use crate::source::{CreationOrder, lay};
use crate::vary::{Here, Settings, Shown};

/// A folder with a name of its own, which everybody may pass through.
pub fn folder_in(place: &Path) -> Result<TempDir, Error> {
    let folder = tempfile::Builder::new().prefix("pkgr-vary-").tempdir_in(place);
    let folder = folder.map_err(Error::at("create a folder in", place))?;
    let open = fs::set_permissions(folder.path(), Permissions::from_mode(0o755));
    open.map_err(Error::at("change", folder.path()))?;
    Ok(folder)
}

/// A folder for temporary files, where a build gets one of its own.
#[derive(Default)]
pub struct Temporary {
    /// Its path.
    pub path: Option<PathBuf>,
    /// What is mounted there.
    pub shown: Option<Shown>,
    /// What is removed at the end.
    _folder: Option<TempDir>,
}

impl Temporary {
    /// Where steps are held still, it has the same path each time, even where it is another folder: one
    /// whose file system keeps the order in which files are made.
    pub fn make(work: &Path, here: &Here, settings: &Settings, how: How) -> Result<Self, Error> {
        if !how.held && settings.temporary.is_none() {
            return Ok(Self::default());
        }
        let elsewhere = settings.temporary.as_deref().map(folder_in).transpose()?;
        let above = elsewhere.as_ref().map_or(work, TempDir::path);
        let top = above.join("steps");
        remove(&top)?;
        let path = settings.longer.as_ref().map_or(top.clone(), |longer| top.join(longer));
        lay::directories(above, &path)?;
        let is_ordered =
            settings.copying.as_ref().is_some_and(|copying| copying.order != CreationOrder::Sorted);
        let ordered = here.ordered.as_deref().filter(|_| is_ordered && elsewhere.is_none());
        let folder = ordered.map(folder_in).transpose()?;
        let shown = |folder: &TempDir| Shown { folder: folder.path().to_owned(), at: path.clone() };
        let shown = folder.as_ref().map(shown);
        Ok(Self { path: Some(path), shown, _folder: folder.or(elsewhere) })
    }

    /// The folder, and the one that is shown in place of it.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        let shown = self.shown.iter().map(|shown| shown.folder.as_path());
        self.path.iter().map(PathBuf::as_path).chain(shown)
    }
}

/// What the build before left there.
fn remove(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(Error::at("remove", folder)(cause)),
        _ => Ok(()),
    }
}
