//! A deflate encoder (RFC 1951) that makes the choices of GNU gzip or of zlib, every one of them.
//!
//! The format leaves the encoder free in which matches it takes, where it ends a
//! block and how it codes it. The output of this one equals that of these programs, so all
//! these choices are laid down: in docs/spec/gnu-1.md, which was written for a
//! clean-room implementation, in docs/spec/deflate-encoders.md, and in the end by the programs, against
//! which the tests compare. Comments here cite their sections. The rules in short:
//!
//! * Matches are looked for among earlier positions with the same hash of the next
//!   bytes, newest first, at most 32506 bytes back, and at most as many of them
//!   as the level allows. The nearest of the longest wins, unless a match that is
//!   long enough for the level ends the search.
//! * Levels 1 to 3 take a match at once and leave the insides of long matches out
//!   of the dictionary. Levels 4 to 9 enter everything, and drop a match when the
//!   next position has a longer one.
//! * A block ends after 32767 tokens (zlib: 16383), or, with gzip, earlier at a multiple of 4096 when it
//!   compresses well with few matches.
//! * With gzip's option `--rsyncable` a block also ends where a sum over the input says so.
//! * A block is stored, coded with fixed codes or with its own, whichever takes
//!   the fewest bytes; but stored only while its input is in the window.
//! * With gzip, searches run over the end of the input into whatever the buffer holds there.
//!
//! Data flows one way: `window` holds the bytes, `chains` or `links` finds matches, `greedy` or `lazy`
//! turns them into tokens, `sums` marks some (all of that is a `parse`), `cutting` makes blocks of these, and
//! `format::block` codes each block. `serial` takes one byte after the other; `parallel` does it with
//! several threads.

mod chains;
mod cutting;
mod finder;
mod greedy;
mod hash;
mod lazy;
mod links;
mod parallel;
mod parse;
mod rules;
mod serial;
mod state;
mod sums;
mod tail;
mod tuning;
mod window;

use std::io;
use std::num::NonZeroUsize;

pub use self::hash::KeyHash;
pub use self::tuning::{DeflateRules, EndRules, Tuning};

use self::tuning::Parsing;
use crate::encoder::gzip::{self, Deflate, GzipMember};
use crate::encoder::spec::{Compressor, EncoderLevel, EncoderSpec, Parallel, StreamStart};
use crate::parallel::{Pool, WorkerPanicked};

/// An encoder of gzip with this engine.
pub const fn encoder(name: &'static str, summary: &'static str, start: StreamStart) -> EncoderSpec {
    EncoderSpec { weight: 4, parallel, memory, ..gzip::encoder(name, summary, start) }
}

/// How other threads take part at a level: from 4 on, where the dictionary is a function of the input
/// (docs/spec/gnu-1.md, section 3), they can.
pub fn parallel(level: EncoderLevel) -> Parallel {
    if tuning::parsing_of(level) == Parsing::Lazy { Parallel::Pool } else { Parallel::No }
}

/// Bytes of memory that the encoder takes with `threads` threads, rounded up.
pub fn memory(level: EncoderLevel, threads: NonZeroUsize) -> u64 {
    let shared = threads.get() > 1 && parallel(level) == Parallel::Pool;
    (4 << 20) + if shared { parallel::memory(threads) } else { 0 }
}

/// Starts a member. The helpers of the pool take part where the level allows it.
pub fn start(tuning: Tuning, pool: &Pool) -> Box<dyn Compressor> {
    // Without helpers the parallel encoder would only add the parses at the ends of segments.
    if pool.helpers() > 0 && tuning.parsing == Parsing::Lazy {
        return in_segments(tuning, pool, parallel::WINDOWS);
    }
    let deflater = serial::SerialDeflater::new(tuning);
    Box::new(GzipMember::new(DeflateEngine::Alone(Box::new(deflater))))
}

/// Starts a member that is split into segments of this number of windows.
///
/// # Panics
/// Panics for levels below 4, whose parse cannot be split.
pub fn in_segments(tuning: Tuning, pool: &Pool, windows: NonZeroUsize) -> Box<dyn Compressor> {
    assert!(tuning.parsing == Parsing::Lazy, "the parse of this level cannot be cut into segments");
    let deflater = parallel::ParallelDeflater::new(tuning, pool, windows);
    Box::new(GzipMember::new(DeflateEngine::Helped(Box::new(deflater))))
}

/// The threads that compress.
enum DeflateEngine {
    /// The thread that writes.
    Alone(Box<serial::SerialDeflater>),
    /// That thread and others.
    Helped(Box<parallel::ParallelDeflater>),
}

impl Deflate for DeflateEngine {
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
