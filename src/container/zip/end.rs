//! The end of a zip: which bytes are its central directory (APPNOTE.TXT, sections 4.3.14 to 4.3.16).

use std::ops::Range;

use super::fields::Fields;
use super::notes::{Notes, ZipError};
use crate::container::bytes::Bytes;

/// The end of central directory record without its comment.
const RECORD: usize = 22;

/// The zip64 locator.
const LOCATOR: usize = 20;

/// The zip64 record, without data of no known meaning.
const RECORD64: usize = 56;

/// The longest comment.
const COMMENT: usize = 0xffff;

const SIGNATURE: [u8; 4] = *b"PK\x05\x06";

/// What the end of a zip records.
#[derive(Debug)]
pub struct End {
    /// Where the central directory is.
    pub directory: Range<u64>,
    /// Its entries.
    pub entries: u64,
    /// The comment.
    pub comment: Vec<u8>,
}

/// The last bytes of a file, in which the end must be.
struct Tail {
    bytes: Vec<u8>,
    start: u64,
}

impl Tail {
    fn of(bytes: &Bytes) -> std::io::Result<Self> {
        let start = bytes.length().saturating_sub((RECORD + COMMENT) as u64);
        Ok(Self { bytes: bytes.take(start..bytes.length())?, start })
    }

    /// Where a record may begin.
    fn signatures(&self) -> impl Iterator<Item = usize> {
        // A record can begin anywhere in the last 64 KiB, since the comment behind it has any
        // content, another record included.
        let last = (self.bytes.len() + 1).saturating_sub(RECORD);
        (0..last).filter(|&at| self.bytes[at..].starts_with(&SIGNATURE))
    }

    /// Bytes after the record at `at` and its comment; `None` where the comment is cut.
    fn after(&self, at: usize) -> Option<usize> {
        let comment = Fields(&self.bytes[at + RECORD - 2..]).whole_u16();
        self.bytes.len().checked_sub(at + RECORD + usize::from(comment))
    }

    /// Whether the comment of the record at `at` ends where the file ends.
    fn is_last(&self, at: usize) -> bool {
        self.after(at) == Some(0)
    }

    fn offset(&self, at: usize) -> u64 {
        self.start + at as u64
    }
}

/// Where a record with a comment stands that ends where the file ends, and a central directory before it:
/// what makes a file a zip for readers that start at its end.
///
/// # Errors
/// The file cannot be read.
pub fn directory_of(bytes: &Bytes) -> std::io::Result<Option<u64>> {
    let tail = Tail::of(bytes)?;
    let Some(at) = tail.signatures().filter(|&at| tail.is_last(at)).last() else { return Ok(None) };
    let mut fields = Fields(&tail.bytes[at + 12..]);
    let (size, end) = (u64::from(fields.whole_u32()), tail.offset(at));
    let start = end.saturating_sub(size);
    let is_directory = size == 0 || bytes.take(start..start + 4)? == b"PK\x01\x02";
    Ok(is_directory.then_some(end))
}

/// Finds the one end.
pub fn find(bytes: &Bytes, notes: &mut Notes) -> Result<End, ZipError> {
    let tail = Tail::of(bytes)?;
    let at = place(&tail, bytes.length(), notes)?;
    let mut fields = Fields(&tail.bytes[at + 4..]);
    let disks = [fields.whole_u16(), fields.whole_u16()];
    let counts = [fields.whole_u16(), fields.whole_u16()];
    let (size, start) = (fields.whole_u32(), fields.whole_u32());
    let length = usize::from(fields.whole_u16());
    let comment = tail.bytes[at + RECORD..].iter().copied().take(length).collect();
    let short = TooShort { disks, counts, size, start };
    let end = tail.offset(at);
    let (long, end) = match long(bytes, end)? {
        Some((long, start)) => (short.checked(end, long)?, start),
        None => (short.widened(), end),
    };
    if long.disks != [0, 0] || long.counts[0] != long.counts[1] {
        return Err(ZipError::at(end, "it is a part of a zip that is split"));
    }
    let directory = long.start..long.start.saturating_add(long.size);
    check_place(&directory, end)?;
    Ok(End { directory, entries: long.counts[0], comment })
}

/// Where the record is that every reader must find.
fn place(tail: &Tail, length: u64, notes: &mut Notes) -> Result<usize, ZipError> {
    let whole: Vec<usize> = tail.signatures().filter(|&at| tail.is_last(at)).collect();
    let Some(last) = tail.signatures().last() else {
        return Err(ZipError::at(
            length,
            "the zip has no end of central directory record: it is cut, or none",
        ));
    };
    // Some readers search from the end, some take the first record that fits. Only a file with one
    // candidate means the same to all of them.
    match whole[..] {
        [] => {
            let Some(after) = tail.after(last) else {
                return Err(ZipError::at(tail.offset(last), "the zip ends within its comment"));
            };
            notes.add(length - after as u64, format!("{after} bytes stand after the end of the zip"));
            Ok(last)
        }
        [only] => {
            if last != only {
                notes.add(tail.offset(last), "the zip's comment holds another end of a central directory");
            }
            Ok(only)
        }
        [first, ..] => Err(ZipError::at(
            tail.offset(first),
            "two end of central directory records reach to the end of the file",
        )),
    }
}

/// The numbers of an end record.
struct TooShort {
    disks: [u16; 2],
    counts: [u16; 2],
    size: u32,
    start: u32,
}

/// The numbers of a zip64 end record.
struct Long {
    disks: [u32; 2],
    counts: [u64; 2],
    size: u64,
    start: u64,
}

impl TooShort {
    fn widened(&self) -> Long {
        Long {
            disks: self.disks.map(u32::from),
            counts: self.counts.map(u64::from),
            size: self.size.into(),
            start: self.start.into(),
        }
    }

    /// Each number that has room in the short record must be the same in the long one.
    fn checked(&self, offset: u64, long: Long) -> Result<Long, ZipError> {
        // A reader without zip64 uses the short numbers and another the long ones. All ones is the
        // mark that says to use the long one.
        let same16 = |short: u16, long: u64| short == u16::MAX || u64::from(short) == long;
        let same32 = |short: u32, long: u64| short == u32::MAX || u64::from(short) == long;
        let are_same = (0..2).all(|index| same16(self.disks[index], long.disks[index].into()))
            && (0..2).all(|index| same16(self.counts[index], long.counts[index]))
            && same32(self.size, long.size)
            && same32(self.start, long.start);
        if are_same {
            return Ok(long);
        }
        Err(ZipError::at(offset, "the end record and the zip64 end record before it disagree"))
    }
}

/// The zip64 record before the end record at `end`, and where it begins.
fn long(bytes: &Bytes, end: u64) -> Result<Option<(Long, u64)>, ZipError> {
    let Some(at) = end.checked_sub(LOCATOR as u64) else { return Ok(None) };
    let locator = bytes.take(at..end)?;
    let mut fields = match locator.strip_prefix(b"PK\x06\x07") {
        Some(rest) if locator.len() == LOCATOR => Fields(rest),
        _ => return Ok(None),
    };
    let (disk, start, disks) = (fields.whole_u32(), fields.whole_u64(), fields.whole_u32());
    let record = bytes.take(start..at.min(start.saturating_add(RECORD64 as u64)))?;
    let mut fields = match record.strip_prefix(b"PK\x06\x06") {
        Some(rest) if record.len() == RECORD64 => Fields(rest),
        _ => return Err(ZipError::at(at, format!("no zip64 end record stands at byte {start}"))),
    };
    let size = fields.whole_u64();
    // The record could be longer, but nothing is defined for the rest, and bytes could hide there.
    // The sum cannot overflow: the whole record was read from there.
    if size != (RECORD64 - 12) as u64 || start + RECORD64 as u64 != at {
        return Err(ZipError::at(start, "the zip64 end record does not end where its locator begins"));
    }
    if (disk, disks) != (0, 1) {
        return Err(ZipError::at(at, "it is a part of a zip that is split"));
    }
    let _versions = fields.whole_u32();
    let long = Long {
        disks: [fields.whole_u32(), fields.whole_u32()],
        counts: [fields.whole_u64(), fields.whole_u64()],
        size: fields.whole_u64(),
        start: fields.whole_u64(),
    };
    Ok(Some((long, start)))
}

/// The central directory must end where its end record begins.
fn check_place(directory: &Range<u64>, end: u64) -> Result<(), ZipError> {
    if directory.end > end {
        return Err(ZipError::at(end, "the central directory reaches into its own end record"));
    }
    if directory.end < end {
        let what = format!(
            "{} bytes stand before the end record that the central directory does not reach to: they are \
             between the two, or in front of the zip",
            end - directory.end
        );
        return Err(ZipError::at(directory.end, what));
    }
    Ok(())
}
