//! A directory in a repository's work tree: what the checked-out commit has there.
//!
//! It says what differs and changes no byte of an archive. Read are the commit, the tree and the
//! `.gitignore` files; the index and the user's own settings play no part.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use gix_ignore::{Search, glob::pattern::Case, search::Ignore};

use super::descent;
use super::repository::Repository;
use super::store::Objects;
use crate::artifact::read_file;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::limits;
use crate::object_id::ObjectId;
use crate::path::{EntryPath, Order};
use crate::source::survey::work_tree_around;
use crate::source::tree_entry::{TreeEntry, TreeEntryKind};

const IGNORE_FILE: &str = ".gitignore";

/// The part of a work tree that a directory is.
pub struct WorkTree {
    top: PathBuf,
    /// The path of the directory below the top; `None` if it is the top.
    below: Option<EntryPath>,
    commit: ObjectId,
    /// Sorted by their paths.
    files: Vec<(EntryPath, TreeEntry)>,
    ignored: Search,
    /// Directories whose `.gitignore` was read, by their paths below the top.
    read: BTreeSet<Vec<u8>>,
}

impl WorkTree {
    /// The work tree that `directory`, an absolute path without links, is part of; `None` if it is in
    /// none, or if the commit that is checked out has nothing there.
    ///
    /// # Errors
    /// Returns an error if the repository, or its commit, cannot be read.
    pub fn around(directory: &Path) -> Result<Option<Self>, Diagnostic> {
        // It only describes the files; the source itself is never found this way.
        let Some(top) = work_tree_around(directory) else { return Ok(None) };
        let repository = Repository::open(top)?;
        let Some(head) = repository.reference("HEAD")? else { return Ok(None) };
        let objects = repository.objects();
        let commit = objects.commit(head)?;
        let inside = directory.strip_prefix(top).ok().map(|path| path.as_os_str().as_bytes());
        let below = inside.and_then(|path| EntryPath::parse(path).ok());
        let Some(tree) = subtree(&objects, commit.tree, below.as_ref())? else { return Ok(None) };
        let mut files = descent::leaves(&objects, tree)?;
        files.retain(|(_, entry)| entry.kind != TreeEntryKind::Submodule);
        files.sort_by(|a, b| by_path(&a.0, &b.0));
        Ok(Some(Self {
            top: top.to_owned(),
            below,
            commit: commit.id,
            files,
            ignored: Search::default(),
            read: BTreeSet::new(),
        }))
    }

    /// A warning if `directory` is part of a work tree that cannot be read: a build with the feature `git`
    /// reads all.
    #[must_use]
    pub fn unchecked(_directory: &Path) -> Option<Diagnostic> {
        None
    }

    /// The commit that is checked out.
    #[must_use]
    pub fn commit(&self) -> ObjectId {
        self.commit
    }

    /// Files and links that the commit has, by their paths below the directory.
    #[must_use]
    pub fn files(&self) -> &[(EntryPath, TreeEntry)] {
        &self.files
    }

    /// The number among [`files`](Self::files) of the one at `path`.
    #[must_use]
    pub fn find(&self, path: &EntryPath) -> Option<usize> {
        self.files.binary_search_by(|(other, _)| by_path(other, path)).ok()
    }

    /// Whether a `.gitignore` of the work tree says that the path is not to be committed.
    ///
    /// # Errors
    /// Returns an error if a `.gitignore` cannot be read.
    pub fn ignores(&mut self, path: &EntryPath) -> Result<bool, Error> {
        let whole = self.below.as_ref().map_or_else(|| path.clone(), |below| path.under(below));
        let mut chain: Vec<EntryPath> =
            std::iter::successors(Some(whole.clone()), EntryPath::parent).collect();
        chain.reverse();
        self.heed(b"")?;
        for part in chain {
            let is_directory = part != whole;
            let found = self.ignored.pattern_matching_relative_path(
                part.as_bytes().into(),
                Some(is_directory),
                Case::Sensitive,
            );
            // From the top down: a file in an ignored directory is ignored whatever is said about
            // itself, because git does not enter the directory (gitignore(5)).
            if found.is_some_and(|found| !found.pattern.is_negative()) {
                return Ok(true);
            }
            if is_directory {
                self.heed(part.as_bytes())?;
            }
        }
        Ok(false)
    }

    /// Reads the `.gitignore` of a directory below the top, once.
    fn heed(&mut self, directory: &[u8]) -> Result<(), Error> {
        if !self.read.insert(directory.to_vec()) {
            return Ok(());
        }
        let file = self.top.join(std::ffi::OsStr::from_bytes(directory)).join(IGNORE_FILE);
        match read_file(&file, limits::ATTRIBUTES) {
            Ok(text) => self
                .ignored
                .add_patterns_buffer(&text, file.clone(), Some(&self.top), Ignore::default())
                .map_err(Error::at("read", &file)),
            Err(cause) if is_absent(&cause) => Ok(()),
            Err(cause) => Err(Error::at("read", &file)(cause)),
        }
    }
}

fn by_path(a: &EntryPath, b: &EntryPath) -> Ordering {
    Order::Bytes.compare((a, false), (b, false))
}

fn is_absent(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory
    )
}

/// The tree at a path of another one; `None` when there is none.
pub(super) fn subtree(
    objects: &Objects,
    tree: ObjectId,
    path: Option<&EntryPath>,
) -> Result<Option<ObjectId>, Diagnostic> {
    let mut at = tree;
    for part in path.iter().flat_map(|path| path.parts()) {
        let entries = objects.tree(at)?;
        let found = entries.iter().find(|entry| entry.name == part && entry.kind == TreeEntryKind::Tree);
        let Some(found) = found else { return Ok(None) };
        at = found.id;
    }
    Ok(Some(at))
}
