//! The bit stream: bits fill each byte from its low end (RFC 1951, section 3.1.1).

/// Collects bits into bytes.
#[derive(Debug, Default)]
pub struct BitWriter {
    bytes: Vec<u8>,
    /// Bits that do not fill four bytes yet, the oldest one lowest.
    held: u64,
    held_bits: u32,
}

impl BitWriter {
    /// Begins with some bytes that are already complete.
    pub fn after(bytes: &[u8]) -> Self {
        Self { bytes: bytes.to_vec(), ..Self::default() }
    }

    /// Appends the low `count` bits of `value`, at most 32; the others have to be zero.
    #[inline(always)]
    pub fn put(&mut self, value: u32, count: u8) {
        debug_assert!(count <= 32 && u64::from(value) < 1 << count);
        self.held |= u64::from(value) << self.held_bits;
        self.held_bits += u32::from(count);
        if self.held_bits >= 32 {
            self.bytes.extend_from_slice(&(self.held as u32).to_le_bytes());
            self.held >>= 32;
            self.held_bits -= 32;
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_fill_bytes_from_the_low_end() {
        let mut bits = BitWriter::after(&[7]);
        bits.put(0b1, 1);
        bits.put(0b10, 2);
        bits.put(0xffff_ffff, 32);
        bits.align();
        bits.put_bytes(&[9]);
        assert_eq!(bits.bytes(), &[7, 0b1111_1101, 0xff, 0xff, 0xff, 0b111, 9]);
    }
}
