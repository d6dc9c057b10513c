//! A writer that compresses.

use std::io::{self, Write};
use std::num::NonZeroUsize;

use super::codec::Codec;
use super::format::Format;
use super::gzip::MemberHeader;
use super::spec::{Compressor, Threads};
use crate::parallel::Pool;

/// A writer that passes its compressed input to the inner writer.
///
/// The stream is complete only after [`finish`](Self::finish). Dropping an encoder before that discards its
/// pending input, which can be minutes of work, and leaves a truncated stream.
pub struct Encoder<W> {
    inner: W,
    /// What comes before the compressed bytes, until it is written.
    header: Vec<u8>,
    /// `None` passes bytes through.
    compressor: Option<Box<dyn Compressor>>,
}

impl<W: Write> Encoder<W> {
    /// Starts the encoder of `codec`. Depending on the encoder, the helpers of the pool take part, or up to
    /// `threads` workers of its own. Their number changes no byte.
    ///
    /// # Errors
    /// Returns an error if there is not enough memory for the encoder's tables.
    pub fn new(codec: Codec, inner: W, threads: NonZeroUsize, pool: &Pool) -> io::Result<Self> {
        let threads = Threads { most: threads, pool };
        let start =
            codec.encoder().zip(codec.level()).map(|(encoder, level)| (encoder.start)(level, threads));
        Ok(Self { inner, header: header_of(codec), compressor: start.transpose()? })
    }

    /// An encoder with a compressor that was already started.
    pub(super) fn with(inner: W, codec: Codec, compressor: Box<dyn Compressor>) -> Self {
        Self { inner, header: header_of(codec), compressor: Some(compressor) }
    }

    /// The same encoder with another header. Nothing may have been written to it.
    #[must_use]
    pub fn with_header(mut self, header: &MemberHeader) -> Self {
        self.header = header.bytes();
        self
    }

    /// Writes the header, before everything else.
    fn begin(&mut self) -> io::Result<()> {
        self.inner.write_all(&std::mem::take(&mut self.header))
    }

    /// Writes all pending output and returns the inner writer, which is not flushed.
    ///
    /// # Errors
    /// Returns an error if the inner writer fails or there is not enough memory. The stream is incomplete then.
    pub fn finish(mut self) -> io::Result<W> {
        self.begin()?;
        if let Some(compressor) = &mut self.compressor {
            compressor.finish(&mut self.inner)?;
        }
        Ok(self.inner)
    }
}

/// The header that is not part of the compressor's output.
fn header_of(codec: Codec) -> Vec<u8> {
    match (codec.format(), codec.level()) {
        (Format::Gzip, Some(level)) => MemberHeader::usual(level).bytes(),
        _ => Vec::new(),
    }
}

impl<W: Write> Write for Encoder<W> {
    /// Consumes some of `bytes`, at least one.
    ///
    /// # Errors
    /// Returns an error if the inner writer fails or there is not enough memory. Compressed bytes may be lost
    /// then, so the encoder cannot be used further.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begin()?;
        match &mut self.compressor {
            Some(compressor) => compressor.write(bytes, &mut self.inner),
            None => self.inner.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        // A flush would change the bytes of a compressed stream, so it does nothing.
        Ok(())
    }
}
