//! The header of a gzip member (RFC 1952, section 2.3).

use std::io::{self, Read};

use super::{Input, invalid};

/// Bytes that a name or a comment may have.
const LONGEST_TEXT: usize = 64 * 1024;

/// What a gzip header says beside the method.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GzipHeader {
    /// Seconds since 1970; 0 where there is none.
    pub mtime: u32,
    /// `XFL`: 2 for the best compression, 4 for the fastest.
    pub extra_flags: u8,
    /// `OS`: 3 for Unix, 255 for unknown.
    pub system: u8,
    /// The original file's name.
    pub name: Option<Vec<u8>>,
    /// A comment.
    pub comment: Option<Vec<u8>>,
    /// Bytes that the header takes.
    pub length: u64,
    /// Bytes of the extra field.
    pub extra: Option<Vec<u8>>,
}

/// Reads a header whose first bytes were recognised.
pub fn read<R: Read>(input: &mut Input<R>) -> io::Result<GzipHeader> {
    let start = input.offset;
    header(input).map_err(|cause| match cause.kind() {
        io::ErrorKind::UnexpectedEof => invalid(start, "the file ends within the gzip header"),
        _ => cause,
    })
}

fn header<R: Read>(input: &mut Input<R>) -> io::Result<GzipHeader> {
    let mut fixed = [0; 10];
    input.fill(&mut fixed)?;
    let [_, _, method, flags, a, b, c, d, extra_flags, system] = fixed;
    if method != 8 {
        return Err(invalid(2, format!("the gzip method is {method}, and 8 is the only one there is")));
    }
    if flags & 0b1110_0000 != 0 {
        return Err(invalid(3, format!("the gzip flags {flags:#04x} have bits that are reserved")));
    }
    let extra = (flags & 4 != 0).then(|| field(input)).transpose()?;
    let name = (flags & 8 != 0).then(|| text(input)).transpose()?;
    let comment = (flags & 16 != 0).then(|| text(input)).transpose()?;
    if flags & 2 != 0 {
        input.fill(&mut [0; 2])?;
    }
    let (mtime, length) = (u32::from_le_bytes([a, b, c, d]), input.offset);
    Ok(GzipHeader { mtime, extra_flags, system, name, comment, length, extra })
}

fn field<R: Read>(input: &mut Input<R>) -> io::Result<Vec<u8>> {
    let mut length = [0; 2];
    input.fill(&mut length)?;
    let mut bytes = vec![0; usize::from(u16::from_le_bytes(length))];
    input.fill(&mut bytes)?;
    Ok(bytes)
}

/// Bytes up to a NUL.
fn text<R: Read>(input: &mut Input<R>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let mut byte = [0];
        input.fill(&mut byte)?;
        if byte == [0] {
            return Ok(bytes);
        }
        if bytes.len() == LONGEST_TEXT {
            return Err(invalid(
                input.offset,
                "limit `header`: the gzip header holds more than 64 KiB of text",
            ));
        }
        bytes.extend(byte);
    }
}
