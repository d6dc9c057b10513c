//! Reads how a header block is spelt.

use std::ops::Range;

use super::block::{self, BLOCK};
pub use crate::container::style::tar::{Ending, Extension, Magic, PaxName, Spelling, Style, process};

/// The spelling of a header block.
#[must_use]
pub fn of(header: &[u8; BLOCK], extension: Extension) -> Style {
    let spelling = |field: Range<usize>| Spelling::of(&header[field]);
    Style {
        magic: Magic::of(&header[block::MAGIC]),
        mode: spelling(block::MODE),
        uid: spelling(block::UID),
        size: spelling(block::SIZE),
        mtime: spelling(block::MTIME),
        checksum: spelling(block::CHECKSUM),
        device: spelling(block::DEVMAJOR),
        is_split: header[block::PREFIX.start] != 0,
        typeflag: header[block::TYPEFLAG],
        extension,
        process: 0,
        has_more_times: has_more_times(header),
    }
}

/// GNU headers of incremental archives, and those of star and node-tar, have such times.
fn has_more_times(header: &[u8; BLOCK]) -> bool {
    let place = match Magic::of(&header[block::MAGIC]) {
        Magic::Gnu => block::GNU_ATIME,
        Magic::Ustar if header[block::STAR_ATIME.start - 1] == 0 => block::STAR_ATIME,
        _ => return false,
    };
    let digits = header[place].iter().take_while(|byte| byte.is_ascii_digit()).count();
    digits >= 11
}
