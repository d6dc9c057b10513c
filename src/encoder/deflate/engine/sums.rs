//! Blocks that end where the input says so, as with the option `--rsyncable` of gzip.
//!
//! A byte is a border if the sum of the last 4096 bytes, itself included, is a multiple of 4096. The block ends with
//! the token in which a border lies, so a change of the input changes the blocks near it and no later ones.
//! The tokens are the same as without this (docs/spec/gnu-1.md, section 11).

use super::window::Window;
use crate::encoder::deflate::format::WINDOW;
use crate::encoder::deflate::format::token::Token;

/// The number of bytes in a sum, and the number that a sum at a border is a multiple of.
const SUMMED: usize = 4096;

/// The running sum of a parse.
#[derive(Debug)]
pub struct Sums {
    /// The sum up to the next byte; `None` until there is a token.
    // A parse that goes on in the middle of an input begins with a sum over its history, so that what it marks
    // depends on the input alone. Otherwise the number of threads would decide bytes.
    sum: Option<u32>,
    /// The window index of the first byte that belongs to no token yet.
    next: usize,
}

impl Sums {
    /// For a parse whose first token begins at this window index.
    pub fn new(next: usize) -> Self {
        Self { sum: None, next }
    }

    /// Follows the window, whose indexes have shrunk.
    pub fn slide(&mut self) {
        self.next -= WINDOW;
    }

    /// Marks the tokens that end a block. They are the ones after those of the last call.
    pub fn mark(&mut self, window: &Window, tokens: &mut [Token]) {
        for token in tokens {
            let mut is_border = false;
            for index in self.next..self.next + token.span() {
                is_border |= self.add(window, index);
            }
            self.next += token.span();
            if is_border {
                *token = token.ending_block();
            }
        }
    }

    /// Moves the sum on by a byte; true at a border.
    #[inline(always)]
    fn add(&mut self, window: &Window, index: usize) -> bool {
        let sum = self.sum.get_or_insert_with(|| sum_before(window, index));
        *sum += u32::from(window.byte(index));
        // The first byte with a full sum is the one at 4095, but gzip checks sums only once they have lost a byte.
        // Behind the first window an index is never as small as this.
        if index < SUMMED {
            return false;
        }
        *sum -= u32::from(window.byte(index - SUMMED));
        sum.is_multiple_of(SUMMED as u32)
    }
}

/// The sum of the bytes before an index.
fn sum_before(window: &Window, index: usize) -> u32 {
    window.slice(index.saturating_sub(SUMMED), index).iter().map(|&byte| u32::from(byte)).sum()
}
