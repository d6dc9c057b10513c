//! The parser of the levels 4 to 9, which prefers a longer match one byte later.
//!
//! A match that is found waits for one step. If the next position has a longer one, the byte between becomes a
//! literal and the longer match waits in turn; otherwise the first one is taken. So each step decides about the
//! byte *before* the index: that is why a literal or a match is coded from `index - 1`.

use super::finder::Finder;
use super::rules::FoundMatch;
use super::state::State;
use super::tuning::{FAR, Tuning};
use super::window::Window;
use crate::encoder::deflate::format::token::Token;
use crate::encoder::deflate::format::{MIN_MATCH, WINDOW};

/// The state of the parse (docs/spec/gnu-1.md, section 6.2).
///
/// At these levels every position enters the dictionary, so what the finder
/// finds depends on the input only, and the finder can keep its own pace.
#[derive(Debug)]
pub struct Lazy<F> {
    finder: F,
    /// The index where the next step looks for a match.
    index: usize,
    /// What the step before found.
    previous: FoundMatch,
    /// Whether the byte before `index` has not been coded yet.
    pending: bool,
    /// A match of this length is taken without a further search.
    content: usize,
}

/// No match; the length is the one that the first search has to beat.
const NONE: FoundMatch = FoundMatch::nothing(MIN_MATCH - 1);

impl<F: Finder> Lazy<F> {
    /// A parse that goes on from a state, whose position is a window index.
    pub fn new(finder: F, tuning: Tuning, from: State) -> Self {
        let State { position, pending } = from;
        Self { finder, index: position as usize, previous: NONE, pending, content: tuning.lazy }
    }

    /// The same parse with another finder.
    pub fn with_finder<G>(&self, finder: G) -> Lazy<G> {
        let Self { index, previous, pending, content, .. } = *self;
        Lazy { finder, index, previous, pending, content }
    }

    pub fn index(&self) -> usize {
        self.index
    }

    /// Follows the window, whose indexes have shrunk.
    pub fn slide(&mut self) {
        self.index -= WINDOW;
        self.finder.slide();
    }

    /// Whether the byte before the index has not been coded yet; `None` while there is a match to beat.
    ///
    /// Only states without one are compared between parses of segments. The others would have to be compared
    /// by length and distance too, and they are short: one comes to an end with each match that is taken.
    pub fn pending(&self) -> Option<bool> {
        (self.previous.length < MIN_MATCH).then_some(self.pending)
    }

    /// Parses up to this index, where the window has to allow it.
    pub fn run(&mut self, window: &Window, end: usize, tokens: &mut Vec<Token>) {
        // Everything in the window is linked before the first search in it, since a search also
        // asks for links of later positions.
        self.finder.prepare(window);
        while self.index < end {
            if self.previous.length < MIN_MATCH {
                self.look(window, tokens);
            } else {
                self.compare(window, tokens);
            }
        }
    }

    /// A step that has no match to beat.
    #[inline(always)]
    fn look(&mut self, window: &Window, tokens: &mut Vec<Token>) {
        let found = self.search(window, NONE.length);
        // Nothing is pending only where the parse begins and right behind a match.
        if self.pending {
            tokens.push(Token::literal(window.byte(self.index - 1)));
        }
        self.wait(found);
    }

    /// A step that decides about the match before it.
    #[inline(always)]
    fn compare(&mut self, window: &Window, tokens: &mut Vec<Token>) {
        let previous = self.previous;
        // A match that is long enough is not even compared, which is a rule and no shortcut: the next
        // position may well have a longer one.
        let found = if previous.length < self.content { self.search(window, previous.length) } else { NONE };
        if found.length > previous.length {
            tokens.push(Token::literal(window.byte(self.index - 1)));
            self.wait(found);
        } else {
            tokens.push(Token::copy(previous.length, previous.distance));
            // It began one byte before the index.
            self.index += previous.length - 1;
            self.previous = NONE;
            self.pending = false;
        }
    }

    /// Leaves the byte at the index to the next step.
    #[inline(always)]
    fn wait(&mut self, found: FoundMatch) {
        self.previous = found;
        self.pending = true;
        self.index += 1;
    }

    /// What there is at the current index that is longer than `beat`.
    #[inline(always)]
    fn search(&mut self, window: &Window, beat: usize) -> FoundMatch {
        let lookahead = window.end() - self.index;
        // Any match would be cut below the shortest one, and no search comes after this one.
        if lookahead < MIN_MATCH {
            return NONE;
        }
        let mut found = self.finder.find(window, self.index, beat);
        // A compare runs on over the end of the input, so the nearest of the longest candidates is chosen by
        // bytes that are not input. Cutting must come after the choice (docs/spec/gnu-1.md, section 4.3).
        found.length = found.length.min(lookahead);
        if found.length == MIN_MATCH && found.distance > FAR { NONE } else { found }
    }
}
