//! The bzip2 encoder `bzip2-1`: one stream, the bytes of `bzip2 -LEVEL` 1.0.8.
//!
//! libbz2-rs does the work; its version is pinned, and golden digests notice a change of bytes.

use std::io::{self, Write};

use ::bzip2::Compression;
use ::bzip2::write::BzEncoder;

/// The encoder's name in manifests and plans.
pub const NAME: &str = "bzip2-1";

/// A level of bzip2, 1 to 9: the size of a block in units of 100,000 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level(u8);

impl Level {
    /// A level; `None` for a number that is not from 1 to 9.
    #[must_use]
    pub fn new(number: u8) -> Option<Self> {
        (1..=9).contains(&number).then_some(Self(number))
    }
}

impl Default for Level {
    /// Level 9, as for `bzip2` itself.
    fn default() -> Self {
        Self(9)
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Compresses what is written to it, in about 8 MiB of memory at level 9.
pub struct Bzip2Encoder<W: Write>(BzEncoder<W>);

impl<W: Write> Bzip2Encoder<W> {
    /// Starts a stream.
    pub fn new(inner: W, level: Level) -> Self {
        Self(BzEncoder::new(inner, Compression::new(u32::from(level.0))))
    }

    /// Ends the stream and gives the writer back.
    ///
    /// # Errors
    /// The inner writer's.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

impl<W: Write> Write for Bzip2Encoder<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        // A flush of the stream would change its bytes; there is nothing to hand on before the end.
        Ok(())
    }
}
