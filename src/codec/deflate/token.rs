//! Tokens, and the symbols by which they are coded (RFC 1951, section 3.2.5).

use super::level::MIN_MATCH;

/// A literal byte or a match, packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token(u32);

/// A token taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Literal(u8),
    /// A match: its length less [`MIN_MATCH`], and its distance less 1.
    Match {
        length: u8,
        distance: u16,
    },
}

impl Token {
    pub const fn literal(byte: u8) -> Self {
        Self(byte as u32)
    }

    /// A copy of `length` bytes (3 to 258) from `distance` bytes back (at least 1).
    pub const fn copy(length: usize, distance: usize) -> Self {
        Self((distance as u32) << 8 | (length - MIN_MATCH) as u32 & 0xff)
    }

    #[inline(always)]
    pub const fn kind(self) -> Kind {
        let low = (self.0 & 0xff) as u8;
        match (self.0 >> 8) as u16 {
            0 => Kind::Literal(low),
            distance => Kind::Match { length: low, distance: distance - 1 },
        }
    }

    /// How many bytes of input the token stands for.
    pub const fn span(self) -> usize {
        match self.kind() {
            Kind::Literal(_) => 1,
            Kind::Match { length, .. } => length as usize + MIN_MATCH,
        }
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

/// The symbol of a match length less [`MIN_MATCH`].
#[inline(always)]
pub fn length_symbol(length: u8) -> Symbol {
    LENGTHS[length as usize]
}

/// The symbol of a distance less 1.
///
/// Two symbols share each power of two; the bits below the two leading ones are extra.
#[inline(always)]
pub const fn distance_symbol(distance: u16) -> Symbol {
    let extra_bits = distance_extra_bits(distance);
    Symbol {
        index: 2 * extra_bits as u16 + (distance >> extra_bits),
        extra_bits,
        extra: distance & ((1 << extra_bits) - 1),
    }
}

/// The number of extra bits of a distance less 1.
#[inline(always)]
pub const fn distance_extra_bits(distance: u16) -> u8 {
    (14 - (distance | 2).leading_zeros()) as u8
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
            let symbol = length_symbol((length - MIN_MATCH) as u8);
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
        let of = |distance: u16| {
            let symbol = distance_symbol(distance - 1);
            (symbol.index, symbol.extra_bits, symbol.extra)
        };
        assert_eq!(of(1), (0, 0, 0));
        assert_eq!(of(4), (3, 0, 0));
        assert_eq!(of(6), (4, 1, 1));
        assert_eq!(of(7), (5, 1, 0));
        assert_eq!(of(192), (14, 6, 63));
        assert_eq!(of(24577), (29, 13, 0));
        assert_eq!(of(32768), (29, 13, 8191));
    }

    #[test]
    fn tokens_come_apart_as_they_were_made() {
        assert_eq!(Token::literal(255).kind(), Kind::Literal(255));
        let longest = Token::copy(258, 32506);
        assert_eq!(longest.kind(), Kind::Match { length: 255, distance: 32505 });
        assert_eq!(longest.span(), 258);
    }
}
