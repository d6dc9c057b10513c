//! How a block is coded: stored, with the fixed codes, or with codes of its own.

use super::bits::BitWriter;
use super::huffman::Code;
use super::lengths::CodeHeader;
use super::token::{
    DISTANCES, END_OF_BLOCK, Kind, LITERALS, Token, distance_symbol, length_extra_bits, length_symbol,
};

/// A block as it was cut, independent of all others.
#[derive(Debug)]
pub struct Block<'a> {
    pub tokens: &'a [Token],
    /// The input it stands for, or nothing when that has left the window.
    pub raw: Option<&'a [u8]>,
    /// Whether it ends the stream.
    pub last: bool,
}

/// The longest code for a literal, a length or a distance, in bits.
const LIMIT: u8 = 15;
/// The bits that begin every block.
const HEADER_BITS: u64 = 3;
/// The most bytes that can be stored in one block.
const MOST_STORED: usize = 0xffff;

/// Writes blocks.
#[derive(Debug)]
pub struct BlockWriter {
    fixed: Codes,
}

/// The codes of a block.
#[derive(Debug)]
struct Codes {
    literals: Code<LITERALS>,
    distances: Code<DISTANCES>,
}

/// The ways to code a block, with the number that stands for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Stored = 0,
    Fixed = 1,
    Dynamic = 2,
}

impl BlockWriter {
    pub fn new() -> Self {
        Self { fixed: Codes::fixed() }
    }

    /// Writes a block in the form that the rules choose.
    pub fn write(&self, block: &Block, bits: &mut BitWriter) {
        let counts = Counts::of(block.tokens);
        let own = Codes::for_counts(&counts);
        let header = CodeHeader::new(&own.literals, &own.distances);
        let fixed_bytes = whole_bytes(self.fixed.cost(&counts));
        let own_bytes = whole_bytes(header.cost() + own.cost(&counts));
        let best = fixed_bytes.min(own_bytes);
        match block.raw {
            Some(raw) if raw.len() as u64 + 4 <= best && raw.len() <= MOST_STORED => {
                begin(Form::Stored, block.last, bits);
                store(raw, bits);
            }
            _ if fixed_bytes <= own_bytes => {
                begin(Form::Fixed, block.last, bits);
                self.fixed.write(block.tokens, bits);
            }
            _ => {
                begin(Form::Dynamic, block.last, bits);
                header.write(bits);
                own.write(block.tokens, bits);
            }
        }
    }
}

/// The bytes a block takes, of which all but the header are given in bits.
///
/// Sizes are compared in bytes, so that a few bits make no difference (the
/// `gnu-1` behavioural specification, sections 7.5 and 7.6).
const fn whole_bytes(bits: u64) -> u64 {
    (bits + HEADER_BITS).div_ceil(8)
}

fn begin(form: Form, last: bool, bits: &mut BitWriter) {
    bits.put(u32::from(last), 1);
    bits.put(form as u32, 2);
}

/// Writes bytes as they are, after their number and its complement.
fn store(raw: &[u8], bits: &mut BitWriter) {
    let length = raw.len() as u16;
    bits.align();
    bits.put_bytes(&length.to_le_bytes());
    bits.put_bytes(&(!length).to_le_bytes());
    bits.put_bytes(raw);
}

/// How often each symbol occurs in a block.
struct Counts {
    literals: [u32; LITERALS],
    distances: [u32; DISTANCES],
}

impl Counts {
    fn of(tokens: &[Token]) -> Self {
        let mut counts = Self { literals: [0; LITERALS], distances: [0; DISTANCES] };
        for token in tokens {
            match token.kind() {
                Kind::Literal(byte) => counts.literals[usize::from(byte)] += 1,
                Kind::Match { length, distance } => {
                    counts.literals[usize::from(length_symbol(length).index)] += 1;
                    counts.distances[usize::from(distance_symbol(distance).index)] += 1;
                }
            }
        }
        counts.literals[END_OF_BLOCK] = 1;
        counts
    }

    /// The extra bits of all symbols together.
    fn extra_bits(&self) -> u64 {
        let lengths = self.literals.iter().enumerate();
        let lengths = lengths.map(|(symbol, &n)| u64::from(n) * u64::from(length_extra_bits(symbol)));
        let distances = self.distances.iter().zip(0u64..);
        let distances = distances.map(|(&n, symbol)| u64::from(n) * (symbol / 2).saturating_sub(1));
        lengths.sum::<u64>() + distances.sum::<u64>()
    }
}

impl Codes {
    /// The codes that need no description (RFC 1951, section 3.2.6).
    fn fixed() -> Self {
        let literals = std::array::from_fn(|symbol| match symbol {
            0..144 | 280.. => 8,
            144..256 => 9,
            256..280 => 7,
        });
        Self { literals: Code::from_lengths(&literals), distances: Code::from_lengths(&[5; DISTANCES]) }
    }

    fn for_counts(counts: &Counts) -> Self {
        Self {
            literals: Code::for_counts(&counts.literals, LIMIT),
            distances: Code::for_counts(&counts.distances, LIMIT),
        }
    }

    /// The bits that all symbols of a block take.
    fn cost(&self, counts: &Counts) -> u64 {
        self.literals.cost(&counts.literals) + self.distances.cost(&counts.distances) + counts.extra_bits()
    }

    fn write(&self, tokens: &[Token], bits: &mut BitWriter) {
        for token in tokens {
            match token.kind() {
                Kind::Literal(byte) => self.write_literal(usize::from(byte), bits),
                Kind::Match { length, distance } => self.write_match(length, distance, bits),
            }
        }
        self.write_literal(END_OF_BLOCK, bits);
    }

    #[inline(always)]
    fn write_literal(&self, symbol: usize, bits: &mut BitWriter) {
        let word = self.literals.word(symbol);
        bits.put(u32::from(word.bits), word.length);
    }

    #[inline(always)]
    fn write_match(&self, length: u8, distance: u16, bits: &mut BitWriter) {
        let length = length_symbol(length);
        let distance = distance_symbol(distance);
        for (word, symbol) in [
            (self.literals.word(usize::from(length.index)), length),
            (self.distances.word(usize::from(distance.index)), distance),
        ] {
            let value = u32::from(word.bits) | u32::from(symbol.extra) << word.length;
            bits.put(value, word.length + symbol.extra_bits);
        }
    }
}
