//! Where a block of tokens ends.
//!
//! Nothing here looks ahead or tries anything out: a block is full, or an estimate at every 4096th token says
//! that it compresses well with few matches, so that its end comes early. The estimate is rough (a literal has
//! 8 bits, a match 13 and the extra bits of its distance), and its roughness is part of the rules, so it must
//! not be improved (docs/spec/gnu-1.md, section 7.2). Apart from that, a token can have been marked as the last one
//! of its block; see `sums`.

use super::tuning::{Parsing, Tuning};
use crate::encoder::deflate::format::counts::Counts;
use crate::encoder::deflate::format::token::Token;

/// A block is examined at each multiple of this number of tokens.
const PROBE: usize = 4096;

/// Cuts the stream of tokens into blocks.
#[derive(Debug)]
pub struct Cutter {
    /// How far ahead of a token's start the parser is when it puts it out.
    parser_lead: usize,
    probing: bool,
    /// A block is closed when it has this many tokens.
    most: usize,
    /// How many tokens of the block have been counted.
    counted: usize,
    counts: Counts,
}

/// A block that is complete.
#[derive(Debug)]
pub struct Cut {
    /// How many tokens it has.
    pub tokens: usize,
    pub counts: Counts,
    /// Whether it ends with a token that was marked, so that the next block begins with a byte.
    pub aligned: bool,
}

impl Cutter {
    pub fn new(tuning: Tuning) -> Self {
        Self {
            parser_lead: match tuning.parsing {
                Parsing::Greedy => 0,
                Parsing::Lazy => 1,
            },
            probing: tuning.rules.probing,
            most: tuning.rules.block_tokens,
            counted: 0,
            counts: Counts::none(),
        }
    }

    /// The first block of these tokens, if it is complete.
    ///
    /// If not, the tokens have to be given again, along with later ones.
    pub fn cut(&mut self, tokens: &[Token]) -> Option<Cut> {
        loop {
            let stop = ((self.counted / PROBE + 1) * PROBE).min(self.most);
            let known = &tokens[self.counted..stop.min(tokens.len())];
            // A mark counts even where the block would end anyway, as more follows such a block.
            if let Some(marked) = known.iter().position(|token| token.ends_block()) {
                self.count(&known[..=marked]);
                return Some(Cut { aligned: true, ..self.restart() });
            }
            // Tokens are counted once, in pieces that end where the rules examine the counts. A piece that is
            // not complete waits uncounted, so the result does not depend on how tokens come in.
            let next = tokens.get(self.counted..stop)?;
            self.count(next);
            if stop == self.most || next.last().is_some_and(|&last| self.pays_off(last)) {
                return Some(self.restart());
            }
        }
    }

    /// The last block, which has all these tokens.
    pub fn rest(&mut self, tokens: &[Token]) -> Cut {
        self.count(&tokens[self.counted..]);
        self.restart()
    }

    fn count(&mut self, tokens: &[Token]) {
        self.counts.add(tokens);
        self.counted += tokens.len();
    }

    fn restart(&mut self) -> Cut {
        let tokens = std::mem::take(&mut self.counted);
        let counts = std::mem::replace(&mut self.counts, Counts::none());
        Cut { tokens, counts, aligned: false }
    }

    /// Whether the block, at a rough estimate, is coded in less than half its
    /// size although few of its tokens are matches (docs/spec/gnu-1.md,
    /// section 7.2).
    fn pays_off(&self, last: Token) -> bool {
        if !self.probing {
            return false;
        }
        let matches = self.counts.matches();
        // All divisions round down, as in the rules; rearranging them moves block boundaries.
        let coded = (8 * self.counted + 5 * matches + self.counts.distance_bits() as usize) / 8;
        // gzip measures the input up to where its parser stands. The last token itself is not passed yet when
        // it is put out, and the lazy parser is one byte into it.
        let passed = self.counts.length() - last.span() + self.parser_lead;
        matches < self.counted / 2 && coded < passed / 2
    }
}
