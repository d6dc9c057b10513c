//! A directory whose files are added to the source, or replace its files.

use std::io::Read;
use std::path::Path;

use super::contents::Contents;
use super::directory::Directory;
use super::listing::{self, Attributes, Item, ItemKind, Listing};
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::Origin;
use crate::error::Error;
use crate::manifest::Spanned;
use crate::mode::Mode;
use crate::path::{EntryPath, shown};
use crate::time::Timestamp;

/// An open overlay.
pub struct Overlay {
    directory: Directory,
    /// All that it has, sorted as listings are.
    items: Vec<Item>,
}

impl Overlay {
    /// Opens the directory that the manifest names, and lists it. Links above it are followed, those in it are not.
    ///
    /// # Errors
    /// Returns an error if it cannot be read, or has no file.
    pub fn open(key: &Spanned<String>, directory: &Path) -> Result<Self, Diagnostic> {
        let path = directory.join(key.get_ref());
        let directory =
            Directory::open_for("open the overlay", &path).map_err(|error| unopened(error, key))?;
        let listing = directory.list(&mut |_| true)?;
        let items = listing.items.into_iter().map(|item| Item { origin: Origin::Overlay, ..item });
        let items: Vec<Item> = items.collect();
        if items.iter().all(|item| item.kind == ItemKind::Directory) {
            return Err(empty(&path, key));
        }
        Ok(Self { directory, items })
    }

    /// Gives everything the time of a commit, and the modes that a commit can store.
    pub fn adopt(&mut self, time: Timestamp) {
        for item in &mut self.items {
            // The rest of a mode depends on the umask under which the files were checked out.
            let is_executable = item.kind == ItemKind::Directory || item.attributes.mode.is_executable();
            let mode = match item.kind {
                ItemKind::Symlink(_) => 0o777,
                _ if is_executable => 0o755,
                _ => 0o644,
            };
            item.attributes = Attributes { mode: Mode::from_bits(mode), mtime: time, nanoseconds: 0 };
        }
    }

    /// What it has at `path`.
    #[must_use]
    pub fn find(&self, path: &EntryPath) -> Option<&Item> {
        listing::find(&self.items, path)
    }

    /// Whether it has something else than a directory at `path`.
    #[must_use]
    pub fn replaces(&self, path: &EntryPath) -> bool {
        self.find(path).is_some_and(|item| item.kind != ItemKind::Directory)
    }

    /// Everything in it.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// A listing with its files in it; directories that only it has are entered or not as `enter` says.
    #[must_use]
    pub fn merge(&self, listing: Listing, enter: &mut dyn FnMut(&EntryPath) -> bool) -> Listing {
        listing.overlaid(&self.items, enter)
    }
}

impl Contents for Overlay {
    fn open(&self, path: &EntryPath) -> Result<Box<dyn Read + Send>, Error> {
        self.directory.open(path)
    }
}

fn unopened(error: Error, key: &Spanned<String>) -> Diagnostic {
    Diagnostic::from(error)
        .label(key.span(), "relative to this file")
        .help("create the directory with the files that only the release has, or remove `overlay`")
}

fn empty(path: &Path, key: &Spanned<String>) -> Diagnostic {
    Diagnostic::error(Code::OverlayEmpty, format!("the overlay `{}` has no files", shown(path)))
        .label(key.span(), "adds and replaces nothing")
        .help("put the files there that only the release has, or remove `overlay`")
}
