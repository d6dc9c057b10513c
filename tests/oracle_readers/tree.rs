//! What is unpacked: paths, kinds, contents, targets of links, modes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use pkgr::container::inventory::{Inventory, Member, RawKind};
use pkgr::container::member_path;
use pkgr::digest::Digest;

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Directory,
    File(Digest),
    Link(Vec<u8>),
    Special,
}

/// What is at a path, with its permission bits where they are settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpacked {
    pub node: Node,
    pub mode: Option<u32>,
    /// Whether the mode has the type of the file too, as POSIX has it.
    pub is_typed: bool,
}

/// A directory as it was unpacked; the path below it, and what is there.
pub type Tree = BTreeMap<Vec<u8>, Unpacked>;

/// What is below a directory on disk.
pub fn on_disk(root: &Path) -> Tree {
    let found = walkdir::WalkDir::new(root).min_depth(1).into_iter();
    found.map(|entry| entry.expect("can be walked")).map(|entry| at(root, entry.path())).collect()
}

fn at(root: &Path, path: &Path) -> (Vec<u8>, Unpacked) {
    let metadata = fs::symlink_metadata(path).expect("is there");
    let node = match metadata.file_type() {
        kind if kind.is_dir() => Node::Directory,
        kind if kind.is_file() => Node::File(Digest::of(&fs::read(path).expect("can be read"))),
        kind if kind.is_symlink() => {
            Node::Link(fs::read_link(path).expect("is a link").into_os_string().into_vec())
        }
        _ => Node::Special,
    };
    let below = path.strip_prefix(root).expect("is below").as_os_str().as_bytes().to_vec();
    (below, Unpacked { node, mode: Some(metadata.mode() & 0o7777), is_typed: true })
}

/// What the members of an inventory are to be unpacked to, by their own words.
pub fn of_inventory(inventory: &Inventory) -> Tree {
    let mut tree = Tree::new();
    for member in &inventory.members {
        let path = member.path.bare();
        for (slash, _) in path.iter().enumerate().filter(|(_, byte)| **byte == b'/') {
            let parent = Unpacked { node: Node::Directory, mode: None, is_typed: true };
            tree.entry(path[..slash].to_vec()).or_insert(parent);
        }
        if path != b"." {
            let mut found = unpacked(member, &tree);
            // A directory that a member of a zip was put in is there already, and keeps its mode. One that a tar has
            // twice has the mode of one or the other, which `duplicate-member` says.
            let is_again = tree.get(path).is_some_and(|before| before.node == Node::Directory);
            let is_made =
                member.style.zip().is_some() || tree.get(path).is_some_and(|before| before.mode.is_some());
            if is_again && is_made {
                found.mode = None;
            }
            tree.insert(path.to_vec(), found);
        }
    }
    tree
}

fn unpacked(member: &Member, tree: &Tree) -> Unpacked {
    let node = match &member.kind {
        RawKind::Directory => Node::Directory,
        RawKind::File => Node::File(member.body.digest),
        RawKind::Symlink(target) => Node::Link(target.clone()),
        RawKind::HardLink(target) => tree[member_path::bare(target)].node.clone(),
        RawKind::Other(_) => Node::Special,
    };
    let mode = member.mode.filter(|_| !matches!(member.kind, RawKind::Symlink(_)));
    // A tar has the type elsewhere.
    let is_typed = member.style.zip().is_none_or(|style| style.external >> 28 != 0);
    Unpacked { node, mode: mode.map(|mode| mode & 0o7777), is_typed }
}

/// What a program sets of what an archive says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Honours {
    /// Permission bits: the others are what it cannot set, or leaves out on purpose.
    pub modes: u32,
    /// The mode of a zip's member also where it lacks the type of the file, as Python writes it.
    pub untyped: bool,
    /// Symbolic links. Otherwise a link is a file that contains its target.
    pub links: bool,
}

/// The first difference between what should be there and what is.
pub fn difference(expected: &Tree, found: &Tree, honours: Honours) -> Option<String> {
    let paths: BTreeSet<&Vec<u8>> = expected.keys().chain(found.keys()).collect();
    paths.into_iter().find_map(|path| {
        let (one, other) = (expected.get(path), found.get(path));
        let one = one.map(|one| settled(one, honours));
        let is_same = match (&one, other) {
            (Some(one), Some(other)) => {
                let mask = if one.node == Node::Directory { 0o7777 & honours.modes } else { honours.modes };
                let is_settled = one.is_typed || honours.untyped;
                one.node == other.node
                    && one
                        .mode
                        .filter(|_| is_settled)
                        .is_none_or(|mode| other.mode.is_some_and(|m| m & mask == mode & mask))
            }
            _ => false,
        };
        (!is_same).then(|| format!("`{}`: {one:?} and not {other:?}", path.escape_ascii()))
    })
}

fn settled(one: &Unpacked, honours: Honours) -> Unpacked {
    match &one.node {
        Node::Link(target) if !honours.links => {
            Unpacked { node: Node::File(Digest::of(target)), mode: None, is_typed: true }
        }
        _ => one.clone(),
    }
}
