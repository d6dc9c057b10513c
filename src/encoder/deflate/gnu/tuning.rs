//! The limits of the encoder and the tuning of each level.

use crate::encoder::deflate::format::{MAX_MATCH, MIN_MATCH, WINDOW};
use crate::encoder::spec::EncoderLevel;

/// With fewer bytes than this ahead, more input is read before the next step.
pub const MIN_LOOKAHEAD: usize = MAX_MATCH + MIN_MATCH + 1;
/// The largest distance ever used, a little below what the format allows.
pub const MAX_DISTANCE: usize = WINDOW - MIN_LOOKAHEAD;
/// The lazy levels drop a shortest match that lies further back than this.
pub const FAR: usize = 4096;
/// From this window index on a refill slides the window, and beyond it no search is made.
pub const SLIDE_AT: usize = WINDOW + MAX_DISTANCE;

/// What a level tries, and when it is content (docs/spec/gnu-1.md,
/// section 2).
#[derive(Debug, Clone, Copy)]
pub struct Tuning {
    /// If the length to beat is at least this, only a quarter of the chain is visited.
    pub good: usize,
    /// Lazy levels: a match of at least this length is taken without looking further.
    /// Greedy levels: the longest match whose inner positions enter the dictionary.
    pub lazy: usize,
    /// A match of at least this length ends the search.
    pub nice: usize,
    /// The most dictionary entries that one search visits.
    pub chain: usize,
    /// How the input is cut into tokens.
    pub parsing: Parsing,
    /// Whether a block that compresses well is closed early.
    pub probing: bool,
}

impl Tuning {
    /// The tuning of a level of `gnu-1`.
    pub fn of(level: EncoderLevel) -> Self {
        TUNINGS[usize::from(level.number()) - 1]
    }
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
