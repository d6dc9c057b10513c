//! The parser of the levels 1 to 3, which takes each match at once.

use super::chains::Chains;
use super::rules::FoundMatch;
use super::tuning::{EndRules, Tuning};
use super::window::Window;
use crate::encoder::deflate::format::token::Token;
use crate::encoder::deflate::format::{MIN_MATCH, WINDOW};

/// The state of the parse (docs/spec/gnu-1.md, section 6.1).
#[derive(Debug)]
pub struct Greedy {
    chains: Chains,
    /// The index of the next byte to code.
    index: usize,
    tuning: Tuning,
}

impl Greedy {
    pub fn new(tuning: Tuning) -> Self {
        Self { chains: Chains::new(tuning), index: 0, tuning }
    }

    pub fn index(&self) -> usize {
        self.index
    }

    /// Follows the window, whose indexes have shrunk.
    pub fn slide(&mut self) {
        self.index -= WINDOW;
        self.chains.slide();
    }

    /// Parses up to this index, where the window has to allow it.
    pub fn run(&mut self, window: &Window, end: usize, tokens: &mut Vec<Token>) {
        while self.index < end {
            tokens.push(self.step(window));
        }
    }

    fn step(&mut self, window: &Window) -> Token {
        let index = self.index;
        // There is never a match to beat, and no rule against short matches from far away: both
        // belong to the lazy parser.
        let found = self.find(window, index);
        let length = found.length.min(window.end() - index);
        if length < MIN_MATCH {
            self.index += 1;
            return Token::literal(window.byte(index));
        }
        self.index += length;
        // Positions inside a longer match stay out of the dictionary. So it depends on every
        // earlier match, a parse cannot start in the middle of the input, and these levels use one
        // thread.
        if length <= self.tuning.lazy && self.enters(window, self.index) {
            for inner in index + 1..self.index {
                self.chains.insert(window, inner);
            }
        }
        Token::copy(length, found.distance)
    }

    /// What there is at an index, by the rules for the end of the input where it is near.
    #[inline(always)]
    fn find(&mut self, window: &Window, index: usize) -> FoundMatch {
        // Everywhere else there are enough bytes ahead for both rules to be the same.
        if !self.is_zlib_tail(window) {
            return self.chains.insert_and_find(window, index, MIN_MATCH - 1);
        }
        if self.enters(window, index) {
            return self.chains.insert_and_find_at_end(window, index, MIN_MATCH - 1);
        }
        FoundMatch::nothing(MIN_MATCH - 1)
    }

    /// Whether a position enters the dictionary, and those before it within a match.
    fn enters(&self, window: &Window, index: usize) -> bool {
        !self.is_zlib_tail(window) || index + MIN_MATCH <= window.end()
    }

    fn is_zlib_tail(&self, window: &Window) -> bool {
        window.is_closed() && self.tuning.rules.ending == EndRules::Zlib
    }
}
