//! Inputs for the option `--rsyncable`, by which blocks end where the sum of the last 4096 bytes is a multiple of 4096.

use std::collections::BTreeSet;

use super::inputs::Scale;
use super::random::{Case, Random};

/// The bytes of a sum.
const SUMMED: usize = 4096;

/// Bytes of few values, with a border every few dozen bytes: at literals, in matches, behind each other, and at
/// the last byte of the input.
pub fn borders(scale: Scale) -> impl Iterator<Item = Case> {
    const ALPHABETS: [&[u8]; 5] =
        [&[0, 64, 128, 192, 32], &[0, 255], &[0, 16, 32, 48], &[0, 1], &[0, 128, 130, 7, 9, 64]];
    let tries = match scale {
        Scale::Short => 60,
        Scale::Long => 500,
    };
    (0..tries).map(|number| {
        Case::new(format!("borders {number}"), |random| {
            let most = [9000, 70_000, 300_000][number % 3];
            let size = random.below(most);
            let alphabet = ALPHABETS[number % ALPHABETS.len()];
            let mut bytes = Vec::new();
            while bytes.len() < size {
                let length = 1 + random.below(40);
                match random.below(20) {
                    0 => bytes.extend(std::iter::repeat_n(alphabet[0], 30 * length)),
                    1..10 => random.copy_back(&mut bytes, length),
                    _ => bytes.extend(random.letters(length, alphabet)),
                }
            }
            bytes
        })
    })
}

/// A border at the last token of a block that is full, which only the bytes behind the block show.
pub fn full_blocks(scale: Scale) -> impl Iterator<Item = Case> {
    const FULL: usize = 32767;
    tries(scale).map(|number| {
        Case::new(format!("a full block {number}"), |random| {
            let mut bytes = Literals::default();
            // One earlier or later the border is a block of its own, or ends the block before it is full.
            let border = FULL + number % 3 - 1;
            bytes.add(random, border - STEERED);
            bytes.steer(STEERED);
            bytes.add(random, 3000);
            bytes.bytes
        })
    })
}

/// The same at the token where a block ends early because it compresses well.
pub fn profitable_blocks(scale: Scale) -> impl Iterator<Item = Case> {
    const EXAMINED: usize = 4096;
    tries(scale).map(|number| {
        Case::new(format!("a profitable block {number}"), |random| {
            let mut bytes = Literals::default();
            bytes.add(random, 1000);
            let rounds = 20;
            for round in 0..rounds {
                // Each one begins before the one before it, so that no nearer copy has a part of it.
                let start = 200 - 7 * round;
                bytes.bytes.extend_from_within(start..start + 250);
                bytes.add(random, 20);
            }
            let tokens = 1000 + 21 * rounds;
            bytes.add(random, EXAMINED + number % 3 - 1 - tokens - STEERED);
            bytes.steer(STEERED);
            bytes.add(random, 3000);
            bytes.bytes
        })
    })
}

fn tries(scale: Scale) -> std::ops::Range<usize> {
    match scale {
        Scale::Short => 0..30,
        Scale::Long => 0..200,
    }
}

/// The last bytes before a border that is made.
const STEERED: usize = 40;
/// The values of literals. With more of them blocks would be stored, and those end with whole bytes anyway.
const VALUES: usize = 64;

/// Bytes in which no three in a row occur twice unless they are copied, so that every other byte is a token.
#[derive(Default)]
struct Literals {
    bytes: Vec<u8>,
    seen: BTreeSet<[u8; 3]>,
}

impl Literals {
    /// Appends bytes of which none is a border.
    fn add(&mut self, random: &mut Random, count: usize) {
        for _ in 0..count {
            let needed = self.needed();
            let mut fits = |byte: &u8| {
                let is_new = match *self.bytes {
                    [.., first, second] => self.seen.insert([first, second, *byte]),
                    _ => true,
                };
                is_new && needed != usize::from(*byte)
            };
            let byte = (0..5000).map(|_| random.below(VALUES) as u8).find(&mut fits);
            self.bytes.push(byte.expect("there are enough"));
        }
    }

    /// Appends bytes of which the last one is a border, and no other is.
    fn steer(&mut self, count: usize) {
        let former = |bytes: &[u8]| usize::from(bytes[bytes.len() - SUMMED]);
        for left in (1..=count).rev() {
            let last = former(&self.bytes);
            // What the sum still lacks is spread over the bytes that are left.
            let lacking = (self.needed() + SUMMED - last) % SUMMED;
            self.bytes.push((last + lacking / left) as u8);
        }
    }

    /// The value of the next byte that would be a border, if it is one.
    fn needed(&self) -> usize {
        let start = self.bytes.len().saturating_sub(SUMMED - 1);
        let sum: usize = self.bytes[start..].iter().map(|&byte| usize::from(byte)).sum();
        (SUMMED - sum % SUMMED) % SUMMED
    }
}
