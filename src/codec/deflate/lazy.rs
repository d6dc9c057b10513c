//! The parser of the levels 4 to 9, which prefers a longer match one byte later.

use super::finder::Finder;
use super::finding::Found;
use super::level::{FAR, MIN_MATCH, Tuning, WINDOW};
use super::token::Token;
use super::window::Window;

/// The state of the parse (the `gnu-1` behavioural specification, section 6.2).
///
/// At these levels every position enters the dictionary, so what the finder
/// finds depends on the input only, and the finder can keep its own pace.
#[derive(Debug)]
pub struct Lazy {
    finder: Finder,
    /// The index where the next step looks for a match.
    index: usize,
    /// What the step before found.
    previous: Found,
    /// Whether the byte before `index` has not been coded yet.
    pending: bool,
    /// A match of this length is taken without a further search.
    content: usize,
}

/// No match; the length is the one that the first search has to beat.
const NONE: Found = Found::nothing(MIN_MATCH - 1);

impl Lazy {
    pub fn new(tuning: Tuning) -> Self {
        Self { finder: Finder::new(tuning), index: 0, previous: NONE, pending: false, content: tuning.lazy }
    }

    pub fn index(&self) -> usize {
        self.index
    }

    /// Follows the window, whose indexes have shrunk.
    pub fn slide(&mut self) {
        self.index -= WINDOW;
        self.finder.slide();
    }

    /// Parses as far as the window allows.
    pub fn run(&mut self, window: &Window, tokens: &mut Vec<Token>) {
        while self.index < window.parse_end() {
            tokens.extend(self.step(window));
        }
    }

    /// The literal that is still pending when the input has ended.
    pub fn last_literal(&self, window: &Window) -> Option<Token> {
        self.pending.then(|| Token::literal(window.byte(self.index - 1)))
    }

    #[inline(always)]
    fn step(&mut self, window: &Window) -> Option<Token> {
        let previous = self.previous;
        let found = self.search(window);
        if previous.length >= MIN_MATCH && found.length <= previous.length {
            self.index += previous.length - 1;
            self.previous = NONE;
            self.pending = false;
            return Some(Token::copy(previous.length, previous.distance));
        }
        let literal = self.last_literal(window);
        self.previous = found;
        self.pending = true;
        self.index += 1;
        literal
    }

    /// What there is at the current index that is better than the previous match.
    #[inline(always)]
    fn search(&mut self, window: &Window) -> Found {
        let lookahead = window.end() - self.index;
        if self.previous.length >= self.content || lookahead < MIN_MATCH {
            return NONE;
        }
        let mut found = self.finder.find(window, self.index, self.previous.length);
        found.length = found.length.min(lookahead);
        if found.length == MIN_MATCH && found.distance > FAR { NONE } else { found }
    }
}
