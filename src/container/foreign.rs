//! Files that are no archives that pkgr reads, by how they begin.

use std::io::{self, Read};

use super::bytes::Bytes;
use super::limits::Limits;
use super::tar::read as tar;
use super::zip;
use crate::encoder::decode::{Compression, Decoder, compression_of};

/// Why a file is no archive that pkgr reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForeignFile {
    /// It has no bytes.
    Empty,
    /// It begins as another format does.
    Format(&'static ForeignFormat),
    /// It begins as no format that pkgr knows.
    Unknown,
    /// It is compressed in this format, and what comes out is no tar.
    Compressed(&'static str),
}

/// A format that pkgr knows and does not read.
#[derive(Debug, PartialEq, Eq)]
pub struct ForeignFormat {
    /// The name, such as `lzip`.
    pub name: &'static str,
    /// The first bytes of such a file.
    magic: &'static [u8],
    /// The command that turns `FILE` into a file that pkgr reads, if one command does.
    pub unpack: Option<&'static str>,
}

const fn format(name: &'static str, magic: &'static [u8], unpack: Option<&'static str>) -> ForeignFormat {
    ForeignFormat { name, magic, unpack }
}

/// Formats in which releases are published, or that are taken for archives of sources.
static FORMATS: [ForeignFormat; 16] = [
    format("lzip", b"LZIP", Some("lzip -dk")),
    format("lz4", b"\x04\x22\x4d\x18", Some("lz4 -dkm")),
    format("lz4 (legacy)", b"\x02\x21\x4c\x18", Some("lz4 -dkm")),
    format("lzop", b"\x89LZO\0", Some("lzop -dk")),
    format("compress", b"\x1f\x9d", Some("uncompress -k")),
    format("lzma", b"\x5d\0\0", Some("xz -dk --format=lzma")),
    format("zstd with a skippable frame", b"\x50\x2a\x4d\x18", Some("zstd -dk")),
    format("7z", b"7z\xbc\xaf\x27\x1c", None),
    format("rar", b"Rar!\x1a\x07", None),
    format("cpio", b"070701", None),
    format("cpio", b"070702", None),
    format("cpio", b"070707", None),
    format("ar", b"!<arch>\n", None),
    format("rpm", b"\xed\xab\xee\xdb", None),
    format("xar", b"xar!", None),
    format("cabinet", b"MSCF", None),
];

/// Why a file is no archive that pkgr reads; `None` if it is one, damaged or not.
///
/// # Errors
/// Returns an error if the file cannot be read.
pub fn foreign(bytes: &Bytes, limits: Limits) -> io::Result<Option<ForeignFile>> {
    let start = bytes.take(0..512)?;
    if start.is_empty() {
        return Ok(Some(ForeignFile::Empty));
    }
    if zip::is_start(&start) || tar::is_start(&start) || zip::directory_of(bytes)?.is_some() {
        return Ok(None);
    }
    let compression = compression_of(&start);
    if compression == Compression::None {
        let known = FORMATS.iter().find(|format| start.starts_with(format.magic));
        return Ok(Some(known.map_or(ForeignFile::Unknown, ForeignFile::Format)));
    }
    let mut inner = Vec::new();
    let decoded = Decoder::new(bytes.reader(), limits.decode);
    // Damaged data is a matter of the reader, which names the place.
    let is_whole = decoded.and_then(|decoder| decoder.take(512).read_to_end(&mut inner)).is_ok();
    let is_foreign = is_whole && !tar::is_start(&inner);
    Ok(is_foreign.then(|| ForeignFile::Compressed(compression.name())))
}
