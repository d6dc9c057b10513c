//! The rule by which entries are sorted, and those that stand elsewhere (docs/spec/inference.md, section 2).

use super::MOST_NAMED;
use super::observation::Observation;
use crate::path::{Before, EntryPath, Order, Pins};

/// An order, and the entries with a place of their own in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Arrangement {
    pub order: Order,
    pub pins: Pins,
}

/// The rule with the fewest exceptions; [`Order::Table`] if each has too many. `is_of_commit` says that the dialect is
/// that of `git archive`, which has an order of its own.
pub(super) fn arrangement(entries: &[Observation], is_of_commit: bool) -> Arrangement {
    let own = is_of_commit.then_some(Order::Git);
    // `npm` is defined for ASCII alone: for other names it would compare what npm compares otherwise.
    let is_defined = |rule: &Order| entries.iter().all(|one| rule.orders(&one.entry.path));
    let rules = own.into_iter().chain(Order::RULES).filter(is_defined);
    let fewest =
        rules.map(|order| (order, kept(entries, order))).min_by_key(|(_, kept)| entries.len() - kept.len());
    // A manifest that names every second entry is no rule, and a table is easier to read.
    let found = fewest.filter(|(_, kept)| entries.len() - kept.len() <= MOST_NAMED);
    let found = found.map(|(order, kept)| Arrangement { order, pins: pins(entries, &kept) });
    found
        .filter(|found| holds(found, entries))
        .unwrap_or(Arrangement { order: Order::Table, pins: Pins::default() })
}

/// Whether a manifest can name all pins, and they give the order back: if not, they would be worse than none.
fn holds(found: &Arrangement, entries: &[Observation]) -> bool {
    let is_text = |path: &EntryPath| std::str::from_utf8(path.as_bytes()).is_ok();
    pinned(&found.pins).all(is_text) && gives(found, entries)
}

fn sorted(entries: &[Observation], order: Order) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..entries.len()).collect();
    let key = |number: usize| (&entries[number].entry.path, entries[number].entry.is_directory());
    numbers.sort_by(|&left, &right| order.compare(key(left), key(right)));
    numbers
}

/// The numbers of the most entries that are in the order of the rule among themselves.
fn kept(entries: &[Observation], order: Order) -> Vec<usize> {
    let mut ranks = vec![0; entries.len()];
    for (rank, number) in sorted(entries, order).into_iter().enumerate() {
        ranks[number] = rank;
    }
    longest_increasing(&ranks)
}

/// The places of a longest increasing subsequence, by patience sorting: for each length, the smallest number that such
/// a sequence ends in.
fn longest_increasing(numbers: &[usize]) -> Vec<usize> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before = vec![None; numbers.len()];
    for (place, number) in numbers.iter().enumerate() {
        // Ranks are all different, so strictly smaller is the only case.
        let length = ends.partition_point(|&end| numbers[end] < *number);
        before[place] = length.checked_sub(1).map(|shorter| ends[shorter]);
        ends.truncate(ends.len().max(length + 1));
        if length == ends.len() { ends.push(place) } else { ends[length] = place }
    }
    let mut places: Vec<usize> =
        std::iter::successors(ends.last().copied(), |&place| before[place]).collect();
    places.reverse();
    places
}

/// Places for the entries that are not kept: first, last, or directly before the one after them.
fn pins(entries: &[Observation], kept: &[usize]) -> Pins {
    let (Some(&first), Some(&last)) = (kept.first(), kept.last()) else { return Pins::default() };
    let path = |place: usize| entries[place].path.clone();
    // Directly before the one that follows, which may itself be no kept one: pins resolve such chains.
    let within = (first..last).filter(|place| kept.binary_search(place).is_err());
    Pins {
        first: (0..first).map(path).collect(),
        last: (last + 1..entries.len()).map(path).collect(),
        before: within.map(|place| Before { path: path(place), anchor: path(place + 1) }).collect(),
    }
}

fn gives(found: &Arrangement, entries: &[Observation]) -> bool {
    let arranged = found.pins.check().and_then(|()| {
        found.pins.arrange(sorted(entries, found.order), |&number| entries[number].path.clone())
    });
    arranged.is_ok_and(|arranged| arranged.into_iter().eq(0..entries.len()))
}

/// The paths of pins, each once.
pub(super) fn pinned(pins: &Pins) -> impl Iterator<Item = &EntryPath> {
    pins.first.iter().chain(&pins.last).chain(pins.before.iter().map(|before| &before.path))
}
