//! Which named encoders can have written a file, by its first bytes: nobody has to try them all.

use super::decode::Compression;
use super::{Codec, bzip2, gzip, xz, zstd};

/// Bytes of a file's beginning that are enough.
pub const FIRST: usize = 64;

/// The encoders whose files can begin so, the usual levels first; `first` are the first [`FIRST`]
/// bytes of the file, or all of a shorter one.
#[must_use]
pub fn candidates(compression: &Compression, first: &[u8]) -> Vec<Codec> {
    match compression {
        Compression::None | Compression::Zip => Vec::new(),
        // Whatever the header says: another program may have written it.
        Compression::Gzip(_) => {
            let levels = [9, 6, 1, 2, 3, 4, 5, 7, 8].into_iter();
            levels.filter_map(|level| gzip::Level::new(level).ok()).map(Codec::Gzip).collect()
        }
        Compression::Xz => xz(first).unwrap_or_default(),
        Compression::Zstd => zstd(first).unwrap_or_default(),
        Compression::Bzip2 => {
            let digit = first.get(3).and_then(|byte| byte.checked_sub(b'0'));
            digit.and_then(bzip2::Level::new).map(Codec::Bzip2).into_iter().collect()
        }
    }
}

/// The presets with the dictionary of the first block, whose header says the block's sizes only if it
/// was written by workers (The .xz File Format, section 3.1).
fn xz(first: &[u8]) -> Option<Vec<Codec>> {
    const STREAM_HEADER: usize = 12;
    const LZMA2: u8 = 0x21;
    let (&[_size, flags], rest) = first.get(STREAM_HEADER..)?.split_first_chunk()?;
    let (encoder, filters): (fn(xz::Preset) -> Codec, &[u8]) = match flags {
        0 => (Codec::Xz, rest),
        0xc0 => (Codec::XzBlocks, after_number(after_number(rest)?)?),
        _ => return None,
    };
    let (&[LZMA2, 1, size], _) = filters.split_first_chunk()? else { return None };
    let dictionary = u64::from(2 | size & 1) << (size / 2 + 11).min(60);
    Some(xz::Preset::all().filter(|preset| preset.dictionary() == dictionary).map(encoder).collect())
}

/// What follows a number of variable length (The .xz File Format, section 1.2).
fn after_number(bytes: &[u8]) -> Option<&[u8]> {
    let last = bytes.iter().position(|byte| byte & 0x80 == 0)?;
    bytes.get(last + 1..)
}

/// The levels with the window of the frame, which has a checksum and no size (RFC 8878, section
/// 3.1.1.1).
fn zstd(first: &[u8]) -> Option<Vec<Codec>> {
    const CHECKSUM_ALONE: u8 = 4;
    let (&[CHECKSUM_ALONE, window], _) = first.get(4..)?.split_first_chunk()? else { return None };
    let window = (8 + u64::from(window & 7)) << (7 + (window >> 3));
    Some(zstd::Level::all().filter(|level| level.window() == window).map(Codec::Zstd).collect())
}
