//! The rules of a search that every match finder keeps to: the budget, and where a search is off.
//!
//! They look like tuning, but each of them decides bytes.

use super::tuning::{SLIDE_AT, Tuning};

/// The outcome of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundMatch {
    /// The length of the match, or the length to beat when there is no longer one.
    pub length: usize,
    /// How many bytes back the match lies, or 0 when there is none.
    pub distance: usize,
}

impl FoundMatch {
    pub const fn nothing(beat: usize) -> Self {
        Self { length: beat, distance: 0 }
    }
}

/// Whether no search is made at this index, because it is too near the end of the buffer.
///
/// It happens only at the end of an input whose last refill came too early to
/// move the window (docs/spec/gnu-1.md, section 5.3).
#[inline(always)]
pub const fn search_is_off(index: usize) -> bool {
    index > SLIDE_AT
}

impl Tuning {
    /// The number of dictionary entries that a search may visit if this length is to be beaten.
    #[inline(always)]
    pub const fn budget(&self, beat: usize) -> usize {
        if beat >= self.good { self.chain / 4 } else { self.chain }
    }
}
