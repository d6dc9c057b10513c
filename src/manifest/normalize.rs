//! `[normalize]`: what makes the bytes independent of where the files were.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{OverridePaths, Patterns, Spanned};
use crate::entry::{DeviceFields, Owner, PaxMtime};
use crate::mode::ModePolicy;
use crate::path::{EntryPath, Order, Pins};
use crate::time::PreciseTime;

/// The policies that decide every header value.
#[derive(Clone, Debug)]
pub struct Normalize {
    /// Order of the entries.
    pub order: Order,
    /// Entries with a place of their own in it.
    pub pins: PlacedPins,
    /// Times of the entries.
    pub mtime: Spanned<Mtime>,
    /// What gets one second more than the rest.
    pub newer: Patterns,
    /// Owner of every entry.
    pub owner: Owner,
    /// Modes of the entries.
    pub mode: ModePolicy,
    /// The file with a line for each entry, relative to the manifest; there if and only if something says `table`.
    pub table: Option<Spanned<String>>,
    /// `[[override]]`, in order.
    pub overrides: Vec<Override>,
}

/// Entries with a place of their own in the order; the pins were checked.
#[derive(Clone, Debug, Default)]
pub struct PlacedPins {
    /// The paths, below the prefix.
    pub pins: Pins,
    /// Where each was written, or where it was first.
    pub places: BTreeMap<EntryPath, Range<usize>>,
}

/// `[[override]]`: what entries say otherwise than the rest; `None` for what they say as the rest does.
#[derive(Clone, Debug)]
pub struct Override {
    /// Patterns for the entries; the place of a pattern `.`, which is the prefix itself.
    pub paths: OverridePaths,
    /// The place of its paths.
    pub span: Range<usize>,
    /// Their owner.
    pub owner: Option<Owner>,
    /// Their modes.
    pub mode: Option<ModePolicy>,
    /// Their times.
    pub mtime: Option<Spanned<Mtime>>,
    /// Their device numbers.
    pub device: Option<DeviceFields>,
    /// Whether they have a record of their time.
    pub pax_mtime: Option<PaxMtime>,
}

/// Where the time of an entry comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mtime {
    /// One moment for every entry.
    Set(Moment),
    /// One moment for directories, and one for all else.
    SetBoth {
        /// Of what is no directory.
        files: Moment,
        /// Of directories.
        directories: Moment,
    },
    /// The earlier of the entry's own time and this moment.
    Clamp(Moment),
    /// The last commit that touched the path; a directory has the newest time below it.
    PerPathCommit,
    /// The file's own time on disk. Only with a directory.
    Tree,
    /// That of a table beside the manifest.
    Table,
    /// None.
    Absent,
}

/// A moment that the manifest names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The commit's time. Only with a git source.
    Commit,
    /// The variable `SOURCE_DATE_EPOCH`.
    SourceDateEpoch,
    /// Written out.
    At(PreciseTime),
}
