//! The central directory (APPNOTE.TXT, section 4.3.12).

use std::collections::BTreeSet;
use std::io::{BufReader, Read};

use super::end::End;
use super::extra::{Extra, Wide};
use super::fields::Fields;
use super::notes::{Notes, ZipError};
use crate::container::bytes::Bytes;
use crate::container::inventory::Member;
use crate::container::limits::Limits;
use crate::container::member_path;
use crate::container::style::zip::Maker;
use crate::limits::{Exceeded, HeldMemory, MEMBERS, NAMES};
use crate::path::Escaped;

/// A header without its name, extra fields and comment.
const HEADER: usize = 46;

const SIGNATURE: [u8; 4] = *b"PK\x01\x02";

/// A header of the central directory.
#[derive(Debug)]
pub struct Central {
    /// Where it stands.
    pub at: u64,
    pub made_by: u16,
    pub needed: u16,
    pub flags: u16,
    pub method: u16,
    /// Date and time of DOS.
    pub dos: u32,
    pub crc: u32,
    pub wide: Wide,
    pub internal: u16,
    pub external: u32,
    pub name: Vec<u8>,
    pub extra: Extra,
    pub comment: Vec<u8>,
}

/// The data is encrypted, in one way or the other.
const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;

/// CRC and sizes stand behind the data.
pub const DESCRIPTOR: u16 = 1 << 3;

/// Name and comment are UTF-8.
const UTF8: u16 = 1 << 11;

/// Flags that every program knows: two for how hard a compressor tried, the descriptor, UTF-8, and encryption,
/// which is rejected elsewhere. Programs ignore others or reject the member.
const KNOWN_FLAGS: u16 = 0b110 | DESCRIPTOR | UTF8 | ENCRYPTED;

/// Data that is compressed with deflate.
const DEFLATE: u16 = 8;

/// Data that is stored as it is.
pub const STORED: u16 = 0;

impl Central {
    /// The name in backticks.
    pub fn shown(&self) -> String {
        format!("`{}`", Escaped(&self.name))
    }

    /// Who says to have made it.
    pub fn maker(&self) -> Maker {
        let [version, system] = self.made_by.to_le_bytes();
        Maker { system, version }
    }

    pub fn is_encrypted(&self) -> bool {
        self.flags & ENCRYPTED != 0
    }

    pub fn has_descriptor(&self) -> bool {
        self.flags & DESCRIPTOR != 0
    }

    fn stop(&self, what: impl std::fmt::Display) -> ZipError {
        ZipError::at(self.at, format!("{}: {what}", self.shown()))
    }
}

/// All headers, in their order.
pub fn read(bytes: &Bytes, end: &End, limits: Limits, notes: &mut Notes) -> Result<Vec<Central>, ZipError> {
    let mut reader = CentralDirectory {
        inner: BufReader::new(bytes.section(end.directory.clone())),
        at: end.directory.start,
    };
    let (mut headers, mut held) = (Vec::new(), HeldMemory::default());
    while reader.at < end.directory.end {
        if headers.len() == limits.members {
            return Err(ZipError::at(reader.at, format!("limit `members`: more than {}", limits.members)));
        }
        let at = reader.at;
        headers.push(reader.next(limits)?);
        let texts = usize::try_from(reader.at - at).unwrap_or(usize::MAX);
        match held.add(texts, 2 * (size_of::<Central>() + size_of::<Member>()), MEMBERS, NAMES) {
            Ok(()) => {}
            Err(Exceeded::Limit(limit)) => return Err(ZipError::at(at, limit.to_string())),
            Err(short @ Exceeded::Space(_)) => return Err(ZipError::Io(short.into())),
        }
    }
    if headers.len() as u64 != end.entries {
        let what = format!("the end record counts {} members, and there are {}", end.entries, headers.len());
        return Err(ZipError::at(end.directory.end, what));
    }
    check_names(&headers, notes);
    Ok(headers)
}

struct CentralDirectory<R> {
    inner: R,
    at: u64,
}

impl<R: Read> CentralDirectory<R> {
    /// The next `count` bytes, or that the directory is cut.
    fn take(&mut self, count: usize) -> Result<Vec<u8>, ZipError> {
        let mut bytes = Vec::new();
        // The buffer grows as bytes arrive: a length in a header is a claim, and must not reserve
        // memory.
        self.inner.by_ref().take(count as u64).read_to_end(&mut bytes)?;
        if bytes.len() < count {
            return Err(ZipError::at(self.at, "the central directory ends within a header"));
        }
        Ok(bytes)
    }

    fn next(&mut self, limits: Limits) -> Result<Central, ZipError> {
        let at = self.at;
        let bytes = self.take(HEADER)?;
        let Some(rest) = bytes.strip_prefix(&SIGNATURE) else {
            return Err(ZipError::at(at, "this is no header of the central directory"));
        };
        let (mut header, short) = fixed(at, Fields(rest));
        let length: usize = short.lengths.iter().sum();
        if length as u64 > limits.header {
            let what = format!("limit `header`: more than {} bytes in one header", limits.header);
            return Err(ZipError::at(at, what));
        }
        header.name = self.take(short.lengths[0])?;
        let extra = Extra::parse(&self.take(short.lengths[1])?);
        header.comment = self.take(short.lengths[2])?;
        self.at += (HEADER + length) as u64;
        header.extra = extra.map_err(|what| header.stop(what))?;
        let wide = header.extra.widen_central(short.sizes, short.local);
        header.wide = wide.map_err(|what| header.stop(what))?;
        if short.disk != 0 {
            return Err(header.stop("it is in another part of a zip that is split"));
        }
        Ok(header)
    }
}

/// What a header says of itself, and what its zip64 field may say instead.
struct Short {
    /// Bytes of the file, and bytes as they are packed.
    sizes: [u32; 2],
    /// Of the name, the extra fields and the comment.
    lengths: [usize; 3],
    disk: u16,
    local: u32,
}

/// The fields of fixed length, in their order.
fn fixed(at: u64, mut fields: Fields<'_>) -> (Central, Short) {
    let (made_by, needed) = (fields.whole_u16(), fields.whole_u16());
    let (flags, method) = (fields.whole_u16(), fields.whole_u16());
    let (dos, crc) = (fields.whole_u32(), fields.whole_u32());
    let [packed, size] = [fields.whole_u32(), fields.whole_u32()];
    let lengths = [fields.whole_u16(), fields.whole_u16(), fields.whole_u16()].map(usize::from);
    let (disk, internal) = (fields.whole_u16(), fields.whole_u16());
    let (external, local) = (fields.whole_u32(), fields.whole_u32());
    let wide = Wide { size: 0, packed: 0, local: 0 };
    let (name, extra, comment) = (Vec::new(), Extra::default(), Vec::new());
    let header = Central {
        at,
        made_by,
        needed,
        flags,
        method,
        dos,
        crc,
        wide,
        internal,
        external,
        name,
        extra,
        comment,
    };
    (header, Short { sizes: [size, packed], lengths, disk, local })
}

/// Names that two readers could take for different ones, or for the same.
fn check_names(headers: &[Central], notes: &mut Notes) {
    let mut names: BTreeSet<&[u8]> = BTreeSet::new();
    let has_descriptors = headers.iter().any(Central::has_descriptor);
    for header in headers {
        // Info-ZIP's unzip takes members of such a zip for overlapping ones.
        if has_descriptors && header.extra.has_name() {
            let what = "it has a name in UTF-8 in a zip with sizes behind data, which unzip rejects";
            notes.add(header.at, format!("{}: {what}", header.shown()));
        }
        if !names.insert(member_path::bare(&header.name)) {
            notes.add(header.at, format!("{} is there twice", header.shown()));
        }
        for what in [check_name(header), check_flags(header)].into_iter().filter_map(Result::err) {
            notes.add(header.at, format!("{}: {what}", header.shown()));
        }
    }
}

/// What programs make of the flags in different ways.
fn check_flags(header: &Central) -> Result<(), String> {
    let unknown = header.flags & !KNOWN_FLAGS;
    if unknown != 0 {
        return Err(format!("its flags {unknown:#06x} are reserved or mean patched data"));
    }
    // Deflate data marks its own end. What is stored may contain all that a program looks for to find the end, and
    // of other methods not every program looks.
    if header.has_descriptor() && header.method != DEFLATE && header.wide.packed > 0 {
        let what = "its size follows its data, and only deflate data marks its own end: a program that reads from \
                    the front must guess";
        return Err(what.to_owned());
    }
    Ok(())
}

fn check_name(header: &Central) -> Result<(), String> {
    let name = &header.name;
    if name.is_empty() || name.contains(&0) {
        return Err("its name is empty or has a NUL within".to_owned());
    }
    header.extra.check_name(name)?;
    let is_marked = header.flags & UTF8 != 0;
    if is_marked && std::str::from_utf8(name).is_err() {
        return Err("its name is marked as UTF-8, and is none".to_owned());
    }
    if name.iter().any(u8::is_ascii_control) {
        return Err("its name has a control character, which some programs leave out".to_owned());
    }
    // Whatever its flags say, Info-ZIP's unzip takes names of other systems for those of a code page.
    if !name.is_ascii() && !header.maker().is_unix() {
        return Err("its name has letters that depend on who reads it, as no Unix made it".to_owned());
    }
    // Without the mark the name is in the code page of the writer's system, which the zip does not
    // state. Also where a field has the name in UTF-8: Python does not know that field.
    if !is_marked && !name.is_ascii() {
        return Err("its name is not marked as UTF-8, so its letters depend on who reads it".to_owned());
    }
    Ok(())
}
