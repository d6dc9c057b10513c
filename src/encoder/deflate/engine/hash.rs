//! The hashes of the encoders, by which positions are put on lists.
//!
//! A search visits a limited number of positions of a list, and collisions count against that limit. So the hash
//! decides bytes, and each encoder has exactly its own (docs/spec/gnu-1.md, section 2;
//! docs/spec/deflate-encoders.md, section 2).

/// The most values that a hash has.
pub const HASHES: usize = 1 << 16;

/// A hash of the first bytes of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyHash {
    /// Three bytes, each shifted by 5 bits against the next one: 15 bits.
    Shift5,
    /// Three bytes, each shifted by 6 bits against the next one: 16 bits.
    Shift6,
    /// The CRC-32C of three bytes and a zero byte, 15 bits.
    Crc3,
    /// The CRC-32C of four bytes, 15 bits.
    Crc4,
    /// A product with four bytes, 15 bits.
    Product,
}

impl KeyHash {
    /// The number of its values.
    pub const fn values(self) -> usize {
        if matches!(self, Self::Shift6) { HASHES } else { HASHES / 2 }
    }

    /// The hash of the first bytes of a word.
    #[inline(always)]
    pub const fn of(self, word: u64) -> u16 {
        match self {
            // Five bits of the first byte are left: the others are shifted out, so they never count.
            Self::Shift5 => (shifted(5, word) & 0x7fff) as u16,
            Self::Shift6 => shifted(6, word) as u16,
            // The instruction takes four bytes at least, so the fork clears the last one.
            Self::Crc3 => crc32c(word & 0xff_ffff),
            Self::Crc4 => crc32c(word),
            Self::Product => {
                let product = (word as u32).wrapping_mul(FACTOR).wrapping_add(FACTOR);
                (product >> 16 & 0x7fff) as u16
            }
        }
    }
}

const FACTOR: u32 = 66521;

/// Three bytes, each shifted against the next one.
const fn shifted(shift: u32, word: u64) -> u64 {
    (word & 0xff) << (2 * shift) ^ (word >> 8 & 0xff) << shift ^ word >> 16 & 0xff
}

/// The low 15 bits of the CRC-32C of the first four bytes, from the state 0 and without the final complement.
#[inline(always)]
const fn crc32c(word: u64) -> u16 {
    // The checksum is linear, so each byte contributes by itself.
    CRC[3][(word & 0xff) as usize]
        ^ CRC[2][(word >> 8 & 0xff) as usize]
        ^ CRC[1][(word >> 16 & 0xff) as usize]
        ^ CRC[0][(word >> 24 & 0xff) as usize]
}

/// For each byte its contribution to the checksum, with no to three bytes behind it.
// Two kilobytes, which stay in the cache; tables of whole checksums would be twice as large.
static CRC: [[u16; 256]; 4] = crc_tables();

const fn crc_tables() -> [[u16; 256]; 4] {
    let mut tables = [[0; 256]; 4];
    let mut byte = 0;
    while byte < 256 {
        let mut state = byte as u32;
        let mut behind = 0;
        while behind < 4 {
            let mut bit = 0;
            while bit < 8 {
                state = state >> 1 ^ if state & 1 == 1 { POLYNOMIAL } else { 0 };
                bit += 1;
            }
            tables[behind][byte] = (state & 0x7fff) as u16;
            behind += 1;
        }
        byte += 1;
    }
    tables
}

/// The polynomial of CRC-32C, its lowest power in the highest bit.
const POLYNOMIAL: u32 = 0x82f6_3b78;

#[cfg(test)]
mod tests {
    use super::*;

    /// The checksum bit by bit.
    fn crc_by_bits(bytes: &[u8]) -> u32 {
        bytes.iter().fold(0, |state, &byte| {
            let state = state ^ u32::from(byte);
            (0..8).fold(state, |state, _| state >> 1 ^ if state & 1 == 1 { POLYNOMIAL } else { 0 })
        })
    }

    #[test]
    fn the_tables_give_the_checksum() {
        for word in [0_u32, 1, 0x8000_0000, 0x1234_5678, 0xffff_ffff, 0x00ab_cdef] {
            let bytes = word.to_le_bytes();
            assert_eq!(u32::from(KeyHash::Crc4.of(word.into())), crc_by_bits(&bytes) & 0x7fff);
            let three = [bytes[0], bytes[1], bytes[2], 0];
            assert_eq!(u32::from(KeyHash::Crc3.of(word.into())), crc_by_bits(&three) & 0x7fff);
        }
    }

    #[test]
    fn hashes_take_in_no_more_bytes_than_they_say() {
        for hash in [KeyHash::Shift5, KeyHash::Shift6, KeyHash::Crc3, KeyHash::Crc4, KeyHash::Product] {
            let word = 0x1122_3344_5566_7788;
            let (fourth, fifth) = (word ^ 0x0100_0000, word ^ 0x01_0000_0000);
            let takes_four = matches!(hash, KeyHash::Crc4 | KeyHash::Product);
            assert_eq!(hash.of(word) != hash.of(fourth), takes_four, "{hash:?}");
            assert_eq!(hash.of(word), hash.of(fifth), "{hash:?}");
            assert!((0..256).all(|byte| usize::from(hash.of(byte << 16)) < hash.values()), "{hash:?}");
        }
    }
}
