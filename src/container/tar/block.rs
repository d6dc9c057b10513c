//! One 512-byte header block and where its fields lie.
//!
//! Places are those of the ustar header block in POSIX ("ustar Interchange Format" of the pax utility).

use std::ops::Range;

use super::dialect::{Encoding, HeaderFormat};

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
    /// NULs, and the magic of the format.
    pub fn new(format: &HeaderFormat) -> Self {
        let mut block = Self([0; BLOCK]);
        block.put(MAGIC, format.magic.bytes());
        block
    }

    /// Writes `bytes` from the start of `field`, as many as the field holds. Callers that must not
    /// lose the rest have stored it elsewhere or rejected it before.
    pub fn put(&mut self, field: Range<usize>, bytes: &[u8]) {
        let kept = bytes.len().min(field.len());
        self.0[field][..kept].copy_from_slice(&bytes[..kept]);
    }

    /// Writes a number in the first of the encodings that holds it, and returns whether one does.
    pub fn number(&mut self, field: Range<usize>, encodings: &[Encoding], value: i128) -> bool {
        let holds = |encoding: &&Encoding| encoding.range(field.len()).contains(&value);
        let found = encodings.iter().find(holds);
        if let Some(encoding) = found {
            encoding.write(&mut self.0[field], value);
        }
        found.is_some()
    }

    /// Takes over a field of another header.
    pub fn copy(&mut self, field: Range<usize>, other: &Self) {
        self.0[field.clone()].copy_from_slice(&other.0[field]);
    }

    pub fn typeflag(&mut self, flag: u8) {
        self.0[TYPEFLAG] = flag;
    }

    /// Device numbers of what is no device: 0.
    pub fn devices(&mut self, encoding: Encoding) {
        encoding.write(&mut self.0[DEVMAJOR], 0);
        encoding.write(&mut self.0[DEVMINOR], 0);
    }

    /// Computes the checksum: the sum of all bytes, the field itself taken as eight blanks.
    pub fn seal(mut self, encoding: Encoding) -> [u8; BLOCK] {
        self.put(CHECKSUM, b"        ");
        // At most 512 * 255 = 130,560, so six octal digits always hold it.
        let sum = self.0.iter().map(|&byte| i128::from(byte)).sum();
        encoding.write(&mut self.0[CHECKSUM], sum);
        self.0
    }
}

impl HeaderFormat {
    /// The largest time that the first encoding of the field holds, in seconds since 1970. Members that
    /// describe others have no later one.
    pub(super) fn latest_time(&self) -> u64 {
        let most = self.numbers.mtime.first().map_or(0, |first| *first.range(MTIME.len()).end());
        u64::try_from(most).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::tar::tool;

    fn format(dialect: &str) -> &'static HeaderFormat {
        &tool::find(dialect).expect("is a dialect").formats[0]
    }

    #[test]
    fn a_number_takes_the_first_encoding_that_holds_it() {
        let written = |value| {
            let mut block = Block::new(format("gnu-1.35-gnu"));
            block.number(UID, format("gnu-1.35-gnu").numbers.id, value).then(|| block.0[UID].to_vec())
        };
        assert_eq!(written(2_097_151).as_deref(), Some(&b"7777777\0"[..]));
        assert_eq!(written(2_097_152).as_deref(), Some(&b"\x80\0\0\0\0\x20\0\0"[..]));
        assert_eq!(written(1 << 56), None);
    }

    #[test]
    fn the_checksum_counts_its_own_field_as_blanks() {
        let posix = format("gnu-1.35-posix");
        let block = Block::new(posix).seal(posix.numbers.checksum);
        let magic: u32 = b"ustar00".iter().map(|&byte| u32::from(byte)).sum();
        assert_eq!(&block[CHECKSUM], format!("{:06o}\0 ", magic + 8 * 32).as_bytes());
    }

    #[test]
    fn bytes_beyond_a_field_do_not_touch_its_neighbour() {
        let mut block = Block::new(format("gnu-1.35-v7"));
        block.put(NAME, &[b'n'; 120]);
        assert_eq!(block.0[..101], [&[b'n'; 100][..], &[0]].concat());
    }
}
