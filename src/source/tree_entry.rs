//! The entries of git's trees.

use std::cmp::Ordering;

use super::object_hasher::ObjectHasher;
use crate::object_id::ObjectId;

/// An entry of a tree.
#[derive(Clone, Debug)]
pub struct TreeEntry {
    /// One part of a path.
    pub name: Vec<u8>,
    /// What it is.
    pub kind: TreeEntryKind,
    /// Its object; for a submodule the commit in the other repository.
    pub id: ObjectId,
}

/// The kinds that git makes, and no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeEntryKind {
    /// Mode 40000.
    Tree,
    /// Mode 100644.
    File,
    /// Mode 100755.
    Executable,
    /// Mode 120000.
    Symlink,
    /// Mode 160000.
    Submodule,
}

impl TreeEntryKind {
    /// The mode as trees have it, in octal digits.
    pub(super) fn mode(self) -> &'static str {
        match self {
            Self::Tree => "40000",
            Self::File => "100644",
            Self::Executable => "100755",
            Self::Symlink => "120000",
            Self::Submodule => "160000",
        }
    }
}

impl TreeEntry {
    /// Whether its object is a blob.
    #[must_use]
    pub fn is_blob(&self) -> bool {
        !matches!(self.kind, TreeEntryKind::Tree | TreeEntryKind::Submodule)
    }

    /// The id of the tree of these entries, of the same kind as `like`; `None` for bytes that are made to have
    /// the id of others.
    #[must_use]
    pub fn tree_id(mut entries: Vec<Self>, like: &ObjectId) -> Option<ObjectId> {
        // The id depends on the order, so a tree in another order would have an id that no
        // repository has.
        entries.sort_by(Self::compare);
        let mut bytes = Vec::new();
        for entry in &entries {
            bytes.extend_from_slice(entry.kind.mode().as_bytes());
            bytes.push(b' ');
            bytes.extend_from_slice(&entry.name);
            bytes.push(0);
            bytes.extend_from_slice(entry.id.as_bytes());
        }
        let mut hasher = ObjectHasher::new("tree", bytes.len() as u64, like);
        hasher.update(&bytes);
        hasher.finish()
    }

    /// git's order: a directory's name counts as if a slash followed.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        self.key().cmp(other.key())
    }

    fn key(&self) -> impl Iterator<Item = u8> {
        let slash = (self.kind == TreeEntryKind::Tree).then_some(b'/');
        self.name.iter().copied().chain(slash)
    }

    #[cfg(feature = "git")]
    pub(super) fn is_before(&self, next: &Self) -> bool {
        self.compare(next).is_lt()
    }
}
