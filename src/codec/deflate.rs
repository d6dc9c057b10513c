//! A deflate encoder (RFC 1951) that makes the choices of GNU gzip 1.12, every one of them.
//!
//! The format leaves the encoder free in which matches it takes, where it ends a
//! block and how it codes it. The output of this one equals that of gzip, so all
//! these choices are laid down: in the `gnu-1` behavioural specification, which
//! was written for a clean-room implementation, and in the end by the `gzip`
//! program itself, against which the tests compare. Comments here name the
//! sections of that specification. Its rules in short:
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
//! or `links` finds matches, `greedy` or `lazy` turns them into `token`s,
//! `cutting` makes blocks of these, and `block` codes each block by means of
//! `huffman`, `lengths` and `bits`.

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
mod token;
mod window;

pub use self::level::{InvalidLevel, Level};

use self::bits::BitWriter;
use self::block::{Block, BlockWriter};
use self::cutting::{Cut, Cutter};
use self::finder::{Walker, walks_far};
use self::greedy::Greedy;
use self::lazy::Lazy;
use self::level::{Parsing, Tuning};
use self::links::Links;
use self::token::Token;
use self::window::Window;

/// Compresses a stream of bytes that arrive piece by piece.
#[derive(Debug)]
pub struct Deflater {
    window: Window,
    parser: Parser,
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
            window: Window::new(),
            parser: Parser::new(tuning),
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
        let taken = self.window.fill(data);
        if self.window.is_full() {
            self.advance();
            self.slide();
        }
        taken
    }

    /// Ends the stream. All that remains is in the output then.
    pub fn finish(&mut self) {
        self.advance();
        // The refill that meets the end of the input may still move the window.
        if Window::must_slide(self.parser.index()) {
            self.slide();
        }
        self.window.close();
        self.advance();
        // Whether the block is full with the last literal no longer matters.
        self.tokens.extend(self.parser.last_literal(&self.window));
        let block = self.cutter.rest(&self.tokens);
        self.write_block(&block, true);
        self.bits.align();
    }

    /// The compressed bytes so far, for the caller to take out.
    pub fn output(&mut self) -> &mut Vec<u8> {
        self.bits.bytes()
    }

    /// Parses and codes as far as the window allows.
    fn advance(&mut self) {
        self.parser.run(&self.window, &mut self.tokens);
        while let Some(block) = self.cutter.cut(&self.tokens) {
            self.write_block(&block, false);
        }
    }

    fn slide(&mut self) {
        self.window.slide();
        self.parser.slide();
    }

    /// Codes the first tokens, which are a block.
    fn write_block(&mut self, cut: &Cut, last: bool) {
        let length = cut.counts.length();
        let start = self.start.checked_sub(self.window.base());
        let raw = start.map(|start| self.window.slice(start as usize, start as usize + length));
        let block = Block { tokens: &self.tokens[..cut.tokens], counts: &cut.counts, raw, last };
        self.blocks.write(&block, &mut self.bits);
        self.tokens.drain(..cut.tokens);
        self.start += length as u64;
    }
}

/// The ways to parse.
#[derive(Debug)]
enum Parser {
    Greedy(Greedy),
    Lazy(Lazy<Walker>),
    LazyByLinks(Lazy<Links>),
}

impl Parser {
    fn new(tuning: Tuning) -> Self {
        match tuning.parsing {
            Parsing::Greedy => Self::Greedy(Greedy::new(tuning)),
            Parsing::Lazy if walks_far(tuning) => Self::LazyByLinks(Lazy::new(Links::new(tuning), tuning)),
            Parsing::Lazy => Self::Lazy(Lazy::new(Walker::new(tuning), tuning)),
        }
    }

    fn run(&mut self, window: &Window, tokens: &mut Vec<Token>) {
        match self {
            Self::Greedy(parser) => parser.run(window, tokens),
            Self::Lazy(parser) => parser.run(window, tokens),
            Self::LazyByLinks(parser) => parser.run(window, tokens),
        }
    }

    fn index(&self) -> usize {
        match self {
            Self::Greedy(parser) => parser.index(),
            Self::Lazy(parser) => parser.index(),
            Self::LazyByLinks(parser) => parser.index(),
        }
    }

    fn slide(&mut self) {
        match self {
            Self::Greedy(parser) => parser.slide(),
            Self::Lazy(parser) => parser.slide(),
            Self::LazyByLinks(parser) => parser.slide(),
        }
    }

    /// The literal that waits for a decision that the end of the input has made.
    fn last_literal(&self, window: &Window) -> Option<Token> {
        match self {
            Self::Greedy(_) => None,
            Self::Lazy(parser) => parser.last_literal(window),
            Self::LazyByLinks(parser) => parser.last_literal(window),
        }
    }
}
