//! The `gnu-1` gzip encoder: byte for byte what `gzip -n -LEVEL < file` of GNU gzip 1.12 writes.
//!
//! This file knows the container of RFC 1952: a ten byte header without a name
//! or a time, one deflate stream, and a trailer with the checksum and the length.
//! The stream itself comes from the `deflate` module.

use std::io::{self, Write};
use std::num::NonZeroUsize;

use super::deflate::gnu::{Deflater, parallel};
pub use super::deflate::gnu::{InvalidLevel, Level};
use crate::parallel::{Pool, WorkerPanicked};

/// The encoder's name in manifests and plans.
pub const NAME: &str = "gnu-1";

/// Whether the helpers of a pool can take part at a level: from 4 on.
#[must_use]
pub fn is_shared(level: Level) -> bool {
    parallel::is_possible(level)
}

/// Bytes of memory that the encoder takes with so many threads, rounded up.
#[must_use]
pub fn memory(level: Level, threads: NonZeroUsize) -> u64 {
    let shared = threads.get() > 1 && is_shared(level);
    (4 << 20) + if shared { parallel::memory(threads) } else { 0 }
}

/// Compresses what is written to it into a single gzip member.
///
/// The bytes that come out depend on the bytes written and on the level alone,
/// never on how the input was split into writes or on the number of threads.
/// They are those of GNU gzip reading the same bytes from a regular file (see
/// docs/spec/gnu-1.md, section 5.5, for why a pipe could differ).
///
/// Memory use is bounded whatever the length of the input: see [`memory`]. The
/// input may be longer than 4 GiB.
///
/// The member is complete only after [`finish`](Self::finish); dropping the
/// encoder without it leaves a truncated file behind.
#[derive(Debug)]
pub struct GzipEncoder<W: Write> {
    inner: W,
    engine: Engine,
    checksum: crc32fast::Hasher,
    /// Input bytes so far, modulo 2^32: all that the trailer has room for.
    length: u32,
}

/// Who compresses.
#[derive(Debug)]
enum Engine {
    /// The thread that writes.
    Alone(Box<Deflater>),
    /// That thread and others.
    Helped(Box<parallel::Deflater>),
}

impl<W: Write> GzipEncoder<W> {
    /// Starts a member that will be written to `inner`. The helpers of the pool take part where the
    /// level allows it: from 4 on.
    ///
    /// Nothing is written before the first full window of input or
    /// [`finish`](Self::finish), so this cannot fail.
    pub fn new(inner: W, level: Level, pool: &Pool) -> Self {
        if pool.helpers() > 0 && is_shared(level) {
            return Self::in_segments(inner, level, pool, parallel::WINDOWS);
        }
        Self::with(inner, Engine::Alone(Box::new(Deflater::new(level, &header(level)))))
    }

    /// The same with the input cut into segments of so many times 32 KiB, if need be without a helper.
    ///
    /// The length changes no byte. It is here for tests to choose it short, so that few bytes make
    /// many segments; levels below 4 cannot be cut and panic.
    #[doc(hidden)]
    pub fn in_segments(inner: W, level: Level, pool: &Pool, windows: NonZeroUsize) -> Self {
        assert!(is_shared(level), "the parse of level {level} cannot be cut into segments");
        let deflater = parallel::Deflater::new(level, &header(level), pool, windows);
        Self::with(inner, Engine::Helped(Box::new(deflater)))
    }

    fn with(inner: W, engine: Engine) -> Self {
        Self { inner, engine, checksum: crc32fast::Hasher::new(), length: 0 }
    }

    /// Compresses what is still held back, writes the trailer and returns the inner writer.
    ///
    /// The inner writer is not flushed.
    ///
    /// # Errors
    ///
    /// Any error of the inner writer. The member is then incomplete.
    pub fn finish(mut self) -> io::Result<W> {
        self.engine.finish()?;
        self.pass_on()?;
        self.inner.write_all(&self.checksum.finalize().to_le_bytes())?;
        self.inner.write_all(&self.length.to_le_bytes())?;
        Ok(self.inner)
    }

    /// Hands the compressed bytes that are ready to the inner writer.
    fn pass_on(&mut self) -> io::Result<()> {
        let ready = self.engine.output();
        let result = self.inner.write_all(ready);
        ready.clear();
        result
    }
}

impl Engine {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        match self {
            Self::Alone(deflater) => Ok(deflater.write(data)),
            Self::Helped(deflater) => deflater.write(data).map_err(lost),
        }
    }

    fn finish(&mut self) -> io::Result<()> {
        match self {
            Self::Alone(deflater) => deflater.finish(),
            Self::Helped(deflater) => deflater.finish().map_err(lost)?,
        }
        Ok(())
    }

    fn output(&mut self) -> &mut Vec<u8> {
        match self {
            Self::Alone(deflater) => deflater.output(),
            Self::Helped(deflater) => deflater.output(),
        }
    }
}

/// Nobody sees this: the panic of the helper is told instead.
fn lost(_: WorkerPanicked) -> io::Error {
    io::Error::other("a thread that was compressing has panicked")
}

impl<W: Write> Write for GzipEncoder<W> {
    /// Takes in bytes of `data`, at least one and at most what there is room for.
    ///
    /// # Errors
    ///
    /// Any error of the inner writer. Some compressed bytes may be lost then, so
    /// the encoder is of no further use.
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let taken = self.engine.write(data)?;
        self.checksum.update(&data[..taken]);
        self.length = self.length.wrapping_add(low_half(taken));
        self.pass_on()?;
        Ok(taken)
    }

    /// Flushes the inner writer.
    ///
    /// This does not force out what the encoder holds back, since that would
    /// change the compressed bytes.
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// The header as `gzip -n` writes it on Unix (RFC 1952, section 2.3).
fn header(level: Level) -> [u8; 10] {
    const UNIX: u8 = 3;
    let effort = match level.get() {
        1 => 4,
        9 => 2,
        _ => 0,
    };
    [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, effort, UNIX]
}

/// The low 32 bits of a length.
#[expect(clippy::cast_possible_truncation, reason = "the higher bits are masked out")]
fn low_half(length: usize) -> u32 {
    (length as u64 & u64::from(u32::MAX)) as u32
}
