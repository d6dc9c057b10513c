//! The Software Heritage id of a plan's content.
//!
//! `swh:1:dir:` with the id that git gives a tree of these paths, kinds, executable bits and bytes
//! (SWHID specification 1.2, section 5.3). It says that the archive holds the commit's tree, whole
//! and unaltered: anybody can compare it with `git rev-parse COMMIT^{tree}`.

use std::collections::BTreeMap;

use super::Plan;
use crate::entry::{Entry, Kind, Origin};
use crate::object_id::ObjectId;
use crate::source::git::{TreeEntry, TreeEntryKind};

/// A directory of the archive: what stands in it, by name.
#[derive(Default)]
struct Tree {
    directories: BTreeMap<Vec<u8>, Tree>,
    leaves: Vec<TreeEntry>,
}

impl Plan {
    /// `swh:1:dir:…`, where the entries are the tree of a commit, whole and unaltered.
    ///
    /// `None` for a directory source, a SHA-256 repository (SWHIDs are made of SHA-1), and where
    /// anything was left out, filled in or generated.
    #[must_use]
    pub fn swhid(&self) -> Option<String> {
        let tree = self.revision.as_ref()?.tree;
        let ObjectId::Sha1(_) = tree else { return None };
        let mut top = Tree::default();
        for entry in &self.entries {
            self.place(entry, &mut top)?;
        }
        (top.id(&tree) == tree).then(|| format!("swh:1:dir:{tree}"))
    }

    /// Puts an entry where it belongs; `None` when its bytes are those of no object.
    fn place(&self, entry: &Entry, top: &mut Tree) -> Option<()> {
        let kind = match &entry.kind {
            // A directory is there for what it holds: git has no empty ones.
            Kind::Directory => return Some(()),
            Kind::File(_) if entry.mode.is_executable() => TreeEntryKind::Executable,
            Kind::File(_) => TreeEntryKind::File,
            Kind::Symlink(_) => TreeEntryKind::Symlink,
        };
        let Origin::Object(id) = entry.origin else { return None };
        let path = self.source_path(entry)?;
        let mut parts: Vec<&[u8]> = path.as_bytes().split(|&byte| byte == b'/').collect();
        let name = parts.pop()?.to_vec();
        let into =
            parts.into_iter().fold(top, |tree, part| tree.directories.entry(part.to_vec()).or_default());
        into.leaves.push(TreeEntry { name, kind, id });
        Some(())
    }
}

impl Tree {
    /// The id of the tree, of the same kind as `like`.
    fn id(self, like: &ObjectId) -> ObjectId {
        let mut entries = self.leaves;
        for (name, tree) in self.directories {
            entries.push(TreeEntry { name, kind: TreeEntryKind::Tree, id: tree.id(like) });
        }
        TreeEntry::tree_id(entries, like)
    }
}
