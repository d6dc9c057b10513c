//! Two trees of a history, compared as they are stored.

use std::cmp::Ordering;

use gix_hash::Kind as Hash;
use gix_object::TreeRefIter;
use gix_object::tree::EntryRef;

use super::fault;
use crate::diagnostic::Diagnostic;
use crate::object_id::ObjectId;

/// An entry that another tree has not, or has as something else.
pub struct Change<'a> {
    /// Its name.
    pub name: &'a [u8],
    /// Its tree and the other one's, where both are trees.
    pub trees: Option<(ObjectId, ObjectId)>,
}

/// A tree as it is stored.
#[derive(Clone, Copy)]
pub struct StoredTree<'a> {
    /// Its id.
    pub id: ObjectId,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// The entries of `new` that are not the same in `old`. Neither is checked beyond what it takes to
/// read it: early versions of git wrote modes that it no longer writes.
///
/// # Errors
/// Returns an error if one of them cannot be read as a tree.
pub fn changes<'a>(
    new: StoredTree<'a>,
    old: StoredTree<'a>,
    hash: Hash,
) -> Result<Vec<Change<'a>>, Diagnostic> {
    let mut changes = Vec::new();
    let mut others = entries(old, hash);
    let mut other = others.next().transpose()?;
    for entry in entries(new, hash) {
        let entry = entry?;
        // Both trees are in the same order, so one pass over each is enough. What only the old one
        // has is skipped: no path of the newer commit is concerned.
        while other.is_some_and(|other| compare(&other, &entry).is_lt()) {
            other = others.next().transpose()?;
        }
        let same_name = other.filter(|other| compare(other, &entry).is_eq());
        if same_name.is_some_and(|other| is_same(&other, &entry)) {
            continue;
        }
        let trees = same_name.filter(|_| is_tree(&entry)).and_then(|other| Some((id(&entry)?, id(&other)?)));
        changes.push(Change { name: entry.filename, trees });
    }
    Ok(changes)
}

/// The tree of this name in a tree.
///
/// # Errors
/// Returns an error if it cannot be read as a tree.
pub fn subtree(tree: StoredTree<'_>, name: &[u8], hash: Hash) -> Result<Option<ObjectId>, Diagnostic> {
    for entry in entries(tree, hash) {
        let entry = entry?;
        if entry.filename == name && is_tree(&entry) {
            return Ok(id(&entry));
        }
    }
    Ok(None)
}

fn entries(tree: StoredTree<'_>, hash: Hash) -> impl Iterator<Item = Result<EntryRef<'_>, Diagnostic>> {
    TreeRefIter::from_bytes(tree.bytes, hash)
        .map(move |entry| entry.map_err(|cause| fault::bad_object("tree", tree.id, &cause.to_string())))
}

/// git's order: a directory's name counts as if a slash followed.
fn compare(one: &EntryRef<'_>, other: &EntryRef<'_>) -> Ordering {
    let key = |entry: &EntryRef<'_>| is_tree(entry).then_some(b'/');
    let shared = one.filename.len().min(other.filename.len());
    one.filename[..shared].cmp(&other.filename[..shared]).then_with(|| {
        let rest = |entry: &EntryRef<'_>| entry.filename.get(shared).copied().or_else(|| key(entry));
        rest(one).cmp(&rest(other)).then(one.filename.len().cmp(&other.filename.len()))
    })
}

/// The permission bits say no more than whether the owner may execute.
fn kind(entry: &EntryRef<'_>) -> (u16, bool) {
    let mode = entry.mode.value();
    let format = mode & 0o170_000;
    (format, format == 0o100_000 && mode & 0o100 != 0)
}

fn is_tree(entry: &EntryRef<'_>) -> bool {
    kind(entry).0 == 0o040_000
}

fn is_same(one: &EntryRef<'_>, other: &EntryRef<'_>) -> bool {
    (one.oid, kind(one)) == (other.oid, kind(other))
}

fn id(entry: &EntryRef<'_>) -> Option<ObjectId> {
    ObjectId::from_bytes(entry.oid.as_bytes())
}
