//! From what was chosen to entries: names in the archive, modes, times, order.

use super::select::SelectedItem;
use crate::entry::{Entry, Kind, Origin, Rule, Size};
use crate::manifest::Patterns;
use crate::mode::{Mode, ModePolicy, Node};
use crate::path::{EntryPath, Order};
use crate::source::{Attributes, Item, ItemKind, Listing};
use crate::time::Timestamp;

/// Where an entry's time comes from, with nothing left to look up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// One time for all.
    Set(Timestamp),
    /// The earlier of the file's own time and this one.
    Clamp(Timestamp),
    /// The file's own time, a directory's the newest below it. Beside it the commit's time.
    Own(Timestamp),
}

impl Times {
    /// The time that the policy names.
    #[must_use]
    pub fn reference(self) -> Timestamp {
        match self {
            Self::Set(time) | Self::Clamp(time) | Self::Own(time) => time,
        }
    }

    fn apply(self, own: Timestamp) -> Timestamp {
        match self {
            Self::Set(time) => time,
            Self::Clamp(time) => own.min(time),
            Self::Own(_) => own,
        }
    }
}

/// The policies that turn what was found into what is written.
pub struct Policies<'a> {
    pub prefix: &'a EntryPath,
    pub parents: bool,
    pub mode: &'a ModePolicy,
    pub times: Times,
    pub newer: &'a Patterns,
    pub order: Order,
}

impl Policies<'_> {
    /// The entries in archive order. Fifos, sockets and devices have no entry: the caller has
    /// rejected them.
    pub fn place(&self, listing: &Listing, chosen: &[SelectedItem<'_>]) -> Vec<Entry<Size>> {
        let mut entries = if self.parents { self.top(listing) } else { Vec::new() };
        // Over all entries, as it is not known which files a generated one depends on.
        let latest = chosen.iter().map(|chosen| self.times.apply(chosen.item.attributes.mtime)).max();
        let newer = latest.map(Timestamp::next_second);
        entries.extend(chosen.iter().filter_map(|chosen| self.entry(chosen, newer)));
        if let Times::Own(_) = self.times {
            // After all files have their times, those of `newer` included.
            date_directories(&mut entries);
        }
        // No two paths are the same.
        entries.sort_unstable_by(|a, b| {
            self.order.compare((&a.path, a.is_directory()), (&b.path, b.is_directory()))
        });
        entries
    }

    /// The prefix: its last part is the top of the source, those before it are only names.
    fn top(&self, listing: &Listing) -> Vec<Entry<Size>> {
        let above = self.prefix.parents();
        let top = self.directory(self.prefix.clone(), listing.root, listing.root_origin);
        let made = Attributes { mode: Mode::from_bits(0o755), mtime: listing.root.mtime };
        above.map(|path| self.directory(path, made, Origin::Prefix)).chain([top]).collect()
    }

    fn directory(&self, path: EntryPath, found: Attributes, origin: Origin) -> Entry<Size> {
        let mode = self.mode.apply(found.mode, Node::Directory);
        let mtime = self.times.apply(found.mtime);
        Entry { path, kind: Kind::Directory, mode, mtime, origin, rule: Rule::Parents }
    }

    fn entry(&self, chosen: &SelectedItem<'_>, newer: Option<Timestamp>) -> Option<Entry<Size>> {
        let item = chosen.item;
        let (kind, node) = match &item.kind {
            ItemKind::Directory => (Kind::Directory, Node::Directory),
            ItemKind::File(size) => (Kind::File(Size(*size)), Node::File),
            ItemKind::Pending => (Kind::File(Size(0)), Node::File),
            ItemKind::Symlink(target) => (Kind::Symlink(target.clone()), Node::Symlink),
            ItemKind::Unread(_) => unreachable!("what was not read is not selected: `{}`", item.path),
            ItemKind::Special(_) | ItemKind::Rejected(_) => return None,
        };
        Some(Entry {
            path: item.path.under(self.prefix),
            kind,
            mode: self.mode.apply(item.attributes.mode, node),
            mtime: self.time(item, newer),
            origin: item.origin,
            rule: rule(chosen),
        })
    }

    /// `newer` is a second after everything else: where each file has a time of its own, one second
    /// after that would not make a generated file newer than what it is made from.
    fn time(&self, item: &Item, newer: Option<Timestamp>) -> Timestamp {
        let time = self.times.apply(item.attributes.mtime);
        let is_directory = item.kind == ItemKind::Directory;
        let is_newer = self.newer.set().first_match(&item.path, is_directory).is_some();
        match self.times {
            _ if !is_newer => time,
            Times::Own(_) => newer.unwrap_or(time),
            Times::Set(_) | Times::Clamp(_) => time.next_second(),
        }
    }
}

/// Gives each directory that holds something the newest time of what is below it. A directory hands its time
/// on to the one above it when it is left, so each path is gone through once.
fn date_directories(entries: &mut [Entry<Size>]) {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by(|&a, &b| {
        let key = |index: usize| (&entries[index].path, entries[index].is_directory());
        Order::GnuName.compare(key(a), key(b))
    });
    let mut above: Vec<(usize, Option<Timestamp>)> = Vec::new();
    for index in order {
        while let Some((left, newest)) =
            above.pop_if(|(last, _)| !entries[index].path.is_below(&entries[*last].path))
        {
            leave(entries, left, newest, &mut above);
        }
        if entries[index].is_directory() {
            above.push((index, None));
        } else if let Some((_, newest)) = above.last_mut() {
            *newest = (*newest).max(Some(entries[index].mtime));
        }
    }
    while let Some((left, newest)) = above.pop() {
        leave(entries, left, newest, &mut above);
    }
}

/// Dates a directory, and the one above it at least as late.
fn leave(
    entries: &mut [Entry<Size>],
    directory: usize,
    newest: Option<Timestamp>,
    above: &mut [(usize, Option<Timestamp>)],
) {
    if let Some(newest) = newest {
        entries[directory].mtime = newest;
    }
    if let Some((_, time)) = above.last_mut() {
        *time = (*time).max(newest);
    }
}

fn rule(chosen: &SelectedItem<'_>) -> Rule {
    match chosen.include {
        Some(index) if !chosen.holds => Rule::Include(index),
        _ => Rule::Parents,
    }
}
