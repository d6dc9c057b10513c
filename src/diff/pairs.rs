//! Which member of one side is which of the other: by name, and where a name comes more than once, by
//! its turn.

use std::cmp::Ordering;

use super::Side;
use crate::container::inventory::{Member, RawKind};

/// The members of both sides, matched; numbers in the order of the left side, or of the right.
pub struct Pairs<'a> {
    /// On both sides: the numbers on the left and on the right.
    pub both: Vec<(usize, usize)>,
    /// On the left alone.
    pub missing: Vec<usize>,
    /// On the right alone.
    pub extra: Vec<usize>,
    /// The directories at the top, where they have other names.
    pub tops: Option<(&'a [u8], &'a [u8])>,
}

impl<'a> Pairs<'a> {
    /// Matches the members of two sides.
    #[must_use]
    pub fn of(left: &'a Side, right: &'a Side) -> Self {
        let (from, to) = strip(left, right);
        let is_listed = |member: &Member| match (left, right) {
            (Side::Archive(_), Side::Archive(_)) => true,
            // Archives often have no members for directories, or for the top.
            _ => member.kind != RawKind::Directory,
        };
        let (ours, theirs) = (SortedNames::of(left, from, is_listed), SortedNames::of(right, to, is_listed));
        let (mut both, mut missing, mut extra) = ours.merge(&theirs);
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

/// The listed members of a side in the order of their names, those of one name in the order of the side.
struct SortedNames<'a> {
    members: &'a [Member],
    /// Bytes of each name that are not compared.
    stripped: usize,
    sorted: Vec<usize>,
}

impl<'a> SortedNames<'a> {
    fn of(side: &'a Side, top: Option<&[u8]>, is_listed: impl Fn(&Member) -> bool) -> Self {
        let (members, stripped) = (side.members(), top.map_or(0, |top| top.len() + 1));
        let mut sorted: Vec<usize> = (0..members.len()).filter(|&index| is_listed(&members[index])).collect();
        sorted.sort_by(|&a, &b| rest(&members[a], stripped).cmp(rest(&members[b], stripped)));
        Self { members, stripped, sorted }
    }

    fn name(&self, index: usize) -> &'a [u8] {
        rest(&self.members[index], self.stripped)
    }

    /// The members with the same name and turn on both sides, and those of either side alone.
    fn merge(&self, theirs: &Self) -> (Vec<(usize, usize)>, Vec<usize>, Vec<usize>) {
        let (mut both, mut missing, mut extra) = (Vec::new(), Vec::new(), Vec::new());
        let (mut left, mut right) = (self.sorted.iter().peekable(), theirs.sorted.iter().peekable());
        loop {
            let order = match (left.peek(), right.peek()) {
                (None, None) => return (both, missing, extra),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(&&ours), Some(&&other)) => self.name(ours).cmp(theirs.name(other)),
            };
            match order {
                Ordering::Equal => both.extend(left.next().copied().zip(right.next().copied())),
                Ordering::Less => missing.extend(left.next()),
                Ordering::Greater => extra.extend(right.next()),
            }
        }
    }
}

/// A name without its first bytes.
fn rest(member: &Member, stripped: usize) -> &[u8] {
    &member.name[stripped.min(member.name.len())..]
}
