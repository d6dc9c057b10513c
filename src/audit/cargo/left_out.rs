//! What cargo does not pack.

use std::path::Path;

use gix_ignore::glob::pattern::Case;
use gix_ignore::{Search, search::Ignore};
use toml::{Table, Value};

use super::LOCK;
use crate::audit::bodies::MANIFEST;
use crate::source::git::CommitTree;

/// The files that cargo leaves out of a package.
pub struct LeftOut {
    include: Option<Search>,
    exclude: Option<Search>,
    /// Directories of other packages, with a slash at their end.
    packages: Vec<Vec<u8>>,
}

impl LeftOut {
    /// By the manifest of a package, with what it inherits filled in.
    pub fn new(tree: &CommitTree<'_>, manifest: &Table) -> Self {
        // A directory with a manifest is a package of its own, and cargo never packs one within
        // another.
        let nested = tree.leaves.iter().filter_map(|leaf| leaf.path.as_bytes().strip_suffix(MANIFEST));
        let packages = nested.filter(|directory| directory.ends_with(b"/")).map(<[u8]>::to_vec).collect();
        let [include, exclude] =
            ["include", "exclude"].map(|key| list(manifest, key).map(|list| patterns(&list)));
        Self { include, exclude, packages }
    }

    /// Why a file is not in a package; `None` if cargo would pack it.
    pub fn why(&self, path: &[u8]) -> Option<&'static str> {
        if self.packages.iter().any(|package| path.starts_with(package)) {
            return Some("of another package of the repository");
        }
        match (&self.include, &self.exclude) {
            // Before the patterns: cargo decides about its lock without them.
            _ if path == LOCK => Some("cargo packs it with programs alone"),
            (Some(include), _) if !matches(include, path) => {
                Some("not in `include` of the commit's `Cargo.toml`")
            }
            // cargo ignores `exclude` where there is `include`.
            (None, Some(exclude)) if matches(exclude, path) => {
                Some("in `exclude` of the commit's `Cargo.toml`")
            }
            _ => None,
        }
    }
}

/// A list of `[package]`; `None` where there is none.
fn list(manifest: &Table, key: &str) -> Option<Vec<String>> {
    let texts = manifest.get("package")?.get(key)?.as_array()?.iter().filter_map(Value::as_str);
    Some(texts.map(str::to_owned).collect())
}

/// Patterns as `.gitignore` has them.
fn patterns(lines: &[String]) -> Search {
    let mut search = Search::default();
    let (file, top) = (Path::new("/.gitignore").to_owned(), Path::new("/"));
    // The one error is a name that is not UTF-8 on Windows.
    let _ = search.add_patterns_buffer(lines.join("\n").as_bytes(), file, Some(top), Ignore::default());
    search
}

/// Whether a pattern matches the path or, failing that, a directory above it.
fn matches(search: &Search, path: &[u8]) -> bool {
    let above = path.iter().enumerate().rev().filter(|(_, byte)| **byte == b'/').map(|(at, _)| &path[..at]);
    let mut chain = std::iter::once((path, false)).chain(above.map(|directory| (directory, true)));
    let found = chain.find_map(|(part, is_directory)| {
        // The nearest part that any pattern matches decides, as a file can be taken back from a
        // directory.
        search.pattern_matching_relative_path(part.into(), Some(is_directory), Case::Sensitive)
    });
    found.is_some_and(|found| !found.pattern.is_negative())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_gitignore() {
        let search = patterns(&["/ci".into(), "*.snap".into(), "docs/**/*.png".into(), "!keep.snap".into()]);
        let found = ["ci/x/y", "a/ci", "a/b.snap", "keep.snap", "docs/a/b.png", "src/lib.rs"];
        assert_eq!(
            found.map(|path| matches(&search, path.as_bytes())),
            [true, false, true, false, true, false]
        );
    }
}
