//! Members whose contents differ, and those of one side alone.

use super::Side;
use super::pairs::{Pairs, Tops};
use crate::container::inventory::{Member, RawKind};

/// A file whose bytes differ: its numbers among the members of both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// On the left.
    pub left: usize,
    /// On the right.
    pub right: usize,
}

/// The members of both sides by what became of their contents, as numbers in the order of each side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PairedMembers {
    /// Members with the same path and content on both sides.
    pub same: usize,
    /// Other bytes, another kind, another target, or executable on one side alone.
    pub changed: Vec<Changed>,
    /// Of the left side alone.
    pub missing: Vec<usize>,
    /// Of the right side alone.
    pub extra: Vec<usize>,
}

impl PairedMembers {
    pub(super) fn new(left: &Side, right: &Side, pairs: &Pairs<'_>) -> Self {
        let (ours, theirs) = (left.members(), right.members());
        let all = pairs.both.iter().map(|&(left, right)| Changed { left, right });
        let changed: Vec<Changed> =
            all.filter(|pair| !is_same(&ours[pair.left], &theirs[pair.right], pairs.tops)).collect();
        let same = pairs.both.len() - changed.len();
        Self { same, changed, missing: pairs.missing.clone(), extra: pairs.extra.clone() }
    }

    /// The files among those that changed.
    pub(super) fn changed_files(&self, left: &Side, right: &Side) -> Vec<Changed> {
        let (ours, theirs) = (left.members(), right.members());
        let is_file = |pair: &&Changed| is_changed(&ours[pair.left], &theirs[pair.right]);
        self.changed.iter().filter(is_file).copied().collect()
    }
}

/// Whether both are files, with different bytes.
#[must_use]
pub fn is_changed(left: &Member, right: &Member) -> bool {
    (&left.kind, &right.kind) == (&RawKind::File, &RawKind::File) && left.body != right.body
}

/// Whether two members are unpacked to the same content; times and owners play no part.
pub(super) fn is_same(left: &Member, right: &Member, tops: Tops<'_>) -> bool {
    let is_same_kind = match (&left.kind, &right.kind) {
        // A hard link leads to the same member, whatever the names of both sides begin with.
        (RawKind::HardLink(ours), RawKind::HardLink(theirs)) => tops.are_same(ours, theirs),
        (ours, theirs) => ours == theirs,
    };
    is_same_kind
        && left.body == right.body
        && left.is_executable().zip(right.is_executable()).is_none_or(|(one, other)| one == other)
}
