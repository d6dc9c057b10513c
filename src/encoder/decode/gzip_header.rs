//! The header of a gzip member (RFC 1952, section 2.3).

use std::fmt;
use std::io::{self, Read};

use crc32fast::Hasher as Crc;

use super::fault::invalid;
use super::input::Input;
use crate::path::Escaped;
use crate::time::Timestamp;

/// Most bytes of a name or a comment.
const LONGEST_TEXT: usize = 64 * 1024;

/// The fields of a gzip header, without the method.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GzipHeader {
    /// Seconds since 1970; 0 for no time.
    pub mtime: u32,
    /// `XFL`: 2 for the best compression, 4 for the fastest.
    pub extra_flags: u8,
    /// `OS`: 3 for Unix, 255 for unknown.
    pub system: u8,
    /// The original file's name.
    pub name: Option<Vec<u8>>,
    /// A comment.
    pub comment: Option<Vec<u8>>,
    /// Length of the header in bytes.
    pub length: u64,
    /// Bytes of the extra field.
    pub extra: Option<Vec<u8>>,
}

impl fmt::Display for GzipHeader {
    /// What it says beside the method: `` time 2025-06-11T15:36:57Z, name `x.tar`, flags 2, system 3 ``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.mtime != 0 {
            let time = Timestamp::from_seconds(self.mtime.into()).expect("every time of 32 bits is in range");
            write!(f, "time {time}, ")?;
        }
        if let Some(name) = &self.name {
            write!(f, "name `{}`, ", Escaped(name))?;
        }
        write!(f, "flags {}, system {}", self.extra_flags, self.system)
    }
}

/// Reads a header whose first bytes were recognized.
pub fn read<R: Read>(input: &mut Input<R>) -> io::Result<GzipHeader> {
    let start = input.offset;
    header(input, start).map_err(|cause| match cause.kind() {
        io::ErrorKind::UnexpectedEof => invalid(start, "the file ends within the gzip header"),
        _ => cause,
    })
}

/// The header that begins `start` bytes after that of the file.
fn header<R: Read>(input: &mut Input<R>, start: u64) -> io::Result<GzipHeader> {
    let mut fields = GzipFields { input, crc: Crc::new() };
    let mut fixed = [0; 10];
    fields.fill(&mut fixed)?;
    let [_, _, method, flags, a, b, c, d, extra_flags, system] = fixed;
    if method != 8 {
        return Err(invalid(start + 2, format!("the gzip method is {method}, but only 8 is defined")));
    }
    // RFC 1952, section 2.3.1.2 requires an error: a reserved bit could mean a field that is not
    // known here, and what follows would be read as something else.
    if flags & 0b1110_0000 != 0 {
        return Err(invalid(start + 3, format!("the gzip flags {flags:#04x} have bits that are reserved")));
    }
    // The order of the optional fields is fixed, and it is not that of their bits.
    let extra = (flags & 4 != 0).then(|| fields.field()).transpose()?;
    let name = (flags & 8 != 0).then(|| fields.text()).transpose()?;
    let comment = (flags & 16 != 0).then(|| fields.text()).transpose()?;
    if flags & 2 != 0 {
        fields.check()?;
    }
    let (mtime, length) = (u32::from_le_bytes([a, b, c, d]), input.offset - start);
    Ok(GzipHeader { mtime, extra_flags, system, name, comment, length, extra })
}

/// The bytes of a header, and the CRC of those read so far.
struct GzipFields<'a, R> {
    input: &'a mut Input<R>,
    crc: Crc,
}

impl<R: Read> GzipFields<'_, R> {
    fn fill(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        self.input.fill(bytes)?;
        self.crc.update(bytes);
        Ok(())
    }

    fn field(&mut self) -> io::Result<Vec<u8>> {
        let mut length = [0; 2];
        self.fill(&mut length)?;
        let mut bytes = vec![0; usize::from(u16::from_le_bytes(length))];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// Bytes up to a NUL.
    fn text(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        loop {
            let mut byte = [0];
            self.fill(&mut byte)?;
            if byte == [0] {
                return Ok(bytes);
            }
            // The format has no limit for a text that ends with a NUL, so a header could fill the
            // memory.
            if bytes.len() == LONGEST_TEXT {
                return Err(invalid(
                    self.input.offset,
                    "limit `header`: the gzip header holds more than 64 KiB of text",
                ));
            }
            bytes.extend(byte);
        }
    }

    /// Compares the optional two bytes at the end of a header with the low half of its CRC-32 (`FHCRC`).
    fn check(&mut self) -> io::Result<()> {
        let (start, mut stated) = (self.input.offset, [0; 2]);
        self.input.fill(&mut stated)?;
        // The two bytes themselves are read past `fill`, so they do not count for the CRC that they
        // state.
        let (stated, found) = (u16::from_le_bytes(stated), self.crc.clone().finalize() & 0xffff);
        if u32::from(stated) == found {
            return Ok(());
        }
        let what = format!("the gzip header's CRC is {stated:04x}, and that of its bytes {found:04x}");
        Err(invalid(start, what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoder::decode::fault_of;

    /// A header with every field, whose CRC is that of its bytes.
    fn whole() -> Vec<u8> {
        let mut bytes = vec![0x1f, 0x8b, 8, 0b1_1110, 1, 2, 3, 4, 2, 3];
        bytes.extend(b"\x03\0xyzname.tar\0a comment\0");
        let crc = crc32fast::hash(&bytes) & 0xffff;
        bytes.extend(&crc.to_le_bytes()[..2]);
        bytes
    }

    fn reported(bytes: &[u8]) -> (u64, String) {
        let rejected = read(&mut Input::new(bytes)).expect_err("it is damaged");
        let fault = fault_of(&rejected).expect("it is a fault of the file");
        (fault.offset, fault.what.clone())
    }

    // T163
    #[test]
    fn a_header_is_compared_with_its_own_crc() {
        let whole = whole();
        let header = read(&mut Input::new(&*whole)).expect("it is whole");
        assert_eq!(
            (header.name, header.comment, header.extra),
            (Some(b"name.tar".to_vec()), Some(b"a comment".to_vec()), Some(b"xyz".to_vec()))
        );
        assert_eq!(header.length, whole.len() as u64);
        // The time, the extra field, the name, the comment, the CRC itself.
        for at in [4, 13, 16, 25, whole.len() - 1] {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x10;
            let (offset, what) = reported(&bytes);
            assert_eq!(offset, whole.len() as u64 - 2, "{at}: {what}");
            assert!(what.starts_with("the gzip header's CRC is "), "{what}");
        }
        assert!(reported(&whole[..whole.len() - 1]).1.contains("ends within the gzip header"));
    }
}
