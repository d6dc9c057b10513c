//! Which member of one side is which of the other: by its path below the top directory, and where a path
//! comes more than once, by its turn.

use std::cmp::Ordering;

use super::Side;
use crate::container::inventory::{Member, RawKind};
use crate::container::member_path::paired;
use crate::container::names::top;

/// The members of both sides, matched; numbers in the order of the left side, or of the right.
pub struct Pairs<'a> {
    /// On both sides: the numbers on the left and on the right.
    pub both: Vec<(usize, usize)>,
    /// On the left alone.
    pub missing: Vec<usize>,
    /// On the right alone.
    pub extra: Vec<usize>,
    /// What is no part of the paths compared.
    pub tops: Tops<'a>,
}

/// The directories at the top that are no part of the paths compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Tops<'a> {
    /// That of the left side.
    pub left: Option<&'a [u8]>,
    /// That of the right side.
    pub right: Option<&'a [u8]>,
}

impl<'a> Pairs<'a> {
    /// Matches the members of two sides. Whether a directory on disk or in the archive is the project's own or
    /// stands above it, no side says, so the tops are those that pair most members.
    #[must_use]
    pub fn of(left: &'a Side, right: &'a Side) -> Self {
        let mut best: Option<Self> = None;
        for tops in Tops::candidates(left, right) {
            let pairs = Self::with(left, right, tops);
            let is_whole = pairs.missing.is_empty() && pairs.extra.is_empty();
            // Strictly more pairs: of equal candidates the first, more natural one stays.
            if best.as_ref().is_none_or(|best| pairs.both.len() > best.both.len()) {
                best = Some(pairs);
            }
            if is_whole {
                break;
            }
        }
        best.unwrap_or_else(|| Self::with(left, right, Tops { left: None, right: None }))
    }

    fn with(left: &'a Side, right: &'a Side, tops: Tops<'a>) -> Self {
        let is_listed = |member: &Member| match (left, right) {
            (Side::Archive(_), Side::Archive(_)) => true,
            // Archives often have no members for directories, or for the top.
            _ => member.kind != RawKind::Directory,
        };
        let (ours, theirs) =
            (SortedPaths::of(left, tops.left, is_listed), SortedPaths::of(right, tops.right, is_listed));
        let (mut both, mut missing, mut extra) = ours.merge(&theirs);
        // Back into the order of the archives, in which causes are counted and examples chosen.
        both.sort_unstable();
        missing.sort_unstable();
        extra.sort_unstable();
        Self { both, missing, extra, tops }
    }
}

impl<'a> Tops<'a> {
    /// What the tops may be, the likeliest first.
    fn candidates(left: &'a Side, right: &'a Side) -> Vec<Self> {
        let (from, to) = (top(left.members()), top(right.members()));
        let (both, none) = (Self { left: from, right: to }, Self { left: None, right: None });
        let (ours, theirs) = (Self { left: from, right: None }, Self { left: None, right: to });
        let mut candidates = match (left, right) {
            _ if from == to => vec![both],
            (Side::Archive(_), Side::Archive(_)) => match (from, to) {
                (Some(_), Some(_)) => vec![both, none, ours, theirs],
                // An archive without a top directory is unpacked among other files.
                _ => vec![none, both],
            },
            (Side::Archive(_), Side::Directory(_)) => vec![ours, none],
            (Side::Directory(_), Side::Archive(_)) => vec![theirs, none],
            (Side::Directory(_), Side::Directory(_)) => vec![none],
        };
        candidates.dedup();
        candidates
    }

    /// Whether the two sides are unpacked to other paths.
    #[must_use]
    pub fn differ(&self) -> bool {
        self.left != self.right
    }

    /// Whether two names, of members or of targets of hard links, are one path below these directories.
    #[must_use]
    pub fn are_same(&self, left: &[u8], right: &[u8]) -> bool {
        paired(left, self.left) == paired(right, self.right)
    }
}

/// The listed members of a side in the order of their paths, those of one path in the order of the side.
struct SortedPaths<'a> {
    members: &'a [Member],
    top: Option<&'a [u8]>,
    sorted: Vec<usize>,
}

impl<'a> SortedPaths<'a> {
    fn of(side: &'a Side, top: Option<&'a [u8]>, is_listed: impl Fn(&Member) -> bool) -> Self {
        let members = side.members();
        let mut sorted: Vec<usize> = (0..members.len()).filter(|&index| is_listed(&members[index])).collect();
        // Stable, so that members of one path are paired by their turn.
        sorted.sort_by(|&a, &b| paired(members[a].path.raw(), top).cmp(paired(members[b].path.raw(), top)));
        Self { members, top, sorted }
    }

    fn path(&self, index: usize) -> &'a [u8] {
        paired(self.members[index].path.raw(), self.top)
    }

    /// The members with the same path and turn on both sides, and those of either side alone.
    fn merge(&self, theirs: &Self) -> (Vec<(usize, usize)>, Vec<usize>, Vec<usize>) {
        let (mut both, mut missing, mut extra) = (Vec::new(), Vec::new(), Vec::new());
        let (mut left, mut right) = (self.sorted.iter().peekable(), theirs.sorted.iter().peekable());
        loop {
            let order = match (left.peek(), right.peek()) {
                (None, None) => return (both, missing, extra),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(&&ours), Some(&&other)) => self.path(ours).cmp(theirs.path(other)),
            };
            match order {
                Ordering::Equal => both.extend(left.next().copied().zip(right.next().copied())),
                Ordering::Less => missing.extend(left.next()),
                Ordering::Greater => extra.extend(right.next()),
            }
        }
    }
}
