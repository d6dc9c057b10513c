//! How the compressed streams of a file follow each other, and the bytes behind the last one.
//!
//! gzip, xz, Zstandard and bzip2 allow several streams in one file, and their programs decode all of them. Programs
//! differ about bytes behind the last stream: `tests/oracle_streams` compares what they make of them.

use super::super::format::Format;
use super::gzip_header::GzipHeader;
use crate::text::{Counted, Grouped};

/// Headers of later gzip members that are kept.
const MOST_HEADERS: usize = 100;

/// How the compressed streams of a file follow each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Framing {
    /// How many streams there are: gzip members, zstd frames, streams of xz or bzip2. 1 for a file that is not
    /// compressed, and 0 for one that ends within its first stream.
    pub streams: u64,
    /// Where the first one ends.
    pub first_end: StreamEnd,
    /// The headers of later gzip members that differ from the first one's, each once, up to 100 of them.
    pub later_headers: Vec<GzipHeader>,
    /// Zeros from the end of the last stream to the end of the file.
    pub zeros: u64,
}

/// Where a compressed stream ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StreamEnd {
    /// Bytes of the file up to there.
    pub file: u64,
    /// Bytes that came out up to there.
    pub stream: u64,
}

impl Framing {
    /// One more stream has ended.
    pub(super) fn count(&mut self, end: StreamEnd) {
        if self.streams == 0 {
            self.first_end = end;
        }
        self.streams += 1;
    }

    /// Another gzip member has this header.
    pub(super) fn keep(&mut self, first: &GzipHeader, header: GzipHeader) {
        let is_known = header == *first || self.later_headers.contains(&header);
        if !is_known && self.later_headers.len() < MOST_HEADERS {
            self.later_headers.push(header);
        }
    }

    /// What is unusual about it, such as `3 gzip members` and `512 zeros at the end`.
    #[must_use]
    pub fn remarks(&self, format: Format) -> Vec<String> {
        let streams = (self.streams > 1).then(|| format!("{} {}s", Grouped(self.streams), unit(format)));
        let zeros = (self.zeros > 0).then(|| format!("{} at the end", zeros(self.zeros)));
        streams.into_iter().chain(zeros).collect()
    }
}

/// What a format calls its streams.
#[must_use]
pub const fn unit(format: Format) -> &'static str {
    match format {
        Format::Gzip => "gzip member",
        Format::Xz => "xz stream",
        Format::Zstd => "zstd frame",
        Format::Bzip2 => "bzip2 stream",
        Format::None => "file",
    }
}

/// `1 zero`, `512 zeros`.
#[must_use]
pub fn zeros(count: u64) -> Counted {
    Counted(count, "zero", "zeros")
}

/// The bytes behind the last stream of a file, as far as they matter.
pub(super) struct FileTail {
    /// Zeros right behind it.
    pub(super) zeros: u64,
    /// What follows the zeros.
    pub(super) next: AfterZeros,
}

/// What follows the zeros behind a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AfterZeros {
    /// The end of the file.
    End,
    /// Another stream of the same format.
    Stream,
    /// The end of the file within the first bytes of another stream.
    CutOff,
    /// Something else.
    Other,
}

impl AfterZeros {
    /// By the next bytes, up to [`LOOKAHEAD`] of them, and whether a stream of the format begins with them.
    pub(super) fn from_bytes(format: Format, next: &[u8], is_stream: bool) -> Self {
        match next {
            [] => Self::End,
            _ if is_stream => Self::Stream,
            _ if next.len() < LOOKAHEAD && is_start(magic(format), next) => Self::CutOff,
            _ => Self::Other,
        }
    }
}

/// Bytes that show whether a stream begins: the longest magic number is that of xz.
pub(super) const LOOKAHEAD: usize = 6;

/// Whether one begins with the other.
fn is_start(magic: &[u8], next: &[u8]) -> bool {
    !magic.is_empty() && (magic.starts_with(next) || next.starts_with(magic))
}

/// The bytes that begin every stream of a format.
const fn magic(format: Format) -> &'static [u8] {
    match format {
        Format::Gzip => b"\x1f\x8b",
        Format::Xz => b"\xfd7zXZ\0",
        Format::Zstd => b"\x28\xb5\x2f\xfd",
        Format::Bzip2 => b"BZh",
        Format::None => b"",
    }
}

impl FileTail {
    /// Why programs do not read the file alike; `None` if they do. Without a format it is a member of a zip.
    pub(super) fn doubt(&self, format: Option<Format>) -> Option<String> {
        let Some(format) = format else {
            let what = if self.zeros > 0 { "zeros follow" } else { "something else follows" };
            return Some(format!("{what} the end of the compressed data"));
        };
        let readers = match (self.next, self.zeros) {
            (AfterZeros::End, zeros) => after_end(format, zeros)?,
            (AfterZeros::Stream, zeros) => after_zeros(format, zeros),
            (AfterZeros::CutOff, _) if format != Format::Zstd => {
                "some programs reject the file, and others ignore this"
            }
            (AfterZeros::CutOff | AfterZeros::Other, _) => after_other(format),
        };
        Some(format!("{}: {readers}", self.what(format)))
    }

    fn what(&self, format: Format) -> String {
        let (unit, zeros) = (unit(format), zeros(self.zeros));
        let with = if self.zeros > 0 { format!("{zeros} and ") } else { String::new() };
        match self.next {
            AfterZeros::End => format!("the last {unit} is followed by {zeros}"),
            AfterZeros::Stream => format!("another {unit} begins behind {zeros}"),
            AfterZeros::CutOff => {
                format!("the last {unit} is followed by {with}the first bytes of another one")
            }
            AfterZeros::Other => format!("the last {unit} is followed by {with}something else"),
        }
    }
}

/// The zeros of a .xz file are counted in fours (the .xz file format, 2.2).
const fn is_xz_padding(zeros: u64) -> bool {
    zeros.is_multiple_of(4)
}

/// What programs make of zeros up to the end of the file; `None` if all ignore them.
fn after_end(format: Format, zeros: u64) -> Option<&'static str> {
    match format {
        Format::Gzip | Format::Bzip2 | Format::None => None,
        Format::Xz if is_xz_padding(zeros) => {
            Some("xz, GNU tar and bsdtar skip them, and busybox and Python's `lzma` reject the file")
        }
        Format::Xz => Some(
            "they are no multiple of four, so xz, GNU tar, bsdtar and busybox reject the file, and Python's \
             `tarfile` reads it",
        ),
        Format::Zstd => Some("zstd, GNU tar and bsdtar reject the file once they have unpacked it"),
    }
}

/// What programs make of a stream behind zeros.
fn after_zeros(format: Format, zeros: u64) -> &'static str {
    match format {
        Format::Gzip => "Python reads it, and gzip, GNU tar, bsdtar and busybox do not",
        Format::Xz if is_xz_padding(zeros) => {
            "xz, GNU tar, bsdtar and busybox read it, and Python seldom does"
        }
        Format::Xz => "busybox reads it, Python ignores it, and xz, GNU tar and bsdtar reject the file",
        Format::Bzip2 | Format::Zstd | Format::None => after_other(format),
    }
}

/// What programs make of something else.
fn after_other(format: Format) -> &'static str {
    match format {
        Format::Gzip => {
            "gzip, GNU tar and Python's `gzip` reject the file, and bsdtar, busybox and Python's `tarfile` ignore it"
        }
        Format::Xz => "xz, GNU tar and bsdtar reject the file, and busybox and Python ignore it",
        Format::Zstd => "most programs reject the file, and zstd reads some other formats there",
        Format::Bzip2 | Format::None => "most programs ignore it, bzip2 warns of it, and 7z rejects the file",
    }
}
