//! The tar reader: strict, streaming, for archives that may be hostile.
//!
//! Nothing is unpacked. What two readers could read differently is reported with its offset, never
//! resolved. Every archive is read twice at once, by this reader and by that of the crate `tar`; where
//! the two see different members, that is reported too.

mod body;
mod crosscheck;
mod fields;
mod members;
mod records;
mod values;

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use self::body::Body;
use self::members::Members;
use super::block::{self, BLOCK};
use crate::container::inventory::{Ambiguity, Inventory, Place, RawContainer, RawTar, Stream};
pub use crate::container::limits::Limits;
use crate::container::visitor::{BodyVisitor, NoBodies};
use crate::digest::Hasher;
use crate::encoder::decode::{self, Compression, Decoder, Framing};
use crate::parallel::{join, start};

/// Bytes that go from one thread to another at a time.
const PIECE: usize = 256 * 1024;

/// Pieces that may wait.
const WAITING: usize = 8;

/// Bytes that are sent.
pub type SentBytes = Arc<Vec<u8>>;

/// Takes the inventory of an archive, compressed or not. What is wrong with it is in the inventory.
///
/// # Errors
/// The reader's own: the file cannot be read.
pub fn inventory(file: impl Read + Send, limits: Limits) -> io::Result<Inventory> {
    read_visiting(file, limits, &mut NoBodies)
}

/// Takes the inventory, and lets `look` see every body on the way.
///
/// # Errors
/// The reader's own: the file cannot be read.
pub fn read_visiting(
    file: impl Read + Send,
    limits: Limits,
    look: &mut dyn BodyVisitor,
) -> io::Result<Inventory> {
    thread::scope(|scope| {
        let (first, pieces) = pipe();
        let (second, pieces_again) = pipe();
        let is_over = Arc::clone(&pieces_again.is_over);
        let again = start(scope, move || crosscheck::read(pieces_again))?;
        let decoding = start(scope, move || decode(file, limits.decode, [first, second]))?;
        let mut members = Members::new(Body::new(pieces), limits, look);
        let stopped = members.read();
        // What is not clear is not compared, and the other reader knows no limits.
        is_over.store(members.is_doubtful(), Ordering::Relaxed);
        // Both readers must take every piece or hang up: the decoder waits for the slower one, and
        // a reader that has stopped without doing either would make it wait for ever.
        members.drain();
        let mut found = members.finish();
        let seen = join(again);
        let decoded = join(decoding)?;
        if let Some(short) = found.short {
            return Err(short);
        }
        // After a first defect readers diverge as a matter of course, so their comparison would add
        // nothing.
        if decoded.faults.is_empty() && found.ambiguities.is_empty() {
            found.ambiguities.extend(crosscheck::compare(&found.members, &seen));
        }
        let stopped_at = stopped.map(|place| early_end(&decoded, place));
        // What is read from damaged data proves nothing more.
        let ambiguities = if decoded.is_damaged { Vec::new() } else { found.ambiguities };
        let faults = decoded.faults.into_iter();
        let faults = faults.map(|fault| Ambiguity { place: Place::File(fault.offset), what: fault.what });
        Ok(Inventory {
            file: decoded.file,
            container: RawContainer::Tar(Box::new(RawTar {
                compression: decoded.compression,
                framing: decoded.framing,
                stream: found.stream,
                globals: found.globals,
                global_names: found.global_names,
                ending: found.ending,
            })),
            members: found.members,
            ambiguities: ambiguities.into_iter().chain(faults).collect(),
            stopped_at,
        })
    })
}

/// Lets `look` see the bodies of the first members, `members` of them, in an archive that was read before.
///
/// # Errors
/// The reader's own, or the archive cannot be read up to there.
pub fn revisit(
    file: impl Read,
    members: usize,
    limits: Limits,
    look: &mut dyn BodyVisitor,
) -> io::Result<()> {
    let decoder = Decoder::new(file, limits.decode)?;
    Members::new(Body::new(decoder), limits, look).read_some(members)
}

/// Whether a block is a header by its checksum.
#[must_use]
pub fn is_header(block: &[u8]) -> bool {
    let block: Result<&[u8; BLOCK], _> = block.try_into();
    // A block of NULs is the end mark. Its checksum field is empty, which counts as 0 and is wrong,
    // but the answer should not hang on that.
    block.is_ok_and(|block| *block != [0; BLOCK] && fields::has_good_checksum(block))
}

/// Whether bytes are the first block of a tar, damaged or not: a header by its checksum or by its mark, or the
/// end of an archive without members.
#[must_use]
pub fn is_start(block: &[u8]) -> bool {
    is_header(block)
        || block == [0; BLOCK]
        || block.get(block::MAGIC).is_some_and(|magic| magic.starts_with(b"ustar"))
}

/// Where reading ended before the end mark: where decoding could not go on, or else at `place`, which is not clear.
fn early_end(decoded: &Decoded, place: Place) -> Place {
    // Faults after the last stream are in the list too, but they end nothing.
    match decoded.faults.last() {
        Some(fault) if decoded.is_damaged => Place::File(fault.offset),
        _ => place,
    }
}

struct Decoded {
    file: Stream,
    compression: Compression,
    framing: Framing,
    faults: Vec<decode::StreamFault>,
    is_damaged: bool,
}

/// Decodes into both channels. A reader that needs no more has hung up.
fn decode(
    file: impl Read,
    limits: decode::DecodeLimits,
    readers: [SyncSender<SentBytes>; 2],
) -> io::Result<Decoded> {
    let mut hashed = Hashed { inner: file, hasher: Hasher::new() };
    let (mut compression, mut framing, mut faults) = (Compression::None, Framing::default(), Vec::new());
    let outcome = Decoder::new(&mut hashed, limits).and_then(|mut decoder| {
        compression.clone_from(decoder.compression().expect("it was opened as a file"));
        let outcome = pump(&mut decoder, &readers);
        faults.extend_from_slice(decoder.after());
        framing.clone_from(decoder.framing());
        outcome
    });
    let is_damaged = match outcome {
        Ok(()) => false,
        Err(cause) => match decode::fault_of(&cause) {
            Some(fault) => {
                faults.push(fault.clone());
                true
            }
            None => return Err(cause),
        },
    };
    // The readers end when the channels close, while the rest of the file is still hashed here.
    drop(readers);
    // The digest is that of the whole file, even if decoding stopped in the middle.
    io::copy(&mut hashed, &mut io::sink())?;
    let file = Stream { size: hashed.hasher.length(), digest: hashed.hasher.finish() };
    Ok(Decoded { file, compression, framing, faults, is_damaged })
}

fn pump(decoder: &mut impl Read, readers: &[SyncSender<SentBytes>; 2]) -> io::Result<()> {
    loop {
        let mut piece = Vec::with_capacity(PIECE);
        decoder.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
        if piece.is_empty() {
            return Ok(());
        }
        let piece = Arc::new(piece);
        for reader in readers {
            // One that has hung up needs no more.
            let _ = reader.send(Arc::clone(&piece));
        }
    }
}

struct Hashed<R> {
    inner: R,
    hasher: Hasher,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        Ok(count)
    }
}

/// A reader of what another thread sends, and where that sends it.
#[must_use]
pub fn pipe() -> (SyncSender<SentBytes>, Pieces) {
    let (sender, pieces) = sync_channel(WAITING);
    (sender, Pieces::new(pieces))
}

/// A reader of what another thread sends.
pub struct Pieces {
    receiver: Receiver<SentBytes>,
    piece: SentBytes,
    at: usize,
    /// Set where nobody wants to know what comes next.
    is_over: Arc<AtomicBool>,
}

impl Pieces {
    fn new(receiver: Receiver<SentBytes>) -> Self {
        Self { receiver, piece: SentBytes::default(), at: 0, is_over: Arc::default() }
    }
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.piece.len() {
            if self.is_over.load(Ordering::Relaxed) {
                return Ok(0);
            }
            let Ok(piece) = self.receiver.recv() else { return Ok(0) };
            (self.piece, self.at) = (piece, 0);
        }
        let count = buffer.len().min(self.piece.len() - self.at);
        buffer[..count].copy_from_slice(&self.piece[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}
