//! Whether the members of an archive are in an order that is a function of their names.
//!
//! Besides the orders that a manifest can name, these are the orders of package builders. A builder may put some of
//! its own files first or last.

use std::cmp::Ordering;

use super::name::LintedName;
use crate::container::inventory::{Inventory, Member, RawKind};
use crate::container::names::{top, within};
use crate::container::tar::sorting::Sorting;

/// How a builder orders its members.
struct BuilderOrder {
    /// Files that come first.
    is_first: fn(&[u8]) -> bool,
    /// Files that come last, in byte order but for the metadata of Python, which ends it.
    is_last: fn(&[u8]) -> bool,
    /// The order of all others.
    compare: fn(PackedPath<'_>, PackedPath<'_>) -> Ordering,
}

/// The order of each builder.
const BUILDERS: [BuilderOrder; 6] = [
    // flit, poetry, pdm and meson-python: last; maturin: first.
    BuilderOrder { is_first: is_pkg_info, is_last: is_pkg_info, compare: by_parts },
    // cargo before 2020.
    BuilderOrder { is_first: none, is_last: is_last_of_cargo, compare: by_parts_of_cargo },
    // hatchling.
    BuilderOrder { is_first: none, is_last: is_last_of_hatchling, compare: files_first },
    // poetry 1.0.
    BuilderOrder { is_first: none, is_last: is_pkg_info, compare: without_case },
    // yarn 1.
    BuilderOrder { is_first: none, is_last: none, compare: breadth_first },
    // npm from a late 6.x on, pnpm.
    BuilderOrder { is_first: none, is_last: none, compare: by_extension },
];

/// A path below the top directory.
#[derive(Clone, Copy)]
struct PackedPath<'a> {
    path: &'a [u8],
    is_directory: bool,
}

impl<'a> PackedPath<'a> {
    fn parts(self) -> impl Iterator<Item = &'a [u8]> {
        self.path.split(|&byte| byte == b'/')
    }

    fn name(self) -> &'a [u8] {
        self.parts().last().unwrap_or(self.path)
    }
}

pub fn unsorted(inventory: &Inventory) -> Vec<String> {
    let members = &inventory.members;
    if Sorting::of(members) != Sorting::Unsorted || is_order_of_a_builder(members) {
        return Vec::new();
    }
    vec![format!("{} members", members.len())]
}

fn is_order_of_a_builder(members: &[Member]) -> bool {
    let top = top(members);
    let paths = within(members).map(|member| PackedPath {
        path: member.path.below(top),
        is_directory: member.kind == RawKind::Directory,
    });
    let paths: Vec<PackedPath<'_>> = paths.filter(|member| !member.path.is_empty()).collect();
    BUILDERS.iter().any(|builder| builder.gives(&paths))
}

impl BuilderOrder {
    fn gives(&self, paths: &[PackedPath<'_>]) -> bool {
        let start = paths.iter().take_while(|member| (self.is_first)(member.path)).count();
        let rest = &paths[start..];
        // A file that belongs to either part is in order in both, so the longest end is as good as any.
        let is_in_end = |&at: &usize| {
            let next = rest.get(at + 1);
            (self.is_last)(rest[at].path) && next.is_none_or(|next| end_key(rest[at]) < end_key(*next))
        };
        let end = (0..rest.len()).rev().take_while(is_in_end).count();
        let rest = &rest[..rest.len() - end];
        rest.windows(2).all(|pair| (self.compare)(pair[0], pair[1]).is_lt())
    }
}

fn none(_: &[u8]) -> bool {
    false
}

fn is_pkg_info(path: &[u8]) -> bool {
    path == b"PKG-INFO"
}

/// What cargo adds to the listed files: the commit, and for programs the versions of the dependencies.
fn is_last_of_cargo(path: &[u8]) -> bool {
    path == b".cargo_vcs_info.json" || path == b"Cargo.lock"
}

/// The order of the files that come last.
fn end_key(member: PackedPath<'_>) -> (bool, &[u8]) {
    (is_pkg_info(member.path), member.path)
}

/// Files with a role in the metadata, in the top directory.
fn is_last_of_hatchling(path: &[u8]) -> bool {
    let name = LintedName(path);
    let starts = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS", "README"];
    !path.contains(&b'/')
        && (name.is_one_of(&[".gitignore", "pyproject.toml", "PKG-INFO"])
            || starts.iter().any(|start| name.starts(start)))
}

fn by_parts(one: PackedPath<'_>, other: PackedPath<'_>) -> Ordering {
    one.parts().cmp(other.parts())
}

/// `Cargo.toml.orig` comes directly before `Cargo.toml`.
fn by_parts_of_cargo(one: PackedPath<'_>, other: PackedPath<'_>) -> Ordering {
    let key = |path: &[u8]| path == b"Cargo.toml.orig";
    let renamed =
        |member: PackedPath<'_>| if key(member.path) { b"Cargo.toml".to_vec() } else { member.path.to_vec() };
    let (ours, theirs) = (renamed(one), renamed(other));
    let parts = |path: &[u8]| path.split(|&byte| byte == b'/').map(<[u8]>::to_vec).collect::<Vec<_>>();
    parts(&ours).cmp(&parts(&theirs)).then_with(|| key(other.path).cmp(&key(one.path)))
}

/// In each directory first its files, then its directories.
fn files_first(one: PackedPath<'_>, other: PackedPath<'_>) -> Ordering {
    let key = |member: PackedPath<'_>| {
        let last = member.parts().count() - 1;
        let parts = member.parts().enumerate();
        parts.map(|(at, part)| (at < last || member.is_directory, part.to_vec())).collect::<Vec<_>>()
    };
    key(one).cmp(&key(other))
}

fn without_case(one: PackedPath<'_>, other: PackedPath<'_>) -> Ordering {
    let lower = |member: PackedPath<'_>| member.parts().map(<[u8]>::to_ascii_lowercase).collect::<Vec<_>>();
    lower(one).cmp(&lower(other)).then_with(|| one.path.cmp(other.path))
}

fn breadth_first(one: PackedPath<'_>, other: PackedPath<'_>) -> Ordering {
    let depth = |member: PackedPath<'_>| member.parts().count();
    depth(one).cmp(&depth(other)).then_with(|| by_parts(one, other))
}

/// npm compares extensions, then names, then paths, as text in English.
fn by_extension(one: PackedPath<'_>, other: PackedPath<'_>) -> Ordering {
    // The order of other letters takes tables that are not here, so they are no evidence against the order.
    if !one.path.is_ascii() || !other.path.is_ascii() {
        return Ordering::Less;
    }
    let keys = |member: PackedPath<'_>| {
        let name = member.name().to_ascii_lowercase();
        let dot = name.iter().rposition(|&byte| byte == b'.').filter(|&dot| dot > 0);
        let extension = dot.map_or_else(Vec::new, |dot| name[dot..].to_vec());
        [extension, name, member.path.to_vec()]
    };
    let (ours, theirs) = (keys(one), keys(other));
    let orders = ours.iter().zip(&theirs).map(|(one, other)| collated(one, other));
    orders.fold(Ordering::Equal, Ordering::then)
}

/// ASCII in the root order of CLDR, before digits and letters.
const PUNCTUATION: &[u8] = b"\t\n\x0b\x0c\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789";

/// Compares letters without their case, then their cases: lower comes before upper. Other control characters do not
/// count.
fn collated(one: &[u8], other: &[u8]) -> Ordering {
    let weight = |byte: &u8| {
        let lower = byte.to_ascii_lowercase();
        let letter = lower.is_ascii_lowercase().then(|| PUNCTUATION.len() + usize::from(lower - b'a'));
        letter.or_else(|| PUNCTUATION.iter().position(|other| *other == lower))
    };
    let cases = |text: &[u8]| {
        text.iter().filter(|byte| weight(byte).is_some()).map(u8::is_ascii_uppercase).collect::<Vec<_>>()
    };
    let (ours, theirs) = (one.iter().filter_map(weight), other.iter().filter_map(weight));
    ours.cmp(theirs).then_with(|| cases(one).cmp(&cases(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gives(builder: usize, paths: &[&str]) -> bool {
        let paths: Vec<PackedPath<'_>> = paths
            .iter()
            .map(|path| PackedPath {
                path: path.trim_end_matches('/').as_bytes(),
                is_directory: path.ends_with('/'),
            })
            .collect();
        BUILDERS[builder].gives(&paths)
    }

    #[test]
    fn each_builder_has_its_order_and_no_other() {
        for (builder, paths) in [
            (0, &["LICENSE", "README.md", "pyproject.toml", "src/x.py", "PKG-INFO"][..]),
            (0, &["PKG-INFO", "Cargo.toml", "src/lib.rs"]),
            (1, &["Cargo.toml.orig", "Cargo.toml", "src/lib.rs", ".cargo_vcs_info.json"]),
            (1, &["Cargo.toml.orig", "Cargo.toml", "src/main.rs", ".cargo_vcs_info.json", "Cargo.lock"]),
            (2, &["AUTHORS", "setup.py", "README.md", "pyproject.toml", "PKG-INFO"]),
            (2, &["AUTHORS", ".gitignore", "LICENSE", "PKG-INFO"]),
            (2, &["setup.py", "zz.py", "src/b.py", "src/a/c.py", ".gitignore", "LICENSE", "pyproject.toml"]),
            (3, &["a.py", "B.py", "c.py", "PKG-INFO"]),
            (4, &["b", "z", "a/x", "a/y", "a/b/c"]),
            (5, &["LICENSE", "Makefile", "lib/a.js", "lib/A.js", "lib/b.js", "package.json", "README.md"]),
        ] {
            assert!(gives(builder, paths), "{builder}: {paths:?}");
            let mut turned = paths.to_vec();
            turned.reverse();
            assert!(!(0..BUILDERS.len()).any(|builder| gives(builder, &turned)), "{builder}: {turned:?}");
        }
        assert!(!gives(0, &["a", "a"]), "a name that comes twice is in no order");
    }

    #[test]
    fn text_is_compared_as_in_english() {
        let sorted = ["", "_", "-a", ".a", "a", "A", "a-b", "ab", "aB", "Ab", "b"];
        for pair in sorted.windows(2) {
            assert_eq!(collated(pair[0].as_bytes(), pair[1].as_bytes()), Ordering::Less, "{pair:?}");
        }
    }
}
