//! Compression: named encoders whose bytes never change.
//!
//! An encoder's name stands for an exact mapping from input to output. A change of bytes is a new
//! name, never a new version of an old one.

use std::io::{self, Write};
use std::num::NonZeroUsize;

pub mod bzip2;
mod candidates;
pub mod decode;
#[allow(
    clippy::cast_possible_truncation,
    clippy::inline_always,
    clippy::large_stack_arrays,
    clippy::match_same_arms,
    clippy::similar_names,
    reason = "the innermost loops: every number is bounded by the window, and inlining was measured"
)]
mod deflate;
pub mod gzip;
#[allow(clippy::cast_possible_truncation, reason = "positions are bounded by the bytes in memory")]
mod segments;
pub mod xz;
pub mod zstd;

pub use candidates::{FIRST, candidates};

use crate::limits;
use crate::parallel::Pool;

/// The named encoders that this version has.
pub const ENCODERS: [&str; 5] = [gzip::NAME, xz::SINGLE, xz::BLOCKS, zstd::NAME, bzip2::NAME];

/// How an archive's tar stream is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// Not at all: a plain `.tar`.
    Store,
    /// gzip (RFC 1952) by the encoder `gnu-1`: the bytes of `gzip -n -LEVEL`.
    Gzip(gzip::Level),
    /// xz by the encoder `xz-single-1`: the bytes of `xz -T1 -LEVEL`.
    Xz(xz::Preset),
    /// xz by the encoder `xz-blocks-1`: the bytes of `xz -T2 -LEVEL`.
    XzBlocks(xz::Preset),
    /// Zstandard by the encoder `zstd-1`: the bytes of `zstd -LEVEL < FILE` 1.5.7.
    Zstd(zstd::Level),
    /// bzip2 by the encoder `bzip2-1`: the bytes of `bzip2 -LEVEL`.
    Bzip2(bzip2::Level),
}

impl Codec {
    /// The encoder's name as the manifest and the plan spell it; `None` for a plain tar.
    #[must_use]
    pub fn encoder(self) -> Option<&'static str> {
        match self {
            Self::Store => None,
            Self::Gzip(_) => Some(gzip::NAME),
            Self::Xz(_) => Some(xz::SINGLE),
            Self::XzBlocks(_) => Some(xz::BLOCKS),
            Self::Zstd(_) => Some(zstd::NAME),
            Self::Bzip2(_) => Some(bzip2::NAME),
        }
    }

    /// The format as the manifest spells it: `none`, `gzip`, `xz`, `zstd` or `bzip2`.
    #[must_use]
    pub fn format(self) -> &'static str {
        match self {
            Self::Store => "none",
            Self::Gzip(_) => "gzip",
            Self::Xz(_) | Self::XzBlocks(_) => "xz",
            Self::Zstd(_) => "zstd",
            Self::Bzip2(_) => "bzip2",
        }
    }

    /// The level as the format's own tool spells it: `9`, `6e`; `None` for a plain tar.
    #[must_use]
    pub fn level(self) -> Option<String> {
        match self {
            Self::Store => None,
            Self::Gzip(level) => Some(level.to_string()),
            Self::Xz(preset) | Self::XzBlocks(preset) => Some(preset.to_string()),
            Self::Zstd(level) => Some(level.to_string()),
            Self::Bzip2(level) => Some(level.to_string()),
        }
    }

    /// Whether the encoder hands out pieces of its work to the helpers of a pool. The thread that writes
    /// to it should help too, so that it does nothing else.
    #[must_use]
    pub fn shares_its_work(self) -> bool {
        matches!(self, Self::Gzip(level) if gzip::is_shared(level))
    }

    /// Bytes of memory that the encoder takes with so many threads, rounded up.
    #[must_use]
    pub fn memory(self, threads: NonZeroUsize) -> u64 {
        match self {
            Self::Store => 0,
            Self::Gzip(level) => gzip::memory(level, threads),
            Self::Xz(preset) => preset.memory(),
            Self::XzBlocks(preset) => preset.memory_of_blocks(threads),
            Self::Zstd(level) => level.memory_of_workers(threads),
            Self::Bzip2(_) => 8 << 20,
        }
    }
}

impl std::fmt::Display for Codec {
    /// For people: `gzip 9 by gnu-1`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.level(), self.encoder()) {
            (Some(level), Some(encoder)) => write!(f, "{} {level} by {encoder}", self.format()),
            _ => f.write_str("not compressed"),
        }
    }
}

/// An encoder at work; what is written to it comes out of the inner writer compressed.
pub enum Encoder<W: Write> {
    /// Passes bytes through.
    Store(W),
    /// Boxed, as its tables are large.
    Gzip(Box<gzip::GzipEncoder<W>>),
    /// liblzma's state lives on its own heap.
    Xz(xz::XzEncoder<W>),
    /// zstd's state lives on its own heap.
    Zstd(zstd::ZstdEncoder<W>),
    /// The state of bzip2 lives on the heap.
    Bzip2(bzip2::Bzip2Encoder<W>),
}

impl<W: Write> Encoder<W> {
    /// Starts the encoder of `codec`. Where the work can be shared, the helpers of the pool take part,
    /// or up to `threads` workers of the encoder's own; how many there are changes no byte.
    ///
    /// # Errors
    /// The inner writer's, or no memory for the encoder's tables.
    pub fn new(codec: Codec, inner: W, threads: NonZeroUsize, pool: &Pool) -> io::Result<Self> {
        Ok(match codec {
            Codec::Store => Self::Store(inner),
            Codec::Gzip(level) => Self::Gzip(Box::new(gzip::GzipEncoder::new(inner, level, pool))),
            Codec::Xz(preset) => Self::Xz(xz::XzEncoder::single(inner, preset)?),
            Codec::XzBlocks(preset) => Self::Xz(xz::XzEncoder::blocks(inner, preset, threads)?),
            Codec::Zstd(level) => Self::Zstd(zstd::ZstdEncoder::new(inner, level, threads)?),
            Codec::Bzip2(level) => Self::Bzip2(bzip2::Bzip2Encoder::new(inner, level)),
        })
    }

    /// Writes what is held back and gives the inner writer back.
    ///
    /// # Errors
    /// The inner writer's.
    pub fn finish(self) -> io::Result<W> {
        match self {
            Self::Store(inner) => Ok(inner),
            Self::Gzip(encoder) => encoder.finish(),
            Self::Xz(encoder) => encoder.finish(),
            Self::Zstd(encoder) => encoder.finish(),
            Self::Bzip2(encoder) => encoder.finish(),
        }
    }
}

impl<W: Write> Write for Encoder<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Store(inner) => inner.write(bytes),
            Self::Gzip(encoder) => encoder.write(bytes),
            Self::Xz(encoder) => encoder.write(bytes),
            Self::Zstd(encoder) => encoder.write(bytes),
            Self::Bzip2(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        // A flush would change the bytes of a compressed stream: nothing is handed on before the end.
        Ok(())
    }
}

/// Bytes of memory that the workers of one encoder may take together.
const MOST_MEMORY: u64 = 4 << 30;

/// How many workers to start: no more than asked for, and than have room for the memory of so many;
/// at least one.
fn workers(threads: NonZeroUsize, mut memory: impl FnMut(u32) -> u64) -> u32 {
    /// More than any encoder takes.
    const MOST: u32 = 64;
    let asked = u32::try_from(threads.get()).unwrap_or(MOST).min(MOST);
    let most = limits::address_space().map_or(MOST_MEMORY, |space| MOST_MEMORY.min(space / 2));
    (2..=asked).rev().find(|&count| memory(count) <= most).unwrap_or(1)
}
