//! Where the parse of one segment goes over to that of the next one.
//!
//! The end of each parse overlaps with the start of the next one, which has begun from a guess. If both pass
//! the same state, the tokens before it are taken from the first parse and those after it from the second,
//! and together they are what one parse gives. If not, the segment is parsed again from the true state until it
//! meets the guess. That happens on the thread that writes, so it must be rare; data where it is not gets the
//! same bytes, only slower.
//!
//! The trap is everything else that a parse finds out on the way. How the input ends (`ScanEnding`) has to come
//! from the parse that counts there: what the guess found out about the last window can be wrong.

use std::cmp::Ordering;

use super::super::tuning::Tuning;
use super::scan::{Mark, Parsed, ScanEnding, parse_again};
use crate::encoder::deflate::format::token::Token;
use crate::encoder::segments::Segment;

/// Joins parses of segments that come in their order, to what one parse of the whole input would be.
#[derive(Debug, Default)]
pub struct Seam {
    /// The end of the parse so far, of which it is not known how much is needed.
    tail: Option<SeamTail>,
}

/// Tokens, and the states between them.
#[derive(Debug)]
struct SeamTail {
    tokens: Vec<Token>,
    marks: Vec<Mark>,
}

impl Seam {
    /// Joins the parse of the next segment, and hands on the tokens that are certain with it.
    pub fn join(
        &mut self,
        segment: &Segment,
        parsed: Parsed,
        tuning: Tuning,
        mut hand_on: impl FnMut(&[Token]),
    ) -> Option<ScanEnding> {
        let (parsed, from) = match self.tail.take() {
            // The first one has not had to guess.
            None => (parsed, 0),
            Some(tail) => {
                let (tail_end, parsed, from) = tail.meet(segment, parsed, tuning);
                hand_on(&tail.tokens[..tail_end]);
                (parsed, from)
            }
        };
        let Parsed { mut tokens, marks, ending } = parsed;
        if ending.is_none() {
            // Marks within the segment could not be met by the next parse, which begins at its end.
            let marks = marks.into_iter().filter(|mark| mark.state.position >= segment.end());
            self.tail = Some(SeamTail::new(&mut tokens, marks.collect()));
        }
        hand_on(&tokens[from..]);
        ending
    }
}

impl SeamTail {
    /// Takes it off the tokens: those from the first mark on.
    fn new(tokens: &mut Vec<Token>, mut marks: Vec<Mark>) -> Self {
        let first = marks.first().map_or(tokens.len(), |mark| mark.tokens);
        for mark in &mut marks {
            mark.tokens -= first;
        }
        Self { tokens: tokens.split_off(first), marks }
    }

    /// Finds where the next parse is met, if need be by parsing again: how many tokens of the tail
    /// come before that, the next parse, and how many of its tokens to leave out.
    fn meet(&self, segment: &Segment, next: Parsed, tuning: Tuning) -> (usize, Parsed, usize) {
        if let Some((before, left_out)) = first_common(&self.marks, &next.marks) {
            return (before, next, left_out);
        }
        let last = self.marks.last().expect("a tail is longer than the longest way between two marks");
        // Every state of the tail is a true one; the last one leaves the least to parse again.
        (last.tokens, parse_again(segment, tuning, last.state, &next), 0)
    }
}

/// The first state that is marked in both lists: how many tokens come before it in each.
fn first_common(ones: &[Mark], others: &[Mark]) -> Option<(usize, usize)> {
    let (mut ones, mut others) = (ones.iter().peekable(), others.iter().peekable());
    loop {
        let (one, other) = (ones.peek()?, others.peek()?);
        // Both lists are sorted, as a parse passes its states in order. The states are equal only
        // if position and pending byte are; equal positions alone would lose or repeat a byte.
        match one.state.cmp(&other.state) {
            Ordering::Less => ones.next(),
            Ordering::Greater => others.next(),
            Ordering::Equal => return Some((one.tokens, other.tokens)),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::state::State;
    use super::*;

    #[test]
    fn the_first_state_in_both_lists_counts() {
        let marks = |states: &[(u64, bool)]| {
            let marks = states.iter().zip(1..);
            let mark = |(&(position, pending), tokens)| Mark { state: State { position, pending }, tokens };
            marks.map(mark).collect::<Vec<_>>()
        };
        let ones = marks(&[(3, false), (5, true), (8, true), (9, false)]);
        assert_eq!(
            first_common(&ones, &marks(&[(4, false), (5, false), (8, true), (9, false)])),
            Some((3, 3))
        );
        assert_eq!(first_common(&ones, &marks(&[(3, true), (9, true)])), None);
        assert_eq!(first_common(&ones, &[]), None);
    }
}
