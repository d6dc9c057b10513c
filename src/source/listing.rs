//! What a source offers, without a byte of its files.

use std::cmp::Ordering;

use crate::entry::{LinkTarget, Origin};
use crate::mode::Mode;
use crate::path::{EntryPath, Order};
use crate::time::{PreciseTime, Timestamp};

/// Whether a path, or with `true` something below the directory at it, can be packed.
pub type PathFilter<'a> = dyn Fn(&EntryPath, bool) -> bool + 'a;

/// What a source offers: parents before their children, no bytes.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The attributes of the tree's top directory.
    pub root: Attributes,
    /// What the top directory is.
    pub root_origin: Origin,
    /// Everything below it that was not pruned.
    pub items: Vec<Item>,
    /// Directories among the items that are packed although nothing is in them, whatever the manifest says of empty
    /// directories; in the order of the items.
    pub empty: Vec<EntryPath>,
    /// Files among the items that a checkout would write with other bytes.
    pub unapplied: Vec<Unapplied>,
}

impl Listing {
    /// Whether a directory is packed although nothing is in it.
    #[must_use]
    pub fn stays_empty(&self, path: &EntryPath) -> bool {
        self.empty.binary_search_by(|other| compare(other, path)).is_ok()
    }

    /// The listing with sorted items added, or in place of files at the same paths. Directories that only they bring
    /// are entered or not as `enter` says.
    #[must_use]
    pub(super) fn overlaid(mut self, items: &[Item], enter: &mut dyn FnMut(&EntryPath) -> bool) -> Self {
        let is_directory = |item: &&Item| item.kind == ItemKind::Directory;
        let mut directories: Vec<EntryPath> =
            self.items.iter().filter(is_directory).map(|item| item.path.clone()).collect();
        self.items.retain(|item| item.kind == ItemKind::Directory || find(items, &item.path).is_none());
        for item in items {
            // Items are sorted, so a directory that was not entered keeps everything below it out.
            let is_open = item.path.parent().is_none_or(|parent| position(&directories, &parent).is_ok());
            if !is_open {
                continue;
            }
            if item.kind == ItemKind::Directory {
                let Err(place) = position(&directories, &item.path) else { continue };
                if !enter(&item.path) {
                    continue;
                }
                directories.insert(place, item.path.clone());
            }
            self.items.push(item.clone());
        }
        self.items.sort_by(|a, b| compare(&a.path, &b.path));
        self
    }
}

/// What sorted items have at a path.
pub(super) fn find<'a>(items: &'a [Item], path: &EntryPath) -> Option<&'a Item> {
    items.binary_search_by(|item| compare(&item.path, path)).ok().map(|index| &items[index])
}

/// The place of a path among sorted ones, or where it belongs.
pub(super) fn position(sorted: &[EntryPath], path: &EntryPath) -> Result<usize, usize> {
    sorted.binary_search_by(|other| compare(other, path))
}

/// A file that attributes of the commit would change, if the manifest had them applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unapplied {
    /// Path below the top of the source.
    pub path: EntryPath,
    /// As an attribute file has them.
    pub attributes: Vec<&'static str>,
}

/// Something found in a source.
#[derive(Clone, Debug)]
pub struct Item {
    /// Path below the top of the source.
    pub path: EntryPath,
    /// What it is.
    pub kind: ItemKind,
    /// Its mode and time as found.
    pub attributes: Attributes,
    /// Where its bytes come from.
    pub origin: Origin,
}

/// What a source can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A directory.
    Directory,
    /// A regular file, with its length in bytes.
    File(u64),
    /// A symbolic link; never followed.
    Symlink(LinkTarget),
    /// A fifo, socket or device, by its name: it can be listed but not packed.
    Special(&'static str),
    /// Something in a commit that the manifest's policy rejects.
    Rejected(Rejection),
    /// Something in a commit that the manifest does not select: its object was not read, and need not be there. What
    /// the tree says that it is.
    Unread(&'static str),
    /// An output of a `[[generate]]` step that was not run: nothing but its name is known.
    Pending,
}

impl ItemKind {
    /// Whether patterns for directories match it: a submodule is one, whatever becomes of it.
    #[must_use]
    pub fn is_directory(&self) -> bool {
        matches!(self, Self::Directory | Self::Rejected(Rejection::Submodule))
    }
}

/// Why something in a commit is not packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// A submodule, with `submodules = "deny"`.
    Submodule,
    /// A Git LFS pointer, with `lfs = "deny"`.
    LfsPointer,
    /// A placeholder of `export-subst` that is not to be filled in.
    // In a box, as this would otherwise be the size of every item.
    Placeholder(Box<UnfilledPlaceholder>),
    /// A file with a `working-tree-encoding` of this name, which pkgr does not know.
    UnknownEncoding(Box<str>),
    /// A file with the attribute `working-tree-encoding` and no value of it.
    UnnamedEncoding,
    /// A file with a `working-tree-encoding` that cannot hold it.
    Unencodable,
}

/// A placeholder that is not to be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnfilledPlaceholder {
    /// Its line, from 1.
    pub line: usize,
    /// As the file has it.
    pub placeholder: String,
}

/// Mode and time as the source has them, before any policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attributes {
    /// Permission bits; 0777 for every symbolic link, as systems report them differently.
    pub mode: Mode,
    /// Modification time, rounded down to whole seconds.
    pub mtime: Timestamp,
    /// Nanoseconds after it, where the source knows them.
    pub nanoseconds: u32,
}

impl Attributes {
    /// The modification time as the source has it.
    #[must_use]
    pub fn time(&self) -> PreciseTime {
        PreciseTime { second: self.mtime, nanoseconds: self.nanoseconds }
    }
}

/// The order of listings: parents before children, names in byte order at each level.
pub(super) fn compare(a: &EntryPath, b: &EntryPath) -> Ordering {
    Order::GnuName.compare((a, false), (b, false))
}
