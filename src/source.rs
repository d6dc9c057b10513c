//! Where files come from: what a source offers, and the ability to read it.

pub mod archive_tree;
mod bounds;
mod contents;
pub mod directory;
pub(crate) mod fs_write;
pub mod generate;
#[cfg(feature = "git")]
pub mod git;
mod ignored;
mod listing;
#[cfg(not(feature = "git"))]
pub mod no_git;
mod object_hasher;
mod provenance;
mod survey;
mod tree_entry;

use std::io::Read;
use std::path::Path;

pub use self::contents::{Contents, read};
pub use self::fs_write::CreationOrder;
pub use self::ignored::{AttributeLine, IgnoredPath, IgnoringLine, ignored_files};
pub use self::listing::{
    Attributes, Item, ItemKind, Listing, PathFilter, Rejection, Unapplied, UnfilledPlaceholder,
};
#[cfg(not(feature = "git"))]
pub use self::no_git as git;
pub use self::object_hasher::ObjectHasher;
pub use self::provenance::{Provenance, TagBytes};
pub use self::survey::Survey;
pub use self::tree_entry::{TreeEntry, TreeEntryKind};

use self::archive_tree::ArchiveTree;
use self::directory::Directory;
use self::generate::{Generated, Pending, StepEnvironment};
use self::git::{Git, Revision, TimesFrom};
use crate::diagnostic::{Checked, Diagnostic, Diagnostics};
use crate::error::Error;
use crate::manifest::{self, DirectorySource, Generate, Manifest, Mtime};
use crate::object_id::ObjectId;
use crate::path::EntryPath;
use crate::progress::Progress;
use crate::time::Timestamp;

/// An open source: files on disk or the tree of a commit, and what `[[generate]]` steps made of it.
pub struct Source {
    base: Base,
    steps: Steps,
}

/// What is known of the manifest's steps.
enum Steps {
    /// There are none.
    None,
    /// They were not run.
    Pending(Pending),
    /// They were run.
    Made(Generated),
}

enum Base {
    /// Files on disk.
    Directory(Directory),
    /// The members of an archive.
    Archive(ArchiveTree),
    /// The tree of a commit.
    Git(Box<Git>),
}

impl From<Directory> for Source {
    fn from(directory: Directory) -> Self {
        Self { base: Base::Directory(directory), steps: Steps::None }
    }
}

impl From<ArchiveTree> for Source {
    fn from(tree: ArchiveTree) -> Self {
        Self { base: Base::Archive(tree), steps: Steps::None }
    }
}

impl From<Git> for Source {
    fn from(git: Git) -> Self {
        Self { base: Base::Git(Box::new(git)), steps: Steps::None }
    }
}

impl Source {
    /// Opens what the manifest names; `base` is what its paths are relative to.
    ///
    /// # Errors
    /// Returns an error if the directory cannot be opened, or for a reason of [`Git::open`].
    pub fn open(manifest: &Manifest, base: &Path) -> Checked<Self> {
        Self::attempt(manifest, base, None)
    }

    /// Opens what the manifest names at the commit that a plan carries: no name is resolved.
    ///
    /// # Errors
    /// Those of [`Source::open`].
    pub fn open_planned(manifest: &Manifest, base: &Path, planned: &Provenance) -> Checked<Self> {
        Self::attempt(manifest, base, Some(planned))
    }

    fn attempt(manifest: &Manifest, base: &Path, planned: Option<&Provenance>) -> Checked<Self> {
        match &manifest.source {
            manifest::SourceTable::Directory(directory) => {
                match Directory::open(&base.join(directory.packed())) {
                    Ok(opened) => Checked::new(Some(opened.into()), Diagnostics::new()),
                    Err(error) => Checked::new(None, unopened(error, directory).into()),
                }
            }
            manifest::SourceTable::Git(git) => {
                let times = match manifest.normalize.mtime.get_ref() {
                    Mtime::PerPathCommit => TimesFrom::History,
                    Mtime::Set(_)
                    | Mtime::SetBoth { .. }
                    | Mtime::Clamp(_)
                    | Mtime::Tree
                    | Mtime::Table
                    | Mtime::Absent => TimesFrom::Commit,
                };
                // The copy that steps get has every file.
                let has_steps = !manifest.generate.is_empty();
                let selects =
                    |path: &EntryPath, is_directory| has_steps || manifest.files.may_pack(path, is_directory);
                Git::open(git, base, times, &selects, planned).map(Self::from)
            }
        }
    }

    /// Carries out `[[generate]]` steps: from then on the source holds what they made. `skipped` is
    /// a directory that the steps do not get to see.
    ///
    /// # Errors
    /// Returns the errors of [`Generated::make`].
    pub fn generate(
        &mut self,
        steps: &[Generate],
        skipped: Option<&EntryPath>,
        around: StepEnvironment<'_>,
        progress: &dyn Progress,
    ) -> Result<(), Diagnostics> {
        if !steps.is_empty() {
            let listing = self.base.list(&mut |directory| Some(directory) != skipped)?;
            let history = |directory: &Path| self.base.write_history(directory, progress);
            let made = Generated::make(steps, &listing, &self.base, &history, around, progress)?;
            self.steps = Steps::Made(made);
        }
        Ok(())
    }

    /// Notes that these steps are to be run later: until then their outputs are known by name alone.
    /// `time` is what generated files will get.
    pub fn expect(&mut self, steps: &[Generate], time: Timestamp) {
        if !steps.is_empty() {
            self.steps = Steps::Pending(Pending::new(steps, time));
        }
    }

    /// What steps that were not run will make; `None` once they were run, or where there are none.
    #[must_use]
    pub fn pending(&self) -> Option<&Pending> {
        if let Steps::Pending(pending) = &self.steps { Some(pending) } else { None }
    }

    /// Lists it; a directory for which `enter` says no is left out with all that is below it.
    ///
    /// # Errors
    /// Returns an error for what cannot be read; nothing is skipped.
    pub fn list(&self, enter: &mut dyn FnMut(&EntryPath) -> bool) -> Result<Listing, Diagnostic> {
        let listing = self.base.list(enter)?;
        Ok(match &self.steps {
            Steps::Made(generated) => generated.merge(listing, enter),
            Steps::Pending(pending) => pending.merge(listing, enter),
            Steps::None => listing,
        })
    }

    /// What is at `path`; `None` if nothing is.
    ///
    /// # Errors
    /// Returns an error if a part of the path cannot be read.
    pub fn look_up(&self, path: &EntryPath) -> Result<Option<ItemKind>, Diagnostic> {
        if let Some(generated) = self.made(path) {
            return Ok(generated.find(path).map(|item| item.kind.clone()));
        }
        let found = self.base.look_up(path)?;
        // A step may replace a file that the source has, so its output comes first.
        let pending = self.pending().and_then(|pending| pending.find(path, found.as_ref()));
        Ok(pending.or(found))
    }

    /// What `export-ignore` leaves out at `path`, if the commit has something there.
    ///
    /// # Errors
    /// Returns an error if a tree is missing or damaged.
    pub fn ignored(&self, path: &EntryPath) -> Result<Option<IgnoredPath>, Diagnostic> {
        self.git().map_or(Ok(None), |git| git.ignored(path))
    }

    /// All that `export-ignore` leaves out, as far as it can be read.
    #[must_use]
    pub fn ignored_paths(&self) -> Vec<IgnoredPath> {
        self.git().map_or_else(Vec::new, Git::ignored_paths)
    }

    /// The lines of attribute files that leave something out, with the number of files.
    #[must_use]
    pub fn ignoring_lines(&self) -> Vec<IgnoringLine> {
        self.git().map_or_else(Vec::new, Git::ignoring_lines)
    }

    fn git(&self) -> Option<&Git> {
        match &self.base {
            Base::Directory(_) | Base::Archive(_) => None,
            Base::Git(git) => Some(git),
        }
    }

    /// What the revision turned out to be, where the source is a commit.
    #[must_use]
    pub fn revision(&self) -> Option<&Revision> {
        self.git().map(Git::revision)
    }

    /// The blob that the commit has at `path`; `None` where it has no file there, or the source is no
    /// commit of a repository with a work tree.
    ///
    /// # Errors
    /// Returns an error if a tree is missing or damaged.
    pub fn committed(&self, path: &EntryPath) -> Result<Option<ObjectId>, Diagnostic> {
        self.git().map_or(Ok(None), |git| git.committed(path))
    }

    /// Who has `path`, where a step made it.
    fn made(&self, path: &EntryPath) -> Option<&Generated> {
        let Steps::Made(generated) = &self.steps else { return None };
        generated.find(path).map(|_| generated)
    }
}

impl Contents for Source {
    fn open(&self, path: &EntryPath) -> Result<Box<dyn Read + Send>, Error> {
        match self.made(path) {
            Some(generated) => generated.open(path),
            None => self.base.open(path),
        }
    }

    fn position(&self, path: &EntryPath) -> (u32, u64) {
        self.base.position(path)
    }
}

impl Base {
    fn list(&self, enter: &mut dyn FnMut(&EntryPath) -> bool) -> Result<Listing, Diagnostic> {
        match self {
            Self::Directory(directory) => directory.list(enter).map_err(Diagnostic::from),
            Self::Archive(tree) => Ok(tree.list(enter)),
            Self::Git(git) => git.list(enter),
        }
    }

    fn write_history(&self, directory: &Path, progress: &dyn Progress) -> Result<(), Diagnostic> {
        match self {
            Self::Directory(_) | Self::Archive(_) => {
                unreachable!("only a git source has a history, which the manifest's check demands")
            }
            Self::Git(git) => git.write_history(directory, progress),
        }
    }

    fn look_up(&self, path: &EntryPath) -> Result<Option<ItemKind>, Diagnostic> {
        match self {
            Self::Directory(directory) => directory.look_up(path).map_err(Diagnostic::from),
            Self::Archive(tree) => Ok(tree.look_up(path)),
            Self::Git(git) => git.look_up(path),
        }
    }
}

impl Contents for Base {
    fn open(&self, path: &EntryPath) -> Result<Box<dyn Read + Send>, Error> {
        match self {
            Self::Directory(directory) => directory.open(path),
            Self::Archive(tree) => tree.open(path),
            Self::Git(git) => git.open(path),
        }
    }

    fn position(&self, path: &EntryPath) -> (u32, u64) {
        match self {
            Self::Directory(directory) => directory.position(path),
            Self::Archive(tree) => tree.position(path),
            Self::Git(git) => git.position(path),
        }
    }
}

fn unopened(error: Error, directory: &DirectorySource) -> Diagnostic {
    let below = directory.subdirectory.as_ref().map(|below| (below.span(), "relative to `directory`"));
    let (span, text) = below.unwrap_or_else(|| (directory.path.span(), "relative to this file"));
    Diagnostic::from(error).label(span, text).help("unpack or create the tree there, or name another one")
}
