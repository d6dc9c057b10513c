//! Steps that were not run: what they will make is known by name alone.

use crate::entry::Origin;
use crate::manifest::{Generate, Patterns};
use crate::mode::Mode;
use crate::path::EntryPath;
use crate::source::listing::{Attributes, Item, ItemKind, Listing, compare, position};
use crate::time::Timestamp;

/// The declared outputs of steps that were not run.
pub struct Pending {
    steps: Vec<Patterns>,
    time: Timestamp,
    /// Outputs that are plain paths, with the directories above them; sorted as listings are.
    named: Vec<Item>,
}

impl Pending {
    /// Takes the outputs from the manifest; `time` is what the files will get.
    #[must_use]
    pub fn new(steps: &[Generate], time: Timestamp) -> Self {
        let mut named = Vec::new();
        for (number, step) in steps.iter().enumerate() {
            for path in step.outputs.set().patterns().iter().filter_map(crate::glob::Pattern::literal) {
                named.extend(items_above(&path, time, number));
                named.push(output(path, time, number));
            }
        }
        named.sort_by(|a, b| compare(&a.path, &b.path));
        // The last step that makes a file is where it comes from.
        named.reverse();
        named.dedup_by(|a, b| a.path == b.path);
        named.reverse();
        Self { steps: steps.iter().map(|step| step.outputs.clone()).collect(), time, named }
    }

    /// Whether some outputs are patterns, so that their names are not known.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.steps.iter().flat_map(|outputs| outputs.set().patterns()).any(|one| one.literal().is_none())
    }

    /// What a step will make of what is at `path`, if anything.
    #[must_use]
    pub fn find(&self, path: &EntryPath, found: Option<&ItemKind>) -> Option<ItemKind> {
        // A file that exists and is an output is read only after its step, so its size now means
        // nothing.
        if found.is_some_and(|kind| self.replaced(path, kind).is_some()) {
            return Some(ItemKind::Pending);
        }
        let named = self.named.binary_search_by(|item| compare(&item.path, path)).ok()?;
        found.is_none().then(|| self.named[named].kind.clone())
    }

    /// The listing with outputs in it; `enter` says which directories are listed.
    #[must_use]
    pub fn merge(&self, mut listing: Listing, enter: &mut dyn FnMut(&EntryPath) -> bool) -> Listing {
        let mut directories = Vec::new();
        for item in &mut listing.items {
            if item.kind == ItemKind::Directory {
                directories.push(item.path.clone());
            } else if let Some(step) = self.replaced(&item.path, &item.kind) {
                *item = output(item.path.clone(), self.time, step);
            }
        }
        let listed: Vec<EntryPath> = listing.items.iter().map(|item| item.path.clone()).collect();
        for item in &self.named {
            let is_open = item.path.parent().is_none_or(|parent| position(&directories, &parent).is_ok());
            if !is_open || position(&listed, &item.path).is_ok() {
                continue;
            }
            if item.kind == ItemKind::Directory {
                if !enter(&item.path) {
                    continue;
                }
                let place = directories.partition_point(|other| compare(other, &item.path).is_lt());
                directories.insert(place, item.path.clone());
            }
            listing.items.push(item.clone());
        }
        listing.items.sort_by(|a, b| compare(&a.path, &b.path));
        listing
    }

    /// The step that may replace what is at `path`. What the source rejects stays rejected.
    fn replaced(&self, path: &EntryPath, kind: &ItemKind) -> Option<usize> {
        match kind {
            ItemKind::File(_) | ItemKind::Symlink(_) => {
                self.steps.iter().rposition(|outputs| outputs.set().first_cover(path, false).is_some())
            }
            ItemKind::Directory
            | ItemKind::Pending
            | ItemKind::Unread(_)
            | ItemKind::Special(_)
            | ItemKind::Rejected(_) => None,
        }
    }
}

fn output(path: EntryPath, time: Timestamp, step: usize) -> Item {
    let attributes = Attributes { mode: Mode::from_bits(0o644), mtime: time, nanoseconds: 0 };
    Item { path, kind: ItemKind::Pending, attributes, origin: Origin::Generated(step) }
}

/// The directories above an output of a step.
pub fn items_above(path: &EntryPath, time: Timestamp, step: usize) -> impl Iterator<Item = Item> + use<> {
    let attributes = Attributes { mode: Mode::from_bits(0o755), mtime: time, nanoseconds: 0 };
    path.parents().map(move |path| Item {
        path,
        kind: ItemKind::Directory,
        attributes,
        origin: Origin::Generated(step),
    })
}
