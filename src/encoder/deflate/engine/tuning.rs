//! The limits of the encoders, the tuning of each level, and what differs between encoders.

use super::hash::KeyHash;
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
    /// What is the same at most levels of an encoder.
    pub rules: DeflateRules,
}

/// What differs between encoders, beside the levels.
#[derive(Debug, Clone, Copy)]
pub struct DeflateRules {
    /// The hash by which positions are put on lists.
    pub hash: KeyHash,
    /// A block is closed when it has this many tokens.
    pub block_tokens: usize,
    /// Whether a block that compresses well is closed early.
    pub probing: bool,
    /// How the input ends.
    pub ending: EndRules,
    /// Whether blocks end where the input says so (docs/spec/gnu-1.md, section 11).
    pub rsyncable: bool,
}

/// The rules for the end of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndRules {
    /// A compare runs on over the end, and the window slides once more at most (docs/spec/gnu-1.md, section 5).
    Gzip,
    /// A match that reaches the end is good enough, and the window slides on (docs/spec/deflate-encoders.md,
    /// section 4).
    Zlib,
}

impl Tuning {
    /// The tuning of a level of an encoder with these rules.
    pub fn of(level: EncoderLevel, rules: DeflateRules) -> Self {
        Self { rules, ..TUNINGS[usize::from(level.number()) - 1] }
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

/// How a level cuts the input into tokens, which is the same with all rules.
pub fn parsing_of(level: EncoderLevel) -> Parsing {
    TUNINGS[usize::from(level.number()) - 1].parsing
}

/// A placeholder in the table of the levels: an encoder has its own.
const ANY: DeflateRules = DeflateRules {
    hash: KeyHash::Shift5,
    block_tokens: 0,
    probing: false,
    ending: EndRules::Gzip,
    rsyncable: false,
};

const TUNINGS: [Tuning; 9] = [
    greedy(4, 8, 4),
    greedy(5, 16, 8),
    greedy(6, 32, 32),
    lazy(4, 4, 16, 16),
    lazy(8, 16, 32, 32),
    lazy(8, 16, 128, 128),
    lazy(8, 32, 128, 256),
    lazy(32, 128, 258, 1024),
    lazy(32, 258, 258, 4096),
];

const fn greedy(lazy: usize, nice: usize, chain: usize) -> Tuning {
    Tuning { good: 4, lazy, nice, chain, parsing: Parsing::Greedy, rules: ANY }
}

const fn lazy(good: usize, lazy: usize, nice: usize, chain: usize) -> Tuning {
    Tuning { good, lazy, nice, chain, parsing: Parsing::Lazy, rules: ANY }
}
