//! The last bytes of the input as zlib parses them.
//!
//! With no more input to come, zlib searches by other rules than gzip: a match that reaches the end of the input
//! ends the search, positions with fewer than three bytes left do not enter the dictionary, and the window goes on
//! sliding (docs/spec/deflate-encoders.md, section 4). That concerns the last 261 bytes at most, so the plain
//! walk is fast enough, and the fast finder need not know.

use super::chains::Chains;
use super::finder::Finder;
use super::rules::FoundMatch;
use super::tuning::{SLIDE_AT, Tuning};
use super::window::Window;
use crate::encoder::deflate::format::{MIN_MATCH, WINDOW};

/// The finder for the end of the input.
#[derive(Debug)]
pub struct TailFinder {
    chains: Chains,
    /// The next index to enter.
    next: usize,
}

impl TailFinder {
    /// A finder for a window that has all of the input that is left, from an index on.
    pub fn new(window: &Window, tuning: Tuning, index: usize) -> Self {
        let mut chains = Chains::new(tuning);
        // Everything further back is out of reach.
        for earlier in index.saturating_sub(WINDOW)..index {
            chains.insert(window, earlier);
        }
        Self { chains, next: index }
    }
}

impl Finder for TailFinder {
    fn prepare(&mut self, _: &Window) {}

    fn find(&mut self, window: &Window, index: usize, beat: usize) -> FoundMatch {
        // The insides of matches are caught up with, as the other finders do. Those with fewer than three bytes
        // left never come here: there is no search behind them.
        for skipped in self.next..index {
            self.chains.insert(window, skipped);
        }
        self.next = index + 1;
        self.chains.insert_and_find_at_end(window, index, beat)
    }

    fn slide(&mut self) {
        unreachable!("a window that has the end of the input stays where it is");
    }
}

impl Chains {
    /// Puts this index at the head of its list, and looks for a match longer than `beat`. At least three
    /// bytes are left.
    pub fn insert_and_find_at_end(&mut self, window: &Window, index: usize, beat: usize) -> FoundMatch {
        let left = window.end() - index;
        debug_assert!(left >= MIN_MATCH, "positions with fewer bytes left do not enter the dictionary");
        let newest = if left == MIN_MATCH {
            self.insert_word(index, last_word(window, index))
        } else {
            self.insert(window, index)
        };
        // Index 0 means that the list is empty, so one comparison covers both.
        if newest <= lost(index) {
            return FoundMatch::nothing(beat);
        }
        self.find_from(window, index, newest, beat, left)
    }
}

/// The largest index that is no longer a candidate: the first one of the window, which zlib has moved on when it
/// comes to this index.
// The window of this crate stays where it is at the end of the input, so indexes are those before the slide.
const fn lost(index: usize) -> usize {
    if index < SLIDE_AT { 0 } else { WINDOW }
}

/// The word of the last index that enters the dictionary, with the byte behind the end of the input that a hash
/// of four bytes takes in.
fn last_word(window: &Window, index: usize) -> u64 {
    let has_slid = window.base() > 0 || index >= SLIDE_AT;
    // A slide leaves the byte of one window before; until then there is nothing.
    let behind = if has_slid { window.byte(window.end() - WINDOW) } else { 0 };
    window.word(index) & 0xff_ffff | u64::from(behind) << 24
}
