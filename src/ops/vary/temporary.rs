//! Directories for temporary files: those of the builds, and what a build gets as `TMPDIR`.

use std::path::{Path, PathBuf};

use super::build_scope::BuildScope;
use crate::error::Error;
use crate::source::{CreationOrder, fs_write};
use crate::temporary::{Name, PrivateDirectory, remove_all};
use crate::vary::{Host, Settings, ShownDirectory};

/// A directory with a name of its own.
pub fn directory_in(place: &Path) -> Result<PrivateDirectory, Error> {
    PrivateDirectory::create_in(place, Name::Random("pkgr-vary-"))
}

/// A directory for temporary files, where a build gets one of its own.
#[derive(Default)]
pub struct Temporary {
    /// Its path.
    pub path: Option<PathBuf>,
    /// What is mounted there.
    pub shown: Option<ShownDirectory>,
    /// What is removed at the end.
    directory: Option<PrivateDirectory>,
}

impl Temporary {
    /// With pinned steps it has the same path each time, even if it is another directory: one on a file
    /// system that keeps the order in which files are created.
    pub fn create(work: &Path, host: &Host, settings: &Settings, mode: BuildScope) -> Result<Self, Error> {
        if !mode.pinned && settings.temporary.is_none() {
            return Ok(Self::default());
        }
        let elsewhere = settings.temporary.as_deref().map(directory_in).transpose()?;
        let above = elsewhere.as_ref().map_or(work, PrivateDirectory::path);
        let top = above.join("steps");
        // Steps have to get the same path in each build, or the path itself would be a difference.
        remove(&top)?;
        let path = settings.longer.as_ref().map_or(top.clone(), |longer| top.join(longer));
        fs_write::directories(above, &path)?;
        let is_ordered =
            settings.copying.as_ref().is_some_and(|copying| copying.order != CreationOrder::Sorted);
        let ordered = host.ordered.as_deref().filter(|_| is_ordered && elsewhere.is_none());
        let directory = ordered.map(directory_in).transpose()?;
        let shown =
            |made: &PrivateDirectory| ShownDirectory { directory: made.path().to_owned(), at: path.clone() };
        let shown = directory.as_ref().map(shown);
        Ok(Self { path: Some(path), shown, directory: directory.or(elsewhere) })
    }

    /// The directory, and the one that it is in or that is shown in place of it.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.path.iter().map(PathBuf::as_path).chain(self.directory.iter().map(PrivateDirectory::path))
    }
}

/// Removes what the build before left there.
fn remove(directory: &Path) -> Result<(), Error> {
    if directory.symlink_metadata().is_err() {
        return Ok(());
    }
    remove_all(directory).map_err(Error::at("remove", directory))
}
