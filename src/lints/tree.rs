//! The archive as a tree: every entry, and every directory that only its members name.

use crate::entry::{Entry, Kind};
use crate::mode::Mode;
use crate::path::{EntryPath, by_parts, common};

/// What the lints of names, links and modes need to know of an entry or a member.
#[derive(Clone, Copy, Debug)]
pub struct NamedNode<'a> {
    /// Its path, as [`EntryPath`] has it: without empty, `.` and `..` parts.
    pub path: &'a [u8],
    /// What it is.
    pub kind: NodeKind<'a>,
    /// Its permission bits; `None` for a member of a zip that records none.
    pub mode: Option<Mode>,
    /// Whether it is a manifest that cargo wrote, by its first line. Of a plan that is not known.
    pub is_by_cargo: bool,
}

impl<'a> NamedNode<'a> {
    /// An entry of a plan.
    pub fn from_entry<C>(entry: &'a Entry<C>) -> Self {
        let kind = match &entry.kind {
            Kind::Directory => NodeKind::Directory,
            Kind::File(_) => NodeKind::File,
            Kind::Symlink(target) => NodeKind::Symlink(target.as_bytes()),
        };
        Self { path: entry.path.as_bytes(), kind, mode: Some(entry.mode), is_by_cargo: false }
    }
}

/// One path of the archive.
#[derive(Clone, Copy, Debug)]
pub struct LintNode<'a> {
    /// The whole path.
    pub path: &'a [u8],
    /// What it is.
    pub kind: NodeKind<'a>,
    /// `None` for a directory that has no entry, and for a member of a zip that records no mode.
    pub mode: Option<Mode>,
    /// Whether it is a manifest that cargo wrote, as far as that is known.
    pub is_by_cargo: bool,
    /// Directories above it.
    pub depth: usize,
    /// The number of the directory above it among the nodes.
    pub parent: Option<usize>,
    /// The number after the last node below it.
    pub end: usize,
}

/// What is at a path.
#[derive(Clone, Copy, Debug)]
pub enum NodeKind<'a> {
    /// A directory.
    Directory,
    /// A regular file, or another name of one.
    File,
    /// A symbolic link to this target, which is not empty and has no NUL.
    Symlink(&'a [u8]),
}

impl<'a> LintNode<'a> {
    /// Whether it is a directory.
    #[must_use]
    pub fn is_directory(&self) -> bool {
        matches!(self.kind, NodeKind::Directory)
    }

    /// The last part. Checking only this part covers every part of every path once, as each directory
    /// is a node.
    #[must_use]
    pub fn name(&self) -> &'a [u8] {
        self.path.rsplit(|&byte| byte == b'/').next().unwrap_or(self.path)
    }

    /// The target, where it is a link.
    #[must_use]
    pub fn target(&self) -> Option<&'a [u8]> {
        match self.kind {
            NodeKind::Symlink(target) => Some(target),
            NodeKind::Directory | NodeKind::File => None,
        }
    }

    fn new(named: &NamedNode<'a>) -> Self {
        let NamedNode { path, kind, mode, is_by_cargo } = *named;
        Self { path, kind, mode, is_by_cargo, depth: 0, parent: None, end: 0 }
    }
}

/// All paths of an archive, each once, parents before children, part by part in byte order.
pub struct Tree<'a> {
    prefix: &'a EntryPath,
    nodes: Vec<LintNode<'a>>,
}

impl<'a> Tree<'a> {
    /// The tree of a plan's entries.
    pub fn from_entries<C>(prefix: &'a EntryPath, entries: &'a [Entry<C>]) -> Self {
        let nodes: Vec<_> = entries.iter().map(NamedNode::from_entry).collect();
        Self::new(prefix, &nodes)
    }

    /// The tree of nodes in any order; no two have the same path.
    pub fn new(prefix: &'a EntryPath, nodes: &[NamedNode<'a>]) -> Self {
        let mut members: Vec<_> = nodes.iter().map(LintNode::new).collect();
        members.sort_by(|a, b| by_parts(a.path, b.path));
        let mut tree = Self { prefix, nodes: Vec::with_capacity(members.len()) };
        // The numbers of the last node and of all above it, topmost first.
        let mut above: Vec<usize> = Vec::new();
        for member in members {
            let seen = tree.nodes.last().map_or(0, |last| shared(last.path, member.path));
            while let Some(last) = above.pop_if(|last| tree.nodes[*last].path.len() > seen) {
                tree.nodes[last].end = tree.nodes.len();
            }
            implied(member.path, seen).for_each(|directory| tree.push(directory, &mut above));
            tree.push(member, &mut above);
        }
        let end = tree.nodes.len();
        for last in above {
            tree.nodes[last].end = end;
        }
        tree
    }

    fn push(&mut self, node: LintNode<'a>, above: &mut Vec<usize>) {
        let (depth, parent) = (above.len(), above.last().copied());
        above.push(self.nodes.len());
        self.nodes.push(LintNode { depth, parent, ..node });
    }

    /// The directory that holds the source tree.
    #[must_use]
    pub fn prefix(&self) -> &'a EntryPath {
        self.prefix
    }

    /// All of them.
    #[must_use]
    pub fn nodes(&self) -> &[LintNode<'a>] {
        &self.nodes
    }

    /// The index of the node with this name in the directory at `index`.
    #[must_use]
    pub fn child(&self, index: usize, name: &[u8]) -> Option<usize> {
        let start = self.nodes[index].path.len() + 1;
        let below = &self.nodes[index + 1..self.nodes[index].end];
        let found = below.binary_search_by(|node| by_parts(&node.path[start..], name)).ok()?;
        Some(index + 1 + found)
    }

    /// The node at `index` and all below it.
    #[must_use]
    pub fn subtree(&self, index: usize) -> &[LintNode<'a>] {
        &self.nodes[index..self.nodes[index].end]
    }
}

/// Length of the longest path that both are, or are below.
fn shared(left: &[u8], right: &[u8]) -> usize {
    let equal = common(left, right);
    let ends = |path: &[u8]| matches!(path.get(equal), None | Some(b'/'));
    if ends(left) && ends(right) {
        return equal;
    }
    left[..equal].iter().rposition(|&byte| byte == b'/').unwrap_or(0)
}

/// The directories above `path` that are longer than `seen` bytes, topmost first.
fn implied(path: &[u8], seen: usize) -> impl Iterator<Item = LintNode<'_>> {
    let slashes = path.iter().enumerate().filter(|&(_, &byte)| byte == b'/');
    let above = slashes.map(|(slash, _)| &path[..slash]).filter(move |above| above.len() > seen);
    let directory = |path| NamedNode { path, kind: NodeKind::Directory, mode: None, is_by_cargo: false };
    above.map(move |path| LintNode::new(&directory(path)))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{archive, prefix, shown};
    use super::*;

    #[test]
    fn directories_without_an_entry_are_nodes_once_and_before_their_members() {
        let entries = archive(&["p/a b", "p/a/x", "p/a/y/z", "p/a-b", "p/a/y/"]);
        let prefix = prefix();
        let tree = Tree::from_entries(&prefix, &entries);
        let nodes: Vec<_> = tree.nodes().iter().map(shown).collect();
        assert_eq!(nodes, ["p/", "p/a/", "p/a/x", "p/a/y/", "p/a/y/z", "p/a b", "p/a-b"]);
        let modes = tree.nodes().iter().filter(|node| node.mode.is_none());
        assert_eq!(modes.map(shown).collect::<Vec<_>>(), ["p/", "p/a/"]);
    }

    #[test]
    fn a_subtree_holds_what_is_below_and_no_namesake() {
        let entries = archive(&["p/a b", "p/a/x", "p/a/y/z", "p/a-b"]);
        let prefix = prefix();
        let tree = Tree::from_entries(&prefix, &entries);
        let subtree: Vec<_> = tree.subtree(1).iter().map(shown).collect();
        assert_eq!(subtree, ["p/a/", "p/a/x", "p/a/y/", "p/a/y/z"]);
        assert!(tree.child(1, b"y").is_some_and(|index| tree.nodes()[index].is_directory()));
        assert_eq!(tree.child(0, b"a b").map(|index| shown(&tree.nodes()[index])).as_deref(), Some("p/a b"));
        assert_eq!([tree.child(1, b""), tree.child(0, b"b"), tree.child(1, b"b")], [None; 3]);
    }
}
