//! Files whose bytes differ.

use crate::container::inventory::{Member, RawKind};

/// A file whose bytes differ: its numbers among the members of both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// On the left.
    pub left: usize,
    /// On the right.
    pub right: usize,
}

/// Whether both are files, with different bytes.
#[must_use]
pub fn is_changed(left: &Member, right: &Member) -> bool {
    (&left.kind, &right.kind) == (&RawKind::File, &RawKind::File) && left.body != right.body
}
