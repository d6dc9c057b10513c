//! The orders that entries of archives are in.

use std::cmp::Ordering;

use super::collation;
use super::{EntryPath, by_parts};

/// The order of entries in an archive. None depends on a locale.
///
/// With the entries `a/`, `a/x`, `a b`, `a-b`, `a0`:
/// [`GnuName`](Order::GnuName) gives `a/ a/x "a b" a-b a0`, [`Bytes`](Order::Bytes) gives
/// `a/ "a b" a-b a/x a0`, and [`Git`](Order::Git) gives `"a b" a-b a/ a/x a0`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// GNU tar's `--sort=name`: part by part, each part as unsigned bytes.
    #[default]
    GnuName,
    /// The whole path as unsigned bytes.
    Bytes,
    /// Order of a git tree: as [`Bytes`](Order::Bytes), but a directory's name ends in `/`.
    Git,
    /// In each directory first its files, then its directories, each by name.
    FilesFirst,
    /// As [`GnuName`](Order::GnuName) without regard to the case of ASCII letters.
    GnuNameNoCase,
    /// What is nearer to the top first; at each depth as [`GnuName`](Order::GnuName).
    BreadthFirst,
    /// By extension, name and path in the order of a dictionary, as npm packs. It is defined for ASCII.
    Npm,
    /// That of a table beside the manifest; as [`GnuName`](Order::GnuName) as far as none is at hand.
    Table,
}

impl Order {
    /// All that order paths by rules, the ones that come first being preferred where an archive has several.
    pub const RULES: [Self; 7] = [
        Self::GnuName,
        Self::Bytes,
        Self::Git,
        Self::FilesFirst,
        Self::GnuNameNoCase,
        Self::BreadthFirst,
        Self::Npm,
    ];

    /// The word in manifests and plans.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GnuName => "gnu-name",
            Self::Bytes => "bytes",
            Self::Git => "git",
            Self::FilesFirst => "files-first",
            Self::GnuNameNoCase => "gnu-name-nocase",
            Self::BreadthFirst => "breadth-first",
            Self::Npm => "npm",
            Self::Table => "table",
        }
    }

    /// Whether the order is defined for a path.
    #[must_use]
    pub fn orders(self, path: &EntryPath) -> bool {
        self != Self::Npm || path.as_bytes().is_ascii()
    }

    /// Compares two paths; each flag says whether the path is a directory. Only equal paths are equal.
    #[must_use]
    pub fn compare(self, left: (&EntryPath, bool), right: (&EntryPath, bool)) -> Ordering {
        let (a, b) = (left.0.as_bytes(), right.0.as_bytes());
        match self {
            Self::GnuName | Self::Table => by_parts(a, b),
            Self::Bytes => a.cmp(b),
            Self::Git => with_slash(left.0, left.1).cmp(with_slash(right.0, right.1)),
            Self::FilesFirst => kinds_and_parts(left.0, left.1).cmp(kinds_and_parts(right.0, right.1)),
            Self::GnuNameNoCase => lowered_parts(left.0).cmp(lowered_parts(right.0)).then(a.cmp(b)),
            Self::BreadthFirst => depth(a).cmp(&depth(b)).then_with(|| by_parts(a, b)),
            Self::Npm => collation::compare_as_npm(left.0, right.0).then_with(|| by_parts(a, b)),
        }
    }
}

fn with_slash(path: &EntryPath, is_directory: bool) -> impl Iterator<Item = u8> {
    let slash = is_directory.then_some(b'/');
    path.as_bytes().iter().copied().chain(slash)
}

/// Each part with 1 for a directory and 0 for the file at the end.
fn kinds_and_parts(path: &EntryPath, is_directory: bool) -> impl Iterator<Item = (bool, &[u8])> {
    let last = path.parts().count() - 1;
    path.parts().enumerate().map(move |(at, part)| (at < last || is_directory, part))
}

fn lowered_parts(path: &EntryPath) -> impl Iterator<Item = Vec<u8>> {
    path.parts().map(<[u8]>::to_ascii_lowercase)
}

fn depth(path: &[u8]) -> usize {
    path.split(|&byte| byte == b'/').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> EntryPath {
        EntryPath::parse(text).expect("a test path is well formed")
    }

    fn sorted(order: Order, mut list: Vec<&str>) -> Vec<&str> {
        let key = |text: &str| (path(text.trim_end_matches('/')), text.ends_with('/'));
        list.sort_by(|left, right| {
            let (left, right) = (key(left), key(right));
            order.compare((&left.0, left.1), (&right.0, right.1))
        });
        list
    }

    // T098
    #[test]
    fn the_three_orders_are_as_gnu_tar_bytes_and_git_have_them() {
        let sorted = |order: Order| {
            let mut list = vec![
                ("a0", false),
                ("a.b", false),
                ("a", true),
                ("a/x", false),
                ("a b", false),
                ("a-b", false),
                ("\u{e9}", false),
                ("A", false),
            ];
            list.sort_by(|l, r| order.compare((&path(l.0), l.1), (&path(r.0), r.1)));
            list.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert_eq!(sorted(Order::GnuName), ["A", "a", "a/x", "a b", "a-b", "a.b", "a0", "\u{e9}"]);
        assert_eq!(sorted(Order::Bytes), ["A", "a", "a b", "a-b", "a.b", "a/x", "a0", "\u{e9}"]);
        assert_eq!(sorted(Order::Git), ["A", "a b", "a-b", "a.b", "a", "a/x", "a0", "\u{e9}"]);
    }

    #[test]
    fn files_come_before_the_directories_beside_them() {
        let list = vec!["p/src/z", "p/", "p/src/", "p/z", "p/a/b/", "p/a/b/c", "p/a/y", "p/a/", "p/b"];
        let expected = ["p/", "p/b", "p/z", "p/a/", "p/a/y", "p/a/b/", "p/a/b/c", "p/src/", "p/src/z"];
        assert_eq!(sorted(Order::FilesFirst, list), expected);
    }

    #[test]
    fn case_decides_last() {
        let list = vec!["p/b", "p/B", "p/a", "p/C", "p/b/x", "p/B-", "p/B/"];
        assert_eq!(sorted(Order::GnuNameNoCase, list), ["p/a", "p/B", "p/B/", "p/b", "p/b/x", "p/B-", "p/C"]);
    }

    #[test]
    fn what_is_near_to_the_top_comes_first() {
        let list = vec!["p/a/b/c", "p/z", "p/a/", "p/", "p/a/b/", "p/b/a"];
        assert_eq!(sorted(Order::BreadthFirst, list), ["p/", "p/a/", "p/z", "p/a/b/", "p/b/a", "p/a/b/c"]);
    }

    #[test]
    fn npm_sorts_by_extension_name_and_path() {
        let expected = vec![
            "package/.npmrc",
            "package/bin/cli",
            "package/LICENSE",
            "package/lib/a.js",
            "package/lib/B.js",
            "package/c.js",
            "package/index.js",
            "package/lib/index.js",
            "package/package.json",
            "package/README.md",
        ];
        let found = sorted(Order::Npm, expected.iter().rev().copied().collect());
        assert_eq!(found, expected);
    }
}
