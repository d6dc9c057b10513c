//! The container of gzip (RFC 1952): a header, one deflate stream, and a trailer with the checksum and
//! the length. Where the stream comes from is up to the encoder.

use std::io::{self, Write};

use super::decode::GzipHeader;
use super::format::Format;
use super::spec::{Compressor, EncoderLevel, EncoderSpec, Parallel, StreamStart};

/// An encoder with nine levels and one thread.
pub const fn encoder(name: &'static str, summary: &'static str, start: StreamStart) -> EncoderSpec {
    EncoderSpec {
        name,
        format: Format::Gzip,
        summary,
        levels: 1..=9,
        // A release is compressed once and fetched often.
        default_level: 9,
        has_extreme: false,
        // Archives are usually made with `-9` or with the default of the tool.
        usual_levels: &[9, 6],
        weight: 6,
        parallel: |_| Parallel::No,
        memory: |_, _| 2 << 20,
        start,
        tool_command: None,
        tool_version: None,
        // Whatever the header says: another program may have written it.
        could_have_written: |_, _| true,
    }
}

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

/// The fields of a header that tools fill in differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberHeader {
    /// The original file's name: Latin-1 text without NUL, not empty.
    pub name: Option<Vec<u8>>,
    /// Seconds since 1970; 0 for no time.
    pub mtime: u32,
    /// `XFL`: 2 for the best compression, 4 for the fastest.
    pub extra_flags: u8,
    /// `OS`: 3 for Unix, 255 for unknown.
    pub system: u8,
}

impl MemberHeader {
    /// The header as `gzip -n` writes it on Unix (docs/spec/gnu-1.md, section 1.1).
    #[must_use]
    pub fn usual(level: EncoderLevel) -> Self {
        const UNIX: u8 = 3;
        // Readers ignore these bytes; they are what the tools write, so they are part of the bytes.
        let extra_flags = match level.number() {
            1 => 4,
            9 => 2,
            _ => 0,
        };
        Self { name: None, mtime: 0, extra_flags, system: UNIX }
    }

    /// The header of a file that was read; `None` if it has more than these fields.
    #[must_use]
    pub fn of_file(header: &GzipHeader) -> Option<Self> {
        let GzipHeader { mtime, extra_flags, system, ref name, ref comment, length, ref extra } = *header;
        let own = Self { name: name.clone(), mtime, extra_flags, system };
        let is_empty = name.as_ref().is_some_and(Vec::is_empty);
        // A header with a checksum is longer.
        let is_whole = length == own.bytes().len() as u64;
        (comment.is_none() && extra.is_none() && !is_empty && is_whole).then_some(own)
    }

    /// The bytes of the header (RFC 1952, section 2.3).
    pub(super) fn bytes(&self) -> Vec<u8> {
        const HAS_NAME: u8 = 8;
        let flags = if self.name.is_some() { HAS_NAME } else { 0 };
        let mut bytes = vec![0x1f, 0x8b, 8, flags];
        bytes.extend(self.mtime.to_le_bytes());
        bytes.extend([self.extra_flags, self.system]);
        bytes.extend(self.name.iter().flatten());
        bytes.extend(self.name.iter().map(|_| 0));
        bytes
    }
}

/// The low 32 bits of a length.
#[expect(clippy::cast_possible_truncation, reason = "the higher bits are masked out")]
fn low_half(length: usize) -> u32 {
    (length as u64 & u64::from(u32::MAX)) as u32
}
