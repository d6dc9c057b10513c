//! The encoder on the thread that writes: one byte after the other.

use super::cutting::{Cut, Cutter};
use super::parse::Parse;
use super::state::Closing;
use super::tuning::Tuning;
use crate::encoder::deflate::format::bits::BitWriter;
use crate::encoder::deflate::format::block::{BlockWriter, CutBlock};
use crate::encoder::deflate::format::token::Token;

/// Compresses a stream of bytes that arrive piece by piece.
#[derive(Debug)]
pub struct SerialDeflater {
    parse: Parse,
    /// The tokens of the block that is not complete yet.
    tokens: Vec<Token>,
    cutter: Cutter,
    /// The position in the input where that block starts.
    start: u64,
    blocks: BlockWriter,
    bits: BitWriter,
    /// How the window stands at the end, once that is known.
    closing: Option<Closing>,
}

impl SerialDeflater {
    pub fn new(tuning: Tuning) -> Self {
        Self {
            parse: Parse::new(tuning),
            tokens: Vec::new(),
            cutter: Cutter::new(tuning),
            start: 0,
            blocks: BlockWriter::new(),
            bits: BitWriter::default(),
            closing: None,
        }
    }

    /// Takes in the first bytes of `data` and returns how many.
    ///
    /// Nothing is parsed before the window is full: then it holds what gzip holds
    /// after reading all it asked for, which a regular file always grants.
    pub fn write(&mut self, data: &[u8]) -> usize {
        let taken = self.parse.fill(data);
        if self.parse.window().is_full() {
            self.parse.run(&mut self.tokens);
            self.write_blocks();
            // Blocks are written before the slide, as gzip does: whether one may be stored depends
            // on where the window stands then.
            self.parse.slide();
        }
        taken
    }

    /// Ends the stream. All that remains is in the output then.
    pub fn finish(&mut self) {
        // What comes before the last move of the window is cut while it can still be stored
        // (docs/spec/gnu-1.md, section 7.6).
        self.parse.run(&mut self.tokens);
        self.write_blocks();
        self.closing = Some(self.parse.finish(&mut self.tokens));
        self.write_blocks();
        // Whether the block is full with the last literal no longer matters.
        self.tokens.extend(self.parse.last_literal());
        let block = self.cutter.rest(&self.tokens);
        self.write_block(&block, true);
        self.bits.align();
    }

    /// The compressed bytes so far; the caller removes what it writes.
    pub fn output(&mut self) -> &mut Vec<u8> {
        self.bits.bytes()
    }

    /// Codes the blocks that are complete.
    fn write_blocks(&mut self) {
        while let Some(block) = self.cutter.cut(&self.tokens) {
            self.write_block(&block, false);
        }
    }

    /// Codes the first tokens, which are a block.
    fn write_block(&mut self, cut: &Cut, last: bool) {
        let length = cut.counts.length();
        let window = self.parse.window();
        // A start before the window has left the buffer, and the block cannot be stored.
        let base = self.base_at(self.step_of(cut, length, last));
        let is_there = self.start >= base.max(window.base());
        let raw = is_there.then(|| {
            let start = (self.start - window.base()) as usize;
            window.slice(start, start + length)
        });
        let (tokens, counts) = (&self.tokens[..cut.tokens], &cut.counts);
        let block = CutBlock { tokens, counts, raw, last, aligned: cut.aligned };
        self.blocks.write(&block, &mut self.bits);
        self.tokens.drain(..cut.tokens);
        self.start += length as u64;
    }

    /// The step that ended a block: a lazy parser is one byte ahead of the token it puts out.
    fn step_of(&self, cut: &Cut, length: usize, last: bool) -> u64 {
        let last_span = if last { 1 } else { self.tokens[cut.tokens - 1].span() };
        self.start + length as u64 + 1 - last_span as u64
    }

    /// Where the window of the rules stands at a step.
    fn base_at(&self, step: u64) -> u64 {
        match self.closing {
            Some(closing) if step >= closing.from => closing.base,
            _ => self.parse.window().base(),
        }
    }
}
