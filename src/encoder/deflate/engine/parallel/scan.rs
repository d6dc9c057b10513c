//! A segment of the input, parsed by itself from a guess.
//!
//! At the lazy levels the dictionary is a function of the input, so a parse depends on what came
//! before by its state alone. Two parses that are once in the same state stay together from there
//! on, and from whatever state they begin, they mostly meet within some dozen bytes. So each segment
//! is parsed as if the one before had ended in the simplest state, and goes on a little beyond its
//! own end. States are marked on the way, for `seam` to find where one parse may go over to the next.
//!
//! They do not meet in a run, where each one goes on from match to match in its own step. So what a run
//! takes of a segment is left to be parsed from the true state: what is parsed from a guess there is always
//! thrown away, and archives can hold long runs of zeros.

use super::super::parse::Parse;
use super::super::state::{Closing, State};
use super::super::tuning::{MIN_LOOKAHEAD, Tuning};
use super::super::window::WORD;
use crate::encoder::deflate::format::token::Token;
use crate::encoder::deflate::format::{MAX_MATCH, WINDOW};
use crate::encoder::segments::Segment;

/// Every state in this number of bytes from the start of a segment is marked.
// The seam takes place at the start of a segment, so marks are dense there. Those behind serve only
// `parse_again`, which would otherwise not notice when it has met the guess.
const HEAD: u64 = 8 * 1024;
/// After that, one state in each stretch of this number of bytes is marked.
const STRIDE: u64 = 4 * 1024;
/// A parse continues for this number of bytes beyond the end of its segment, with every state marked.
///
/// A state without a match to beat comes at the latest after some three longest matches.
const TAIL: u64 = 4 * 1024;

/// How many bytes beyond its end a segment has, so that the tail does not notice where they end.
// The parser needs its lookahead at each step of the tail, and the last step can begin behind a
// longest match; the word is for keys, which are linked only once all their bytes are known.
pub const OVERLAP: usize = TAIL as usize + 2 * MIN_LOOKAHEAD + WORD;

/// What came of a parse; nothing if it was given up.
#[derive(Debug, Default)]
pub struct Parsed {
    pub tokens: Vec<Token>,
    /// States that were passed, in their order.
    pub marks: Vec<Mark>,
    /// How it ended, if it is the last one.
    pub ending: Option<ScanEnding>,
}

/// A state, and how many tokens came before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub state: State,
    pub tokens: usize,
}

/// What is special about the end of the input.
#[derive(Debug, Clone, Copy)]
pub struct ScanEnding {
    pub closing: Closing,
    /// The last literal, which counts for nothing but the last block.
    pub literal: Option<Token>,
}

/// Parses a segment from a guess, or what is left of it after a run. The first one needs no guess.
pub fn parse(segment: &Segment, tuning: Tuning) -> Parsed {
    let mut scan = Scan::from_guess(segment, tuning, segment.start);
    scan.mark_all(segment.start + HEAD);
    if let Some(end) = scan.end_of_run() {
        // An empty parse has no marks, so the seam finds no common state and parses from the true
        // one.
        if end == segment.end() {
            return Parsed::default();
        }
        // Behind the run a guess is as good as at the start. The window has to begin at a multiple of its size,
        // as the one of gzip does, or the end of the input would see another buffer.
        let windows = (end - segment.start) / WINDOW as u64;
        if windows > 0 {
            scan = Scan::from_guess(segment, tuning, segment.start + windows * WINDOW as u64);
        }
        scan.mark_all(end + HEAD);
    }
    while scan.parse.position() + STRIDE < segment.end() {
        scan.run_to(scan.parse.position() + STRIDE);
        scan.mark_next();
    }
    scan.end()
}

/// Parses a segment from the state that the one before has really come to, until the parse meets the
/// one that has guessed.
pub fn parse_again(segment: &Segment, tuning: Tuning, from: State, guessed: &Parsed) -> Parsed {
    let mut scan = Scan::new(segment, tuning, segment.start, from);
    for mark in guessed.marks.iter().filter(|mark| mark.state.position < segment.end()) {
        scan.run_to(mark.state.position);
        // Equal states have equal futures, so the rest of the guess is right, its ending included.
        if scan.parse.state() == Some(mark.state) {
            return scan.parsed.followed_by(guessed, mark.tokens);
        }
    }
    scan.end()
}

impl Parsed {
    /// These tokens, and then another parse's from a number on.
    fn followed_by(mut self, other: &Self, from: usize) -> Self {
        let before = self.tokens.len();
        self.tokens.extend(&other.tokens[from..]);
        let later = other.marks.iter().filter(|mark| mark.tokens >= from);
        self.marks.extend(later.map(|mark| Mark { tokens: mark.tokens - from + before, ..*mark }));
        Self { ending: other.ending, ..self }
    }
}

/// A parse of a segment at work.
struct Scan<'a> {
    segment: &'a Segment,
    parse: Parse,
    /// How many of the segment's bytes the parse has taken in.
    taken: usize,
    parsed: Parsed,
}

impl<'a> Scan<'a> {
    /// A scan of what comes after the start of a window, from the simplest state.
    fn from_guess(segment: &'a Segment, tuning: Tuning, start: u64) -> Self {
        Self::new(segment, tuning, start, State { position: start, pending: false })
    }

    /// A scan of what comes after the start of a window, from a state within it.
    fn new(segment: &'a Segment, tuning: Tuning, start: u64, from: State) -> Self {
        let taken = segment.index(start);
        let parse = match segment.bytes[..taken].last_chunk::<WINDOW>() {
            // Only the first segment has no window before it, and that is the start of the input.
            Some(history) => Parse::resume(tuning, start - WINDOW as u64, history, from),
            None => Parse::new(tuning),
        };
        // A typical number, so that they are seldom moved in memory.
        let tokens = Vec::with_capacity(segment.length / 4);
        Self { segment, parse, taken, parsed: Parsed { tokens, ..Parsed::default() } }
    }

    /// The end of the run in which all tokens so far are matches, at the latest the end of the segment. The
    /// start of the input does not count as a run.
    fn end_of_run(&self) -> Option<u64> {
        let segment = self.segment;
        let (last, others) = self.parsed.tokens.split_last()?;
        if segment.start == 0 || others.iter().chain([last]).any(|token| token.span() < MAX_MATCH) {
            return None;
        }
        let (start, end) = (segment.index(segment.start), segment.index(segment.end()));
        // A run repeats with the distance of its matches, so comparing the input with itself that
        // far back finds its end without a parse.
        let before = &segment.bytes[start - usize::from(last.distance())..];
        Some(segment.start + common_length(&segment.bytes[start..end], before) as u64)
    }

    /// Parses up to a position, or as far as the input allows.
    fn run_to(&mut self, position: u64) {
        loop {
            self.taken += self.parse.fill(&self.segment.bytes[self.taken..]);
            self.parse.run_to(position, &mut self.parsed.tokens);
            if self.parse.position() >= position || !self.parse.window().is_full() {
                return;
            }
            self.parse.slide();
        }
    }

    /// Goes one step on; false where the input does not allow it.
    fn step(&mut self) -> bool {
        let before = self.parse.position();
        self.run_to(before + 1);
        self.parse.position() > before
    }

    /// Marks the state; false while there is a match to beat.
    fn mark(&mut self) -> bool {
        let tokens = self.parsed.tokens.len();
        let mark = self.parse.state().map(|state| Mark { state, tokens });
        self.parsed.marks.extend(mark);
        mark.is_some()
    }

    /// Marks the next state without a match to beat.
    fn mark_next(&mut self) {
        while !self.mark() && self.step() {}
    }

    /// Marks every state before a position.
    fn mark_all(&mut self, position: u64) {
        while self.parse.position() < position {
            self.mark();
            if !self.step() {
                return;
            }
        }
    }

    /// Parses to the end of the segment, and what belongs to the end.
    fn end(mut self) -> Parsed {
        if self.segment.is_last {
            self.run_to(u64::MAX);
            let closing = self.parse.finish(&mut self.parsed.tokens);
            // The last literal stays apart: its answer about the end of a block is ignored
            // (docs/spec/gnu-1.md, section 6.2), so it must not go through the cutter like the
            // others.
            self.parsed.ending = Some(ScanEnding { closing, literal: self.parse.last_literal() });
        } else {
            self.run_to(self.segment.end());
            self.mark_all(self.segment.end() + TAIL);
        }
        self.parsed
    }
}

/// How many bytes are equal from the start on.
fn common_length(one: &[u8], other: &[u8]) -> usize {
    const PIECE: usize = 1024;
    let pieces = one.chunks_exact(PIECE).zip(other.chunks_exact(PIECE));
    let known = PIECE * pieces.take_while(|(one, other)| one == other).count();
    let rest = one[known..].iter().zip(&other[known..]);
    known + rest.take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_length_is_found_at_any_place() {
        let one = vec![7; 5000];
        for length in [0, 1, 1023, 1024, 1025, 4096, 4999] {
            let mut other = one.clone();
            other[length] = 8;
            assert_eq!(common_length(&one, &other), length);
        }
        assert_eq!(common_length(&one, &one), 5000);
        assert_eq!(common_length(&one, &one[..3000]), 3000);
    }
}
