//! How a header block that is read is encoded.

use std::ops::Range;

use super::block::{self, BLOCK};
pub use crate::container::style::tar::{Encoding, Ending, Extension, Magic, PaxName, TarStyle, process};

/// The encoding of a header block.
#[must_use]
pub fn from_header(header: &[u8; BLOCK], extension: Extension) -> TarStyle {
    let encoding = |field: Range<usize>| Encoding::from_field(&header[field]);
    TarStyle {
        magic: Magic::parse(&header[block::MAGIC]),
        mode: encoding(block::MODE),
        uid: encoding(block::UID),
        size: encoding(block::SIZE),
        mtime: encoding(block::MTIME),
        checksum: encoding(block::CHECKSUM),
        device: encoding(block::DEVMAJOR),
        is_split: header[block::PREFIX.start] != 0,
        typeflag: header[block::TYPEFLAG],
        extension,
        process: 0,
        has_more_times: has_more_times(header),
    }
}

/// GNU headers of incremental archives, and those of star and node-tar, have such times.
fn has_more_times(header: &[u8; BLOCK]) -> bool {
    let place = match Magic::parse(&header[block::MAGIC]) {
        Some(Magic::Gnu) => block::GNU_ATIME,
        Some(Magic::Ustar) if header[block::STAR_ATIME.start - 1] == 0 => block::STAR_ATIME,
        _ => return false,
    };
    let digits = header[place].iter().take_while(|byte| byte.is_ascii_digit()).count();
    // A prefix is text. Eleven octal digits where a time would be are no accident.
    digits >= 11
}
