//! The Zstandard encoder `zstd-1`: one frame in the multi-threaded format, the bytes of
//! `zstd -LEVEL < FILE` 1.5.7 (RFC 8878).
//!
//! The input is cut into jobs of four windows, at least 1 MiB, and at level 22 of 512 MiB; each may look
//! back into the one before. What comes out does not depend on how many workers share the jobs. It is
//! never the single-threaded format, whose bytes are others, not even for one worker or a short input.
//!
//! The frame has a checksum and no dictionary. It says no content size, as the length of a stream is not
//! known when it starts: so a reader reserves the window of the level, 8 MiB at level 19 and at most
//! 128 MiB, which is what `zstd -d` takes without being asked.
//!
//! zstd does the work; its version is pinned, and golden digests notice a change of bytes.

use std::io::{self, Write};
use std::num::NonZeroUsize;

use ::zstd::stream::write::Encoder as Inner;

use super::workers;

/// The encoder's name in manifests and plans.
pub const NAME: &str = "zstd-1";

/// A level of zstd, 1 to 22; those from 20 on are the ones that the tool calls ultra.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level(u8);

impl Level {
    /// A level; `None` for a number that is not from 1 to 22.
    #[must_use]
    pub fn new(number: u8) -> Option<Self> {
        (1..=22).contains(&number).then_some(Self(number))
    }

    /// Every level, the usual ones first.
    pub fn all() -> impl Iterator<Item = Self> {
        [19, 22, 3].into_iter().chain((1..=21).filter(|level| ![3, 19].contains(level))).map(Self)
    }

    /// Bytes of the window: how far back a match may lie, and what a reader reserves.
    #[must_use]
    pub fn window(self) -> u64 {
        1 << match self.0 {
            1 => 19,
            2 => 20,
            3..=8 => 21,
            9..=16 => 22,
            17..=19 => 23,
            20 => 25,
            21 => 26,
            _ => 27,
        }
    }

    /// Bytes that so many workers take at most: tables, a job of input and one of output for each, and
    /// about as much again for what they share.
    fn memory(self, workers: u32) -> u64 {
        (1 + u64::from(workers)) * 18 * self.window()
    }

    /// The same for as many workers as the encoder takes.
    pub(super) fn memory_of_workers(self, threads: NonZeroUsize) -> u64 {
        self.memory(workers(threads, |count| self.memory(count)))
    }

    /// Whether the tool asks for `--ultra` first.
    #[must_use]
    pub fn is_ultra(self) -> bool {
        self.0 > 19
    }
}

impl Default for Level {
    /// Level 19, the highest without `--ultra`: a release is compressed once and fetched often.
    fn default() -> Self {
        Self(19)
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Compresses what is written to it.
pub struct ZstdEncoder<W: Write>(Inner<'static, W>);

impl<W: Write> ZstdEncoder<W> {
    /// Starts a frame, which up to `threads` workers compress; how many there are changes no byte.
    ///
    /// One worker takes 200 MiB of memory at level 19, each further one 90 MiB; the levels above as much
    /// more as their windows are larger.
    ///
    /// # Errors
    /// zstd could not get its memory.
    pub fn new(inner: W, level: Level, threads: NonZeroUsize) -> io::Result<Self> {
        let mut encoder = Inner::new(inner, i32::from(level.0))?;
        encoder.include_checksum(true)?;
        // Even one worker means the multi-threaded format; none would mean the other.
        encoder.multithread(workers(threads, |count| level.memory(count)))?;
        Ok(Self(encoder))
    }

    /// Ends the frame and gives the writer back.
    ///
    /// # Errors
    /// The inner writer's, or no memory.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

impl<W: Write> Write for ZstdEncoder<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        // A flush would end a job early and change the bytes.
        Ok(())
    }
}
