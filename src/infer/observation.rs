//! The entries of an archive, each beside what the source has in its place.

use crate::container::inventory::Inventory;
use crate::container::names::top;
use crate::entry::{Entry, Size};
use crate::mode::{Mode, Node};
use crate::path::EntryPath;
use crate::settings::{Setting, is_accepted};
use crate::time::PreciseTime;

/// An entry that the archive must have, and what the source has in its place.
#[derive(Clone, Debug)]
pub struct Observation {
    /// The number of the member in the archive, from 0.
    pub number: usize,
    /// Its path below the prefix; [`EntryPath::top`] for the prefix itself.
    pub path: EntryPath,
    /// The entry of a plan that gives its header.
    pub entry: Entry<Size>,
    /// What the source has at its path.
    pub found: SourceAttributes,
}

/// What a source knows of a path, before any policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceAttributes {
    /// Permission bits.
    pub mode: Mode,
    /// Its time; `None` where the source has none, as a commit, or where times are not to be relied on.
    pub time: Option<PreciseTime>,
}

/// Whether times and modes of the files on disk are part of what makes the archive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimesFrom {
    /// They are, where no rule describes those of the archive.
    #[default]
    Tree,
    /// They are not: a checkout has other ones.
    Table,
}

impl Observation {
    /// The kind, as far as modes distinguish it.
    pub(super) fn node(&self) -> Node {
        match self.entry.kind {
            crate::entry::Kind::Directory => Node::Directory,
            crate::entry::Kind::File(_) => Node::File,
            crate::entry::Kind::Symlink(_) => Node::Symlink,
        }
    }

    /// Whether a manifest can name it: its path is text.
    pub(super) fn is_nameable(&self) -> bool {
        std::str::from_utf8(self.path.as_bytes()).is_ok()
    }

    /// Its time; `None` if it has none.
    pub(super) fn time(&self) -> Option<PreciseTime> {
        (!self.entry.own.is_time_absent).then(|| self.entry.time())
    }
}

/// Whether entries, by their numbers, are few enough to be named one by one, and can be.
pub(super) fn is_few<'a>(
    entries: &[Observation],
    numbers: impl ExactSizeIterator<Item = &'a usize>,
    most: usize,
) -> bool {
    numbers.len() <= most && numbers.into_iter().all(|&number| entries[number].is_nameable())
}

/// The directory that all members are in, if a manifest can name it as the prefix; else the members lie at the top,
/// and that directory is one of the source.
#[must_use]
pub fn prefix(inventory: &Inventory) -> Option<EntryPath> {
    let top = top(&inventory.members)?;
    let text = std::str::from_utf8(top).ok()?;
    let path = EntryPath::parse(top).ok()?;
    is_accepted(&Setting::Prefix(text.to_owned())).then_some(path)
}

/// A path below the prefix, if there is one; [`EntryPath::top`] for the prefix itself.
#[must_use]
pub fn below(path: &EntryPath, prefix: Option<&EntryPath>) -> EntryPath {
    let Some(prefix) = prefix else { return path.clone() };
    let rest = path.as_bytes().strip_prefix(prefix.as_bytes()).and_then(|rest| rest.strip_prefix(b"/"));
    rest.and_then(|rest| EntryPath::parse(rest).ok()).unwrap_or_else(EntryPath::top)
}
