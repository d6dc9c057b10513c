//! One 512-byte header block and where its fields lie.
//!
//! Places are those of the ustar header block in POSIX ("ustar Interchange Format" of the pax utility).

use std::ops::Range;

use super::dialect::{Devices, Dialect, Octal};

/// Length of a block in bytes; headers and bodies fill whole blocks.
pub const BLOCK: usize = 512;

pub const NAME: Range<usize> = 0..100;
pub const MODE: Range<usize> = 100..108;
pub const UID: Range<usize> = 108..116;
pub const GID: Range<usize> = 116..124;
pub const SIZE: Range<usize> = 124..136;
pub const MTIME: Range<usize> = 136..148;
pub const CHECKSUM: Range<usize> = 148..156;
pub const TYPEFLAG: usize = 156;
pub const LINKNAME: Range<usize> = 157..257;
pub const MAGIC: Range<usize> = 257..265;
pub const USER: Range<usize> = 265..297;
pub const GROUP: Range<usize> = 297..329;
pub const DEVMAJOR: Range<usize> = 329..337;
pub const DEVMINOR: Range<usize> = 337..345;
pub const PREFIX: Range<usize> = 345..500;
/// The time of access in headers of incremental archives (GNU tar's manual, "Basic Tar Format").
pub const GNU_ATIME: Range<usize> = 345..357;
/// The same in headers of star, whose prefix is shorter.
pub const STAR_ATIME: Range<usize> = 476..488;

/// A header block being filled; what is not set stays NUL.
#[derive(Clone, Debug)]
pub struct Block([u8; BLOCK]);

impl Block {
    /// NULs, and the magic of the dialect.
    pub fn new(dialect: &Dialect) -> Self {
        let mut block = Self([0; BLOCK]);
        block.put(MAGIC, &dialect.magic);
        block
    }

    /// Writes `bytes` from the start of `field`, as many as the field holds. Callers that must not
    /// lose the rest have stored it elsewhere or refused before.
    pub fn put(&mut self, field: Range<usize>, bytes: &[u8]) {
        let kept = bytes.len().min(field.len());
        self.0[field][..kept].copy_from_slice(&bytes[..kept]);
    }

    /// Writes a number that is known to fit.
    pub fn octal(&mut self, field: Range<usize>, style: Octal, value: u64) {
        style.write(&mut self.0[field], value);
    }

    /// Writes `value` in base 256: two's complement, big-endian, over the whole field, with the top
    /// bit set as the mark. Positive numbers must leave the first byte free.
    pub fn base256(&mut self, field: Range<usize>, value: i128) {
        let bytes = value.to_be_bytes();
        let width = field.len();
        self.0[field.clone()].copy_from_slice(&bytes[bytes.len() - width..]);
        self.0[field.start] |= 0x80;
    }

    pub fn typeflag(&mut self, flag: u8) {
        self.0[TYPEFLAG] = flag;
    }

    /// Device numbers of what is no device.
    pub fn devices(&mut self, dialect: &Dialect, devices: Devices) {
        if devices == Devices::Zeros {
            self.octal(DEVMAJOR, dialect.numbers, 0);
            self.octal(DEVMINOR, dialect.numbers, 0);
        }
    }

    /// Computes the checksum: the sum of all bytes, the field itself taken as eight blanks.
    pub fn seal(mut self, style: Octal) -> [u8; BLOCK] {
        self.put(CHECKSUM, b"        ");
        let sum = self.0.iter().map(|&byte| u64::from(byte)).sum();
        self.octal(CHECKSUM, style, sum);
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::tar::Preset;

    fn written(value: i128, field: Range<usize>) -> Vec<u8> {
        let mut block = Block::new(Preset::Gnu135Gnu.dialect());
        block.base256(field.clone(), value);
        block.0[field].to_vec()
    }

    // T112, T114
    #[test]
    fn base_256_is_twos_complement_over_the_whole_field() {
        assert_eq!(written(-1, MTIME), [0xff; 12]);
        assert_eq!(written(-256, MTIME)[10..], [0xff, 0]);
        assert_eq!(written(1 << 33, SIZE), [0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0]);
        assert_eq!(written(2_097_152, UID), [0x80, 0, 0, 0, 0, 0x20, 0, 0]);
    }

    #[test]
    fn the_checksum_counts_its_own_field_as_blanks() {
        let block = Block::new(Preset::Gnu135Posix.dialect()).seal(Preset::Gnu135Posix.dialect().checksum);
        let magic: u32 = b"ustar00".iter().map(|&byte| u32::from(byte)).sum();
        assert_eq!(&block[CHECKSUM], format!("{:06o}\0 ", magic + 8 * 32).as_bytes());
    }

    #[test]
    fn bytes_beyond_a_field_do_not_touch_its_neighbour() {
        let mut block = Block::new(Preset::Gnu135V7.dialect());
        block.put(NAME, &[b'n'; 120]);
        assert_eq!(block.0[..101], [&[b'n'; 100][..], &[0]].concat());
    }
}
