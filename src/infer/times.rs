//! The rule that gives entries their times, and those with a time of their own.

use std::collections::BTreeMap;

use super::MOST_NAMED;
use super::observation::{Observation, TimesFrom, is_few};
use super::usual::usual;
use crate::manifest::{Moment, Mtime};
use crate::time::{PreciseTime, Timestamp};

/// A rule, and the entries that it does not describe, by number.
#[derive(Clone, Debug)]
pub(super) struct EntryTimes {
    pub rule: Mtime,
    /// `None` for an entry without a time.
    pub own: BTreeMap<usize, Option<PreciseTime>>,
}

/// `committed` is the time of the commit, if the source is one.
pub(super) fn times(entries: &[Observation], from: TimesFrom, committed: Option<Timestamp>) -> EntryTimes {
    one(entries)
        .or_else(|| two(entries))
        .or_else(|| tree(entries).filter(|_| from == TimesFrom::Tree))
        .map_or_else(|| table(entries), |times| of_commit(times, committed))
}

/// The same times, by the name of the commit's where that is the one.
fn of_commit(times: EntryTimes, committed: Option<Timestamp>) -> EntryTimes {
    match times.rule {
        Mtime::Set(Moment::At(time)) if committed.map(PreciseTime::from) == Some(time) => {
            EntryTimes { rule: Mtime::Set(Moment::Commit), ..times }
        }
        _ => times,
    }
}

/// One time for all but a few.
fn one(entries: &[Observation]) -> Option<EntryTimes> {
    let most = usual(entries.iter().map(Observation::time))?;
    let own = others(entries, |_| most);
    // In a small archive, eight can be most of it: times that all differ would be named one by one, and the
    // manifest would say nothing of the next release.
    let is_rule = is_few(entries, own.keys(), MOST_NAMED.min(entries.len() / 2));
    let rule = most.map_or(Mtime::Absent, |time| Mtime::Set(Moment::At(time)));
    is_rule.then_some(EntryTimes { rule, own })
}

/// One time for directories, and one for all else.
fn two(entries: &[Observation]) -> Option<EntryTimes> {
    let of = |is_directory: bool| {
        let some = entries.iter().filter(move |one| one.entry.is_directory() == is_directory);
        usual(some.filter_map(Observation::time))
    };
    let (files, directories) = (of(false)?, of(true)?);
    let own = others(entries, |one| Some(if one.entry.is_directory() { directories } else { files }));
    let rule = Mtime::SetBoth { files: Moment::At(files), directories: Moment::At(directories) };
    // Two rules describe more by chance than one, so fewer exceptions are accepted.
    let is_rule = is_few(entries, own.keys(), MOST_NAMED.min(entries.len() / 4));
    is_rule.then_some(EntryTimes { rule, own })
}

/// That of each file on disk.
// Of the archive itself this always holds: it is asked last, as it is the weakest of the rules.
fn tree(entries: &[Observation]) -> Option<EntryTimes> {
    let own = others(entries, |one| one.found.time);
    let is_rule = is_few(entries, own.keys(), MOST_NAMED.min(entries.len() / 2));
    is_rule.then_some(EntryTimes { rule: Mtime::Tree, own })
}

fn table(entries: &[Observation]) -> EntryTimes {
    // A line of a table says no time, and not that there is none.
    let own = others(entries, |one| one.time().or(Some(PreciseTime::EPOCH)));
    EntryTimes { rule: Mtime::Table, own }
}

/// The entries with another time than the rule says.
fn others(
    entries: &[Observation],
    rule: impl Fn(&Observation) -> Option<PreciseTime>,
) -> BTreeMap<usize, Option<PreciseTime>> {
    let numbered = entries.iter().enumerate();
    let other = numbered.filter(|(_, one)| one.time() != rule(one));
    other.map(|(number, one)| (number, one.time())).collect()
}
