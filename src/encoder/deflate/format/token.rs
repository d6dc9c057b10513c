//! Tokens, and the symbols by which they are coded (RFC 1951, section 3.2.5).

use super::MIN_MATCH;

/// A literal byte or a match, packed so that both are coded in the same way, without a branch that
/// nobody could predict: an *item*, then a distance, which is 0 for a literal and takes no bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token(u32);

/// The items: 256 literal bytes, and above them 256 lengths less [`MIN_MATCH`].
pub const ITEMS: usize = 512;
/// The first item that is a length.
const FIRST_LENGTH: usize = 256;
/// The bits of a token: an item below a distance below a slot.
const ITEM_BITS: u32 = 9;
// A distance of 32768 has 16 bits, so item and distance end at bit 25. The slot could be computed
// from the distance each time; it is kept since a token is counted once and coded once, both in hot
// loops.
const SLOT_AT: u32 = 27;
/// Set if the block ends with the token. Between the distance and the slot there is room for it.
const LAST_OF_BLOCK: u32 = 1 << 25;

impl Token {
    pub const fn literal(byte: u8) -> Self {
        Self((NO_DISTANCE as u32) << SLOT_AT | byte as u32)
    }

    /// A copy of `length` bytes (3 to 258) from `distance` bytes back (1 to 32768).
    pub const fn copy(length: usize, distance: usize) -> Self {
        let item = FIRST_LENGTH | (length - MIN_MATCH) & 0xff;
        let slot = distance_slot(distance as u16);
        Self((slot as u32) << SLOT_AT | (distance as u32) << ITEM_BITS | item as u32)
    }

    /// The same token as the last one of its block.
    pub const fn ending_block(self) -> Self {
        Self(self.0 | LAST_OF_BLOCK)
    }

    /// Whether the block ends with it, however many tokens it has.
    #[inline(always)]
    pub const fn ends_block(self) -> bool {
        self.0 & LAST_OF_BLOCK != 0
    }

    #[inline(always)]
    pub const fn item(self) -> usize {
        self.0 as usize % ITEMS
    }

    /// How many bytes back, or 0 for a literal.
    #[inline(always)]
    pub const fn distance(self) -> u16 {
        (self.0 >> ITEM_BITS) as u16
    }

    /// The slot of the distance.
    #[inline(always)]
    pub const fn slot(self) -> usize {
        (self.0 >> SLOT_AT) as usize
    }

    /// How many bytes of input the token stands for.
    pub const fn span(self) -> usize {
        item_span(self.item())
    }
}

/// How many bytes of input an item stands for.
pub const fn item_span(item: usize) -> usize {
    match item {
        ..FIRST_LENGTH => 1,
        _ => item - FIRST_LENGTH + MIN_MATCH,
    }
}

/// A symbol together with the extra bits that follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbol {
    pub index: u16,
    pub extra_bits: u8,
    pub extra: u16,
}

/// The literal/length symbols, of which 256 ends a block. The last two never
/// occur, but the fixed code counts them.
pub const LITERALS: usize = 288;
pub const END_OF_BLOCK: usize = 256;
/// The distance symbols.
pub const DISTANCES: usize = 30;

/// The symbol of an item.
pub const fn item_symbol(item: usize) -> Symbol {
    match item {
        0..256 => Symbol { index: item as u16, extra_bits: 0, extra: 0 },
        _ => LENGTHS[item % 256],
    }
}

/// The slots of distances: one for each symbol, and one for no distance.
pub const SLOTS: usize = 32;
/// The slot of literals.
const NO_DISTANCE: usize = SLOTS - 1;

/// The slot of a distance, which is its symbol.
///
/// Two symbols share each power of two of the distance less 1; the bits below the two leading ones
/// are extra.
const fn distance_slot(distance: u16) -> usize {
    let less_one = distance - 1;
    // `| 2` makes the distances 1 and 2 like 3 and 4, with no extra bits. Without it the
    // subtraction would go below zero.
    let extra_bits = 14 - (less_one | 2).leading_zeros();
    (2 * extra_bits + (less_one >> extra_bits) as u32) as usize
}

/// The number of extra bits of a distance in this slot.
pub const fn distance_extra_bits(slot: usize) -> u8 {
    match slot {
        NO_DISTANCE => 0,
        _ => (slot / 2).saturating_sub(1) as u8,
    }
}

/// The number of extra bits of a length symbol.
pub const fn length_extra_bits(symbol: usize) -> u8 {
    match symbol {
        265..285 => ((symbol - 261) / 4) as u8,
        _ => 0,
    }
}

const LENGTHS: [Symbol; 256] = length_symbols();

const fn length_symbols() -> [Symbol; 256] {
    // Length 258 would also be symbol 284 with all extra bits set, one code for two meanings. The
    // format gives it a symbol of its own, which costs fewer bits.
    let mut table = [Symbol { index: 285, extra_bits: 0, extra: 0 }; 256];
    let mut symbol = 257;
    let mut length = 0;
    while symbol < 285 {
        let extra_bits = length_extra_bits(symbol);
        let mut extra = 0;
        // The last length, 258, has a symbol of its own and keeps it.
        while extra < 1 << extra_bits && length < 255 {
            table[length] = Symbol { index: symbol as u16, extra_bits, extra };
            extra += 1;
            length += 1;
        }
        symbol += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_get_the_symbols_of_the_standard() {
        let of = |length: usize| {
            let symbol = item_symbol(Token::copy(length, 1).item());
            (symbol.index, symbol.extra_bits, symbol.extra)
        };
        assert_eq!(of(3), (257, 0, 0));
        assert_eq!(of(10), (264, 0, 0));
        assert_eq!(of(12), (265, 1, 1));
        assert_eq!(of(114), (279, 4, 15));
        assert_eq!(of(227), (284, 5, 0));
        assert_eq!(of(257), (284, 5, 30));
        assert_eq!(of(258), (285, 0, 0));
    }

    #[test]
    fn distances_get_the_symbols_of_the_standard() {
        let of = |distance| {
            let slot = Token::copy(3, distance).slot();
            (slot, distance_extra_bits(slot))
        };
        assert_eq!(of(1), (0, 0));
        assert_eq!(of(4), (3, 0));
        assert_eq!(of(6), (4, 1));
        assert_eq!(of(7), (5, 1));
        assert_eq!(of(192), (14, 6));
        assert_eq!(of(24577), (29, 13));
        assert_eq!(of(32768), (29, 13));
    }

    #[test]
    fn a_literal_has_a_slot_of_its_own() {
        assert_eq!(Token::literal(7).slot(), NO_DISTANCE);
        assert_eq!(distance_extra_bits(NO_DISTANCE), 0);
    }

    #[test]
    fn tokens_come_apart_as_they_were_made() {
        let literal = Token::literal(255);
        assert_eq!((literal.item(), literal.distance(), literal.span()), (255, 0, 1));
        let longest = Token::copy(258, 32768);
        assert_eq!((longest.item(), longest.distance(), longest.span()), (511, 32768, 258));
        assert_eq!(Token::copy(3, 1).span(), 3);
        for token in [literal, longest] {
            let last = token.ending_block();
            assert!(last.ends_block() && !token.ends_block());
            let parts = |token: Token| (token.item(), token.distance(), token.slot(), token.span());
            assert_eq!(parts(last), parts(token));
        }
    }
}
