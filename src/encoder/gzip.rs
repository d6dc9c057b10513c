//! The container of gzip (RFC 1952): a header, one deflate stream, and a trailer with the checksum and
//! the length. Where the stream comes from is up to the encoder.

use std::io::{self, Write};

use super::spec::{Compressor, EncoderLevel};

/// An encoder of the deflate stream of a member.
pub trait Deflate: Send {
    /// Consumes the first bytes of `data`, at least one, and returns their number.
    ///
    /// # Errors
    /// Returns an error if a helping thread has panicked.
    fn write(&mut self, data: &[u8]) -> io::Result<usize>;

    /// Ends the stream.
    ///
    /// # Errors
    /// Returns an error if a helping thread has panicked.
    fn finish(&mut self) -> io::Result<()>;

    /// The compressed bytes so far; the caller removes what it writes.
    fn output(&mut self) -> &mut Vec<u8>;
}

/// The state of one member behind its header. The input may be longer than 4 GiB.
pub struct GzipMember<D> {
    deflate: D,
    checksum: crc32fast::Hasher,
    /// Input bytes so far, modulo 2^32, as in the trailer.
    length: u32,
}

impl<D: Deflate> GzipMember<D> {
    /// Begins a member. Nothing is written yet, so this cannot fail.
    pub fn new(deflate: D) -> Self {
        Self { deflate, checksum: crc32fast::Hasher::new(), length: 0 }
    }

    /// Writes the compressed bytes that are ready.
    fn pass_on(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let ready = self.deflate.output();
        let result = out.write_all(ready);
        ready.clear();
        result
    }
}

impl<D: Deflate> Compressor for GzipMember<D> {
    fn write(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<usize> {
        let taken = self.deflate.write(bytes)?;
        // Here and not in the workers: the bytes pass in order anyway, and the checksum is far
        // faster than any level.
        self.checksum.update(&bytes[..taken]);
        self.length = self.length.wrapping_add(low_half(taken));
        self.pass_on(out)?;
        Ok(taken)
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.deflate.finish()?;
        self.pass_on(out)?;
        out.write_all(&self.checksum.clone().finalize().to_le_bytes())?;
        out.write_all(&self.length.to_le_bytes())
    }
}

/// The header as `gzip -n` writes it on Unix (docs/spec/gnu-1.md, section 1.1).
pub fn plain_header(level: EncoderLevel) -> Vec<u8> {
    const UNIX: u8 = 3;
    vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, usual_flags(level), UNIX]
}

/// The extra flags that tools write at a level.
// Readers ignore this byte; it is what the tools write, so it is part of the bytes.
pub fn usual_flags(level: EncoderLevel) -> u8 {
    match level.number() {
        1 => 4,
        9 => 2,
        _ => 0,
    }
}

/// The low 32 bits of a length.
#[expect(clippy::cast_possible_truncation, reason = "the higher bits are masked out")]
fn low_half(length: usize) -> u32 {
    (length as u64 & u64::from(u32::MAX)) as u32
}
