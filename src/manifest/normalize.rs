//! `[normalize]`: what makes the bytes independent of where the files were.

use super::{Patterns, Spanned};
use crate::entry::Owner;
use crate::mode::ModePolicy;
use crate::path::Order;
use crate::time::Timestamp;

/// The policies that decide every header value.
#[derive(Clone, Debug)]
pub struct Normalize {
    /// Order of the entries.
    pub order: Order,
    /// Times of the entries.
    pub mtime: Spanned<Mtime>,
    /// What gets one second more than the rest.
    pub newer: Patterns,
    /// Owner of every entry.
    pub owner: Owner,
    /// Modes of the entries.
    pub mode: ModePolicy,
}

/// Where the time of an entry comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mtime {
    /// One moment for every entry.
    Set(Moment),
    /// The earlier of the entry's own time and this moment.
    Clamp(Moment),
    /// The last commit that touched the path; a directory has the newest time below it.
    PerPathCommit,
}

/// A moment that the manifest names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The commit's time. Only with a git source.
    Commit,
    /// The variable `SOURCE_DATE_EPOCH`.
    SourceDateEpoch,
    /// Written out.
    At(Timestamp),
}
