//! A deflate encoder (RFC 1951) that makes the choices of GNU gzip 1.12, every one of them.
//!
//! The format leaves the encoder free in which matches it takes, where it ends a
//! block and how it codes it. The output of this one equals that of gzip, so all
//! these choices are laid down: in docs/spec/gnu-1.md, which was written for a
//! clean-room implementation, and in the end by the `gzip` program itself, against
//! which the tests compare. Comments here cite its sections. Its rules in short:
//!
//! * Matches are looked for among earlier positions with the same hash of three
//!   bytes, newest first, at most so many of them, at most 32506 bytes back. The
//!   nearest of the longest wins, and a level may be content earlier.
//! * Levels 1 to 3 take a match at once and leave the insides of long matches out
//!   of the dictionary. Levels 4 to 9 enter everything, and drop a match when the
//!   next position has a longer one.
//! * A block ends after 32767 tokens, or earlier at a multiple of 4096 when it
//!   compresses well with few matches.
//! * A block is stored, coded with fixed codes or with its own, whichever takes
//!   the fewest bytes; but stored only while its input is in the window.
//! * Searches run over the end of the input into whatever the buffer holds there.
//!
//! Data flows one way through separate rooms: `window` holds the bytes, `chains`
//! or `links` finds matches, `greedy` or `lazy` turns them into `token`s (all of
//! that is a `parse`), `cutting` makes blocks of these, and `block` codes each
//! block by means of `huffman`, `lengths` and `bits`. What is here takes one
//! byte after the other; `parallel` does it with several threads.

mod bits;
mod block;
mod chains;
mod counts;
mod cutting;
mod finder;
mod finding;
mod greedy;
mod huffman;
mod lazy;
mod lengths;
mod level;
mod links;
pub mod parallel;
mod parse;
mod token;
mod window;

pub use self::level::{InvalidLevel, Level};

use self::bits::BitWriter;
use self::block::{Block, BlockWriter};
use self::cutting::{Cut, Cutter};
use self::parse::Parse;
use self::token::Token;

/// Compresses a stream of bytes that arrive piece by piece.
#[derive(Debug)]
pub struct Deflater {
    parse: Parse,
    /// The tokens of the block that is not complete yet.
    tokens: Vec<Token>,
    cutter: Cutter,
    /// The position in the input where that block starts.
    start: u64,
    blocks: BlockWriter,
    bits: BitWriter,
}

impl Deflater {
    /// Begins a stream; its output starts with the bytes of `header`.
    pub fn new(level: Level, header: &[u8]) -> Self {
        let tuning = level.tuning();
        Self {
            parse: Parse::new(tuning),
            tokens: Vec::new(),
            cutter: Cutter::new(tuning),
            start: 0,
            blocks: BlockWriter::new(),
            bits: BitWriter::after(header),
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
            self.parse.slide();
        }
        taken
    }

    /// Ends the stream. All that remains is in the output then.
    pub fn finish(&mut self) {
        // What comes before the last move of the window is cut while it can still be stored.
        self.parse.run(&mut self.tokens);
        self.write_blocks();
        self.parse.finish(&mut self.tokens);
        self.write_blocks();
        // Whether the block is full with the last literal no longer matters.
        self.tokens.extend(self.parse.last_literal());
        let block = self.cutter.rest(&self.tokens);
        self.write_block(&block, true);
        self.bits.align();
    }

    /// The compressed bytes so far, for the caller to take out.
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
        let start = self.start.checked_sub(window.base());
        let raw = start.map(|start| window.slice(start as usize, start as usize + length));
        let block = Block { tokens: &self.tokens[..cut.tokens], counts: &cut.counts, raw, last };
        self.blocks.write(&block, &mut self.bits);
        self.tokens.drain(..cut.tokens);
        self.start += length as u64;
    }
}
