//! Deflate encoders that are crates, each pinned to one version whose output is the definition.
//!
//! All of them are driven in the same way: the input in pieces that do not depend on how it is written, each until
//! it is taken, into an output buffer of one size.

use std::io::{self, Write};

use super::pieces::TarPieces;
use crate::encoder::gzip::{Deflate, GzipMember};
use crate::encoder::spec::{Compressor, EncoderLevel};

/// The bytes of the output buffer; `zlib-rs` gives other bytes with another one.
const OUTPUT: usize = 32 * 1024;

/// An encoder of raw deflate streams that is a crate.
pub trait Library: Send {
    /// Compresses some of the input into the output, and ends the stream if there is no more.
    fn compress(&mut self, input: &[u8], output: &mut [u8], is_end: bool) -> io::Result<CallProgress>;
}

/// What came of a call.
pub struct CallProgress {
    /// Bytes of input that were taken.
    pub taken: usize,
    /// Bytes of output that were made.
    pub made: usize,
    pub has_ended: bool,
}

/// Drives a library.
struct Driver<L> {
    library: L,
    pieces: TarPieces,
    buffer: Box<[u8]>,
    output: Vec<u8>,
}

/// Starts a member.
pub fn start<L: Library + 'static>(library: L) -> Box<dyn Compressor> {
    let buffer = vec![0; OUTPUT].into_boxed_slice();
    let driver = Driver { library, pieces: TarPieces::default(), buffer, output: Vec::new() };
    Box::new(GzipMember::new(driver))
}

/// A level as the libraries take it.
pub fn number(level: EncoderLevel) -> i32 {
    level.number().into()
}

impl<L: Library> Driver<L> {
    fn feed(&mut self, mut piece: &[u8]) -> io::Result<()> {
        while !piece.is_empty() {
            let progress = self.call(piece, false)?;
            // Without this check a defect of a library would be an endless loop.
            if progress.taken == 0 && progress.made == 0 {
                return Err(stuck());
            }
            piece = &piece[progress.taken..];
        }
        Ok(())
    }

    fn call(&mut self, input: &[u8], is_end: bool) -> io::Result<CallProgress> {
        let progress = self.library.compress(input, &mut self.buffer, is_end)?;
        self.output.write_all(&self.buffer[..progress.made])?;
        Ok(progress)
    }
}

impl<L: Library> Deflate for Driver<L> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let (taken, piece) = self.pieces.take(data);
        if let Some(piece) = piece {
            self.feed(&piece)?;
        }
        Ok(taken)
    }

    fn finish(&mut self) -> io::Result<()> {
        // The last piece goes in like all others. Given together with the end it could be compressed in another way,
        // as there would be no call that sees it without knowing that nothing follows.
        let rest = self.pieces.rest();
        self.feed(&rest)?;
        loop {
            let progress = self.call(&[], true)?;
            if progress.has_ended {
                return Ok(());
            }
            if progress.made == 0 {
                return Err(stuck());
            }
        }
    }

    fn output(&mut self) -> &mut Vec<u8> {
        &mut self.output
    }
}

/// This cannot be: a library with room for its output goes on.
fn stuck() -> io::Error {
    io::Error::other("the encoder takes no input and gives no output")
}
