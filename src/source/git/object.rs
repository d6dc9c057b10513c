//! Commits, tags and trees, decoded and checked.

use std::fmt;

use gix_hash::Kind as Hash;
use gix_object::{CommitRef, Kind, TagRef, TreeRefIter};
use gix_validate::path::component;

use super::{fault, tag_form};
use crate::diagnostic::Diagnostic;
use crate::object_id::ObjectId;
use crate::signature::in_header;
use crate::source::tree_entry::{TreeEntry, TreeEntryKind};
use crate::time::Timestamp;

/// A commit.
#[derive(Clone, Debug)]
pub struct Commit {
    /// Its id.
    pub id: ObjectId,
    /// The tree of files.
    pub tree: ObjectId,
    /// The commits before it, the first one being the line it was made on.
    pub parents: Vec<ObjectId>,
    /// When it was committed, the zone ignored.
    pub time: Timestamp,
    /// The whole object, for what is filled into files.
    pub text: Vec<u8>,
}

impl Commit {
    pub(super) fn parse(id: ObjectId, bytes: &[u8], hash: Hash) -> Result<Self, Diagnostic> {
        let broken = |why: String| fault::bad_object("commit", id, &why);
        let commit = CommitRef::from_bytes(bytes, hash).map_err(|cause| broken(cause.to_string()))?;
        let committer = commit.committer().map_err(|cause| broken(cause.to_string()))?;
        let time = self::time(committer.time).map_err(|time| fault::bad_time(id, &time))?;
        let parents = commit.parents().filter_map(|parent| ObjectId::from_bytes(parent.as_bytes()));
        Ok(Self {
            id,
            tree: self::id(&commit.tree()),
            parents: parents.collect(),
            time,
            text: bytes.to_vec(),
        })
    }
}

/// A tag object.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Its id.
    pub id: ObjectId,
    /// What it points to.
    pub target: ObjectId,
    /// What kind of object that is.
    pub target_kind: Kind,
    /// The name inside: that of the reference it was made for.
    pub name: Vec<u8>,
    /// Name and address of who made it; old tags have none.
    pub tagger: Option<String>,
    /// When it was made.
    pub time: Option<Timestamp>,
    /// The whole object, for its signature.
    pub text: Vec<u8>,
}

impl Tag {
    pub(super) fn parse(id: ObjectId, text: Vec<u8>, hash: Hash) -> Result<Self, Diagnostic> {
        let header = in_header(&text).map_or_else(String::new, |header| {
            format!(" (it has a header `{header}`: signatures of commits stand there, and tags are signed at their end)")
        });
        let broken = |why: String| fault::bad_object("tag", id, &format!("{why}{header}"));
        // The parser does not say what it stumbled over.
        let why = |cause: &dyn fmt::Display| {
            broken(tag_form::irregularity(&text).unwrap_or_else(|| cause.to_string()))
        };
        let tag = TagRef::from_bytes(&text, hash).map_err(|cause| why(&cause))?;
        let tagger = tag.tagger().map_err(|cause| why(&cause))?;
        let who = tagger.map(|who| format!("{} <{}>", who.name, who.email));
        let time = tagger.map(|who| self::time(who.time)).transpose();
        let time = time.map_err(|time| fault::bad_time(id, &time))?;
        let (target, target_kind, name) = (self::id(&tag.target()), tag.target_kind, tag.name.to_vec());
        Ok(Self { id, target, target_kind, name, tagger: who, time, text })
    }
}

/// The entries of a tree, each checked, and their order.
pub(super) fn tree_entries(tree: ObjectId, bytes: &[u8], hash: Hash) -> Result<Vec<TreeEntry>, Diagnostic> {
    let broken = |why: &str| fault::bad_object("tree", tree, why);
    let mut entries: Vec<TreeEntry> = Vec::new();
    for entry in TreeRefIter::from_bytes(bytes, hash) {
        let entry = entry.map_err(|cause| broken(&cause.to_string()))?;
        let name = entry.filename.to_vec();
        // Old versions of git wrote more modes. They are rejected and not guessed, since the
        // archive needs one of two.
        let kind = kind(entry.mode.value()).ok_or_else(|| {
            broken(&format!("`{}` has the mode {:o}", crate::path::Escaped(&name), entry.mode.value()))
        })?;
        check_name(&name, kind)
            .map_err(|why| broken(&format!("it has an entry `{}`: {why}", crate::path::Escaped(&name))))?;
        entries.push(TreeEntry { name, kind, id: id(entry.oid) });
    }
    match entries.windows(2).find(|pair| !pair[0].is_before(&pair[1])) {
        Some(pair) => {
            Err(broken(&format!("`{}` is out of order or there twice", crate::path::Escaped(&pair[1].name))))
        }
        None if has_twins(&entries) => Err(broken("one name is both a file and a directory")),
        None => Ok(entries),
    }
}

/// A file `a` and a directory `a` are apart in the order, so neighbours do not show them.
fn has_twins(entries: &[TreeEntry]) -> bool {
    let mut names: Vec<&[u8]> = entries.iter().map(|entry| &*entry.name).collect();
    names.sort_unstable();
    names.windows(2).any(|pair| pair[0] == pair[1])
}

fn kind(mode: u16) -> Option<TreeEntryKind> {
    Some(match mode {
        0o040_000 => TreeEntryKind::Tree,
        0o100_644 => TreeEntryKind::File,
        0o100_755 => TreeEntryKind::Executable,
        0o120_000 => TreeEntryKind::Symlink,
        0o160_000 => TreeEntryKind::Submodule,
        _ => return None,
    })
}

/// Names that lead out of the tree, or into a repository's own files on some system. A backslash
/// parts names on Windows.
fn check_name(name: &[u8], kind: TreeEntryKind) -> Result<(), String> {
    let mut parts = name.split(|&byte| byte == b'\\').skip(1).filter(|part| !part.is_empty());
    check_part(name, kind).and_then(|()| parts.try_for_each(|part| check_part(part, kind)))
}

fn check_part(name: &[u8], kind: TreeEntryKind) -> Result<(), String> {
    // HFS+ and NTFS have other forms of the name `.git`, which could overwrite a repository's own
    // files. Names that only Windows rejects are reported by a lint.
    let options = component::Options { protect_windows: false, protect_hfs: true, protect_ntfs: true };
    let mode = (kind == TreeEntryKind::Symlink).then_some(component::Mode::Symlink);
    let checked = gix_validate::path::component(name.into(), mode, options);
    checked.map(|_| ()).map_err(|cause| cause.to_string())
}

fn id(id: &gix_hash::oid) -> ObjectId {
    ObjectId::from_bytes(id.as_bytes()).expect("an id has 20 or 32 bytes")
}

/// Seconds since 1970 at the start of `SECONDS ZONE`; the text itself when they are no whole number
/// of a year up to 9999.
fn time(text: &str) -> Result<Timestamp, String> {
    let seconds = text.split_ascii_whitespace().next().unwrap_or_default();
    let time = seconds.parse().ok().and_then(|seconds| Timestamp::from_seconds(seconds).ok());
    time.ok_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    const ID: ObjectId = ObjectId::Sha1([7; 20]);

    /// Lines and pieces of objects, and arbitrary bytes.
    fn near(pieces: &'static [&'static [u8]]) -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            8 => prop::sample::select(pieces).prop_map(<[u8]>::to_vec),
            1 => vec(any::<u8>(), 0..9),
        ];
        vec(piece, 0..16).prop_map(|pieces| pieces.concat())
    }

    const COMMIT: &[&[u8]] = &[
        b"tree 0123456789012345678901234567890123456789\n",
        b"parent 0123456789012345678901234567890123456789\n",
        b"author A <a@b> 0 +0000\n",
        b"committer C <c@d> 99999999999999999999 +9999\n",
        b"committer C <c@d> 1 +0000\n",
        b"committer ",
        b"gpgsig -----BEGIN\n ",
        b"\n",
        b"<",
        b">",
    ];
    const TAG: &[&[u8]] = &[
        b"object 0123456789012345678901234567890123456789\n",
        b"type commit\n",
        b"type x\n",
        b"tag v1\n",
        b"tagger A <a@b> 1 +0000\n",
        b"tagger \n",
        b"\n",
        b"\0",
    ];
    const TREE: &[&[u8]] = &[
        b"100644 a\0",
        b"40000 b\0",
        b"120000 ",
        b"160000 c\0",
        b"x",
        b"\0",
        &[7; 20],
        &[7; 32],
        b"/",
        b".git",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        // T028, T037
        #[test]
        fn no_bytes_make_the_parsers_panic(commit in near(COMMIT), tag in near(TAG), tree in near(TREE)) {
            for hash in [Hash::Sha1, Hash::Sha256] {
                let _ = Commit::parse(ID, &commit, hash);
                let _ = Tag::parse(ID, tag.clone(), hash);
                if let Ok(entries) = tree_entries(ID, &tree, hash) {
                    // What is taken is written again as it was.
                    let length: usize = entries.iter().map(|entry| entry.kind.mode().len() + entry.name.len() + 2 + hash.len_in_bytes()).sum();
                    prop_assert_eq!(length, tree.len());
                }
            }
        }
    }
}
