//! The members of an archive as a source, as if it were unpacked.

use std::collections::BTreeMap;
use std::io::Read;
use std::ops::Range;

use super::contents::Contents;
use super::listing::{Attributes, Item, ItemKind, Listing, compare};
use crate::container::bytes::Bytes;
use crate::entry::{Entry, Kind, Origin, Size};
use crate::error::Error;
use crate::mode::Mode;
use crate::path::EntryPath;
use crate::time::Timestamp;

/// The files of an archive, which are read from its tar stream.
pub struct ArchiveTree {
    stream: Bytes,
    root: Attributes,
    items: Vec<Item>,
    bodies: BTreeMap<EntryPath, Range<u64>>,
}

/// A member of an archive.
#[derive(Clone, Debug)]
pub struct ArchiveFile {
    /// Its path below the top of the source; [`EntryPath::top`] for the top itself.
    pub path: EntryPath,
    /// What it is, with its mode and its time.
    pub entry: Entry<Size>,
    /// Where its bytes are in the tar stream.
    pub body: Range<u64>,
}

impl ArchiveTree {
    /// The tree that is there once all members are unpacked in their order. Directories that are only implied have the
    /// mode 0755 and the time 0.
    #[must_use]
    pub fn new(stream: Bytes, files: Vec<ArchiveFile>) -> Self {
        // Directories of an archive need not be members, and a source has them all.
        let mut root = implied();
        let mut items: BTreeMap<EntryPath, Item> = BTreeMap::new();
        let mut bodies = BTreeMap::new();
        for ArchiveFile { path, entry, body } in files {
            let attributes = attributes(&entry);
            for above in path.parents() {
                items.entry(above.clone()).or_insert_with(|| item(above, ItemKind::Directory, implied()));
            }
            if path.is_top() {
                root = attributes;
                continue;
            }
            let kind = match entry.kind {
                Kind::Directory => ItemKind::Directory,
                Kind::File(Size(size)) => ItemKind::File(size),
                Kind::Symlink(target) => ItemKind::Symlink(target),
            };
            bodies.insert(path.clone(), body);
            items.insert(path.clone(), item(path, kind, attributes));
        }
        let mut items: Vec<Item> = items.into_values().collect();
        items.sort_by(|left, right| compare(&left.path, &right.path));
        Self { stream, root, items, bodies }
    }

    /// Lists it; a directory for which `enter` says no is left out with all that is below it.
    pub fn list(&self, enter: &mut dyn FnMut(&EntryPath) -> bool) -> Listing {
        let mut items = Vec::with_capacity(self.items.len());
        let mut left_out: Option<&EntryPath> = None;
        for item in &self.items {
            // Parents come first, so all that is below a directory follows it.
            if left_out.is_some_and(|directory| item.path.parents().any(|above| above == *directory)) {
                continue;
            }
            if item.kind == ItemKind::Directory && !enter(&item.path) {
                left_out = Some(&item.path);
                continue;
            }
            items.push(item.clone());
        }
        Listing {
            root: self.root,
            root_origin: Origin::Source,
            items,
            empty: Vec::new(),
            unapplied: Vec::new(),
        }
    }

    /// What is at `path`; `None` if nothing is.
    #[must_use]
    pub fn look_up(&self, path: &EntryPath) -> Option<ItemKind> {
        let found = self.items.binary_search_by(|item| compare(&item.path, path)).ok()?;
        Some(self.items[found].kind.clone())
    }
}

impl Contents for ArchiveTree {
    fn open(&self, path: &EntryPath) -> Result<Box<dyn Read + Send>, Error> {
        let body = self.bodies.get(path).cloned().unwrap_or_default();
        Ok(Box::new(self.stream.section(body)))
    }

    fn position(&self, path: &EntryPath) -> (u32, u64) {
        (0, self.bodies.get(path).map_or(0, |body| body.start))
    }
}

fn item(path: EntryPath, kind: ItemKind, attributes: Attributes) -> Item {
    Item { path, kind, attributes, origin: Origin::Source }
}

fn attributes(entry: &Entry<Size>) -> Attributes {
    let mode = match entry.kind {
        Kind::Symlink(_) => Mode::LINK,
        Kind::Directory | Kind::File(_) => Mode::from_bits(entry.mode.bits().into()),
    };
    Attributes { mode, mtime: entry.mtime, nanoseconds: entry.own.nanoseconds }
}

fn implied() -> Attributes {
    let epoch = Timestamp::from_seconds(0).expect("1970 is in range");
    Attributes { mode: Mode::from_bits(0o755), mtime: epoch, nanoseconds: 0 }
}
