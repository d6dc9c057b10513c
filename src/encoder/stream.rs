//! An encoder at work.

use std::io::{self, Write};
use std::num::NonZeroUsize;

use super::codec::Codec;
use super::spec::{Compressor, Threads};
use crate::parallel::Pool;

/// An encoder at work; what is written to it comes out of the inner writer compressed.
///
/// The stream is complete only after [`finish`](Self::finish). An encoder that is dropped before drops what
/// it holds back, which can be minutes of work, and leaves a truncated stream.
pub struct Encoder<W> {
    inner: W,
    /// Passes bytes through where there is none.
    compressor: Option<Box<dyn Compressor>>,
}

impl<W: Write> Encoder<W> {
    /// Starts the encoder of `codec`. Where the work can be shared, the helpers of the pool take part,
    /// or up to `threads` workers of the encoder's own; how many there are changes no byte.
    ///
    /// # Errors
    /// No memory for the encoder's tables.
    pub fn new(codec: Codec, inner: W, threads: NonZeroUsize, pool: &Pool) -> io::Result<Self> {
        let threads = Threads { most: threads, pool };
        let start =
            codec.encoder().zip(codec.level()).map(|(encoder, level)| (encoder.start)(level, threads));
        Ok(Self { inner, compressor: start.transpose()? })
    }

    /// The same with a compressor that was started otherwise.
    pub(super) fn with(inner: W, compressor: Box<dyn Compressor>) -> Self {
        Self { inner, compressor: Some(compressor) }
    }

    /// Writes what is held back and gives the inner writer back, which is not flushed.
    ///
    /// # Errors
    /// The inner writer's, or no memory. The stream is incomplete then.
    pub fn finish(mut self) -> io::Result<W> {
        if let Some(compressor) = &mut self.compressor {
            compressor.finish(&mut self.inner)?;
        }
        Ok(self.inner)
    }
}

impl<W: Write> Write for Encoder<W> {
    /// Takes in some of `bytes`, at least one.
    ///
    /// # Errors
    /// The inner writer's, or no memory. Compressed bytes may be lost then, so the encoder is of no further
    /// use.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.compressor {
            Some(compressor) => compressor.write(bytes, &mut self.inner),
            None => self.inner.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        // A flush would change the bytes of a compressed stream: nothing is handed on before the end.
        Ok(())
    }
}
