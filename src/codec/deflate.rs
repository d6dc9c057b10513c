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
use self::cutting::Collector;
use self::greedy::Greedy;
use self::lazy::Lazy;
use self::level::{Parsing, Tuning};
use self::token::Token;
use self::window::Window;

/// Compresses a stream of bytes that arrive piece by piece.
#[derive(Debug)]
pub struct Deflater {
    window: Window,
    parser: Parser,
    /// The tokens of the window at hand, kept to reuse their memory.
    tokens: Vec<Token>,
    collector: Collector,
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
            collector: Collector::new(tuning),
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
        if let Some(literal) = self.parser.last_literal(&self.window) {
            // Whether the block is full with it no longer matters.
            let _ = self.collector.push(literal);
        }
        self.write_block(true);
        self.bits.align();
    }

    /// The compressed bytes so far, for the caller to take out.
    pub fn output(&mut self) -> &mut Vec<u8> {
        self.bits.bytes()
    }

    /// Parses and codes as far as the window allows.
    fn advance(&mut self) {
        let mut tokens = std::mem::take(&mut self.tokens);
        self.parser.run(&self.window, &mut tokens);
        for token in tokens.drain(..) {
            if self.collector.push(token).is_break() {
                self.write_block(false);
            }
        }
        self.tokens = tokens;
    }

    fn slide(&mut self) {
        self.window.slide();
        self.parser.slide();
    }

    /// Codes the block that has been collected, and begins the next one.
    fn write_block(&mut self, last: bool) {
        let start = self.collector.start().checked_sub(self.window.base());
        let raw = start.map(|start| {
            let start = start as usize;
            self.window.slice(start, start + self.collector.length())
        });
        let block = Block { tokens: self.collector.tokens(), raw, last };
        self.blocks.write(&block, &mut self.bits);
        self.collector.restart();
    }
}

/// The two ways to parse.
#[derive(Debug)]
enum Parser {
    Greedy(Greedy),
    Lazy(Lazy),
}

impl Parser {
    fn new(tuning: Tuning) -> Self {
        match tuning.parsing {
            Parsing::Greedy => Self::Greedy(Greedy::new(tuning)),
            Parsing::Lazy => Self::Lazy(Lazy::new(tuning)),
        }
    }

    fn run(&mut self, window: &Window, tokens: &mut Vec<Token>) {
        match self {
            Self::Greedy(parser) => parser.run(window, tokens),
            Self::Lazy(parser) => parser.run(window, tokens),
        }
    }

    fn index(&self) -> usize {
        match self {
            Self::Greedy(parser) => parser.index(),
            Self::Lazy(parser) => parser.index(),
        }
    }

    fn slide(&mut self) {
        match self {
            Self::Greedy(parser) => parser.slide(),
            Self::Lazy(parser) => parser.slide(),
        }
    }

    /// The literal that waits for a decision that the end of the input has made.
    fn last_literal(&self, window: &Window) -> Option<Token> {
        match self {
            Self::Greedy(_) => None,
            Self::Lazy(parser) => parser.last_literal(window),
        }
    }
}
