//! A commit's tree, level by level, on a stack of its own: a tree may be as deep as the limit allows
//! whatever stack the thread has.

use super::super::bounds::{Count, enter};
use super::fault;
use super::store::Objects;
use crate::diagnostic::Diagnostic;
use crate::object_id::ObjectId;
use crate::path::EntryPath;
use crate::source::tree_entry::{TreeEntry, TreeEntryKind};

/// A directory that is being walked.
struct DescentLevel {
    at: Option<EntryPath>,
    entries: std::vec::IntoIter<TreeEntry>,
}

/// Files, links and submodules below a tree, in the order of its entries. Nothing but names and ids is
/// checked.
///
/// # Errors
/// Returns an error if a tree is missing or damaged, or a limit is met.
pub fn leaves(objects: &Objects, tree: ObjectId) -> Result<Vec<(EntryPath, TreeEntry)>, Diagnostic> {
    let mut count = Count::default();
    let mut files = Vec::new();
    let mut levels = vec![level(objects, tree, None, &mut count)?];
    while let Some(level_now) = levels.last_mut() {
        let Some(entry) = level_now.entries.next() else {
            levels.pop();
            continue;
        };
        let path = child(level_now.at.as_ref(), &entry)?;
        if entry.kind == TreeEntryKind::Tree {
            levels.push(level(objects, entry.id, Some(path), &mut count)?);
        } else {
            count.keep(&path, size_of::<(EntryPath, TreeEntry)>())?;
            files.push((path, entry));
        }
    }
    Ok(files)
}

fn level(
    objects: &Objects,
    tree: ObjectId,
    at: Option<EntryPath>,
    count: &mut Count,
) -> Result<DescentLevel, Diagnostic> {
    enter(at.as_ref())?;
    let entries = objects.tree(tree).map_err(|problem| fault::below(problem, at.as_ref()))?;
    count.meet(at.as_ref(), entries.len())?;
    Ok(DescentLevel { at, entries: entries.into_iter() })
}

/// The path of an entry in a directory.
///
/// # Errors
/// Returns an error if its name is none.
pub fn child(at: Option<&EntryPath>, entry: &TreeEntry) -> Result<EntryPath, Diagnostic> {
    let path = at.map_or_else(|| EntryPath::parse(&*entry.name), |at| at.join(&entry.name));
    path.map_err(|why| fault::bad_object("tree", entry.id, &why.to_string()))
}
