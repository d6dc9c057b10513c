//! What cargo does with every package, and what it leaves out of it.
//!
//! Nothing is explained by a name alone but what cargo generates: the rest must be in the commit.

use std::path::Path;

use gix_ignore::glob::pattern::Case;
use gix_ignore::{Search, search::Ignore};

use super::bodies::{CARGO_INFO, MANIFEST, ORIGINAL};
use super::cargo_manifest;
use super::{Class, Explanation, Finding, Subject};
use crate::archive::inventory::Member;
use crate::archive::names::bare;
use crate::diagnostic::Diagnostic;
use crate::source::git::{CommitTree, Leaf, TreeEntryKind};

const LOCK: &[u8] = b"Cargo.lock";

/// Explains what cargo does, in an archive that says which commit cargo made it from.
///
/// # Errors
/// An object of the repository is missing or damaged.
pub fn explain(subject: &Subject<'_>, findings: &mut [Finding]) -> Result<(), Diagnostic> {
    if subject.claims.cargo.is_none() {
        return Ok(());
    }
    let package = Package::of(subject)?;
    for finding in findings.iter_mut().filter(|finding| finding.explained.is_none()) {
        match package.explain(finding)? {
            Ok(why) => finding.explained = why.map(Explanation::Cargo),
            Err(note) => finding.note = Some(note),
        }
    }
    Ok(())
}

/// A package as the commit has it and as it was packed.
struct Package<'a> {
    subject: &'a Subject<'a>,
    /// Whether the original beside the manifest that cargo made is the commit's manifest.
    has_original: bool,
    /// What the manifest that cargo made has and the commit's has not.
    addition: Option<String>,
    left_out: LeftOut,
}

impl<'a> Package<'a> {
    fn of(subject: &'a Subject<'a>) -> Result<Self, Diagnostic> {
        let manifest = subject.tree.find(MANIFEST).map(|leaf| subject.tree.bytes(leaf)).transpose()?;
        let root = subject.tree.anywhere(MANIFEST).map(|leaf| subject.tree.bytes(leaf)).transpose()?;
        let manifest = manifest.unwrap_or_default();
        let addition = cargo_manifest::addition(&manifest, kept(subject, MANIFEST).unwrap_or_default());
        let [include, exclude] = ["include", "exclude"]
            .map(|key| cargo_manifest::list(&manifest, root.as_deref().unwrap_or_default(), key));
        Ok(Self {
            subject,
            has_original: kept(subject, ORIGINAL) == Some(&*manifest),
            addition,
            left_out: LeftOut::new(subject.tree, include.as_deref(), exclude.as_deref()),
        })
    }

    /// Why something is as it should be, or else what is to be said of it.
    fn explain(&self, finding: &Finding) -> Result<Result<Option<&'static str>, String>, Diagnostic> {
        let is_added = finding.class == Class::Added;
        Ok(match (finding.class, &*finding.path) {
            (Class::Added, path) if path == CARGO_INFO => {
                Ok(Some("written by cargo: the commit that it packed"))
            }
            (Class::Added, ORIGINAL) if self.has_original => Ok(Some("the commit's own `Cargo.toml`")),
            (Class::Added, ORIGINAL) => Err("it is not the commit's `Cargo.toml`".to_owned()),
            (Class::Changed, MANIFEST) => self.manifest(),
            (Class::Added | Class::Changed, LOCK) => Ok(Some("made by cargo for this package alone")),
            (Class::Missing, path) => Ok(self.left_out.why(path)),
            (Class::Added | Class::Kind, path) if self.is_copy(path, is_added)? => {
                Ok(Some("a copy of what the commit has elsewhere: cargo follows links out of a package"))
            }
            _ => Ok(None),
        })
    }

    fn manifest(&self) -> Result<Option<&'static str>, String> {
        match &self.addition {
            _ if !self.has_original => Err("`Cargo.toml.orig` is not the commit's `Cargo.toml`".to_owned()),
            Some(addition) => Err(format!("the commit's `Cargo.toml` has not {addition}")),
            None => Ok(Some(
                "rewritten by cargo from `Cargo.toml.orig`, which is the commit's; no dependency and no build \
                 script is new",
            )),
        }
    }

    /// Whether a file has the bytes of what a link of the commit leads to, or of the file of that name in a
    /// directory above the package, which the manifest may name as its readme or licence.
    fn is_copy(&self, path: &[u8], is_added: bool) -> Result<bool, Diagnostic> {
        let tree = self.subject.tree;
        let Some(number) = number(self.subject, path) else { return Ok(false) };
        let Some(id) = self.subject.bodies.seen(number).id else { return Ok(false) };
        let same = |leaf: Option<&Leaf>| leaf.is_some_and(|leaf| leaf.id == id);
        if is_added {
            let mut above = tree.directory.as_ref().and_then(crate::path::EntryPath::parent);
            let mut found = tree.directory.is_some() && same(tree.anywhere(path));
            while let Some(directory) = above {
                found |= same(tree.anywhere(&[directory.as_bytes(), b"/", path].concat()));
                above = directory.parent();
            }
            return Ok(found && !path.contains(&b'/'));
        }
        let Some(link) = tree.find(path).filter(|leaf| leaf.kind == TreeEntryKind::Symlink) else {
            return Ok(false);
        };
        let target = tree.bytes(link)?;
        let own = tree
            .directory
            .as_ref()
            .map_or_else(|| path.to_vec(), |directory| [directory.as_bytes(), b"/", path].concat());
        Ok(resolved(&own, &target).is_some_and(|target| same(tree.anywhere(&target))))
    }
}

/// Where a link at a path leads; `None` where it leads out of the repository.
fn resolved(link: &[u8], target: &[u8]) -> Option<Vec<u8>> {
    let mut parts: Vec<&[u8]> = link.split(|&byte| byte == b'/').collect();
    parts.pop();
    for part in target.split(|&byte| byte == b'/') {
        match part {
            b"." => {}
            b".." => drop(parts.pop()?),
            b"" => return None,
            part => parts.push(part),
        }
    }
    Some(parts.join(&b'/'))
}

/// The number of the member at a path in the package.
fn number(subject: &Subject<'_>, path: &[u8]) -> Option<usize> {
    let is_it = |member: &Member| {
        let name = bare(member);
        let top = name.iter().position(|&byte| byte == b'/');
        top.is_some_and(|top| name[top + 1..] == *path)
    };
    subject.inventory.members.iter().position(is_it)
}

fn kept<'a>(subject: &'a Subject<'_>, path: &[u8]) -> Option<&'a [u8]> {
    subject.bodies.kept(number(subject, path)?)
}

/// What cargo does not pack.
struct LeftOut {
    include: Option<Search>,
    exclude: Option<Search>,
    /// Directories of other packages, with a slash at their end.
    packages: Vec<Vec<u8>>,
}

impl LeftOut {
    fn new(tree: &CommitTree<'_>, include: Option<&[String]>, exclude: Option<&[String]>) -> Self {
        let nested = tree.leaves.iter().filter_map(|leaf| leaf.path.as_bytes().strip_suffix(MANIFEST));
        let packages = nested.filter(|directory| directory.ends_with(b"/")).map(<[u8]>::to_vec).collect();
        Self { include: include.map(patterns), exclude: exclude.map(patterns), packages }
    }

    fn why(&self, path: &[u8]) -> Option<&'static str> {
        if self.packages.iter().any(|package| path.starts_with(package)) {
            return Some("of another package of the repository");
        }
        match (&self.include, &self.exclude) {
            _ if path == LOCK => Some("cargo packs it with programs alone"),
            (Some(include), _) if !matches(include, path) => {
                Some("not in `include` of the commit's `Cargo.toml`")
            }
            (None, Some(exclude)) if matches(exclude, path) => {
                Some("in `exclude` of the commit's `Cargo.toml`")
            }
            _ => None,
        }
    }
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

    #[test]
    fn links_are_followed_within_the_repository() {
        let leads = |link: &str, target: &str| resolved(link.as_bytes(), target.as_bytes());
        assert_eq!(leads("crates/x/LICENSE", "../../LICENSE"), Some(b"LICENSE".to_vec()));
        assert_eq!(leads("a", "./b/c"), Some(b"b/c".to_vec()));
        assert_eq!(leads("a", "../b"), None);
        assert_eq!(leads("a", "/etc/passwd"), None);
    }
}
