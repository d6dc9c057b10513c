//! What cargo does with every package, and what it leaves out of it.
//!
//! Nothing is explained by its name: what cargo generates has to be what it makes of the commit.

mod dependencies;
mod left_out;
mod lock;
mod manifest;
mod mismatch;
mod targets;
mod workspace;

use toml::{Table, Value};

use super::bodies::{CARGO_INFO, LOCK, MANIFEST, ORIGINAL};
use super::members::AuditMembers;
use super::{Class, Explanation, Finding, Subject};
use crate::diagnostic::Diagnostic;
use crate::path::EntryPath;
use crate::source::TreeEntryKind;
use crate::source::git::{CommitTree, Leaf};
use left_out::LeftOut;
use lock::Lock;
use manifest::{Original, read};
use targets::PackageFiles;
use workspace::{Root, inherited_in_part};

pub use mismatch::Mismatch;

/// Why a finding is as it should be, or what is to be said of it; `None` if nothing is known.
type CargoJudgement = Result<Option<&'static str>, String>;

/// Explains what cargo does, in an archive that says which commit cargo made it from.
///
/// # Errors
/// Returns an error if an object of the repository is missing or damaged.
pub fn explain(
    subject: &Subject<'_>,
    members: &AuditMembers<'_>,
    findings: &mut [Finding],
) -> Result<(), Diagnostic> {
    if subject.claims.cargo.is_none() {
        return Ok(());
    }
    let package = CargoPackage::new(subject.tree, members)?;
    for finding in findings.iter_mut().filter(|finding| finding.explained.is_none()) {
        match package.explain(finding)? {
            Ok(why) => finding.explained = why.map(Explanation::Cargo),
            Err(note) => finding.note = Some(note),
        }
    }
    Ok(())
}

/// Compares the manifest of a package with what cargo makes of its original, as `explain` does, for a package
/// that inherits nothing: `files` are those of the package.
///
/// # Errors
/// Returns the first value that cargo would not have written, or `None` if one of the two is no manifest.
pub fn check_manifest(original: &[u8], packed: &[u8], files: &[&[u8]]) -> Result<(), Option<Mismatch>> {
    let (manifest, packed) = read(original).zip(read(packed)).ok_or(None)?;
    let files = PackageFiles::new(files.iter().copied());
    manifest::check(&Original { manifest: &manifest, root: None, files: &files }, &packed, &files)
        .map_err(Some)
}

/// A package as the commit has it and as it was packed.
struct CargoPackage<'a> {
    tree: &'a CommitTree<'a>,
    members: &'a AuditMembers<'a>,
    /// Whether the original beside the manifest that cargo made is the commit's manifest.
    has_original: bool,
    /// The commit's manifest as far as it can be read, with what it inherits.
    manifest: Table,
    /// What is wrong with the manifest that was packed.
    rewritten: Result<(), String>,
    /// Files of the repository that cargo copies to the top of the package.
    copied: Vec<Vec<u8>>,
    left_out: LeftOut,
}

impl<'a> CargoPackage<'a> {
    fn new(tree: &'a CommitTree<'a>, members: &'a AuditMembers<'a>) -> Result<Self, Diagnostic> {
        let bytes = tree.find(MANIFEST).map(|leaf| tree.bytes(leaf)).transpose()?.unwrap_or_default();
        let own = read(&bytes).unwrap_or_default();
        let workspace = Workspace::around(tree, &own)?;
        let root = workspace.as_ref().map(Workspace::root);
        let manifest = inherited_in_part(&own, root);
        // The commit's files, not the archive's: a file that was added to the archive would else
        // change what cargo is expected to write.
        let files = PackageFiles::new(tree.leaves.iter().map(|leaf| leaf.path.as_bytes()));
        let original = Original { manifest: &own, root, files: &files };
        Ok(Self {
            tree,
            members,
            // All that follows compares with the original, so it counts only if it is the commit's
            // own manifest.
            has_original: members.kept(ORIGINAL) == Some(&*bytes),
            rewritten: rewritten(&original, members),
            copied: copied(tree, &own, workspace.as_ref()),
            left_out: LeftOut::new(tree, &manifest),
            manifest,
        })
    }

    fn explain(&self, finding: &Finding) -> Result<CargoJudgement, Diagnostic> {
        Ok(match (finding.class, &*finding.path) {
            (Class::Added, CARGO_INFO) => Ok(Some("written by cargo: the commit that it packed")),
            (Class::Added, ORIGINAL) if self.has_original => Ok(Some("the commit's own `Cargo.toml`")),
            // Worth a note, as the rewritten manifest is made of this one.
            (Class::Added, ORIGINAL) => Err("it is not the commit's `Cargo.toml`".to_owned()),
            (Class::Changed, MANIFEST) => self.manifest(),
            (Class::Added | Class::Changed, LOCK) => self.lock()?,
            (Class::Missing, path) => Ok(self.left_out.why(path)),
            (Class::Added, path) if self.is_copied(path) => {
                Ok(Some("a copy of what the commit's `Cargo.toml` names outside the package"))
            }
            (Class::Kind, path) if self.is_followed(path)? => {
                Ok(Some("a copy of what the commit has elsewhere: cargo follows links out of a package"))
            }
            _ => Ok(None),
        })
    }

    fn manifest(&self) -> CargoJudgement {
        if !self.has_original {
            return Err("`Cargo.toml.orig` is not the commit's `Cargo.toml`".to_owned());
        }
        self.rewritten.clone()?;
        Ok(Some("what cargo makes of `Cargo.toml.orig`, which is the commit's `Cargo.toml`"))
    }

    /// Whether the lock locks what a lock of the commit does: that of the package, or of a directory
    /// above it, where the root of its workspace is.
    fn lock(&self) -> Result<CargoJudgement, Diagnostic> {
        let packed = match self.members.kept(LOCK).map(Lock::parse) {
            Some(Ok(packed)) => packed,
            Some(Err(problem)) => return Ok(Err(format!("cargo does not write such a lock: {problem}"))),
            None => return Ok(Err("it is too large to be compared with the commit's".to_owned())),
        };
        let text = |key: &str| self.manifest.get("package")?.get(key)?.as_str();
        let version = text("version").unwrap_or("0.0.0");
        let dependencies = dependencies::names(&self.manifest);
        let name = text("name").unwrap_or_default();
        self.compared(&packed, lock::LockedPackage { name, version, dependencies: &dependencies })
    }

    /// Compares a lock with those of the commit.
    fn compared(&self, packed: &Lock, own: lock::LockedPackage<'_>) -> Result<CargoJudgement, Diagnostic> {
        let mut problem = None;
        for path in above(self.tree, LOCK) {
            let Some(leaf) = self.tree.anywhere(&path) else { continue };
            // A lock that cannot be read proves nothing, and one of a directory further up still
            // can.
            let Ok(committed) = Lock::parse(&self.tree.bytes(leaf)?) else { continue };
            match packed.check(own, &committed) {
                Ok(()) => {
                    return Ok(Ok(Some("made by cargo from the commit's `Cargo.lock`, with nothing new")));
                }
                // The problem of the nearest lock says most, as that lock has most in common with
                // the packed one.
                Err(why) => problem = Some(problem.unwrap_or(why)),
            }
        }
        Ok(match (problem, packed.check_alone(own)) {
            (Some(problem), _) => Err(problem),
            (None, Ok(())) => Ok(Some("made by cargo for a package without dependencies")),
            (None, Err(_)) => Err("the commit has no `Cargo.lock` that it could be compared with".to_owned()),
        })
    }

    /// Whether a file at the top is the one that the manifest names as its readme or license.
    fn is_copied(&self, path: &[u8]) -> bool {
        let ends_so = |source: &&Vec<u8>| source.rsplit(|&byte| byte == b'/').next() == Some(path);
        self.copied.iter().filter(ends_so).any(|source| self.is_same(path, self.tree.anywhere(source)))
    }

    /// Whether a file has the bytes of what a link of the commit leads to.
    fn is_followed(&self, path: &[u8]) -> Result<bool, Diagnostic> {
        let Some(link) = self.tree.find(path).filter(|leaf| leaf.kind == TreeEntryKind::Symlink) else {
            return Ok(false);
        };
        let target = resolved(&inside(self.tree, path), &self.tree.bytes(link)?);
        Ok(target.is_some_and(|target| self.is_same(path, self.tree.anywhere(&target))))
    }

    fn is_same(&self, path: &[u8], leaf: Option<&Leaf>) -> bool {
        let id = self.members.seen(path).and_then(|seen| seen.id);
        // Without the first condition, two ids that are missing would count as the same file.
        id.is_some() && leaf.map(|leaf| leaf.id) == id
    }
}

/// Whether the manifest that was packed is what cargo makes of the original.
fn rewritten(original: &Original<'_>, members: &AuditMembers<'_>) -> Result<(), String> {
    let packed = members.kept(MANIFEST).and_then(read).ok_or("it is no manifest")?;
    let files = PackageFiles::new(members.paths());
    manifest::check(original, &packed, &files)
        .map_err(|mismatch| format!("cargo does not make it of the commit's `Cargo.toml`: {mismatch}"))
}

/// The workspace that a package is in.
struct Workspace {
    manifest: Table,
    /// The path of the manifest in the repository; `None` for the package's own.
    path: Option<Vec<u8>>,
}

impl Workspace {
    fn root(&self) -> Root<'_> {
        Root { manifest: &self.manifest, is_own: self.path.is_none() }
    }

    /// The package's own, that which its manifest names, or that of the nearest directory above it.
    fn around(tree: &CommitTree<'_>, own: &Table) -> Result<Option<Self>, Diagnostic> {
        // A package with a workspace of its own takes nothing from those above it.
        if own.contains_key("workspace") {
            return Ok(Some(Self { manifest: own.clone(), path: None }));
        }
        let named = own.get("package").and_then(|package| package.get("workspace")?.as_str());
        let named = named.map(|named| format!("{}/Cargo.toml", named.trim_end_matches('/')));
        let paths = match named {
            Some(named) => resolved(&inside(tree, MANIFEST), named.as_bytes()).into_iter().collect(),
            None => above(tree, MANIFEST),
        };
        for path in paths {
            let Some(leaf) = tree.anywhere(&path) else { continue };
            // cargo goes on upwards at a manifest that is no root.
            let found = read(&tree.bytes(leaf)?).filter(|manifest| manifest.contains_key("workspace"));
            if let Some(manifest) = found {
                return Ok(Some(Self { manifest, path: Some(path) }));
            }
        }
        Ok(None)
    }
}

/// Where the readme and the license file are in the repository, if they are not in the package.
fn copied(tree: &CommitTree<'_>, own: &Table, workspace: Option<&Workspace>) -> Vec<Vec<u8>> {
    let sources = ["readme", "license-file"].into_iter().filter_map(|key| {
        let value = own.get("package")?.get(key)?;
        if let Some(name) = value.as_str() {
            return resolved(&inside(tree, MANIFEST), name.as_bytes());
        }
        let workspace = workspace.filter(|_| value.get("workspace").is_some())?;
        let name = workspace.manifest.get("workspace")?.get("package")?.get(key).and_then(Value::as_str)?;
        resolved(workspace.path.as_ref()?, name.as_bytes())
    });
    sources.collect()
}

/// A path of the package as one of the repository.
fn inside(tree: &CommitTree<'_>, path: &[u8]) -> Vec<u8> {
    let directory = tree.directory.as_ref();
    directory.map_or_else(|| path.to_vec(), |directory| [directory.as_bytes(), b"/", path].concat())
}

/// Where a file of a name can be in the repository: beside the package's manifest and in the directories above it,
/// the nearest first.
fn above(tree: &CommitTree<'_>, name: &[u8]) -> Vec<Vec<u8>> {
    let directories = std::iter::successors(tree.directory.clone(), EntryPath::parent);
    let mut paths: Vec<Vec<u8>> = directories.map(|at| [at.as_bytes(), b"/", name].concat()).collect();
    paths.push(name.to_vec());
    paths
}

/// Where a path beside a file leads; `None` where it leads out of the repository.
fn resolved(from: &[u8], target: &[u8]) -> Option<Vec<u8>> {
    let mut parts: Vec<&[u8]> = from.split(|&byte| byte == b'/').collect();
    parts.pop();
    for part in target.split(|&byte| byte == b'/') {
        match part {
            b"." => {}
            // A path that leads out of the repository names nothing that the commit could vouch
            // for.
            b".." => drop(parts.pop()?),
            b"" => return None,
            part => parts.push(part),
        }
    }
    Some(parts.join(&b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_followed_within_the_repository() {
        let leads = |link: &str, target: &str| resolved(link.as_bytes(), target.as_bytes());
        assert_eq!(leads("crates/x/LICENSE", "../../LICENSE"), Some(b"LICENSE".to_vec()));
        assert_eq!(leads("a", "./b/c"), Some(b"b/c".to_vec()));
        assert_eq!(leads("a", "../b"), None);
        assert_eq!(leads("a", "/etc/passwd"), None);
    }
}
