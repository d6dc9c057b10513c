//! The xz encoders: one stream with the check CRC-64, as `xz` writes it by default.
//!
//! - `xz-single-1`: one block, the bytes of `xz -T1 -LEVEL`.
//! - `xz-blocks-1`: blocks of a size that depends on the level, compressed independently by any number of
//!   workers; the bytes of `xz -T2 -LEVEL`, and of `--block-size` with that size.
//!
//! liblzma compresses; its version is pinned, and golden digests detect a change of bytes. This module contains
//! what both encoders share.

use std::io::{self, Write};

use liblzma::stream::{Action, PRESET_EXTREME, Status, Stream};

use super::spec::{Compressor, EncoderLevel};

pub mod blocks;
pub mod single;

/// The numbers of the presets of liblzma that are tried first.
const USUAL_LEVELS: &[u8] = &[6, 9];

/// A level as liblzma takes it.
fn preset(level: EncoderLevel) -> u32 {
    u32::from(level.number()) | if level.is_extreme() { PRESET_EXTREME } else { 0 }
}

/// Bytes of the dictionary, the largest distance of a match.
fn dictionary(level: EncoderLevel) -> u64 {
    // 256 KiB at level 0, 64 MiB at level 9, as in the manual page of xz.
    const LOGARITHMS: [u8; 10] = [18, 20, 21, 22, 22, 23, 23, 24, 25, 26];
    1 << LOGARITHMS[usize::from(level.number())]
}

/// The header of the first block: its flags, and what follows them (The .xz File Format, section 3.1).
fn block_header(first: &[u8]) -> Option<(u8, &[u8])> {
    const STREAM_HEADER: usize = 12;
    let (&[_size, flags], rest) = first.get(STREAM_HEADER..)?.split_first_chunk()?;
    Some((flags, rest))
}

/// Whether the filters of a block are LZMA2 alone, with the dictionary of the level (The .xz File Format,
/// section 5.3.1).
fn has_dictionary(level: EncoderLevel, filters: &[u8]) -> bool {
    const LZMA2: u8 = 0x21;
    let Some(&[LZMA2, 1, size]) = filters.first_chunk() else { return false };
    // The byte is read from a file, so its shift is bounded: a damaged header must not overflow.
    u64::from(2 | size & 1) << (size / 2 + 11).min(60) == dictionary(level)
}

/// Bytes of the output buffer.
const PIECE: usize = 64 * 1024;

/// The state of a stream. Dropping it before its end discards the pending input.
struct Xz {
    stream: Stream,
    /// Compressed bytes on their way to the writer.
    ready: Vec<u8>,
}

impl Xz {
    fn new(stream: Stream) -> Self {
        Self { stream, ready: Vec::with_capacity(PIECE) }
    }

    /// Compresses some of `bytes`, and writes the output.
    fn step(&mut self, bytes: &[u8], action: Action, out: &mut dyn Write) -> io::Result<Status> {
        let status =
            self.stream.process_vec(bytes, &mut self.ready, action).map_err(|cause| match cause {
                liblzma::stream::Error::Mem => io::Error::new(io::ErrorKind::OutOfMemory, cause.to_string()),
                other => other.into(),
            })?;
        out.write_all(&self.ready)?;
        self.ready.clear();
        Ok(status)
    }
}

impl Compressor for Xz {
    fn write(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<usize> {
        let before = self.stream.total_in();
        // liblzma may use a call for pending output alone, and a writer must consume at least one
        // byte.
        while !bytes.is_empty() && self.stream.total_in() == before {
            self.step(bytes, Action::Run, out)?;
        }
        Ok(usize::try_from(self.stream.total_in() - before).expect("no more is taken than there is"))
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        while self.step(&[], Action::Finish, out)? != Status::StreamEnd {}
        Ok(())
    }
}
