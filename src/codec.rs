//! Compression: named encoders whose bytes never change.
//!
//! An encoder's name stands for an exact mapping from input to output. A change of bytes is a new
//! name, never a new version of an old one.

use std::io::{self, Write};

use crate::parallel::Pool;

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
pub mod xz;

/// The named encoders that this version has.
pub const ENCODERS: [&str; 2] = [gzip::NAME, xz::NAME];

/// How an archive's tar stream is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// Not at all: a plain `.tar`.
    Store,
    /// gzip (RFC 1952) by the encoder `gnu-1`: the bytes of `gzip -n -LEVEL`.
    Gzip(gzip::Level),
    /// xz by the encoder `xz-single-1`: the bytes of `xz -T1 -LEVEL`.
    Xz(xz::Preset),
}

impl Codec {
    /// The encoder's name as the manifest and the plan spell it; `None` for a plain tar.
    #[must_use]
    pub fn encoder(self) -> Option<&'static str> {
        match self {
            Self::Store => None,
            Self::Gzip(_) => Some(gzip::NAME),
            Self::Xz(_) => Some(xz::NAME),
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
}

impl<W: Write> Encoder<W> {
    /// Starts the encoder of `codec`. The helpers of the pool take part where the format allows it.
    ///
    /// # Errors
    /// The inner writer's, or no memory for the encoder's tables.
    pub fn new(codec: Codec, inner: W, pool: &Pool) -> io::Result<Self> {
        Ok(match codec {
            Codec::Store => Self::Store(inner),
            Codec::Gzip(level) => Self::Gzip(Box::new(gzip::GzipEncoder::new(inner, level, pool))),
            Codec::Xz(preset) => Self::Xz(xz::XzEncoder::new(inner, preset)?),
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
        }
    }
}

impl<W: Write> Write for Encoder<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Store(inner) => inner.write(bytes),
            Self::Gzip(encoder) => encoder.write(bytes),
            Self::Xz(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        // A flush would change the bytes of a compressed stream: nothing is handed on before the end.
        Ok(())
    }
}

impl Codec {
    /// The format as the manifest spells it: `none`, `gzip` or `xz`.
    #[must_use]
    pub fn format(self) -> &'static str {
        match self {
            Self::Store => "none",
            Self::Gzip(_) => "gzip",
            Self::Xz(_) => "xz",
        }
    }

    /// The level as the format's own tool spells it: `9`, `6e`; `None` for a plain tar.
    #[must_use]
    pub fn level(self) -> Option<String> {
        match self {
            Self::Store => None,
            Self::Gzip(level) => Some(level.to_string()),
            Self::Xz(preset) => Some(preset.to_string()),
        }
    }
}

impl std::fmt::Display for Codec {
    /// For people: `gzip 9 (gnu-1)`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.level(), self.encoder()) {
            (Some(level), Some(encoder)) => write!(f, "{} {level} by {encoder}", self.format()),
            _ => f.write_str("not compressed"),
        }
    }
}
