//! Where a block of tokens ends.

use std::ops::ControlFlow;

use super::level::{Parsing, Tuning};
use super::token::{Kind, Token, distance_extra_bits};

/// A block is closed when it has this many tokens.
const MOST_TOKENS: usize = 32767;
/// Every so many tokens a block is examined.
const PROBE: usize = 4096;

/// The block that is being collected.
#[derive(Debug)]
pub struct Collector {
    tokens: Vec<Token>,
    /// The position in the input where the block starts.
    start: u64,
    /// How many bytes of input the tokens stand for.
    length: usize,
    matches: usize,
    /// An estimate of the coded matches, in bits.
    match_bits: usize,
    /// How far ahead of a token's start the parser is when it puts it out.
    parser_lead: usize,
    probing: bool,
}

impl Collector {
    pub fn new(tuning: Tuning) -> Self {
        Self {
            tokens: Vec::with_capacity(MOST_TOKENS),
            start: 0,
            length: 0,
            matches: 0,
            match_bits: 0,
            parser_lead: match tuning.parsing {
                Parsing::Greedy => 0,
                Parsing::Lazy => 1,
            },
            probing: tuning.probing,
        }
    }

    /// The tokens of the block so far.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The position in the input where the block starts.
    pub fn start(&self) -> u64 {
        self.start
    }

    /// How many bytes of input the tokens so far stand for.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Adds a token; a break means that the block is complete with it.
    #[inline]
    pub fn push(&mut self, token: Token) -> ControlFlow<()> {
        let passed = self.length + self.parser_lead;
        self.length += token.span();
        self.tokens.push(token);
        if let Kind::Match { distance, .. } = token.kind() {
            self.matches += 1;
            self.match_bits += 5 + usize::from(distance_extra_bits(distance));
        }
        let count = self.tokens.len();
        if count == MOST_TOKENS || count.is_multiple_of(PROBE) && self.pays_off(passed) {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    /// Begins the next block.
    pub fn restart(&mut self) {
        self.start += self.length as u64;
        self.length = 0;
        self.matches = 0;
        self.match_bits = 0;
        self.tokens.clear();
    }

    /// Whether the block, at a rough estimate, is coded in less than half its
    /// size although few of its tokens are matches (the `gnu-1` behavioural
    /// specification, section 7.2).
    fn pays_off(&self, passed: usize) -> bool {
        let count = self.tokens.len();
        let coded = (8 * count + self.match_bits) / 8;
        self.probing && self.matches < count / 2 && coded < passed / 2
    }
}
