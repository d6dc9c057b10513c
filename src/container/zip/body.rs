//! The data of a member, unpacked and checked while it passes.

use std::io::{self, Read};
use std::ops::Range;

use crc32fast::Hasher as Crc;

use super::central::Central;
use super::notes::{Notes, ZipError};
use crate::container::bytes::{Bytes, Section};
use crate::container::inventory::Stream;
use crate::digest::Hasher;
use crate::encoder::decode::{self, Decoder, Method};

/// The method that a number stands for, where this reader has it.
pub fn method(number: u16) -> Option<Method> {
    Some(match number {
        0 => Method::Stored,
        8 => Method::Deflate,
        12 => Method::Bzip2,
        // 20 is what 93 was called at first.
        20 | 93 => Method::Zstd,
        95 => Method::Xz,
        _ => return None,
    })
}

/// The data of a member, opened.
pub struct Opened {
    decoder: io::Result<Decoder<Section>>,
    /// Where the data begins in the file.
    start: u64,
}

/// Unpacks the data in `range`.
pub fn open(bytes: &Bytes, range: Range<u64>, method: Method, limits: decode::DecodeLimits) -> Opened {
    let start = range.start;
    Opened { decoder: Decoder::of_member(bytes.section(range), method, limits), start }
}

/// Unpacks and checks; what is wrong goes to `notes`. `sink` gets all that comes out.
pub fn check(
    header: &Central,
    opened: Opened,
    notes: &mut Notes,
    sink: impl FnMut(&[u8]),
) -> Result<Stream, ZipError> {
    let Opened { decoder, start } = opened;
    let size = header.wide.size;
    let mut say = |offset: u64, what: String| notes.add(offset, format!("{}: {what}", header.shown()));
    let mut tally = BodyTally { hasher: Hasher::new(), crc: Crc::new(), sink };
    let outcome = decoder.and_then(|mut decoder| {
        tally.take(&mut decoder, size)?;
        Ok(decoder.after().to_vec())
    });
    match outcome {
        Ok(after) => after.into_iter().for_each(|fault| say(start + fault.offset, fault.what)),
        Err(cause) => match decode::fault_of(&cause) {
            // Damage is a finding about the member; only an error of the system ends the reading.
            Some(fault) => {
                say(start + fault.offset, fault.what.clone());
                return Ok(tally.finish());
            }
            None => return Err(cause.into()),
        },
    }
    let (length, crc) = (tally.hasher.length(), tally.crc.clone().finalize());
    if length > size {
        say(start, format!("more bytes come out than the {size} that its headers say"));
    } else if length < size {
        say(start, format!("{length} bytes come out, and its headers say {size}"));
    } else if crc != header.crc {
        say(start, format!("its CRC-32 is {:08x}, and that of its data {crc:08x}", header.crc));
    }
    Ok(tally.finish())
}

struct BodyTally<S> {
    hasher: Hasher,
    crc: Crc,
    sink: S,
}

impl<S: FnMut(&[u8])> BodyTally<S> {
    /// Reads to the end, or to one byte more than there should be.
    fn take(&mut self, reader: &mut impl Read, size: u64) -> io::Result<()> {
        let mut buffer = vec![0; 64 * 1024];
        // The size of the header is the bound, so a member that unpacks to more is stopped within
        // one buffer.
        while self.hasher.length() <= size {
            let count = reader.read(&mut buffer)?;
            if count == 0 {
                return Ok(());
            }
            self.hasher.update(&buffer[..count]);
            self.crc.update(&buffer[..count]);
            (self.sink)(&buffer[..count]);
        }
        Ok(())
    }

    fn finish(self) -> Stream {
        Stream { size: self.hasher.length(), digest: self.hasher.finish() }
    }
}
