//! How a block is coded: stored, with the fixed codes, or with codes of its own.

use super::bits::BitWriter;
use super::counts::Counts;
use super::huffman::{Codeword, HuffmanCode};
use super::lengths::CodeHeader;
use super::token::{
    DISTANCES, END_OF_BLOCK, ITEMS, LITERALS, SLOTS, Token, distance_extra_bits, item_symbol,
};

/// A block as it was cut, independent of all others.
#[derive(Debug)]
pub struct CutBlock<'a> {
    pub tokens: &'a [Token],
    pub counts: &'a Counts,
    /// The input it stands for, or nothing when that has left the window.
    pub raw: Option<&'a [u8]>,
    /// Whether it ends the stream.
    pub last: bool,
    /// Whether the next block has to begin with a byte.
    pub aligned: bool,
}

/// The longest code for a literal, a length or a distance, in bits.
const LIMIT: u8 = 15;
/// The bits that begin every block.
const HEADER_BITS: u64 = 3;
/// The most bytes that can be stored in one block.
pub const MOST_STORED: usize = 0xffff;

/// Writes blocks.
#[derive(Debug)]
pub struct BlockWriter {
    fixed: Codes,
}

/// The codes of a block.
#[derive(Debug)]
struct Codes {
    literals: HuffmanCode<LITERALS>,
    distances: HuffmanCode<DISTANCES>,
}

/// The ways to code a block, with the number that stands for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BlockForm {
    Stored = 0,
    Fixed = 1,
    Dynamic = 2,
}

impl BlockWriter {
    pub fn new() -> Self {
        Self { fixed: Codes::fixed() }
    }

    /// Writes a block in the form that the rules choose.
    pub fn write(&self, block: &CutBlock, bits: &mut BitWriter) {
        self.put(&self.choose(block), block, bits);
        if block.aligned {
            fill_byte(bits);
        }
    }

    /// The same for a place in the stream that is not known yet.
    pub fn code(&self, block: &CutBlock) -> BlockPiece {
        match self.choose(block) {
            // Its padding depends on the bits before it, which another thread may still be coding.
            // Whether it is stored does not, so only the writing waits.
            BlockChoice::Stored(raw) => BlockPiece::Stored { raw: raw.to_vec(), last: block.last },
            choice => {
                let mut bits = BitWriter::default();
                self.put(&choice, block, &mut bits);
                BlockPiece::Coded { bits, aligned: block.aligned }
            }
        }
    }

    fn put(&self, choice: &BlockChoice, block: &CutBlock, bits: &mut BitWriter) {
        match choice {
            BlockChoice::Stored(raw) => store(raw, block.last, bits),
            BlockChoice::Fixed(cost) => {
                begin(BlockForm::Fixed, block.last, bits);
                self.fixed.write(block.tokens, *cost, bits);
            }
            BlockChoice::Dynamic(own) => {
                begin(BlockForm::Dynamic, block.last, bits);
                own.header.write(bits);
                own.codes.write(block.tokens, own.cost, bits);
            }
        }
    }

    /// Chooses the form that takes the fewest bytes, so that a few bits make no difference
    /// (docs/spec/gnu-1.md, sections 7.5 and 7.6).
    fn choose<'a>(&self, block: &CutBlock<'a>) -> BlockChoice<'a> {
        let codes = Codes::for_counts(block.counts);
        let header = CodeHeader::new(&codes.literals, &codes.distances);
        let (fixed_cost, cost) = (self.fixed.cost(block.counts), codes.cost(block.counts));
        let fixed_bytes = whole_bytes(fixed_cost);
        let own_bytes = whole_bytes(header.cost() + cost);
        let best = fixed_bytes.min(own_bytes);
        match block.raw {
            // Stored blocks are compared without the bits of their header and padding, the others
            // with them. The lead is a rule, like both ties: stored wins against the others, and
            // fixed wins against dynamic.
            Some(raw) if raw.len() as u64 + 4 <= best && raw.len() <= MOST_STORED => BlockChoice::Stored(raw),
            _ if fixed_bytes <= own_bytes => BlockChoice::Fixed(fixed_cost),
            _ => BlockChoice::Dynamic(Box::new(Own { header, codes, cost })),
        }
    }
}

/// How a block is written, with the bits that its tokens take.
enum BlockChoice<'a> {
    Stored(&'a [u8]),
    Fixed(u64),
    Dynamic(Box<Own>),
}

/// The codes of one block.
struct Own {
    header: CodeHeader,
    codes: Codes,
    cost: u64,
}

/// A block whose place in the stream is not known: a stored one has to know it, as its bytes start
/// at a byte border.
#[derive(Debug)]
pub enum BlockPiece {
    Coded { bits: BitWriter, aligned: bool },
    Stored { raw: Vec<u8>, last: bool },
}

impl BlockPiece {
    pub fn write(&self, bits: &mut BitWriter) {
        match self {
            Self::Coded { bits: coded, aligned } => {
                bits.append(coded);
                if *aligned {
                    fill_byte(bits);
                }
            }
            // It ends with whole bytes.
            Self::Stored { raw, last } => store(raw, *last, bits),
        }
    }
}

/// The bytes a block takes, of which all but the header are given in bits.
const fn whole_bytes(bits: u64) -> u64 {
    (bits + HEADER_BITS).div_ceil(8)
}

fn begin(form: BlockForm, last: bool, bits: &mut BitWriter) {
    bits.put(u32::from(last), 1);
    bits.put(form as u32, 2);
}

/// Writes bytes as they are, after their number and its complement.
fn store(raw: &[u8], last: bool, bits: &mut BitWriter) {
    begin(BlockForm::Stored, last, bits);
    let length = raw.len() as u16;
    bits.align();
    bits.put_bytes(&length.to_le_bytes());
    bits.put_bytes(&(!length).to_le_bytes());
    bits.put_bytes(raw);
}

/// Fills the last byte, if need be, with an empty stored block (docs/spec/gnu-1.md, section 11.2).
fn fill_byte(bits: &mut BitWriter) {
    // The block would be harmless at a byte border too, but gzip writes none there.
    if !bits.is_aligned() {
        store(&[], false, bits);
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
        Self {
            // The fixed code is built over 288 symbols although two never occur: without them it
            // would be incomplete, and the codes of the 9-bit literals would come out differently.
            literals: HuffmanCode::from_lengths(&literals),
            distances: HuffmanCode::from_lengths(&[5; DISTANCES]),
        }
    }

    fn for_counts(counts: &Counts) -> Self {
        Self {
            literals: HuffmanCode::for_counts(&counts.literals(), LIMIT),
            distances: HuffmanCode::for_counts(&counts.distances(), LIMIT),
        }
    }

    /// The bits that all symbols of a block take.
    fn cost(&self, counts: &Counts) -> u64 {
        let words = self.literals.cost(&counts.literals()) + self.distances.cost(&counts.distances());
        words + counts.length_bits() + counts.distance_bits()
    }

    /// Writes tokens and the end of the block, which take `cost` bits.
    fn write(&self, tokens: &[Token], cost: u64, bits: &mut BitWriter) {
        let (items, slots) = (self.items(), self.slots());
        let end = self.literals.word(END_OF_BLOCK);
        // `cost` is exact, so it is also the room that is needed.
        bits.extend(cost, |room| {
            for token in tokens {
                // Everything about a token is looked up, and literals and matches take the same
                // path: which one comes next is unpredictable, and a branch on it would stall the
                // processor.
                let item = items[token.item()];
                // A literal has distance 0, which wraps around. Its slot has no code and an empty
                // mask, so that adds no bits.
                let less_one = token.distance().wrapping_sub(1);
                let slot = slots[token.slot()];
                let extra = u64::from(less_one & slot.extra_mask);
                let value = u64::from(slot.bits) | extra << slot.code_length;
                // A match has at most 15 + 5 + 15 + 13 = 48 bits, so it fits into one `put` of 56.
                room.put(u64::from(item.bits) | value << item.length, item.length + slot.length);
            }
            room.put(u64::from(end.bits), end.length);
        });
    }

    /// The code of each item, its extra bits included.
    fn items(&self) -> [ItemCode; ITEMS] {
        std::array::from_fn(|item| {
            let symbol = item_symbol(item);
            let word = self.literals.word(usize::from(symbol.index));
            let bits = u32::from(word.bits) | u32::from(symbol.extra) << word.length;
            ItemCode { bits, length: word.length + symbol.extra_bits }
        })
    }

    /// The code of each slot of distances. That of literals is empty.
    fn slots(&self) -> [SlotCode; SLOTS] {
        std::array::from_fn(|slot| {
            let word = if slot < DISTANCES { self.distances.word(slot) } else { Codeword::default() };
            let extra_bits = distance_extra_bits(slot);
            SlotCode {
                bits: word.bits,
                extra_mask: (1 << extra_bits) - 1,
                code_length: word.length,
                length: word.length + extra_bits,
            }
        })
    }
}

/// The bits of an item, and how many.
#[derive(Clone, Copy)]
struct ItemCode {
    bits: u32,
    length: u8,
}

/// The code of the distances in a slot.
#[derive(Clone, Copy)]
struct SlotCode {
    bits: u16,
    /// Which bits of a distance less 1 are extra bits.
    extra_mask: u16,
    code_length: u8,
    /// The length of the code with the extra bits.
    length: u8,
}
