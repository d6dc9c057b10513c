//! The sliding window over the input and the bookkeeping of what has been read.
//!
//! GNU gzip works in a buffer of two windows, and a few of its decisions show
//! where that buffer stands (docs/spec/gnu-1.md, section 5):
//! what the bytes after the end are, when searching stops, and whether a block
//! may still be stored. So this room keeps the same buffer and moves it at the
//! same moments. Everybody else addresses bytes by their *index* in the buffer.

use super::tuning::{MIN_LOOKAHEAD, SLIDE_AT};
use crate::encoder::deflate::format::{MAX_MATCH, WINDOW};

/// The bytes the buffer can hold: the window and as much to look ahead.
pub const CAPACITY: usize = 2 * WINDOW;
/// Room for reads of whole words that begin near the end; never filled with input.
// A word that begins at the last byte reads seven bytes beyond it, and `close` writes two bytes
// there.
const SLACK: usize = 16;
/// The length of the array behind the buffer.
const SIZE: usize = CAPACITY + SLACK;

/// The part of the input that is in sight.
#[derive(Debug)]
pub struct Window {
    bytes: Box<[u8; SIZE]>,
    /// The index after the last byte of input.
    end: usize,
    /// How often the window has moved on by [`WINDOW`] bytes.
    slides: u64,
    /// Whether it is known that no input follows `end`.
    closed: bool,
}

impl Window {
    pub fn new() -> Self {
        Self { bytes: Box::new([0; SIZE]), end: 0, slides: 0, closed: false }
    }

    /// A window that stands in the middle of an input: in its first half there is history, from a
    /// position on that is a multiple of its size, and the second half is still to be filled.
    pub fn resume(base: u64, history: &[u8; WINDOW]) -> Self {
        let mut window = Self::new();
        window.bytes[..WINDOW].copy_from_slice(history);
        // The state right after a slide: history below, room for input above, as at every multiple
        // of the size.
        window.end = WINDOW;
        window.slides = base / WINDOW as u64;
        if window.slides > 0 {
            // A slide has left the same bytes in both halves.
            window.bytes[WINDOW..CAPACITY].copy_from_slice(history);
        }
        window
    }

    /// Takes in as much of `data` as there is room for and returns how much that was.
    pub fn fill(&mut self, data: &[u8]) -> usize {
        let room = &mut self.bytes[self.end..CAPACITY];
        let taken = data.len().min(room.len());
        room[..taken].copy_from_slice(&data[..taken]);
        self.end += taken;
        taken
    }

    pub fn is_full(&self) -> bool {
        self.end == CAPACITY
    }

    /// Whether it is known that no input follows.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Whether a refill at this index has to move the window first.
    pub fn must_slide(index: usize) -> bool {
        index >= SLIDE_AT
    }

    /// Moves on by [`WINDOW`] bytes, so that all indexes shrink by as much.
    ///
    /// The upper half keeps its bytes; those that no input overwrites are the
    /// stale bytes that a compare beyond the end of the input runs into.
    pub fn slide(&mut self) {
        // Not a ring: bytes that searches run over beyond the end of the input have to be those of the copy.
        self.bytes.copy_within(WINDOW..CAPACITY, 0);
        self.end -= WINDOW;
        self.slides += 1;
    }

    /// Notes that the input has ended, which puts two zero bytes behind it.
    pub fn close(&mut self) {
        // Two and not three: the hash of the last position reads two bytes beyond it, and gzip
        // clears just these (docs/spec/gnu-1.md, section 5.4). The stale ones behind them are
        // compared too.
        self.bytes[self.end..self.end + 2].fill(0);
        self.closed = true;
    }

    /// The position in the whole input of the byte with index 0.
    pub fn base(&self) -> u64 {
        self.slides * WINDOW as u64
    }

    /// The index after the last byte of input.
    pub fn end(&self) -> usize {
        self.end
    }

    /// The first index where a parser has to stop: at the end of a closed
    /// window, else where too few bytes are ahead.
    pub fn parse_end(&self) -> usize {
        // With 262 bytes ahead the longest match and the hash behind it are input. gzip refills
        // below that, so parsing further would compare bytes that are not there yet.
        let reserve = if self.closed { 0 } else { MIN_LOOKAHEAD - 1 };
        self.end.saturating_sub(reserve)
    }

    /// The index up to which the words in the window are known: later ones have bytes that may
    /// still change.
    ///
    /// Once the input has ended, nothing changes any longer, even beyond the end, and
    /// a comparison can extend to the longest match there.
    pub fn settled_end(&self) -> usize {
        if self.closed { (self.end + MAX_MATCH).min(CAPACITY) } else { self.end.saturating_sub(WORD - 1) }
    }

    /// The input from one index to another.
    pub fn slice(&self, from: usize, to: usize) -> &[u8] {
        &self.bytes[from..to]
    }

    pub fn byte(&self, index: usize) -> u8 {
        self.bytes[index % CAPACITY]
    }

    /// The [`WORD`] bytes from this index on, the first one in the low bits.
    ///
    /// The index is taken modulo the capacity; no caller goes beyond it, but
    /// it lets the compiler see that the read is inside the array.
    #[inline(always)]
    pub fn word(&self, index: usize) -> u64 {
        let start = index % CAPACITY;
        let mut word = [0; WORD];
        word.copy_from_slice(&self.bytes[start..start + WORD]);
        u64::from_le_bytes(word)
    }

    /// How many bytes from the two indexes on are equal, at most [`MAX_MATCH`].
    ///
    /// The compare does not stop at the end of the input.
    #[inline(always)]
    pub fn common_length(&self, one: usize, other: usize) -> usize {
        for offset in (0..MAX_MATCH).step_by(WORD) {
            // The last word reaches beyond 258 bytes, hence the `min`: 258 is not a multiple of
            // eight.
            let difference = self.word(one + offset) ^ self.word(other + offset);
            if difference != 0 {
                return (offset + leading_equal_bytes(difference)).min(MAX_MATCH);
            }
        }
        MAX_MATCH
    }
}

/// The bytes in a word.
pub const WORD: usize = 8;

/// How many bytes, from the low end on, are equal in two words that differ in these bits.
#[inline(always)]
pub fn leading_equal_bytes(difference: u64) -> usize {
    difference.trailing_zeros() as usize / 8
}
