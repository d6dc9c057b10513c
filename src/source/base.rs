//! What the manifest names as its source, without what is added to it: files on disk or the tree of a commit.

use std::io::Read;
use std::path::Path;

use super::archive_tree::ArchiveTree;
use super::contents::Contents;
use super::directory::Directory;
use super::git::{Git, TimesFrom};
use super::listing::{ItemKind, Listing};
use super::provenance::Provenance;
use crate::diagnostic::{Checked, Diagnostic, Diagnostics};
use crate::error::Error;
use crate::manifest::{DirectorySource, Manifest, Mtime, SourceTable};
use crate::path::EntryPath;
use crate::progress::Progress;

/// Where files come from that nothing else adds.
pub enum Base {
    /// Files on disk.
    Directory(Directory),
    /// The members of an archive.
    Archive(ArchiveTree),
    /// The tree of a commit.
    Git(Box<Git>),
}

impl Base {
    /// Opens what the manifest names, relative to `directory`. What `is_replaced` says of a path is that its file is
    /// not packed, so that it need not be read.
    pub fn open(
        manifest: &Manifest,
        directory: &Path,
        planned: Option<&Provenance>,
        is_replaced: &dyn Fn(&EntryPath) -> bool,
    ) -> Checked<Self> {
        match &manifest.source {
            SourceTable::Directory(source) => match Directory::open(&directory.join(source.packed())) {
                Ok(opened) => Checked::new(Some(Self::Directory(opened)), Diagnostics::new()),
                Err(error) => Checked::new(None, unopened(error, source).into()),
            },
            SourceTable::Git(git) => {
                // The copy that steps get has every file.
                let has_steps = !manifest.generate.is_empty();
                let selects = |path: &EntryPath, is_directory| {
                    (has_steps || manifest.files.may_pack(path, is_directory))
                        && (is_directory || !is_replaced(path))
                };
                Git::open(git, directory, times_from(manifest), &selects, planned)
                    .map(|git| Self::Git(Box::new(git)))
            }
        }
    }

    /// The commit; `None` for files on disk.
    pub fn git(&self) -> Option<&Git> {
        match self {
            Self::Directory(_) | Self::Archive(_) => None,
            Self::Git(git) => Some(git),
        }
    }

    /// Lists it; a directory for which `enter` says no is left out with all that is below it.
    pub fn list(&self, enter: &mut dyn FnMut(&EntryPath) -> bool) -> Result<Listing, Diagnostic> {
        match self {
            Self::Directory(directory) => directory.list(enter).map_err(Diagnostic::from),
            Self::Archive(tree) => Ok(tree.list(enter)),
            Self::Git(git) => git.list(enter),
        }
    }

    /// Writes the repository of the commit and its ancestors.
    pub fn write_history(&self, directory: &Path, progress: &dyn Progress) -> Result<(), Diagnostic> {
        match self {
            Self::Directory(_) | Self::Archive(_) => {
                unreachable!("only a git source has a history, which the manifest's check demands")
            }
            Self::Git(git) => git.write_history(directory, progress),
        }
    }

    /// What is at `path`; `None` if nothing is.
    pub fn look_up(&self, path: &EntryPath) -> Result<Option<ItemKind>, Diagnostic> {
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

fn times_from(manifest: &Manifest) -> TimesFrom {
    match manifest.normalize.mtime.get_ref() {
        Mtime::PerPathCommit => TimesFrom::History,
        Mtime::Set(_)
        | Mtime::SetBoth { .. }
        | Mtime::Clamp(_)
        | Mtime::Tree
        | Mtime::Table
        | Mtime::Absent => TimesFrom::Commit,
    }
}

fn unopened(error: Error, directory: &DirectorySource) -> Diagnostic {
    let below = directory.subdirectory.as_ref().map(|below| (below.span(), "relative to `directory`"));
    let (span, text) = below.unwrap_or_else(|| (directory.path.span(), "relative to this file"));
    Diagnostic::from(error).label(span, text).help("unpack or create the tree there, or name another one")
}
