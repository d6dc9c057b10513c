//! Whether published archives are what a plan says: built again, and compared without a copy on disk.

pub mod remedies;

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek as _, SeekFrom, Write};
use std::num::NonZeroUsize;
use std::thread;

use crate::build::{self, Options};
use crate::container::inventory::Inventory;
use crate::container::tar::read::{self, Limits};
use crate::encoder::decode::{Compression, Decoder};
use crate::encoder::{self, Codec, Encoder, Format, MemberHeader};
use crate::error::Error;
use crate::parallel::{Pool, join, start};
use crate::plan::Plan;
use crate::settings::CompressionSetting;
use crate::source::Contents;

/// Bytes of a gzip header that holds nothing but what it must (RFC 1952).
const SHORTEST_GZIP_HEADER: u64 = 10;

/// Builds every archive of a plan and takes its inventory as it is built; nothing of it is kept.
///
/// # Errors
/// Those of [`build::build`], or the system has no pipe to give.
pub fn rebuild(plan: &Plan, contents: &dyn Contents, options: Options<'_>) -> Result<Vec<Inventory>, Error> {
    // A pipe per archive: what is rebuilt is read while it is written, and never touches the disk.
    let pipe = |_| io::pipe().map_err(|cause| Error::new("open", "a pipe", cause));
    let pipes: Vec<_> = plan.archives().iter().map(pipe).collect::<Result<_, _>>()?;
    let (readers, writers): (Vec<_>, Vec<_>) = pipes.into_iter().unzip();
    thread::scope(|scope| {
        let start = |reader| {
            let reading = start(scope, move || read::inventory(reader, Limits::default()));
            reading.map_err(|cause| Error::new("start", "a reader of an archive", cause))
        };
        let readers: Vec<_> = readers.into_iter().map(start).collect::<Result<_, _>>()?;
        let outputs = writers.into_iter().map(BufWriter::new).collect();
        let built = build::build(plan, contents, outputs, options);
        // Joined before the error of the build is returned: the readers end with the outputs that
        // it dropped.
        let found: Vec<_> = readers.into_iter().map(join).collect();
        built?;
        let named = found.into_iter().zip(plan.archives());
        named
            .map(|(found, archive)| found.map_err(|cause| Error::new("read back", &archive.file, cause)))
            .collect()
    })
}

/// The named encoder that gives exactly the compressed data of a file, whatever its header says.
///
/// Every candidate is dropped at the first byte that differs.
///
/// # Errors
/// The file cannot be read, or `options` cancel the work.
pub fn encoder_of(
    open: &dyn Fn() -> io::Result<File>,
    compression: &Compression,
    options: Options<'_>,
) -> io::Result<Option<Codec>> {
    let mut first = Vec::new();
    open()?.take(encoder::FIRST as u64).read_to_end(&mut first)?;
    let start = if let Compression::Gzip(header) = compression { header.length } else { 0 };
    Pool::run(options.threads.get() - 1, |pool| {
        for candidate in encoder::candidates(compression.format(), &first) {
            if begins_alike(candidate, open, start)? && gives(candidate, open, start, options, pool)? {
                return Ok(Some(candidate));
            }
        }
        Ok(None)
    })
}

/// The named encoder that gives exactly the bytes of a file, its header included.
///
/// # Errors
/// Returns an error if the file cannot be read, or if `options` cancel the work.
pub fn exact_encoder_of(
    open: &dyn Fn() -> io::Result<File>,
    compression: &Compression,
    options: Options<'_>,
) -> io::Result<Option<CompressionSetting>> {
    let encoder = encoder_of(open, compression, options)?;
    Ok(encoder.and_then(|codec| with_header_of(codec, compression)))
}

/// The encoder with the header of a file; `None` if no manifest can declare that header.
#[must_use]
pub fn with_header_of(codec: Codec, compression: &Compression) -> Option<CompressionSetting> {
    // Formats other than gzip have no header that can differ.
    let (Compression::Gzip(header), Some(level)) = (compression, codec.level()) else {
        return Some(CompressionSetting { codec, header: None });
    };
    let header = MemberHeader::of_file(header)?;
    let is_usual = header == MemberHeader::usual(level);
    Some(CompressionSetting { codec, header: (!is_usual).then_some(header) })
}

/// Whether the first blocks of an encoder of gzip are those of a file from `start` on; always for others.
///
/// There are many candidates, and most differ within the first block. One thread finds that out with less input
/// than several take before their first output.
fn begins_alike(codec: Codec, open: &dyn Fn() -> io::Result<File>, start: u64) -> io::Result<bool> {
    /// More input than most blocks have.
    const ENOUGH: usize = 512 * 1024;
    if codec.format() != Format::Gzip {
        return Ok(true);
    }
    let expected = Expected::new(codec, open, start)?;
    Pool::run(0, |pool| {
        let mut encoder = Encoder::new(codec, expected, NonZeroUsize::MIN, pool)?;
        let mut decoder = Decoder::new(open()?, Limits::default().decode)?;
        let (mut piece, mut total) = (vec![0; 32 * 1024], 0);
        while total < ENOUGH {
            let count = decoder.read(&mut piece)?;
            if count == 0 {
                break;
            }
            if encoder.write_all(&piece[..count]).is_err() {
                return Ok(false);
            }
            total += count;
        }
        Ok(true)
    })
}

/// Whether an encoder gives the bytes of a file from `start` on.
fn gives(
    codec: Codec,
    open: &dyn Fn() -> io::Result<File>,
    start: u64,
    options: Options<'_>,
    pool: &Pool,
) -> io::Result<bool> {
    let expected = Expected::new(codec, open, start)?;
    let mut encoder = Encoder::new(codec, expected, options.threads, pool)?;
    let mut decoder = Decoder::new(open()?, Limits::default().decode)?;
    let mut piece = vec![0; 64 * 1024];
    loop {
        let count = decoder.read(&mut piece)?;
        if count == 0 {
            break;
        }
        // The comparison is the writer, so most candidates end with the first block that differs.
        if encoder.write_all(&piece[..count]).is_err() {
            return Ok(false);
        }
        if options.progress.is_cancelled() {
            return Err(io::Error::other("cancelled"));
        }
    }
    let Ok(mut expected) = encoder.finish() else { return Ok(false) };
    // A file with bytes behind the right ones is another file.
    let has_more = expected.published.read(&mut piece)? > 0;
    Ok(expected.is_same && !has_more)
}

/// Compares what is written to it with a file, and fails at the first difference.
struct Expected {
    published: File,
    /// Bytes that are still not compared.
    skipped: u64,
    is_same: bool,
    buffer: Vec<u8>,
}

impl Expected {
    fn new(codec: Codec, open: &dyn Fn() -> io::Result<File>, start: u64) -> io::Result<Self> {
        let mut published = open()?;
        published.seek(SeekFrom::Start(start))?;
        let skipped = if codec.format() == Format::Gzip { SHORTEST_GZIP_HEADER } else { 0 };
        Ok(Self { published, skipped, is_same: true, buffer: Vec::new() })
    }
}

impl Write for Expected {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let skipped = usize::try_from(self.skipped).unwrap_or(usize::MAX).min(bytes.len());
        self.skipped -= skipped as u64;
        let compared = &bytes[skipped..];
        self.buffer.resize(compared.len(), 0);
        let is_there = self.published.read_exact(&mut self.buffer).is_ok();
        self.is_same &= is_there && self.buffer == compared;
        if self.is_same { Ok(bytes.len()) } else { Err(io::ErrorKind::Other.into()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
