//! The Zstandard encoder `zstd-1`: one frame in the multi-threaded format, the bytes of
//! `zstd -LEVEL < FILE` 1.5.7 (RFC 8878).
//!
//! The input is split into jobs of four windows, at least 1 MiB, and 512 MiB at level 22. A job may refer to
//! bytes of the previous one. The output does not depend on the number of workers. Even one worker and a short
//! input use the multi-threaded format, because the single-threaded one has other bytes.
//!
//! The frame has a checksum and no dictionary. It has no content size, because the length of a stream is not
//! known at its start. So a reader reserves the window of the level: 8 MiB at level 19, at most 128 MiB, which
//! `zstd -d` accepts by default.
//!
//! The zstd library compresses; its version is pinned, and golden digests detect a change of bytes.

use std::io::{self, Write};
use std::num::NonZeroUsize;

use ::zstd::stream::raw::{self, CParameter, InBuffer, Operation as _, OutBuffer};

use super::format::Format;
use super::spec::{Compressor, EncoderLevel, EncoderSpec, Parallel};
use super::workers::workers;

/// `zstd-1`. The default is level 19, the highest without `--ultra`: a release is compressed once and
/// downloaded often.
pub static ENCODER: EncoderSpec = EncoderSpec {
    name: "zstd-1",
    format: Format::Zstd,
    summary: "zstd: the bytes of `zstd < FILE` 1.5.7.",
    levels: 1..=22,
    default_level: 19,
    has_extreme: false,
    usual_levels: &[19, 22, 3],
    weight: 20,
    parallel: |_| Parallel::Workers,
    memory: |level, threads| memory(level, workers(threads, |count| memory(level, count))),
    start: |level, threads| Ok(Box::new(Zstd::new(level, threads.most)?)),
    tool_command: Some(tool_command),
    tool_version: Some("zstd 1.5.7"),
    could_have_written,
};

/// From this level on the tool requires `--ultra`.
const FIRST_ULTRA: u8 = 20;

/// With `<` the tool does not know the length of the input, as here.
fn tool_command(level: EncoderLevel) -> String {
    let ultra = if level.number() >= FIRST_ULTRA { "--ultra " } else { "" };
    format!("zstd -q -T2 {ultra}-{level}")
}

/// Bytes of the window: the largest distance of a match, and what a reader reserves.
fn window(level: EncoderLevel) -> u64 {
    1 << match level.number() {
        1 => 19,
        2 => 20,
        3..=8 => 21,
        9..=16 => 22,
        17..=19 => 23,
        20 => 25,
        21 => 26,
        _ => 27,
    }
}

/// Most bytes that `workers` workers take: tables, one job of input and one of output for each, and about as
/// much again for shared buffers. One worker takes 200 MiB at level 19, each further one 90 MiB.
fn memory(level: EncoderLevel, workers: u32) -> u64 {
    (1 + u64::from(workers)) * 18 * window(level)
}

/// Whether the frame has the window of the level, a checksum and no size (RFC 8878, section 3.1.1.1).
fn could_have_written(level: EncoderLevel, first: &[u8]) -> bool {
    // The descriptor of the frame: no dictionary, no single segment, no content size. A frame of
    // the tool for a regular file argument has a size, so it was not written from a stream.
    const CHECKSUM_ALONE: u8 = 4;
    let Some([CHECKSUM_ALONE, byte]) = first.get(4..6) else { return false };
    // A window has 2^(10+e) bytes and m eighths of that more; counted in eighths that is one shift.
    (8 + u64::from(byte & 7)) << (7 + (byte >> 3)) == window(level)
}

/// Bytes of the output buffer.
const PIECE: usize = 32 * 1024;

/// The state of a frame.
struct Zstd {
    encoder: raw::Encoder<'static>,
    /// Compressed bytes on their way to the writer.
    ready: Vec<u8>,
}

impl Zstd {
    fn new(level: EncoderLevel, threads: NonZeroUsize) -> io::Result<Self> {
        let mut encoder = raw::Encoder::new(i32::from(level.number()))?;
        encoder.set_parameter(CParameter::ChecksumFlag(true))?;
        // One worker selects the multi-threaded format; zero would select the other one.
        let workers = workers(threads, |count| memory(level, count));
        encoder.set_parameter(CParameter::NbWorkers(workers))?;
        Ok(Self { encoder, ready: Vec::with_capacity(PIECE) })
    }

    /// Writes the output that is ready.
    fn pass_on(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.ready)?;
        self.ready.clear();
        Ok(())
    }
}

impl Compressor for Zstd {
    fn write(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<usize> {
        let mut input = InBuffer::around(bytes);
        while !bytes.is_empty() && input.pos() == 0 {
            self.encoder.run(&mut input, &mut OutBuffer::around(&mut self.ready))?;
            self.pass_on(out)?;
        }
        Ok(input.pos())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        loop {
            let left = self.encoder.finish(&mut OutBuffer::around(&mut self.ready), false)?;
            self.pass_on(out)?;
            if left == 0 {
                return Ok(());
            }
        }
    }
}
