//! The bit stream: bits fill each byte from its low end (RFC 1951, section 3.1.1).

/// Collects bits into bytes.
#[derive(Debug, Default)]
pub struct BitWriter {
    bytes: Vec<u8>,
    /// Bits that do not fill a byte yet, the oldest one lowest.
    held: u64,
    held_bits: u32,
}

impl BitWriter {
    /// Appends the low `count` bits of `value`, at most 32; the others have to be zero.
    pub fn put(&mut self, value: u32, count: u8) {
        self.extend(u64::from(count), |room| room.put(u64::from(value), count));
    }

    /// Appends what `fill` puts, at most `bits` bits, with one reservation for all of them.
    pub fn extend(&mut self, bits: u64, fill: impl FnOnce(&mut BitCursor<'_>)) {
        let filled = self.bytes.len();
        // Each `put` stores a whole word, so behind the last bit there is room for one more. With
        // the room reserved once, the loop over the tokens has no check for growth.
        let most = (u64::from(self.held_bits) + bits).div_ceil(8) as usize + WORD;
        self.bytes.resize(filled + most, 0);
        let bytes = &mut self.bytes[filled..];
        let mut room = BitCursor { bytes, filled: 0, held: self.held, held_bits: self.held_bits };
        fill(&mut room);
        let more = room.filled;
        (self.held, self.held_bits) = (room.held, room.held_bits);
        self.bytes.truncate(filled + more);
    }

    /// Appends all that another writer has collected.
    pub fn append(&mut self, other: &Self) {
        let bits = 8 * other.bytes.len() as u64 + u64::from(other.held_bits);
        self.extend(bits, |room| {
            // The two streams are out of step by up to seven bits, so bytes cannot be copied; whole
            // words are shifted in instead.
            let mut words = other.bytes.chunks_exact(MOST_BYTES);
            for bytes in &mut words {
                room.put(word(bytes), 8 * MOST_BYTES as u8);
            }
            for &byte in words.remainder() {
                room.put(u64::from(byte), 8);
            }
            room.put(other.held, other.held_bits as u8);
        });
    }

    /// Whether the next bit begins a byte.
    pub fn is_aligned(&self) -> bool {
        self.held_bits == 0
    }

    /// Fills the last byte with zero bits.
    pub fn align(&mut self) {
        let whole = self.held_bits.div_ceil(8) as usize;
        self.bytes.extend_from_slice(&self.held.to_le_bytes()[..whole]);
        self.held = 0;
        self.held_bits = 0;
    }

    /// Appends whole bytes. The stream has to be at a byte border.
    pub fn put_bytes(&mut self, bytes: &[u8]) {
        debug_assert_eq!(self.held_bits, 0, "bytes go to byte borders");
        self.bytes.extend_from_slice(bytes);
    }

    /// The bytes that are complete, for the owner to take out.
    pub fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }
}

/// The bytes of a word.
const WORD: usize = 8;
/// As many bytes of a word go in at once; up to seven bits may be there before.
// Seven held bits and 56 new ones fit into the 64 bits of the word. A full word would lose its top.
const MOST_BYTES: usize = WORD - 1;

/// A few bytes as a word.
#[inline(always)]
fn word(bytes: &[u8]) -> u64 {
    let mut word = [0; WORD];
    word[..MOST_BYTES].copy_from_slice(bytes);
    u64::from_le_bytes(word)
}

/// Room for a known number of bits at the end of the stream.
pub struct BitCursor<'a> {
    bytes: &'a mut [u8],
    /// How many of the bytes are complete.
    filled: usize,
    held: u64,
    held_bits: u32,
}

impl BitCursor<'_> {
    /// Appends the low `count` bits of `value`, at most 56; the others have to be zero.
    #[inline(always)]
    pub fn put(&mut self, value: u64, count: u8) {
        debug_assert!(count <= 56 && value < 1 << count);
        self.held |= value << self.held_bits;
        self.held_bits += u32::from(count);
        // Always a whole word: the bytes that are not complete are written again.
        self.bytes[self.filled..self.filled + WORD].copy_from_slice(&self.held.to_le_bytes());
        self.filled += self.held_bits as usize / 8;
        // At most 7 + 56 bits are held, so this shifts by 56 at most and never by the width of the
        // word.
        self.held >>= self.held_bits & !7;
        self.held_bits %= 8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_fill_bytes_from_the_low_end() {
        let mut bits = BitWriter::default();
        bits.put_bytes(&[7]);
        bits.put(0b1, 1);
        bits.put(0b10, 2);
        bits.put(0xffff_ffff, 32);
        bits.align();
        bits.put_bytes(&[9]);
        assert_eq!(bits.bytes(), &[7, 0b1111_1101, 0xff, 0xff, 0xff, 0b111, 9]);
    }

    #[test]
    fn what_is_appended_goes_to_the_next_free_bit() {
        let put = |bits: &mut BitWriter, numbers: std::ops::Range<u32>| {
            numbers.for_each(|number| bits.put(number % 8192, 13));
        };
        for before in 0..20 {
            let mut whole = BitWriter::default();
            put(&mut whole, 0..before + 50);
            let (mut first, mut second) = (BitWriter::default(), BitWriter::default());
            put(&mut first, 0..before);
            put(&mut second, before..before + 50);
            first.append(&second);
            whole.align();
            first.align();
            assert_eq!(first.bytes(), whole.bytes());
        }
    }
}
