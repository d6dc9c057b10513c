//! The NULs of a tar archive: after bodies, and at the end.

use super::block::BLOCK;
use super::dialect::{Dialect, MAX_RECORD};

/// More than the end of any archive: two blocks, and all but one block of a record.
static NULS: [u8; 2 * BLOCK + MAX_RECORD] = [0; 2 * BLOCK + MAX_RECORD];

/// How an archive ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArchiveEnd {
    /// Two blocks of NULs, and NULs up to a multiple of 10,240 bytes.
    Records,
    /// Two blocks of NULs.
    Blocks,
}

impl ArchiveEnd {
    /// The end of a dialect's archives.
    #[must_use]
    pub fn of(dialect: &Dialect) -> Self {
        if dialect.record == MAX_RECORD { Self::Records } else { Self::Blocks }
    }

    /// The word in manifests and plans.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Blocks => "blocks",
        }
    }

    /// The length of the archive is a multiple of this.
    pub(super) const fn record(self) -> usize {
        match self {
            Self::Records => MAX_RECORD,
            Self::Blocks => BLOCK,
        }
    }
}

/// The NULs, 0 to 511, that fill the last block of a body of `size` bytes.
#[must_use]
pub fn padding(size: u64) -> &'static [u8] {
    &NULS[..missing(size, BLOCK)]
}

/// Two blocks, which mark the end of an archive of `total` bytes, and the rest of the last record.
pub fn end(total: u64, record: usize) -> &'static [u8] {
    // If one block is left in the record, the mark crosses its end and a whole record follows
    // (docs/spec/tar-dialects.md, section 9).
    let mark = 2 * BLOCK;
    &NULS[..mark + missing(total + mark as u64, record)]
}

/// How many bytes `length` is short of a multiple of `unit`.
fn missing(length: u64, unit: usize) -> usize {
    let over = usize::try_from(length % unit as u64).expect("a remainder is smaller than its unit");
    (unit - over) % unit
}

#[cfg(test)]
mod tests {
    use super::*;

    // T114
    #[test]
    fn a_body_is_filled_up_to_whole_blocks() {
        let lengths = [0, 1, 511, 512, 513, (1 << 33) - 1, 1 << 33].map(|size| padding(size).len());
        assert_eq!(lengths, [0, 511, 1, 0, 511, 1, 0]);
    }

    // T117: with one block left in a record, a whole further record follows.
    #[test]
    fn an_archive_ends_in_two_blocks_and_the_rest_of_a_record() {
        let lengths = [0, 8704, 9216, 9728, 10240].map(|total| end(total, 10240).len());
        assert_eq!(lengths, [10240, 1536, 1024, 10752, 10240]);
    }
}
