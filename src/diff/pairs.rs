//! Which member of one side is which of the other: by name, and where a name comes more than once, by
//! its turn.

use std::collections::BTreeMap;

use super::Side;
use crate::archive::inventory::{Member, RawKind};

/// The members of both sides, matched; numbers in the order of the left side, or of the right.
pub struct Pairs<'a> {
    pub both: Vec<(usize, usize)>,
    pub missing: Vec<usize>,
    pub extra: Vec<usize>,
    /// The directories at the top, where they have other names.
    pub tops: Option<(&'a [u8], &'a [u8])>,
}

impl<'a> Pairs<'a> {
    pub fn of(left: &'a Side, right: &'a Side) -> Self {
        let (from, to) = strip(left, right);
        let is_listed = |member: &Member| match (left, right) {
            (Side::Archive(_), Side::Archive(_)) => true,
            // Archives often have no members for directories, or for the top.
            _ => member.kind != RawKind::Directory,
        };
        let (ours, mut theirs) = (keys(left, from, is_listed), keys(right, to, is_listed));
        let (mut both, mut missing) = (Vec::new(), Vec::new());
        for (key, index) in ours {
            match theirs.remove(&key) {
                Some(other) => both.push((index, other)),
                None => missing.push(index),
            }
        }
        let mut extra: Vec<usize> = theirs.into_values().collect();
        both.sort_unstable();
        missing.sort_unstable();
        extra.sort_unstable();
        let tops = match (left, right, from, to) {
            (Side::Archive(_), Side::Archive(_), Some(from), Some(to)) => Some((from, to)),
            _ => None,
        };
        Self { both, missing, extra, tops }
    }
}

/// The directories at the top that are no part of the names compared.
fn strip<'a>(left: &'a Side, right: &'a Side) -> (Option<&'a [u8]>, Option<&'a [u8]>) {
    match (left, right, top(left), top(right)) {
        (Side::Archive(_), Side::Archive(_), Some(from), Some(to)) if from != to => (Some(from), Some(to)),
        (Side::Archive(_), Side::Directory(_), Some(from), to) if to != Some(from) => (Some(from), None),
        (Side::Directory(_), Side::Archive(_), from, Some(to)) if from != Some(to) => (None, Some(to)),
        _ => (None, None),
    }
}

/// The directory that all members are in.
pub fn top(side: &Side) -> Option<&[u8]> {
    let first = |member: &'_ Member| member.name.iter().position(|&byte| byte == b'/');
    let mut tops =
        side.members().iter().map(|member| &member.name[..first(member).unwrap_or(member.name.len())]);
    let top = tops.next()?;
    let is_directory =
        side.members().iter().all(|member| member.name != top || member.kind == RawKind::Directory);
    (is_directory && tops.all(|other| other == top)).then_some(top)
}

type Key<'a> = (&'a [u8], usize);

fn keys<'a>(
    side: &'a Side,
    top: Option<&[u8]>,
    is_listed: impl Fn(&Member) -> bool,
) -> BTreeMap<Key<'a>, usize> {
    let mut turns: BTreeMap<&[u8], usize> = BTreeMap::new();
    let mut keys = BTreeMap::new();
    for (index, member) in side.members().iter().enumerate().filter(|(_, member)| is_listed(member)) {
        let name = &member.name[top.map_or(0, |top| (top.len() + 1).min(member.name.len()))..];
        let turn = turns.entry(name).or_default();
        keys.insert((name, *turn), index);
        *turn += 1;
    }
    keys
}
