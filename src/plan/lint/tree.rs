//! The archive as a tree: every entry, and every directory that only its members name.

use std::cmp::Ordering;

use crate::entry::{Entry, Kind, LinkTarget};
use crate::mode::Mode;
use crate::path::EntryPath;

/// One path of the archive.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    pub path: &'a [u8],
    pub kind: NodeKind<'a>,
    /// `None` for a directory that has no entry.
    pub mode: Option<Mode>,
}

/// What stands at a path.
#[derive(Clone, Copy)]
pub enum NodeKind<'a> {
    Directory,
    File,
    Symlink(&'a LinkTarget),
}

impl<'a> Node<'a> {
    pub fn is_directory(&self) -> bool {
        matches!(self.kind, NodeKind::Directory)
    }

    /// The last part. Looking at it alone sees every part of every path once, as each directory
    /// is a node.
    pub fn name(&self) -> &'a [u8] {
        self.path.rsplit(|&byte| byte == b'/').next().unwrap_or(self.path)
    }

    /// The target, where it is a link.
    pub fn target(&self) -> Option<&'a [u8]> {
        match self.kind {
            NodeKind::Symlink(target) => Some(target.as_bytes()),
            NodeKind::Directory | NodeKind::File => None,
        }
    }

    fn of<C>(entry: &'a Entry<C>) -> Self {
        let kind = match &entry.kind {
            Kind::Directory => NodeKind::Directory,
            Kind::File(_) => NodeKind::File,
            Kind::Symlink(target) => NodeKind::Symlink(target),
        };
        Self { path: entry.path.as_bytes(), kind, mode: Some(entry.mode) }
    }
}

/// All paths of an archive, each once, parents before children, part by part in byte order.
pub struct Tree<'a> {
    prefix: &'a EntryPath,
    nodes: Vec<Node<'a>>,
}

impl<'a> Tree<'a> {
    /// The tree of entries in any order.
    pub fn new<C>(prefix: &'a EntryPath, entries: &'a [Entry<C>]) -> Self {
        let mut members: Vec<_> = entries.iter().map(Node::of).collect();
        members.sort_by(|a, b| by_parts(a.path, b.path));
        let mut nodes: Vec<Node<'a>> = Vec::with_capacity(members.len());
        for member in members {
            let seen = nodes.last().map_or(0, |last| shared(last.path, member.path));
            nodes.extend(implied(member.path, seen));
            nodes.push(member);
        }
        Self { prefix, nodes }
    }

    /// The directory that holds the source tree.
    pub fn prefix(&self) -> &'a EntryPath {
        self.prefix
    }

    pub fn nodes(&self) -> &[Node<'a>] {
        &self.nodes
    }

    /// What stands at `path`.
    pub fn find(&self, path: &[u8]) -> Option<&Node<'a>> {
        let found = self.nodes.binary_search_by(|node| by_parts(node.path, path));
        found.ok().map(|index| &self.nodes[index])
    }

    /// The node at `index` and all below it.
    pub fn subtree(&self, index: usize) -> &[Node<'a>] {
        let rest = &self.nodes[index..];
        let top = rest[0].path;
        let inside = |node: &Node<'_>| shared(top, node.path) == top.len();
        &rest[..rest.partition_point(inside)]
    }
}

/// The order of GNU tar's names: a slash sorts below every byte that a name can hold, so that
/// a directory's members follow it without a gap.
fn by_parts(left: &[u8], right: &[u8]) -> Ordering {
    let equal = common(left, right);
    let next = |path: &[u8]| path.get(equal).map(|&byte| if byte == b'/' { 0 } else { byte });
    next(left).cmp(&next(right))
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

/// How many bytes at the start are equal. Neighbours in a tree share most of their paths, so
/// words are compared before bytes.
fn common(left: &[u8], right: &[u8]) -> usize {
    let words = left.as_chunks::<8>().0.iter().zip(right.as_chunks::<8>().0);
    let start = 8 * words.take_while(|(a, b)| a == b).count();
    let bytes = left[start..].iter().zip(&right[start..]);
    start + bytes.take_while(|(a, b)| a == b).count()
}

/// The directories above `path` that are longer than `seen` bytes, topmost first.
fn implied(path: &[u8], seen: usize) -> impl Iterator<Item = Node<'_>> {
    let slashes = path.iter().enumerate().filter(|&(_, &byte)| byte == b'/');
    let above = slashes.map(|(slash, _)| &path[..slash]).filter(move |above| above.len() > seen);
    above.map(|path| Node { path, kind: NodeKind::Directory, mode: None })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{archive, prefix, shown};
    use super::*;

    #[test]
    fn directories_without_an_entry_are_nodes_once_and_before_their_members() {
        let entries = archive(&["p/a b", "p/a/x", "p/a/y/z", "p/a-b", "p/a/y/"]);
        let prefix = prefix();
        let tree = Tree::new(&prefix, &entries);
        let nodes: Vec<_> = tree.nodes().iter().map(shown).collect();
        assert_eq!(nodes, ["p/", "p/a/", "p/a/x", "p/a/y/", "p/a/y/z", "p/a b", "p/a-b"]);
        let modes = tree.nodes().iter().filter(|node| node.mode.is_none());
        assert_eq!(modes.map(shown).collect::<Vec<_>>(), ["p/", "p/a/"]);
    }

    #[test]
    fn a_subtree_holds_what_is_below_and_no_namesake() {
        let entries = archive(&["p/a b", "p/a/x", "p/a/y/z", "p/a-b"]);
        let prefix = prefix();
        let tree = Tree::new(&prefix, &entries);
        let subtree: Vec<_> = tree.subtree(1).iter().map(shown).collect();
        assert_eq!(subtree, ["p/a/", "p/a/x", "p/a/y/", "p/a/y/z"]);
        assert!(tree.find(b"p/a/y").is_some_and(Node::is_directory));
        assert!(tree.find(b"p/a/").is_none());
        assert!(tree.find(b"p/b").is_none());
    }
}
