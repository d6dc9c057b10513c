//! The content digest: what an archive holds, whatever its headers and its order.

use crate::digest::{Digest, Hasher};
use crate::entry::{Entry, Kind};
use crate::path::Order;

/// A digest of paths, kinds, executable bits and bytes, and of nothing else.
///
/// SHA-256 over one record for each file, symbolic link and empty directory, in byte order of
/// their paths. A record is a letter (`f` file, `x` executable file, `l` link, `d` empty
/// directory), a blank, 64 hex digits (SHA-256 of the file's bytes or of the link's target, 64
/// zeros for a directory), a blank, the path's bytes, and one NUL.
///
/// Directories that hold something are implied by what they hold, so an archive without entries
/// for them has the same content.
#[must_use]
pub fn content_digest<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Digest {
    let mut sorted: Vec<&Entry> = entries.into_iter().collect();
    // In this order a directory stands right before the first thing in it.
    sorted.sort_by(|a, b| Order::GnuName.compare((&a.path, a.is_directory()), (&b.path, b.is_directory())));
    let mut leaves: Vec<&Entry> = Vec::with_capacity(sorted.len());
    for (index, entry) in sorted.iter().enumerate() {
        let next = sorted.get(index + 1);
        let holds_something = next.is_some_and(|next| next.path.is_below(&entry.path));
        if !holds_something {
            leaves.push(entry);
        }
    }
    // An order that needs nothing but bytes, so that others can compute the digest with simple
    // tools.
    leaves.sort_by(|a, b| a.path.as_bytes().cmp(b.path.as_bytes()));
    let mut hasher = Hasher::new();
    for entry in leaves {
        record(entry, &mut hasher);
    }
    hasher.finish()
}

fn record(entry: &Entry, hasher: &mut Hasher) {
    let (letter, digest) = match &entry.kind {
        Kind::Directory => ('d', "0".repeat(64)),
        Kind::File(file) if entry.mode.is_executable() => ('x', file.digest.to_string()),
        Kind::File(file) => ('f', file.digest.to_string()),
        Kind::Symlink(target) => ('l', Digest::of(target.as_bytes()).to_string()),
    };
    hasher.update(format!("{letter} {digest} ").as_bytes());
    hasher.update(entry.path.as_bytes());
    hasher.update(&[0]);
}
