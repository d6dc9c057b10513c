//! From what was chosen to entries: names in the archive, modes, times, order.

use std::sync::Arc;

use super::select::SelectedItem;
use super::times::{TimeSources, Times};
use crate::entry::{DeviceFields, Entry, Kind, Origin, OwnHeader, Owner, PaxMtime, Rule, Size};
use crate::manifest::{EntryTable, EntryTableLine, Files, Override, Patterns};
use crate::mode::{Mode, ModePolicy, Node};
use crate::path::{EntryPath, Order};
use crate::source::{Attributes, Item, ItemKind, Listing};
use crate::time::{PreciseTime, Timestamp};

/// The policies that turn what was found into what is written.
pub struct Policies<'a> {
    pub prefix: &'a EntryPath,
    pub files: &'a Files,
    pub mode: &'a ModePolicy,
    pub times: Times,
    pub newer: &'a Patterns,
    pub order: Order,
    /// `[[override]]`, with the times that they say.
    pub overrides: Vec<ResolvedOverride<'a>>,
    /// The lines of the table, if there is one.
    pub table: Option<&'a EntryTable>,
}

/// An override, and where the times that it says come from.
pub struct ResolvedOverride<'a> {
    pub written: &'a Override,
    pub times: Option<Times>,
    pub owner: Option<Arc<Owner>>,
}

/// What is said of one entry, by the policies of all and by overrides.
pub struct EntryPolicies<'a> {
    pub mode: &'a ModePolicy,
    pub times: Times,
    /// Whether an override says the time.
    has_own_time: bool,
    owner: Option<Arc<Owner>>,
    device: Option<DeviceFields>,
    pax_mtime: Option<PaxMtime>,
}

/// What an entry is made of.
struct Found<'a> {
    path: EntryPath,
    /// Its path below the prefix; `None` for the prefix and what is above it.
    below: Option<&'a EntryPath>,
    kind: Kind<Size>,
    node: Node,
    attributes: Attributes,
    origin: Origin,
    rule: Rule,
}

impl<'a> Policies<'a> {
    /// The entries in archive order, but for those with a place of their own. Fifos, sockets and devices have no entry:
    /// the caller has rejected them.
    pub fn place(&self, listing: &Listing, chosen: &[SelectedItem<'_>]) -> Vec<Entry<Size>> {
        let mut entries = if self.files.parents { self.top(listing) } else { Vec::new() };
        // Over all entries, as it is not known which files a generated one depends on.
        let latest = chosen.iter().map(|chosen| self.planned_time(chosen.item).second).max();
        entries.extend(chosen.iter().filter_map(|chosen| self.entry(chosen, latest)));
        if let Times::Own(_) = self.times {
            // After all files have their times, those of `newer` included.
            self.date_directories(&mut entries);
        }
        let no_entry = &self.files.no_entry;
        entries.retain(|entry| !(entry.is_directory() && no_entry.has(self.below(entry).as_ref(), true)));
        // No two paths are the same.
        entries.sort_unstable_by(|a, b| {
            self.order.compare((&a.path, a.is_directory()), (&b.path, b.is_directory()))
        });
        entries
    }

    /// What is said of an entry, by its path below the prefix; `None` stands for the prefix itself.
    pub fn of_entry(&self, below: Option<&EntryPath>, is_directory: bool) -> EntryPolicies<'a> {
        let mut found = EntryPolicies {
            mode: self.mode,
            times: self.times,
            has_own_time: false,
            owner: None,
            device: None,
            pax_mtime: None,
        };
        for ResolvedOverride { written, times, owner } in &self.overrides {
            if !written.paths.has(below, is_directory) {
                continue;
            }
            // Later overrides win key by key, so what an earlier one says of other keys stays.
            found.mode = written.mode.as_ref().unwrap_or(found.mode);
            found.times = times.unwrap_or(found.times);
            found.has_own_time |= times.is_some();
            found.owner = owner.clone().or(found.owner);
            found.device = written.device.or(found.device);
            found.pax_mtime = written.pax_mtime.or(found.pax_mtime);
        }
        found
    }

    /// The path of an entry below the prefix; `None` for the prefix and what is above it.
    pub fn below(&self, entry: &Entry<Size>) -> Option<EntryPath> {
        entry.path.below(self.prefix)
    }

    /// The prefix: its last part is the top of the source, those before it are only names.
    fn top(&self, listing: &Listing) -> Vec<Entry<Size>> {
        // Nothing is above the files, so there is no directory to write.
        if self.prefix.is_top() {
            return Vec::new();
        }
        let above = self.prefix.parents();
        let top = self.directory(self.prefix.clone(), listing.root, listing.root_origin);
        let made = Attributes { mode: Mode::from_bits(0o755), ..listing.root };
        above.map(|path| self.directory(path, made, Origin::Prefix)).chain([top]).collect()
    }

    fn directory(&self, path: EntryPath, attributes: Attributes, origin: Origin) -> Entry<Size> {
        let (kind, node) = (Kind::Directory, Node::Directory);
        self.header(Found { path, below: None, kind, node, attributes, origin, rule: Rule::Parents }, None)
    }

    fn entry(&self, chosen: &SelectedItem<'_>, latest: Option<Timestamp>) -> Option<Entry<Size>> {
        let item = chosen.item;
        let (kind, node) = match &item.kind {
            ItemKind::Directory => (Kind::Directory, Node::Directory),
            ItemKind::File(size) => (Kind::File(Size(*size)), Node::File),
            ItemKind::Pending => (Kind::File(Size(0)), Node::File),
            ItemKind::Symlink(target) => (Kind::Symlink(target.clone()), Node::Symlink),
            ItemKind::Unread(_) => unreachable!("what was not read is not selected: `{}`", item.path),
            ItemKind::Special(_) | ItemKind::Rejected(_) => return None,
        };
        let found = Found {
            path: item.path.under(self.prefix),
            below: Some(&item.path),
            kind,
            node,
            attributes: item.attributes,
            origin: item.origin,
            rule: rule(chosen),
        };
        let is_newer = self.newer.set().first_match(&item.path, node == Node::Directory).is_some();
        Some(self.header(found, latest.filter(|_| is_newer)))
    }

    /// An entry with all that its header says; one that is to be newer than all others knows the latest of them.
    fn header(&self, found: Found<'_>, latest: Option<Timestamp>) -> Entry<Size> {
        let Found { path, below, kind, node, attributes, origin, rule } = found;
        let is_directory = node == Node::Directory;
        let said = self.of_entry(below, is_directory);
        let line = self.line(below);
        let sources =
            TimeSources { own: attributes.time(), table: line.and_then(|line| line.time), is_directory };
        let time = said.times.apply(sources);
        let time = match latest.filter(|_| !said.has_own_time) {
            Some(latest) => said.times.newer(time, Some(latest)),
            None => time,
        };
        let mode = match (said.mode, line.and_then(|line| line.mode)) {
            // A line that is missing is reported later, with all others.
            (ModePolicy::Table, Some(mode)) => mode,
            (policy, _) => policy.apply(attributes.mode, node),
        };
        let own = OwnHeader {
            nanoseconds: time.nanoseconds,
            is_time_absent: matches!(said.times, Times::Absent(_)),
            owner: said.owner,
            device: said.device,
            pax_mtime: said.pax_mtime,
        };
        Entry { path, kind, mode, mtime: time.second, origin, rule, own }
    }

    /// The line of the table for a path; the directories above the prefix have that of the prefix.
    pub fn line(&self, below: Option<&EntryPath>) -> Option<&'a EntryTableLine> {
        let (table, top) = (self.table?, EntryPath::top());
        table.lines().get(table.number(below.unwrap_or(&top))?)
    }

    /// The time of an item by the policy for all, without those that overrides give.
    fn planned_time(&self, item: &Item) -> PreciseTime {
        let is_directory = item.kind == ItemKind::Directory;
        self.times.apply(TimeSources { own: item.attributes.time(), table: None, is_directory })
    }

    /// Gives each directory that holds something the newest time below it, unless an override says its time.
    fn date_directories(&self, entries: &mut [Entry<Size>]) {
        let says_time = |entry: &Entry<Size>| {
            entry.is_directory() && self.of_entry(self.below(entry).as_ref(), true).has_own_time
        };
        // Noted before, as the times of directories are set without regard to what said them.
        let kept: Vec<(usize, Timestamp)> = entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| !self.overrides.is_empty() && says_time(entry))
            .map(|(index, entry)| (index, entry.mtime))
            .collect();
        date_directories(entries);
        for (index, time) in kept {
            entries[index].mtime = time;
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
