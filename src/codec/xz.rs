//! The xz encoder `xz-single-1`: one stream with one block, the bytes of `xz -T1 -LEVEL`.
//!
//! liblzma does the work; its version is pinned, and golden digests notice a change of bytes.

use std::io::{self, Write};

use liblzma::stream::{Check, PRESET_EXTREME, Stream};
use liblzma::write::XzEncoder as Inner;

/// The encoder's name in manifests and plans.
pub const NAME: &str = "xz-single-1";

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

    /// Bytes of memory that the encoder takes, as the manual page of xz has them.
    #[must_use]
    pub fn memory(self) -> u64 {
        const MEBIBYTES: [u64; 10] = [3, 9, 17, 32, 48, 94, 94, 186, 370, 674];
        MEBIBYTES[usize::from(self.level)] << 20
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

/// Compresses what is written to it.
pub struct XzEncoder<W: Write>(Inner<W>);

impl<W: Write> XzEncoder<W> {
    /// Starts a stream; the check is CRC-64, as `xz` writes it by default.
    ///
    /// # Errors
    /// liblzma could not get its memory (94 MiB at level 6, 674 MiB at level 9).
    pub fn new(inner: W, preset: Preset) -> io::Result<Self> {
        let extreme = if preset.extreme { PRESET_EXTREME } else { 0 };
        let stream = Stream::new_easy_encoder(u32::from(preset.level) | extreme, Check::Crc64)?;
        Ok(Self(Inner::new_stream(inner, stream)))
    }

    /// Ends the stream and gives the writer back.
    ///
    /// # Errors
    /// The inner writer's.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

impl<W: Write> Write for XzEncoder<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        // A flush of the stream would change its bytes; there is nothing to hand on before the end.
        Ok(())
    }
}
