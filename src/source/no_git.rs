//! The replacement of the module `git` in a build without that feature: types without values, and errors in
//! place of every way to one.

use std::convert::Infallible;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::contents::Contents;
use super::ignored::{IgnoredPath, IgnoringLine};
use super::listing::{ItemKind, Listing, PathFilter};
use super::provenance::Provenance;
use super::survey::{Survey, work_tree_around};
use super::tree_entry::TreeEntry;
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::error::Error;
use crate::manifest::GitSource;
use crate::object_id::ObjectId;
use crate::path::{EntryPath, shown};
use crate::progress::Progress;
use crate::time::Timestamp;

/// No commit of a repository.
pub struct Git(Infallible);

/// Where the times of a commit's paths come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimesFrom {
    /// All are the commit's.
    Commit,
    /// Each is that of the last commit that touched the path.
    History,
}

/// No revision of a repository.
pub struct Revision {
    /// Names and ids.
    pub provenance: Provenance,
    /// The commit.
    pub commit: Commit,
}

/// No commit.
pub struct Commit {
    /// When it was committed.
    pub time: Timestamp,
}

impl Git {
    /// Reports that repositories cannot be read.
    pub fn open(
        source: &GitSource,
        directory: &Path,
        _times: TimesFrom,
        _selects: &PathFilter<'_>,
        _planned: Option<&Provenance>,
    ) -> Checked<Self> {
        let problem = missing(&directory.join(source.repository.get_ref()));
        Checked::new(None, problem.label(source.repository.span(), "a git repository").into())
    }

    /// What the manifest's `rev` turned out to be.
    #[must_use]
    pub fn revision(&self) -> &Revision {
        match self.0 {}
    }

    /// Lists the tree.
    ///
    /// # Errors
    /// Never: there is no such value.
    pub fn list(&self, _enter: &mut dyn FnMut(&EntryPath) -> bool) -> Result<Listing, Diagnostic> {
        match self.0 {}
    }

    /// What is at `path`.
    ///
    /// # Errors
    /// Never: there is no such value.
    pub fn look_up(&self, _path: &EntryPath) -> Result<Option<ItemKind>, Diagnostic> {
        match self.0 {}
    }

    /// What `export-ignore` leaves out at `path`.
    ///
    /// # Errors
    /// Never: there is no such value.
    pub fn ignored(&self, _path: &EntryPath) -> Result<Option<IgnoredPath>, Diagnostic> {
        match self.0 {}
    }

    /// All that `export-ignore` leaves out.
    #[must_use]
    pub fn ignored_paths(&self) -> Vec<IgnoredPath> {
        match self.0 {}
    }

    /// The lines of attribute files that leave something out.
    #[must_use]
    pub fn ignoring_lines(&self) -> Vec<IgnoringLine> {
        match self.0 {}
    }

    /// Writes a repository of the commit and its ancestors.
    ///
    /// # Errors
    /// Never: there is no such value.
    pub fn write_history(&self, _directory: &Path, _progress: &dyn Progress) -> Result<(), Diagnostic> {
        match self.0 {}
    }

    /// The blob that the commit has at `path`.
    ///
    /// # Errors
    /// Never: there is no such value.
    pub fn committed(&self, _path: &EntryPath) -> Result<Option<ObjectId>, Diagnostic> {
        match self.0 {}
    }
}

impl Contents for Git {
    fn open(&self, _path: &EntryPath) -> Result<Box<dyn Read + Send>, Error> {
        match self.0 {}
    }
}

/// The directories of a repository.
pub struct Layout {
    /// References, objects, repositories of submodules.
    pub common_dir: PathBuf,
    /// What belongs to this work tree, such as its `HEAD`.
    pub git_dir: PathBuf,
    /// The checked-out files.
    pub work_dir: Option<PathBuf>,
}

impl Layout {
    /// Reports that repositories cannot be read.
    ///
    /// # Errors
    /// Always.
    pub fn open(path: &Path) -> Result<Self, Diagnostic> {
        Err(missing(path))
    }
}

/// No part of a work tree.
pub struct WorkTree(Infallible);

impl WorkTree {
    /// None: whether `directory` is part of a work tree is not found out. [`unchecked`](Self::unchecked)
    /// reports it.
    ///
    /// # Errors
    /// Never.
    pub fn around(_directory: &Path) -> Result<Option<Self>, Diagnostic> {
        Ok(None)
    }

    /// A warning if `directory` is part of a work tree that cannot be read.
    #[must_use]
    pub fn unchecked(directory: &Path) -> Option<Diagnostic> {
        let top = work_tree_around(directory)?;
        let message = format!(
            "pkgr was built without the feature `git`, so the files are not compared with the commit of the \
             work tree `{}`",
            shown(top)
        );
        Some(Diagnostic::warning(Code::WorkTree, message).help(HELP))
    }

    /// The commit that is checked out.
    #[must_use]
    pub fn commit(&self) -> ObjectId {
        match self.0 {}
    }

    /// Files and links that the commit has.
    #[must_use]
    pub fn files(&self) -> &[(EntryPath, TreeEntry)] {
        match self.0 {}
    }

    /// The number of the file at `path`.
    #[must_use]
    pub fn find(&self, _path: &EntryPath) -> Option<usize> {
        match self.0 {}
    }

    /// Whether a `.gitignore` names the path.
    ///
    /// # Errors
    /// Never: there is no such value.
    pub fn ignores(&mut self, _path: &EntryPath) -> Result<bool, Error> {
        match self.0 {}
    }
}

/// Finds no repository around `directory`, or reports that it cannot be read.
///
/// # Errors
/// Returns an error if `directory` is in a work tree.
pub fn survey(directory: &Path) -> Result<Option<Survey>, Diagnostic> {
    work_tree_around(directory).map_or(Ok(None), |top| Err(missing(top)))
}

const HELP: &str = "install pkgr with its default features, or with `--features git`";

fn missing(repository: &Path) -> Diagnostic {
    let message = format!(
        "pkgr was built without the feature `git` and cannot read the repository `{}`",
        shown(repository)
    );
    Diagnostic::error(Code::GitRepository, message).help(HELP)
}
