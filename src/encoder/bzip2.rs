//! The bzip2 encoder `bzip2-1`: one stream, the bytes of `bzip2 -LEVEL` 1.0.8.
//!
//! The level is the size of a block in units of 100,000 bytes. libbz2-rs does the work; its version is
//! pinned, and golden digests notice a change of bytes.

use std::io::{self, Write};

use ::bzip2::{Action, Compress, Compression, Status};

use super::format::Format;
use super::spec::{Compressor, EncoderLevel, EncoderSpec, Parallel};

/// `bzip2-1`. Level 9 is the default of `bzip2` itself.
pub static ENCODER: EncoderSpec = EncoderSpec {
    name: "bzip2-1",
    format: Format::Bzip2,
    summary: "bzip2: the bytes of `bzip2`.",
    levels: 1..=9,
    default_level: 9,
    has_extreme: false,
    usual_levels: &[9],
    weight: 10,
    parallel: |_| Parallel::No,
    // The manual page of the tool has 400 kB and eight times the block, 7.6 MB at level 9.
    memory: |_, _| 8 << 20,
    start: |level, _| Ok(Box::new(Bzip2::new(level))),
    tool_command: Some(|level| format!("bzip2 -{level}")),
    tool_version: None,
    // The fourth byte of the stream is the digit of the level, so a single candidate remains.
    could_have_written: |level, first| first.get(3) == Some(&(b'0' + level.number())),
};

/// Bytes of the output buffer.
const PIECE: usize = 32 * 1024;

/// When the tool changes to another sorting algorithm for repetitive input. No byte depends on it.
const WORK_FACTOR: u32 = 30;

/// The state of a stream.
struct Bzip2 {
    compress: Compress,
    /// Compressed bytes on their way to the writer.
    ready: Vec<u8>,
}

impl Bzip2 {
    fn new(level: EncoderLevel) -> Self {
        let compress = Compress::new(Compression::new(u32::from(level.number())), WORK_FACTOR);
        Self { compress, ready: Vec::with_capacity(PIECE) }
    }

    /// Compresses some of `bytes`, and writes the output.
    fn step(&mut self, bytes: &[u8], action: Action, out: &mut dyn Write) -> io::Result<Status> {
        let status = self.compress.compress_vec(bytes, &mut self.ready, action).map_err(io::Error::other)?;
        out.write_all(&self.ready)?;
        self.ready.clear();
        Ok(status)
    }
}

impl Compressor for Bzip2 {
    fn write(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<usize> {
        let before = self.compress.total_in();
        // A call can be spent on pending output alone and consume nothing. `Write::write_all` takes
        // 0 bytes for a writer that is full, so the loop ends only after progress.
        while !bytes.is_empty() && self.compress.total_in() == before {
            self.step(bytes, Action::Run, out)?;
        }
        Ok(usize::try_from(self.compress.total_in() - before).expect("no more is taken than there is"))
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        while self.step(&[], Action::Finish, out)? != Status::StreamEnd {}
        Ok(())
    }
}
