//! Where files come from: what a source offers, and the ability to read it.

pub mod archive_tree;
mod base;
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
mod overlaid;
mod overlay;
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
pub use self::overlaid::{OverlayPath, SourcePlace};
pub use self::provenance::{Provenance, TagBytes};
pub use self::survey::Survey;
pub use self::tree_entry::{TreeEntry, TreeEntryKind};

use self::archive_tree::ArchiveTree;
use self::base::Base;
use self::directory::Directory;
use self::generate::{Generated, Pending, StepEnvironment};
use self::git::{Git, Revision};
use self::overlaid::Overlaid;
use crate::diagnostic::{Checked, Diagnostic, Diagnostics};
use crate::error::Error;
use crate::manifest::{Generate, Manifest};
use crate::object_id::ObjectId;
use crate::path::EntryPath;
use crate::progress::Progress;
use crate::time::Timestamp;

/// An open source: files on disk or the tree of a commit, the files of the overlay in it, and what `[[generate]]`
/// steps made of that.
pub struct Source {
    tree: Overlaid,
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

impl From<Base> for Source {
    fn from(base: Base) -> Self {
        Self { tree: base.into(), steps: Steps::None }
    }
}

impl From<Directory> for Source {
    fn from(directory: Directory) -> Self {
        Base::Directory(directory).into()
    }
}

impl From<ArchiveTree> for Source {
    fn from(tree: ArchiveTree) -> Self {
        Base::Archive(tree).into()
    }
}

impl From<Git> for Source {
    fn from(git: Git) -> Self {
        Base::Git(Box::new(git)).into()
    }
}

impl Source {
    /// Opens what the manifest names.
    ///
    /// # Errors
    /// Returns an error if the directory or the overlay cannot be opened, if the overlay has no file or does not fit
    /// the source, or for a reason of [`Git::open`].
    pub fn open(manifest: &Manifest, place: SourcePlace<'_>) -> Checked<Self> {
        Self::attempt(manifest, place, None)
    }

    /// Opens what the manifest names at the commit that a plan carries: no name is resolved.
    ///
    /// # Errors
    /// Those of [`Source::open`].
    pub fn open_planned(manifest: &Manifest, place: SourcePlace<'_>, planned: &Provenance) -> Checked<Self> {
        Self::attempt(manifest, place, Some(planned))
    }

    fn attempt(manifest: &Manifest, place: SourcePlace<'_>, planned: Option<&Provenance>) -> Checked<Self> {
        Overlaid::open(manifest, place, planned).map(|tree| Self { tree, steps: Steps::None })
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
            let listing = self.tree.list(&mut |directory| Some(directory) != skipped)?;
            let history = |directory: &Path| self.tree.base().write_history(directory, progress);
            let made = Generated::make(steps, &listing, &self.tree, &history, around, progress)?;
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
        let listing = self.tree.list(enter)?;
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
        let found = self.tree.look_up(path)?;
        // A step may replace a file that the source has, so its output comes first.
        let pending = self.pending().and_then(|pending| pending.find(path, found.as_ref()));
        Ok(pending.or(found))
    }

    /// What the overlay has to do with `path`; `None` for nothing.
    ///
    /// # Errors
    /// Returns an error if a part of the path cannot be read.
    pub fn overlay_path(&self, path: &EntryPath) -> Result<Option<OverlayPath>, Diagnostic> {
        // What a step makes of a file is no longer the overlay's.
        let is_made = self.made(path).is_some() || self.look_up(path)? == Some(ItemKind::Pending);
        if is_made { Ok(None) } else { self.tree.overlay_path(path) }
    }

    /// Whether `path` belongs to an overlay inside of the source directory, which is no part of the source.
    #[must_use]
    pub fn is_of_overlay(&self, path: &EntryPath) -> bool {
        self.tree.is_own(path)
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
        self.tree.base().git()
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
            None => self.tree.open(path),
        }
    }

    fn position(&self, path: &EntryPath) -> (u32, u64) {
        self.tree.position(path)
    }
}
