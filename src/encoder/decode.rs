//! Reads compressed streams from any source, strictly and within limits.
//!
//! All streams of a file are decoded, as the programs do. What else stands behind a stream is reported with its
//! offset and is not decoded. Formats: RFC 1952 (gzip), the .xz file format, RFC 8878 (Zstandard), bzip2.

mod engine;
mod fault;
pub mod framing;
mod gzip_header;
mod input;
mod method;

use std::io::{self, Read};

use self::engine::{Engine, Step};
use self::fault::invalid;
pub use self::fault::{StreamFault, fault_of};
pub use self::framing::Framing;
use self::framing::{AfterZeros, FileTail, LOOKAHEAD, StreamEnd};
pub use self::gzip_header::GzipHeader;
use self::input::Input;
pub use self::method::Method;
use super::format::Format;
use crate::limits;
use crc32fast::Hasher as Crc;

/// The compression of a file, detected from its first bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip, with the fields of its header.
    Gzip(GzipHeader),
    /// xz.
    Xz,
    /// Zstandard.
    Zstd,
    /// bzip2.
    Bzip2,
}

impl Compression {
    /// The format of the stream.
    #[must_use]
    pub fn format(&self) -> Format {
        match self {
            Self::None => Format::None,
            Self::Gzip(_) => Format::Gzip,
            Self::Xz => Format::Xz,
            Self::Zstd => Format::Zstd,
            Self::Bzip2 => Format::Bzip2,
        }
    }

    /// The name of the format; if a manifest can ask for the format, the name there.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.format().name()
    }

    fn method(&self) -> Method {
        match self {
            Self::None => Method::Stored,
            Self::Gzip(_) => Method::Deflate,
            Self::Xz => Method::Xz,
            Self::Zstd => Method::Zstd,
            Self::Bzip2 => Method::Bzip2,
        }
    }
}

/// Bounds on the resources that decoding a file may use.
#[derive(Clone, Copy, Debug)]
pub struct DecodeLimits {
    /// Most bytes of output.
    pub total: u64,
    /// Most bytes of output for each byte of input, after the first [`FREE_BYTES`] of output.
    pub ratio: u64,
    /// Most bytes of memory of an xz decoder, and of the window of Zstandard.
    pub window: u64,
}

/// Bytes of output for which the ratio is not checked: a small archive of zeros is harmless.
// A limit on the ratio alone would reject small, honest archives: a tar of a few empty files is
// nearly all zeros, and its first blocks compress far better than the rest.
pub const FREE_BYTES: u64 = 256 << 20;

impl Default for DecodeLimits {
    fn default() -> Self {
        Self { total: limits::TOTAL.value, ratio: limits::RATIO.value, window: limits::WINDOW.value }
    }
}

/// The compression of a file that begins with these bytes.
#[must_use]
pub fn compression_of(start: &[u8]) -> Compression {
    match start {
        [0x1f, 0x8b, ..] => Compression::Gzip(GzipHeader::default()),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Compression::Xz,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression::Zstd,
        // The three letters and a digit could begin a text. The next byte starts the magic number
        // of a block (31 41 59 26 53 59) or, in an empty stream, that of the end (17 72 45 38 50
        // 90).
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31 | 0x17, ..] => Compression::Bzip2,
        _ => Compression::None,
    }
}

/// Whether a stream of the format begins with these bytes.
fn is_stream(format: Format, next: &[u8]) -> bool {
    format != Format::None && compression_of(next).format() == format
}

/// A reader of decompressed bytes.
pub struct Decoder<R> {
    input: Input<R>,
    /// `None` for a member of a zip, which has no header of its own.
    compression: Option<Compression>,
    engine: Engine,
    method: Method,
    limits: DecodeLimits,
    /// Of the current stream.
    crc: Crc,
    /// Bytes that came out of the streams before the current one.
    before: u64,
    /// Bytes that came out.
    length: u64,
    framing: Framing,
    is_ended: bool,
    after: Vec<StreamFault>,
}

impl<R: Read> Decoder<R> {
    /// Detects the compression from the first bytes of a file.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, or its gzip header is invalid.
    pub fn new(inner: R, limits: DecodeLimits) -> io::Result<Self> {
        let mut input = Input::new(inner);
        let compression = match compression_of(input.peek(LOOKAHEAD)?) {
            Compression::Gzip(_) => Compression::Gzip(gzip_header::read(&mut input)?),
            other => other,
        };
        let method = compression.method();
        Self::start(input, Some(compression), method, limits)
    }

    /// A decoder of one member of a zip. Offsets of faults count from the first byte of `inner`.
    ///
    /// # Errors
    /// Returns an error if there is not enough memory for the decoder.
    pub fn of_member(inner: R, method: Method, limits: DecodeLimits) -> io::Result<Self> {
        Self::start(Input::new(inner), None, method, limits)
    }

    fn start(
        input: Input<R>,
        compression: Option<Compression>,
        method: Method,
        limits: DecodeLimits,
    ) -> io::Result<Self> {
        let engine = Engine::new(method, limits.window)?;
        let (crc, framing, after) = (Crc::new(), Framing::default(), Vec::new());
        let (before, length, is_ended) = (0, 0, false);
        Ok(Self { input, compression, engine, method, limits, crc, before, length, framing, is_ended, after })
    }

    /// The compression of the file; `None` for a member of a zip.
    pub fn compression(&self) -> Option<&Compression> {
        self.compression.as_ref()
    }

    /// How the streams of the file follow each other; complete once the reader has reached the end.
    pub fn framing(&self) -> &Framing {
        &self.framing
    }

    /// Defects after the end of the last stream; complete once the reader has reached the end.
    pub fn after(&self) -> &[StreamFault] {
        &self.after
    }

    /// The reader of the file.
    pub fn into_inner(self) -> R {
        self.input.into_inner()
    }

    fn fault(&self, what: impl Into<String>) -> io::Error {
        invalid(self.input.offset, what)
    }

    fn check_limits(&self) -> io::Result<()> {
        if self.length > self.limits.total {
            return Err(self.fault(format!("limit `total`: more than {} bytes come out", self.limits.total)));
        }
        // The check runs after every call, so a bomb is stopped within one buffer of the limit. It
        // counts bytes that went in, not the size of the file: a bomb may be followed by any amount
        // of padding.
        let most = self.input.offset.saturating_mul(self.limits.ratio);
        if self.length > FREE_BYTES && self.length > most && self.compression != Some(Compression::None) {
            let ratio = self.limits.ratio;
            return Err(self.fault(format!(
                "limit `ratio`: more than {ratio} bytes come out for each byte that goes in"
            )));
        }
        Ok(())
    }

    /// Reads the trailer, and goes on to the next stream, or to the bytes behind the last one.
    fn end(&mut self) -> io::Result<()> {
        if let Some(Compression::Gzip(_)) = self.compression {
            self.gzip_trailer()?;
        }
        self.framing.count(StreamEnd { file: self.input.offset, stream: self.length });
        let format = self.compression.as_ref().map(Compression::format);
        let next = self.input.peek(LOOKAHEAD)?;
        if format.is_some_and(|format| is_stream(format, next)) {
            return self.begin();
        }
        self.is_ended = true;
        self.tail(format)
    }

    /// Begins the next stream.
    fn begin(&mut self) -> io::Result<()> {
        if let Some(Compression::Gzip(first)) = &self.compression {
            let header = gzip_header::read(&mut self.input)?;
            self.framing.keep(first, header);
        }
        self.engine = Engine::new(self.method, self.limits.window)?;
        (self.crc, self.before) = (Crc::new(), self.length);
        Ok(())
    }

    /// Reads the bytes behind the last stream.
    fn tail(&mut self, format: Option<Format>) -> io::Result<()> {
        let (offset, zeros) = (self.input.offset, self.input.skip_zeros()?);
        let next = self.input.peek(LOOKAHEAD)?;
        let format_or_none = format.unwrap_or(Format::None);
        let next = AfterZeros::from_bytes(format_or_none, next, is_stream(format_or_none, next));
        if (zeros, next) == (0, AfterZeros::End) {
            return Ok(());
        }
        match (FileTail { zeros, next }).doubt(format) {
            None => self.framing.zeros = zeros,
            // What readers interpret differently is reported and never guessed.
            Some(what) => self.after.push(StreamFault { offset, what }),
        }
        // The rest is read all the same, so that the digest of the file covers all of it.
        self.input.drain()
    }

    /// CRC-32 and length (RFC 1952, section 2.3.1).
    fn gzip_trailer(&mut self) -> io::Result<()> {
        let (start, mut trailer) = (self.input.offset, [0; 8]);
        self.input.fill(&mut trailer).map_err(|_| invalid(start, "the file ends within the gzip trailer"))?;
        let (crc, length) = trailer.split_at(4);
        let number =
            |bytes: &[u8]| bytes.iter().rev().fold(0, |number: u32, &byte| number << 8 | u32::from(byte));
        let found = self.crc.clone().finalize();
        if number(crc) != found {
            let what = format!("the CRC-32 is {:08x}, and that of the data {found:08x}", number(crc));
            return Err(invalid(start, what));
        }
        // The trailer has the length modulo 2^32, so an archive of 4 GiB or more is not an error.
        let expected = ((self.length - self.before) & 0xffff_ffff) as u32;
        if number(length) != expected {
            let what = format!("the length is {}, and that of the data {expected}", number(length));
            return Err(invalid(start + 4, what));
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, output: &mut [u8]) -> io::Result<usize> {
        if self.is_ended || output.is_empty() {
            return Ok(0);
        }
        loop {
            self.input.refill()?;
            let offset = self.input.offset;
            let step = self.engine.run(self.input.ready(), output).map_err(|what| {
                if what == engine::NO_MEMORY {
                    return io::Error::new(io::ErrorKind::OutOfMemory, what);
                }
                invalid(offset, what)
            })?;
            let Step { consumed, produced, is_ended } = step;
            // Asked before `consume`: an empty buffer after a refill is the end of the file, one
            // that the decoder has just emptied is not.
            let is_starved = self.input.ready().is_empty();
            self.input.consume(consumed);
            self.crc.update(&output[..produced]);
            self.length += produced as u64;
            self.check_limits()?;
            if is_ended {
                self.end()?;
            }
            if produced > 0 || self.is_ended {
                return Ok(produced);
            }
            // An empty stream, with another one behind it.
            if is_ended {
                continue;
            }
            if is_starved {
                let what = if self.compression.is_none() { "member" } else { "file" };
                return Err(self.fault(format!("the {what} ends within the compressed data")));
            }
            // Input is there and nothing moves. Every further call would get the same bytes, for
            // ever.
            if consumed == 0 {
                return Err(self.fault("the compressed data is damaged: it does not advance"));
            }
        }
    }
}
