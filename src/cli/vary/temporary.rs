//! Folders for temporary files: those of the builds, and what a build gets as `TMPDIR`.

use std::path::{Path, PathBuf};

use super::how::How;
use crate::error::Error;
use crate::source::{CreationOrder, fs_write};
use crate::temporary::{Name, PrivateDirectory, remove_all};
use crate::vary::{Host, Settings, Shown};

/// A directory with a name of its own.
pub fn folder_in(place: &Path) -> Result<PrivateDirectory, Error> {
    PrivateDirectory::create_in(place, Name::Random("pkgr-vary-"))
}

/// A folder for temporary files, where a build gets one of its own.
#[derive(Default)]
pub struct Temporary {
    /// Its path.
    pub path: Option<PathBuf>,
    /// What is mounted there.
    pub shown: Option<Shown>,
    /// What is removed at the end.
    folder: Option<PrivateDirectory>,
}

impl Temporary {
    /// Where steps are held still, it has the same path each time, even where it is another folder: one
    /// whose file system keeps the order in which files are made.
    pub fn make(work: &Path, host: &Host, settings: &Settings, how: How) -> Result<Self, Error> {
        if !how.held && settings.temporary.is_none() {
            return Ok(Self::default());
        }
        let elsewhere = settings.temporary.as_deref().map(folder_in).transpose()?;
        let above = elsewhere.as_ref().map_or(work, PrivateDirectory::path);
        let top = above.join("steps");
        remove(&top)?;
        let path = settings.longer.as_ref().map_or(top.clone(), |longer| top.join(longer));
        fs_write::directories(above, &path)?;
        let is_ordered =
            settings.copying.as_ref().is_some_and(|copying| copying.order != CreationOrder::Sorted);
        let ordered = host.ordered.as_deref().filter(|_| is_ordered && elsewhere.is_none());
        let folder = ordered.map(folder_in).transpose()?;
        let shown = |folder: &PrivateDirectory| Shown { folder: folder.path().to_owned(), at: path.clone() };
        let shown = folder.as_ref().map(shown);
        Ok(Self { path: Some(path), shown, folder: folder.or(elsewhere) })
    }

    /// The directory, and the one that it is in or that is shown in place of it.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.path.iter().map(PathBuf::as_path).chain(self.folder.iter().map(PrivateDirectory::path))
    }
}

/// What the build before left there.
fn remove(folder: &Path) -> Result<(), Error> {
    if folder.symlink_metadata().is_err() {
        return Ok(());
    }
    remove_all(folder).map_err(Error::at("remove", folder))
}
