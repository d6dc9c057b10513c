//! The commit that an archive says it was made from.

use serde::Deserialize;

use super::bodies::{AuditBodies, CARGO_INFO};
use super::{Class, Finding};
use crate::container::inventory::{Inventory, Member, RawKind};
use crate::container::names::top;
use crate::object_id::ObjectId;
use crate::path::{EntryPath, Escaped};
use crate::source::git::CommitTree;

/// The name that `git archive` gives its global header.
const GLOBAL_HEADER: &[u8] = b"pax_global_header";

/// What an archive says of its origin.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    /// The commits that it names: what `git archive` wrote comes before what cargo wrote.
    pub commits: Vec<NamedCommit>,
    /// What cargo wrote down, in an archive that cargo made.
    pub cargo: Option<CargoInfo>,
}

/// A commit that an archive names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedCommit {
    /// Its id.
    pub commit: ObjectId,
    /// Who named it.
    pub by: Namer,
}

/// Who wrote down a commit in an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Namer {
    /// `git archive`, in the comment of a global header.
    GitArchive,
    /// cargo, in `.cargo_vcs_info.json`.
    Cargo,
}

impl Namer {
    /// The place in the archive.
    #[must_use]
    pub fn place(self) -> &'static str {
        match self {
            Self::GitArchive => "the comment of `git archive`",
            Self::Cargo => "`.cargo_vcs_info.json`",
        }
    }
}

/// What `.cargo_vcs_info.json` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CargoInfo {
    /// The commit that was checked out.
    pub commit: ObjectId,
    /// Whether files were packed that differ from the commit's.
    pub is_dirty: bool,
    /// The package's directory in the repository; `None` for the top.
    pub directory: Option<EntryPath>,
}

/// The file as cargo writes it. Other keys may come with other versions.
#[derive(Deserialize)]
struct RawInfo {
    git: RawGit,
    #[serde(default)]
    path_in_vcs: String,
}

#[derive(Deserialize)]
struct RawGit {
    sha1: ObjectId,
    #[serde(default)]
    dirty: bool,
}

impl CargoInfo {
    /// Reads the file; `None` for what cargo does not write.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let RawInfo { git, path_in_vcs } = serde_json::from_slice(bytes).ok()?;
        let directory = match &*path_in_vcs {
            "" => None,
            // The archive's word: a path that could lead out of the tree makes the whole claim
            // void.
            path => Some(EntryPath::parse(path).ok()?),
        };
        Some(Self { commit: git.sha1, is_dirty: git.dirty, directory })
    }
}

impl Claims {
    /// What an archive says.
    #[must_use]
    pub fn of(inventory: &Inventory, bodies: &AuditBodies<'_>) -> Self {
        let globals = inventory.globals();
        let comments = globals.iter().filter(|record| record.keyword == b"comment");
        let commits = comments.filter_map(|record| ObjectId::parse(std::str::from_utf8(&record.value).ok()?));
        let mut commits: Vec<NamedCommit> =
            commits.map(|commit| NamedCommit { commit, by: Namer::GitArchive }).collect();
        let cargo = cargo_info(inventory).and_then(|number| CargoInfo::parse(bodies.kept(number)?));
        commits.extend(cargo.iter().map(|info| NamedCommit { commit: info.commit, by: Namer::Cargo }));
        Self { commits, cargo }
    }
}

/// The number of the member that cargo wrote: a file in the top directory.
fn cargo_info(inventory: &Inventory) -> Option<usize> {
    let top = top(&inventory.members)?;
    let is_info =
        |member: &Member| member.kind == RawKind::File && member.path.below(Some(top)) == CARGO_INFO;
    inventory.members.iter().position(is_info)
}

/// What is said of the origin and is not so.
pub fn findings(claims: &Claims, tree: &CommitTree<'_>) -> Vec<Finding> {
    let commit = tree.revision.commit.id;
    let others = claims.commits.iter().filter(|named| named.commit != commit).map(|named| {
        let path = if named.by == Namer::Cargo { CARGO_INFO } else { GLOBAL_HEADER };
        finding(
            path,
            format!("commit {commit}"),
            format!("commit {}", named.commit),
            "the archive says that it was made from another commit".to_owned(),
        )
    });
    let dirty = claims.cargo.iter().filter(|info| info.is_dirty).map(|_| {
        let note = "cargo says that it packed files which were not committed".to_owned();
        finding(CARGO_INFO, String::new(), "\"dirty\": true".to_owned(), note)
    });
    let revision = &tree.revision;
    let renamed = revision.tag_name().zip(revision.tags.first());
    // Anyone who can push can give a reference any name; the name inside the tag object is the
    // tagger's own.
    let renamed = renamed.filter(|(name, tag)| name.as_bytes() != tag.name).map(|(name, tag)| {
        let note =
            "the tag object was made for another name: an old release can be passed off as a new one so";
        finding(
            revision.provenance.reference.as_deref().unwrap_or(name).as_bytes(),
            format!("tag `{}`", Escaped(&tag.name)),
            String::new(),
            note.to_owned(),
        )
    });
    others.chain(dirty).chain(renamed).collect()
}

fn finding(path: &[u8], tree: String, archive: String, note: String) -> Finding {
    Finding {
        class: Class::Origin,
        path: path.to_vec(),
        steers: None,
        is_alien: false,
        text: None,
        tree,
        archive,
        note: Some(note),
        explained: None,
        files: None,
        member: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0123456789abcdef0123456789abcdef01234567";

    #[test]
    fn what_cargo_writes_is_read_and_nothing_else() {
        let read = |text: &str| CargoInfo::parse(text.replace("ID", ID).as_bytes());
        let commit = ObjectId::parse(ID).expect("an id");
        let plain = CargoInfo { commit, is_dirty: false, directory: None };
        assert_eq!(read(r#"{"git": {"sha1": "ID"}, "path_in_vcs": ""}"#), Some(plain.clone()));
        assert_eq!(read(r#"{"git": {"sha1": "ID"}}"#), Some(plain), "before cargo 1.58");
        let directory = EntryPath::parse("crates/x").ok();
        assert_eq!(
            read(r#"{"git": {"sha1": "ID", "dirty": true}, "path_in_vcs": "crates/x"}"#),
            Some(CargoInfo { commit, is_dirty: true, directory })
        );
        for text in [
            "",
            "{}",
            r#"{"git": {"sha1": "ID"}, "path_in_vcs": "../x"}"#,
            r#"{"git": {"sha1": "0123"}}"#,
            r#"{"git": {"sha1": "ID", "dirty": 1}}"#,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
