//! From bytes to tokens: a window over the input and a parser in it.

use super::finder::{Walker, is_deep};
use super::greedy::Greedy;
use super::lazy::Lazy;
use super::links::LinkTable;
use super::state::{Closing, State};
use super::sums::Sums;
use super::tail::TailFinder;
use super::tuning::{EndRules, Parsing, SLIDE_AT, Tuning};
use super::window::Window;
use crate::encoder::deflate::format::WINDOW;
use crate::encoder::deflate::format::token::Token;

/// A parse of an input that comes in piece by piece.
#[derive(Debug)]
pub struct Parse {
    window: Window,
    parser: MatchParser,
    /// What marks the tokens that end a block, if any do.
    sums: Option<Sums>,
    tuning: Tuning,
}

impl Parse {
    /// Begins at the start of the input.
    pub fn new(tuning: Tuning) -> Self {
        Self::from(Window::new(), tuning, State { position: 0, pending: false })
    }

    /// Goes on with a lazy parse of the same input, from a state less than a window after `history`.
    ///
    /// The history is a window of input that starts at position `base`, a multiple of its size;
    /// the bytes to fill in are those after it.
    pub fn resume(tuning: Tuning, base: u64, history: &[u8; WINDOW], state: State) -> Self {
        let state = State { position: state.position - base, ..state };
        // The finder starts empty and enters the history when it prepares, so it has the dictionary
        // that a parse from the start has here: entries further back are out of reach.
        Self::from(Window::resume(base, history), tuning, state)
    }

    /// Begins in a window, from a state whose position is an index in it.
    fn from(window: Window, tuning: Tuning, state: State) -> Self {
        let first = state.position as usize - usize::from(state.pending);
        let sums = tuning.rules.rsyncable.then(|| Sums::new(first));
        Self { window, parser: MatchParser::new(tuning, state), sums, tuning }
    }

    pub fn window(&self) -> &Window {
        &self.window
    }

    /// The position of the next step.
    pub fn position(&self) -> u64 {
        self.window.base() + self.parser.index() as u64
    }

    /// The state, unless there is a match to beat.
    pub fn state(&self) -> Option<State> {
        let pending = self.parser.pending()?;
        Some(State { position: self.position(), pending })
    }

    /// Takes in as much of `data` as there is room for and returns how much that was.
    pub fn fill(&mut self, data: &[u8]) -> usize {
        self.window.fill(data)
    }

    /// Parses as far as the window allows.
    pub fn run(&mut self, tokens: &mut Vec<Token>) {
        self.run_to(u64::MAX, tokens);
    }

    /// Parses up to the first step at this position or after it, or as far as the window allows.
    pub fn run_to(&mut self, position: u64, tokens: &mut Vec<Token>) {
        let end = position.saturating_sub(self.window.base());
        let end = self.window.parse_end().min(end.try_into().unwrap_or(usize::MAX));
        let before = tokens.len();
        self.parser.run(&self.window, end, tokens);
        if let Some(sums) = &mut self.sums {
            sums.mark(&self.window, &mut tokens[before..]);
        }
    }

    /// Makes room in a window that is full and has been parsed.
    pub fn slide(&mut self) {
        self.window.slide();
        self.parser.slide();
        if let Some(sums) = &mut self.sums {
            sums.slide();
        }
    }

    /// Parses all that is left but for the last literal; the input is in the window up to its end.
    pub fn finish(&mut self, tokens: &mut Vec<Token>) -> Closing {
        self.run(tokens);
        let closing = match self.tuning.rules.ending {
            EndRules::Gzip => self.close(),
            EndRules::Zlib => self.close_for_zlib(),
        };
        self.run(tokens);
        closing
    }

    /// Notes the end of the input as gzip does.
    fn close(&mut self) -> Closing {
        // The refill that meets the end of the input may still move the window, as gzip moves it before it
        // reads. Whether it does depends on where the parse stands (docs/spec/gnu-1.md, sections 5.2 and 5.3).
        if Window::must_slide(self.parser.index()) {
            self.slide();
        }
        self.window.close();
        Closing { from: self.position(), base: self.window.base() }
    }

    /// Notes the end of the input as zlib does.
    fn close_for_zlib(&mut self) -> Closing {
        if let Some(tail) = self.parser.tail(&self.window, self.tuning) {
            self.parser = tail;
        }
        self.window.close();
        // zlib asks for more input before each step, so its window slides whenever the parse comes so far
        // (docs/spec/deflate-encoders.md, section 4). The one here stays, and the finder knows.
        let base = self.window.base();
        Closing { from: base + SLIDE_AT as u64, base: base + WINDOW as u64 }
    }

    /// The literal that waits for a decision that the end of the input has made.
    pub fn last_literal(&self) -> Option<Token> {
        let is_pending = self.parser.pending()?;
        is_pending.then(|| Token::literal(self.window.byte(self.parser.index() - 1)))
    }
}

/// The ways to parse.
#[derive(Debug)]
// An enum and not a trait object: the finder is part of the type, so the compiler merges it into
// the loop of the parser, and one branch for each run of the loop is all that it costs.
enum MatchParser {
    Greedy(Greedy),
    Lazy(Lazy<Walker>),
    LazyByLinks(Lazy<LinkTable>),
    LazyTail(Lazy<TailFinder>),
}

impl MatchParser {
    fn new(tuning: Tuning, from: State) -> Self {
        match tuning.parsing {
            Parsing::Greedy => Self::Greedy(Greedy::new(tuning)),
            Parsing::Lazy if is_deep(tuning) => {
                Self::LazyByLinks(Lazy::new(LinkTable::new(tuning), tuning, from))
            }
            Parsing::Lazy => Self::Lazy(Lazy::new(Walker::new(tuning), tuning, from)),
        }
    }

    /// What parses the end of an input of zlib; `None` for a parser that does so itself.
    fn tail(&self, window: &Window, tuning: Tuning) -> Option<Self> {
        let finder = || TailFinder::new(window, tuning, self.index());
        match self {
            Self::Lazy(parser) => Some(Self::LazyTail(parser.with_finder(finder()))),
            Self::LazyByLinks(parser) => Some(Self::LazyTail(parser.with_finder(finder()))),
            Self::Greedy(_) | Self::LazyTail(_) => None,
        }
    }

    fn run(&mut self, window: &Window, end: usize, tokens: &mut Vec<Token>) {
        match self {
            Self::Greedy(parser) => parser.run(window, end, tokens),
            Self::Lazy(parser) => parser.run(window, end, tokens),
            Self::LazyByLinks(parser) => parser.run(window, end, tokens),
            Self::LazyTail(parser) => parser.run(window, end, tokens),
        }
    }

    fn index(&self) -> usize {
        match self {
            Self::Greedy(parser) => parser.index(),
            Self::Lazy(parser) => parser.index(),
            Self::LazyByLinks(parser) => parser.index(),
            Self::LazyTail(parser) => parser.index(),
        }
    }

    /// Whether the byte before the index has not been coded yet; `None` if that depends on the next step.
    fn pending(&self) -> Option<bool> {
        match self {
            Self::Greedy(_) => Some(false),
            Self::Lazy(parser) => parser.pending(),
            Self::LazyByLinks(parser) => parser.pending(),
            Self::LazyTail(parser) => parser.pending(),
        }
    }

    fn slide(&mut self) {
        match self {
            Self::Greedy(parser) => parser.slide(),
            Self::Lazy(parser) => parser.slide(),
            Self::LazyByLinks(parser) => parser.slide(),
            Self::LazyTail(parser) => parser.slide(),
        }
    }
}
