//! A repository of one commit and its ancestors, and of nothing else: what `history = true` gives a step.
//!
//! It has a detached `HEAD`, one pack, no other reference and no configuration, but for the line that says how
//! objects are named where that is not SHA-1 (gitrepository-layout(5)). Its bytes depend on the commit alone, not on
//! how the source repository stores its objects.

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write as _};
use std::path::Path;

use gix_hash::Kind as Hash;
use gix_object::TreeRefIter;

use super::fault;
use super::pack_writer::{PackFile, PackKind};
use super::store::Objects;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::object_id::ObjectId;
use crate::progress::Progress;
use crate::source::fs_write;

/// The configuration of a repository with SHA-256 ids; one with SHA-1 needs none.
const SHA256_CONFIG: &str = "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectformat = sha256\n";

/// Bits of a tree entry's mode that say what it is, and two of their values (gitformat-tree(5)).
const TYPE: u16 = 0o170_000;
const TREE: u16 = 0o040_000;
const SUBMODULE: u16 = 0o160_000;

/// Writes the repository of `commit` at `directory`, which does not exist.
///
/// # Errors
/// Returns an error if an ancestor, or a tree or file of one, is missing or damaged, or if a file cannot be written.
pub fn write(
    objects: &Objects,
    commit: ObjectId,
    directory: &Path,
    progress: &dyn Progress,
) -> Result<(), Diagnostic> {
    let found = reachable(objects, commit, progress).map_err(|problem| cut(problem, objects))?;
    for name in ["", "objects", "objects/pack", "refs"] {
        fs_write::directory(&directory.join(name))?;
    }
    write_file(&directory.join("HEAD"), &format!("{commit}\n"))?;
    if objects.hash() == Hash::Sha256 {
        write_file(&directory.join("config"), SHA256_CONFIG)?;
    }
    let store = directory.join("objects/pack");
    let mut pack = PackFile::create(&store, found.len(), objects.hash())?;
    for (id, kind) in found {
        stop_if_cancelled(progress)?;
        let (size, mut body) = stored(objects, id, kind)?;
        pack.add(id, kind, size, &mut body)?;
    }
    Ok(pack.finish()?)
}

/// An object's length and its bytes.
fn stored(objects: &Objects, id: ObjectId, kind: PackKind) -> Result<(u64, Box<dyn Read>), Diagnostic> {
    let bytes = match kind {
        PackKind::Commit => objects.stored_commit(id)?,
        PackKind::Tree => objects.stored_tree(id)?,
        PackKind::Blob => return Ok((objects.blob_size(id)?, objects.reader(id)?)),
    };
    Ok((bytes.len() as u64, Box::new(Cursor::new(bytes))))
}

/// Every commit, tree and file that the commit leads to, each once; submodules are other repositories.
fn reachable(
    objects: &Objects,
    commit: ObjectId,
    progress: &dyn Progress,
) -> Result<Vec<(ObjectId, PackKind)>, Diagnostic> {
    let mut seen = BTreeSet::from([commit]);
    let mut found = Vec::new();
    let mut waiting = vec![(commit, PackKind::Commit)];
    while let Some((id, kind)) = waiting.pop() {
        stop_if_cancelled(progress)?;
        found.push((id, kind));
        let next = match kind {
            PackKind::Commit => links(id, &objects.stored_commit(id)?)?,
            PackKind::Tree => entries(id, &objects.stored_tree(id)?, objects.hash())?,
            PackKind::Blob => Vec::new(),
        };
        waiting.extend(next.into_iter().filter(|(id, _)| seen.insert(*id)));
    }
    Ok(found)
}

/// The tree and the parents of a commit. Nothing else of it is read: old commits are not all well formed.
fn links(id: ObjectId, commit: &[u8]) -> Result<Vec<(ObjectId, PackKind)>, Diagnostic> {
    let mut found = Vec::new();
    for line in commit.split(|&byte| byte == b'\n') {
        let (kind, hex) = match (line.strip_prefix(b"tree "), line.strip_prefix(b"parent ")) {
            (Some(hex), _) if found.is_empty() => (PackKind::Tree, hex),
            (_, Some(hex)) => (PackKind::Commit, hex),
            _ => break,
        };
        let named = std::str::from_utf8(hex).ok().and_then(ObjectId::parse);
        found.push((
            named.ok_or_else(|| fault::bad_object("commit", id, "it names no tree or parent"))?,
            kind,
        ));
    }
    if found.is_empty() { Err(fault::bad_object("commit", id, "it has no tree")) } else { Ok(found) }
}

/// The trees and files in a tree.
fn entries(tree: ObjectId, bytes: &[u8], hash: Hash) -> Result<Vec<(ObjectId, PackKind)>, Diagnostic> {
    let mut found = Vec::new();
    for entry in TreeRefIter::from_bytes(bytes, hash) {
        let entry = entry.map_err(|cause| fault::bad_object("tree", tree, &cause.to_string()))?;
        let id = ObjectId::from_bytes(entry.oid.as_bytes()).expect("an id has 20 or 32 bytes");
        match entry.mode.value() & TYPE {
            TREE => found.push((id, PackKind::Tree)),
            SUBMODULE => {}
            _ => found.push((id, PackKind::Blob)),
        }
    }
    Ok(found)
}

fn write_file(path: &Path, text: &str) -> Result<(), Error> {
    fs_write::file(path)?.write_all(text.as_bytes()).map_err(Error::at("write", path))
}

fn stop_if_cancelled(progress: &dyn Progress) -> Result<(), Diagnostic> {
    if progress.is_cancelled() { Err(Error::Cancelled.into()) } else { Ok(()) }
}

/// A history that is cut off must not look like a whole one.
fn cut(problem: Diagnostic, objects: &Objects) -> Diagnostic {
    if !objects.remedy().is_shallow {
        return problem;
    }
    let help = objects.remedy().unshallow();
    let message = format!("`history = true` needs every ancestor of the commit: {}", problem.message);
    Diagnostic { message, ..problem }.help(help)
}
