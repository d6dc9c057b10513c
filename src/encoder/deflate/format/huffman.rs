//! Huffman codes of limited length.
//!
//! Many codes are optimal for the same frequencies, and where the lengths are
//! limited none is. So each step here, down to how ties in the heap are broken,
//! is part of the rules (docs/spec/gnu-1.md, section 7.3).

mod tree;

pub use tree::code_lengths;

/// The code of a symbol, with the bits in the order in which they are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Codeword {
    pub bits: u16,
    /// How many bits, 0 for a symbol without a code.
    pub length: u8,
}

/// The longest code of the format, in bits.
const LONGEST: usize = 15;

/// A prefix code over the symbols `0..N`.
#[derive(Debug)]
pub struct HuffmanCode<const N: usize> {
    words: [Codeword; N],
    /// The number of symbols up to the last one that has a code.
    used: usize,
}

impl<const N: usize> HuffmanCode<N> {
    /// The code for symbols that occur this often, with at most `limit` bits each.
    pub fn for_counts(counts: &[u32; N], limit: u8) -> Self {
        Self::from_lengths(&code_lengths(counts, limit))
    }

    /// The canonical code with these lengths (RFC 1951, section 3.2.2).
    pub fn from_lengths(lengths: &[u8; N]) -> Self {
        let mut next = first_codes(lengths);
        let words = lengths.map(|length| {
            let code = next[usize::from(length)];
            next[usize::from(length)] = code.wrapping_add(1);
            Codeword { bits: reversed(code, length), length }
        });
        // Found in the lengths and not in the counts, so dummy symbols are included, as the rules
        // ask (docs/spec/gnu-1.md, section 7.4).
        let used = lengths.iter().rposition(|&length| length > 0).map_or(0, |last| last + 1);
        Self { words, used }
    }

    #[inline(always)]
    pub fn word(&self, symbol: usize) -> Codeword {
        self.words[symbol]
    }

    /// The length of the code of this symbol, in bits.
    pub fn length(&self, symbol: usize) -> u8 {
        self.words[symbol].length
    }

    /// The lengths of all symbols up to the last one that has a code.
    pub fn lengths(&self) -> Vec<u8> {
        self.words[..self.used].iter().map(|word| word.length).collect()
    }

    /// The bits that symbols take when they occur this often.
    pub fn cost(&self, counts: &[u32; N]) -> u64 {
        let costs = counts.iter().zip(&self.words);
        costs.map(|(&count, word)| u64::from(count) * u64::from(word.length)).sum()
    }
}

/// The numerically first code of each length.
fn first_codes(lengths: &[u8]) -> [u16; LONGEST + 1] {
    let mut counts = [0; LONGEST + 1];
    for &length in lengths {
        counts[usize::from(length)] += 1;
    }
    // Symbols without a code must not count, or the codes of length 1 would start above them.
    counts[0] = 0;
    let mut first = [0; LONGEST + 1];
    for length in 1..=LONGEST {
        first[length] = (first[length - 1] + counts[length - 1]) << 1;
    }
    first
}

/// A code with its first bit in the lowest place, as codes are written.
fn reversed(code: u16, length: u8) -> u16 {
    // Codes are written from their first bit on, everything else from its lowest (RFC 1951, section
    // 3.1.1). Reversing them once here lets the writer treat both alike.
    if length == 0 { 0 } else { code.reverse_bits() >> (16 - length) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_codes_are_those_of_the_standard() {
        // The example of RFC 1951, section 3.2.2.
        let code = HuffmanCode::from_lengths(&[3, 3, 3, 3, 3, 2, 4, 4]);
        let expected = [0b010, 0b011, 0b100, 0b101, 0b110, 0b00, 0b1110, 0b1111];
        for (symbol, bits) in expected.into_iter().enumerate() {
            let word = code.word(symbol);
            assert_eq!(word.bits, reversed(bits, word.length), "symbol {symbol}");
        }
    }

    #[test]
    fn a_lone_symbol_gets_a_companion() {
        assert_eq!(code_lengths(&[0, 0, 0, 0], 15), [1, 1, 0, 0]);
        assert_eq!(code_lengths(&[5, 0, 0, 0], 15), [1, 1, 0, 0]);
        assert_eq!(code_lengths(&[0, 5, 0, 0], 15), [0, 1, 1, 0]);
        assert_eq!(code_lengths(&[0, 0, 0, 5], 15), [1, 0, 0, 1]);
    }

    #[test]
    fn over_long_codes_are_shortened_and_stay_complete() {
        let mut counts = [0; 20];
        let (mut one, mut other) = (1, 1);
        for count in &mut counts {
            *count = one;
            (one, other) = (other, one + other);
        }
        for limit in [5, 7, 10, 15] {
            let lengths = code_lengths(&counts, limit);
            let filled: u32 = lengths.iter().map(|&length| 1 << (limit - length)).sum();
            assert_eq!(filled, 1 << limit, "limit {limit}");
            assert!(lengths.is_sorted_by(|rare, common| rare >= common));
        }
    }
}
