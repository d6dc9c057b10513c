//! A deflate encoder (RFC 1951) that makes the choices of GNU gzip 1.12, every one of them.
//!
//! The format leaves the encoder free in which matches it takes, where it ends a
//! block and how it codes it. The output of this one equals that of gzip, so all
//! these choices are laid down: in docs/spec/gnu-1.md, which was written for a
//! clean-room implementation, and in the end by the `gzip` program itself, against
//! which the tests compare. Comments here cite its sections. Its rules in short:
//!
//! * Matches are looked for among earlier positions with the same hash of three
//!   bytes, newest first, at most 32506 bytes back, and at most as many of them
//!   as the level allows. The nearest of the longest wins, unless a match that is
//!   long enough for the level ends the search.
//! * Levels 1 to 3 take a match at once and leave the insides of long matches out
//!   of the dictionary. Levels 4 to 9 enter everything, and drop a match when the
//!   next position has a longer one.
//! * A block ends after 32767 tokens, or earlier at a multiple of 4096 when it
//!   compresses well with few matches.
//! * A block is stored, coded with fixed codes or with its own, whichever takes
//!   the fewest bytes; but stored only while its input is in the window.
//! * Searches run over the end of the input into whatever the buffer holds there.
//!
//! Data flows one way: `window` holds the bytes, `chains` or `links` finds matches, `greedy` or `lazy`
//! turns them into tokens (all of that is a `parse`), `cutting` makes blocks of these, and
//! `format::block` codes each block. `serial` takes one byte after the other; `parallel` does it with
//! several threads.

mod chains;
mod cutting;
mod finder;
mod greedy;
mod lazy;
mod links;
mod parallel;
mod parse;
mod rules;
mod serial;
mod state;
mod tuning;
mod window;

use std::io::{self, Write};
use std::num::NonZeroUsize;

use self::tuning::{Parsing, Tuning};
use crate::encoder::format::Format;
use crate::encoder::gzip::{Deflate, GzipMember};
use crate::encoder::spec::{EncoderLevel, EncoderSpec, Parallel};
use crate::encoder::stream::Encoder;
use crate::parallel::{Pool, WorkerPanicked};

/// `gnu-1`: the bytes of `gzip -n -LEVEL < FILE` of GNU gzip 1.12.
///
/// They are those of a regular file; docs/spec/gnu-1.md, section 5.5, says why a pipe can differ. Level 9 is
/// the default, as a release is compressed once and fetched often.
pub static ENCODER: EncoderSpec = EncoderSpec {
    name: "gnu-1",
    format: Format::Gzip,
    summary: "gzip: the bytes of GNU `gzip -n`.",
    levels: 1..=9,
    default_level: 9,
    has_extreme: false,
    // Archives are usually made with `-9` or with the default of the tool.
    usual_levels: &[9, 6],
    weight: 4,
    parallel: |level| if is_shared(level) { Parallel::Pool } else { Parallel::No },
    memory,
    start: |level, threads| Ok(Box::new(GzipMember::new(GnuEngine::new(level, threads.pool)))),
    tool_command: |level| format!("gzip -n -{level}"),
    tool_version: None,
    // Whatever the header says: another program may have written it.
    could_have_written: |_, _| true,
};

/// Whether the helpers of a pool can take part at a level: from 4 on, where the dictionary is a function of
/// the input (docs/spec/gnu-1.md, section 3).
fn is_shared(level: EncoderLevel) -> bool {
    Tuning::of(level).parsing == Parsing::Lazy
}

/// Bytes of memory that the encoder takes with `threads` threads, rounded up.
fn memory(level: EncoderLevel, threads: NonZeroUsize) -> u64 {
    let shared = threads.get() > 1 && is_shared(level);
    (4 << 20) + if shared { parallel::memory(threads) } else { 0 }
}

/// An encoder that splits its input into segments of `windows` times 32 KiB, even without helpers.
///
/// The length changes no byte. Tests use short segments, so that few bytes make many of them.
///
/// # Panics
/// Panics for levels below 4, whose parse cannot be split.
pub fn in_segments<W: Write>(
    inner: W,
    level: EncoderLevel,
    pool: &Pool,
    windows: NonZeroUsize,
) -> Encoder<W> {
    assert!(is_shared(level), "the parse of level {level} cannot be cut into segments");
    Encoder::with(inner, Box::new(GzipMember::new(GnuEngine::helped(level, pool, windows))))
}

/// The threads that compress.
enum GnuEngine {
    /// The thread that writes.
    Alone(Box<serial::SerialDeflater>),
    /// That thread and others.
    Helped(Box<parallel::ParallelDeflater>),
}

impl GnuEngine {
    /// The helpers of the pool take part where the level allows it.
    fn new(level: EncoderLevel, pool: &Pool) -> Self {
        // Without helpers the parallel encoder would only add the parses at the ends of segments.
        if pool.helpers() > 0 && is_shared(level) {
            return Self::helped(level, pool, parallel::WINDOWS);
        }
        Self::Alone(Box::new(serial::SerialDeflater::new(Tuning::of(level), &header(level))))
    }

    fn helped(level: EncoderLevel, pool: &Pool, windows: NonZeroUsize) -> Self {
        Self::Helped(Box::new(parallel::ParallelDeflater::new(
            Tuning::of(level),
            &header(level),
            pool,
            windows,
        )))
    }
}

impl Deflate for GnuEngine {
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

/// This error is never shown: the panic of the helper is resumed where the pool was started.
fn lost(_: WorkerPanicked) -> io::Error {
    io::Error::other("a thread that was compressing has panicked")
}

/// The header as `gzip -n` writes it on Unix (docs/spec/gnu-1.md, section 1.1).
fn header(level: EncoderLevel) -> [u8; 10] {
    const UNIX: u8 = 3;
    // Readers ignore this byte; it is what the tool writes, so it is part of the bytes.
    let effort = match level.number() {
        1 => 4,
        9 => 2,
        _ => 0,
    };
    [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, effort, UNIX]
}
