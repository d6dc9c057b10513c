//! The Software Heritage id of a plan's content.
//!
//! `swh:1:dir:` with the id that git gives a tree of these paths, kinds, executable bits and bytes
//! (SWHID specification 1.2, section 5.3). It says that the archive holds the commit's tree, whole
//! and unaltered: anybody can compare it with `git rev-parse COMMIT^{tree}`.

use std::collections::BTreeMap;

use super::Plan;
use crate::entry::{Entry, Kind, Origin};
use crate::object_id::ObjectId;
use crate::source::{TreeEntry, TreeEntryKind};

/// The entries of each directory, by the directory's path; the top has an empty one. Flat, because a tree may
/// be deeper than the stack.
type Trees = BTreeMap<Vec<u8>, Vec<TreeEntry>>;

impl Plan {
    /// `swh:1:dir:…`, where the entries are the tree of a commit, whole and unaltered.
    ///
    /// `None` for a directory source, a SHA-256 repository (SWHIDs are made of SHA-1), and where
    /// anything was left out, filled in or generated.
    #[must_use]
    pub fn swhid(&self) -> Option<String> {
        let tree = self.revision.as_ref()?.tree;
        let ObjectId::Sha1(_) = tree else { return None };
        let mut trees = Trees::new();
        for entry in &self.entries {
            self.place(entry, &mut trees)?;
        }
        // Computed from the entries and compared with the commit's tree, so the id cannot be
        // claimed for an archive that lacks a file.
        (top(trees, &tree) == Some(tree)).then(|| format!("swh:1:dir:{tree}"))
    }

    /// Puts an entry where it belongs; `None` when its bytes are those of no object.
    fn place(&self, entry: &Entry, trees: &mut Trees) -> Option<()> {
        let kind = match &entry.kind {
            // A directory is there for what it holds: git has no empty ones.
            Kind::Directory => return Some(()),
            Kind::File(_) if entry.mode.is_executable() => TreeEntryKind::Executable,
            Kind::File(_) => TreeEntryKind::File,
            Kind::Symlink(_) => TreeEntryKind::Symlink,
        };
        let Origin::Object(id) = entry.origin else { return None };
        let path = self.source_path(entry)?;
        let (directory, name) = split(path.as_bytes());
        trees.entry(directory.to_vec()).or_default().push(TreeEntry { name: name.to_vec(), kind, id });
        Some(())
    }
}

/// A path's directory and its last part.
fn split(path: &[u8]) -> (&[u8], &[u8]) {
    match path.iter().rposition(|&byte| byte == b'/') {
        Some(slash) => (&path[..slash], &path[slash + 1..]),
        None => (&[], path),
    }
}

/// The id of the top tree, of the same kind as `like`; `None` where there is nothing. All that is below a
/// directory comes after it in the order of bytes, so trees are taken from the end.
fn top(mut trees: Trees, like: &ObjectId) -> Option<ObjectId> {
    while let Some((path, entries)) = trees.pop_last() {
        let id = TreeEntry::tree_id(entries, like)?;
        if path.is_empty() {
            return Some(id);
        }
        let (directory, name) = split(&path);
        let entry = TreeEntry { name: name.to_vec(), kind: TreeEntryKind::Tree, id };
        trees.entry(directory.to_vec()).or_default().push(entry);
    }
    None
}
