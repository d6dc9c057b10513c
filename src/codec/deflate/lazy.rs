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
pub struct Lazy<F> {
    finder: F,
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

impl<F: Finder> Lazy<F> {
    pub fn new(finder: F, tuning: Tuning) -> Self {
        Self { finder, index: 0, previous: NONE, pending: false, content: tuning.lazy }
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
        self.finder.prepare(window);
        let end = window.parse_end();
        while self.index < end {
            if self.previous.length < MIN_MATCH {
                self.look(window, tokens);
            } else {
                self.compare(window, tokens);
            }
        }
    }

    /// The literal that is still pending when the input has ended.
    pub fn last_literal(&self, window: &Window) -> Option<Token> {
        self.pending.then(|| Token::literal(window.byte(self.index - 1)))
    }

    /// A step that has no match to beat.
    #[inline(always)]
    fn look(&mut self, window: &Window, tokens: &mut Vec<Token>) {
        let found = self.search(window, NONE.length);
        tokens.extend(self.last_literal(window));
        self.wait(found);
    }

    /// A step that decides about the match before it.
    #[inline(always)]
    fn compare(&mut self, window: &Window, tokens: &mut Vec<Token>) {
        let previous = self.previous;
        let found = if previous.length < self.content { self.search(window, previous.length) } else { NONE };
        if found.length > previous.length {
            tokens.push(Token::literal(window.byte(self.index - 1)));
            self.wait(found);
        } else {
            tokens.push(Token::copy(previous.length, previous.distance));
            self.index += previous.length - 1;
            self.previous = NONE;
            self.pending = false;
        }
    }

    /// Leaves the byte at the index to the next step.
    #[inline(always)]
    fn wait(&mut self, found: Found) {
        self.previous = found;
        self.pending = true;
        self.index += 1;
    }

    /// What there is at the current index that is longer than `beat`.
    #[inline(always)]
    fn search(&mut self, window: &Window, beat: usize) -> Found {
        let lookahead = window.end() - self.index;
        if lookahead < MIN_MATCH {
            return NONE;
        }
        let mut found = self.finder.find(window, self.index, beat);
        found.length = found.length.min(lookahead);
        if found.length == MIN_MATCH && found.distance > FAR { NONE } else { found }
    }
}
