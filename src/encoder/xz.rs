//! The xz encoders: one stream with the check CRC-64, as `xz` writes it by default.
//!
//! - `xz-single-1`: the whole in one block, the bytes of `xz -T1 -LEVEL`.
//! - `xz-blocks-1`: blocks of a size that the level decides, each compressed on its own and so by any
//!   number of workers; the bytes of `xz -T2 -LEVEL`, and of `--block-size` with that size.
//!
//! liblzma does the work; its version is pinned, and golden digests notice a change of bytes.

use std::io::{self, Write};
use std::num::NonZeroUsize;

use liblzma::stream::{Action, Check, MtStreamBuilder, PRESET_EXTREME, Status, Stream};

use super::workers;

/// The name of the encoder that writes one block.
pub const SINGLE: &str = "xz-single-1";
/// The name of the encoder that writes blocks of a fixed size.
pub const BLOCKS: &str = "xz-blocks-1";

/// A preset of liblzma: a level from 0 to 9, and whether it is the slower `e` form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    level: u8,
    extreme: bool,
}

impl Preset {
    /// A preset; `None` for a level above 9.
    #[must_use]
    pub fn new(level: u8, extreme: bool) -> Option<Self> {
        (level <= 9).then_some(Self { level, extreme })
    }

    /// Every preset, the usual ones first.
    pub fn all() -> impl Iterator<Item = Self> {
        let levels = [6, 9, 0, 1, 2, 3, 4, 5, 7, 8].into_iter();
        levels.flat_map(|level| [false, true].map(|extreme| Self { level, extreme }))
    }

    /// Bytes of the dictionary: how far back a match may lie.
    #[must_use]
    pub fn dictionary(self) -> u64 {
        const LOGARITHMS: [u8; 10] = [18, 20, 21, 22, 22, 23, 23, 24, 25, 26];
        1 << LOGARITHMS[usize::from(self.level)]
    }

    /// Bytes of input in each block of `xz-blocks-1`: three dictionaries, at least 1 MiB. It is what
    /// `xz` takes where it is not told.
    #[must_use]
    pub fn block(self) -> u64 {
        (3 * self.dictionary()).max(1 << 20)
    }

    /// As liblzma takes it.
    fn number(self) -> u32 {
        u32::from(self.level) | if self.extreme { PRESET_EXTREME } else { 0 }
    }

    /// Bytes of memory that the encoder takes, as the manual page of xz has them.
    #[must_use]
    pub fn memory(self) -> u64 {
        const MEBIBYTES: [u64; 10] = [3, 9, 17, 32, 48, 94, 94, 186, 370, 674];
        MEBIBYTES[usize::from(self.level)] << 20
    }

    /// The same of `xz-blocks-1` with as many workers as it takes.
    pub(super) fn memory_of_blocks(self, threads: NonZeroUsize) -> u64 {
        let mut builder = self.builder();
        let threads = workers(threads, |count| builder.threads(count).memusage());
        builder.threads(threads).memusage()
    }

    fn builder(self) -> MtStreamBuilder {
        let mut builder = MtStreamBuilder::new();
        builder.preset(self.number()).check(Check::Crc64).block_size(self.block());
        builder
    }
}

impl Default for Preset {
    /// Level 6.
    fn default() -> Self {
        Self { level: 6, extreme: false }
    }
}

impl std::fmt::Display for Preset {
    /// `6`, or `6e` for the slower form.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.level, if self.extreme { "e" } else { "" })
    }
}

/// Compresses what is written to it. Dropped before its end, it drops its work too.
pub struct XzEncoder<W> {
    inner: W,
    stream: Stream,
    /// Compressed bytes on their way to the inner writer.
    ready: Vec<u8>,
}

/// Bytes that are handed on at a time.
const PIECE: usize = 64 * 1024;

impl<W: Write> XzEncoder<W> {
    /// Starts a stream of `xz-single-1`.
    ///
    /// # Errors
    /// liblzma could not get its memory (94 MiB at level 6, 674 MiB at level 9).
    pub fn single(inner: W, preset: Preset) -> io::Result<Self> {
        Ok(Self::new(inner, Stream::new_easy_encoder(preset.number(), Check::Crc64)?))
    }

    /// Starts a stream of `xz-blocks-1`, which up to `threads` workers compress; how many there are
    /// changes no byte.
    ///
    /// # Errors
    /// liblzma could not get its memory, which is that of `xz-single-1` and about two blocks for each
    /// worker (166 MiB at level 6, 1.25 GiB at level 9).
    pub fn blocks(inner: W, preset: Preset, threads: NonZeroUsize) -> io::Result<Self> {
        let mut builder = preset.builder();
        let threads = workers(threads, |count| builder.threads(count).memusage());
        Ok(Self::new(inner, builder.threads(threads).encoder()?))
    }

    fn new(inner: W, stream: Stream) -> Self {
        Self { inner, stream, ready: Vec::with_capacity(PIECE) }
    }

    /// Ends the stream and gives the writer back.
    ///
    /// # Errors
    /// The inner writer's, or no memory for another worker.
    pub fn finish(mut self) -> io::Result<W> {
        while self.step(&[], Action::Finish)? != Status::StreamEnd {}
        Ok(self.inner)
    }

    /// Compresses some of `bytes`, and hands on what comes out.
    fn step(&mut self, bytes: &[u8], action: Action) -> io::Result<Status> {
        let status =
            self.stream.process_vec(bytes, &mut self.ready, action).map_err(|cause| match cause {
                liblzma::stream::Error::Mem => io::Error::new(io::ErrorKind::OutOfMemory, cause.to_string()),
                other => other.into(),
            })?;
        self.inner.write_all(&self.ready)?;
        self.ready.clear();
        Ok(status)
    }
}

impl<W: Write> Write for XzEncoder<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let before = self.stream.total_in();
        while !bytes.is_empty() && self.stream.total_in() == before {
            self.step(bytes, Action::Run)?;
        }
        Ok(usize::try_from(self.stream.total_in() - before).expect("no more is taken than there is"))
    }

    fn flush(&mut self) -> io::Result<()> {
        // A flush of the stream would change its bytes; there is nothing to hand on before the end.
        Ok(())
    }
}
