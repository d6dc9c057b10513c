//! The limits of the encoder and the tuning of each level.

use std::fmt;

use crate::encoder::deflate::format::{MAX_MATCH, MIN_MATCH, WINDOW};

/// With fewer bytes than this ahead, more input is read before the next step.
pub const MIN_LOOKAHEAD: usize = MAX_MATCH + MIN_MATCH + 1;
/// The largest distance ever used, a little below what the format allows.
pub const MAX_DISTANCE: usize = WINDOW - MIN_LOOKAHEAD;
/// The lazy levels drop a shortest match that lies further back than this.
pub const FAR: usize = 4096;
/// From this window index on a refill slides the window, and beyond it no search is made.
pub const SLIDE_AT: usize = WINDOW + MAX_DISTANCE;

/// A compression level of gzip, 1 (fastest) to 9 (smallest).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level(u8);

impl Level {
    /// Makes a level out of a number from 1 to 9.
    ///
    /// # Errors
    ///
    /// [`InvalidLevel`] for any other number.
    pub const fn new(number: u8) -> Result<Self, InvalidLevel> {
        match number {
            1..=9 => Ok(Self(number)),
            _ => Err(InvalidLevel(number)),
        }
    }

    /// The number of the level, 1 to 9.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }

    /// The tuning that goes with the level.
    pub(super) const fn tuning(self) -> Tuning {
        TUNINGS[self.0 as usize - 1]
    }
}

impl Default for Level {
    /// Level 9.
    fn default() -> Self {
        Self(9)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The refusal of a number that is not a compression level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidLevel(u8);

impl fmt::Display for InvalidLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "gzip has the levels 1 to 9, not {}", self.0)
    }
}

impl std::error::Error for InvalidLevel {}

/// What a level tries, and when it is content (docs/spec/gnu-1.md,
/// section 2).
#[derive(Debug, Clone, Copy)]
pub struct Tuning {
    /// When the length to beat is at least this, only a quarter of the chain is looked at.
    pub good: usize,
    /// Lazy levels: a match of at least this length is taken without looking further.
    /// Greedy levels: the longest match whose inner positions enter the dictionary.
    pub lazy: usize,
    /// A match of at least this length ends the search.
    pub nice: usize,
    /// The most dictionary entries one search looks at.
    pub chain: usize,
    /// How the input is cut into tokens.
    pub parsing: Parsing,
    /// Whether a block that compresses well is closed early.
    pub probing: bool,
}

/// How the input is cut into tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parsing {
    /// The match at the current position is taken at once.
    Greedy,
    /// A match waits until it is known that the next position has no longer one.
    Lazy,
}

const TUNINGS: [Tuning; 9] = [
    Tuning { probing: false, ..greedy(4, 8, 4) },
    Tuning { probing: false, ..greedy(5, 16, 8) },
    greedy(6, 32, 32),
    lazy(4, 4, 16, 16),
    lazy(8, 16, 32, 32),
    lazy(8, 16, 128, 128),
    lazy(8, 32, 128, 256),
    lazy(32, 128, 258, 1024),
    lazy(32, 258, 258, 4096),
];

const fn greedy(lazy: usize, nice: usize, chain: usize) -> Tuning {
    Tuning { good: 4, lazy, nice, chain, parsing: Parsing::Greedy, probing: true }
}

const fn lazy(good: usize, lazy: usize, nice: usize, chain: usize) -> Tuning {
    Tuning { good, lazy, nice, chain, parsing: Parsing::Lazy, probing: true }
}
