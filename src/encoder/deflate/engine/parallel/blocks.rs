//! Blocks of the joined tokens, coded in groups by any thread that has time.
//!
//! Cutting needs all tokens in their order, but coding needs one block alone: its codes depend on its own
//! counts. What is left is whether a block may be stored. gzip can store it only while its input is still in
//! the buffer, so that depends on where the window stood when gzip wrote the block. There is no window here;
//! `base_at` computes its place (docs/spec/gnu-1.md, section 7.6).

use std::collections::VecDeque;
use std::sync::Arc;

use super::super::cutting::{Cut, Cutter};
use super::super::state::Closing;
use super::super::tuning::{SLIDE_AT, Tuning};
use crate::encoder::deflate::format::WINDOW;
use crate::encoder::deflate::format::block::{BlockPiece, BlockWriter, CutBlock, MOST_STORED};
use crate::encoder::deflate::format::token::Token;
use crate::encoder::segments::Segment;

/// Cuts the tokens of the whole input into blocks.
#[derive(Debug)]
pub struct Blocks {
    cutter: Cutter,
    /// The tokens of the block that is not complete yet.
    tokens: Vec<Token>,
    /// The position in the input where that block starts.
    start: u64,
    /// The segments that still have bytes in a block to come.
    segments: VecDeque<Arc<Segment>>,
    /// How the window stands at the end, once that is known.
    closing: Option<Closing>,
}

/// Blocks that are complete and wait to be coded.
#[derive(Debug, Default)]
pub struct BlockGroup {
    tokens: Vec<Token>,
    blocks: Vec<Waiting>,
}

/// A block of the tokens of a group.
#[derive(Debug)]
struct Waiting {
    cut: Cut,
    /// The input it stands for, if that may be stored.
    raw: Option<Vec<u8>>,
    last: bool,
}

impl Blocks {
    pub fn new(tuning: Tuning) -> Self {
        let (tokens, segments) = (Vec::new(), VecDeque::new());
        Self { cutter: Cutter::new(tuning), tokens, start: 0, segments, closing: None }
    }

    /// Takes in the next segment, whose tokens are to follow.
    pub fn expect(&mut self, segment: Arc<Segment>) {
        self.segments.push_back(segment);
    }

    /// Takes note of how the window stands at the end, before the last tokens are cut.
    pub fn close(&mut self, closing: Closing) {
        self.closing = Some(closing);
    }

    pub fn extend(&mut self, tokens: &[Token]) {
        self.tokens.extend_from_slice(tokens);
    }

    /// The blocks that are complete.
    pub fn cut(&mut self) -> BlockGroup {
        let mut group = BlockGroup::default();
        let mut taken = 0;
        while let Some(cut) = self.cutter.cut(&self.tokens[taken..]) {
            taken += cut.tokens;
            let last_span = self.tokens[taken - 1].span();
            self.add(&mut group, cut, last_span, false);
        }
        let rest = self.tokens.split_off(taken);
        group.tokens = std::mem::replace(&mut self.tokens, rest);
        group
    }

    /// The last block, with the last literal.
    pub fn finish(&mut self, literal: Option<Token>) -> BlockGroup {
        self.tokens.extend(literal);
        let cut = self.cutter.rest(&self.tokens);
        let mut group = BlockGroup::default();
        // At the end there is no step ahead of the last token.
        self.add(&mut group, cut, 1, true);
        group.tokens = std::mem::take(&mut self.tokens);
        group
    }

    fn add(&mut self, group: &mut BlockGroup, cut: Cut, last_span: usize, last: bool) {
        let length = cut.counts.length();
        let end = self.start + length as u64;
        // The top of the step that has put the last token out (docs/spec/gnu-1.md,
        // section 7.6).
        // Only lazy levels come here, and their parser is one byte ahead of the token it puts out.
        let step = end + 1 - last_span as u64;
        // The start decides, not the end: gzip can store only what is still in its buffer.
        let may_be_stored = length <= MOST_STORED && self.start >= self.base_at(step);
        let raw = may_be_stored.then(|| self.input(self.start, end));
        group.blocks.push(Waiting { cut, raw, last });
        self.start = end;
        // A block can reach over several segments, so they are kept until no later block needs them.
        while self.segments.front().is_some_and(|segment| segment.end() <= end) {
            self.segments.pop_front();
        }
    }

    /// Where the window stands at a step: it slides whenever the next step is too near its end.
    fn base_at(&self, step: u64) -> u64 {
        match self.closing {
            // The last slide depends on the parse, so the formula does not hold from there on.
            Some(closing) if step >= closing.from => closing.base,
            // The first slide is at step 65275 and the next ones follow every 32768 bytes; this
            // counts them.
            _ => (step + WINDOW as u64).saturating_sub(SLIDE_AT as u64 + 1) / WINDOW as u64 * WINDOW as u64,
        }
    }

    fn input(&self, from: u64, to: u64) -> Vec<u8> {
        self.segments.iter().map(|segment| segment.own(from, to)).collect::<Vec<_>>().concat()
    }
}

impl BlockGroup {
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Codes the blocks, each one by itself.
    pub fn code(&self) -> Vec<BlockPiece> {
        let writer = BlockWriter::new();
        let mut rest = &self.tokens[..];
        let code = |waiting: &Waiting| {
            let (tokens, later) = rest.split_at(waiting.cut.tokens);
            rest = later;
            let raw = waiting.raw.as_deref();
            let Cut { counts, aligned, .. } = &waiting.cut;
            writer.code(&CutBlock { tokens, counts, raw, last: waiting.last, aligned: *aligned })
        };
        self.blocks.iter().map(code).collect()
    }
}
