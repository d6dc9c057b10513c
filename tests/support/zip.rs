//! Zips made by hand: every field can be set, and the place of every structure is known.
#![allow(dead_code, reason = "each test program uses its own part of this")]

use std::io::Write as _;

/// A member to be made. What is 0 or empty in the header in front of the data can be made to differ.
#[derive(Clone)]
pub struct Entry {
    pub name: Vec<u8>,
    pub body: Vec<u8>,
    pub method: u16,
    pub made_by: u16,
    pub flags: u16,
    pub dos: u32,
    pub external: u32,
    pub extra: Vec<u8>,
    pub local_extra: Vec<u8>,
    pub comment: Vec<u8>,
    /// Bytes between this member and the next.
    pub gap: Vec<u8>,
    /// The data as it is packed, where it is not made from the body.
    pub packed: Option<Vec<u8>>,
}

pub const UNIX: u16 = 3 << 8 | 20;

/// 2025-06-11 15:36:56.
pub const DOS: u32 = 45 << 25 | 6 << 21 | 11 << 16 | 15 << 11 | 36 << 5 | 28;

/// A file that is stored, mode 0644.
pub fn file(name: &str, body: &[u8]) -> Entry {
    Entry {
        name: name.into(),
        body: body.to_vec(),
        method: 0,
        made_by: UNIX,
        flags: 0,
        dos: DOS,
        external: 0o100_644 << 16,
        extra: Vec::new(),
        local_extra: Vec::new(),
        comment: Vec::new(),
        gap: Vec::new(),
        packed: None,
    }
}

/// A directory, mode 0755.
pub fn directory(name: &str) -> Entry {
    Entry { external: 0o040_755 << 16 | 0x10, ..file(name, b"") }
}

/// A symbolic link.
pub fn link(name: &str, target: &str) -> Entry {
    Entry { external: 0o120_777 << 16, ..file(name, target.as_bytes()) }
}

/// An extra field.
pub fn extra(id: u16, body: &[u8]) -> Vec<u8> {
    let size = u16::try_from(body.len()).expect("is small");
    [&id.to_le_bytes()[..], &size.to_le_bytes(), body].concat()
}

/// The extended timestamp of Info-ZIP.
pub fn timestamp(seconds: i32) -> Vec<u8> {
    extra(0x5455, &[&[1][..], &seconds.to_le_bytes()].concat())
}

pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

fn pack(method: u16, body: &[u8]) -> Vec<u8> {
    match method {
        8 => deflate(body),
        12 => {
            let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::new(6));
            encoder.write_all(body).expect("memory takes all");
            encoder.finish().expect("memory takes all")
        }
        93 => zstd::encode_all(body, 3).expect("memory takes all"),
        95 => {
            let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
            encoder.write_all(body).expect("memory takes all");
            encoder.finish().expect("memory takes all")
        }
        _ => body.to_vec(),
    }
}

/// A zip and where its parts stand.
#[derive(Clone)]
pub struct Made {
    pub bytes: Vec<u8>,
    /// The headers in front of the data.
    pub locals: Vec<usize>,
    /// The data.
    pub data: Vec<usize>,
    /// The headers of the central directory.
    pub centrals: Vec<usize>,
    pub end: usize,
}

impl Made {
    /// The same with bytes set at a place.
    pub fn with(&self, at: usize, bytes: &[u8]) -> Vec<u8> {
        let mut made = self.bytes.clone();
        made[at..at + bytes.len()].copy_from_slice(bytes);
        made
    }
}

/// Bit 3: sizes stand behind the data.
pub const DESCRIPTOR: u16 = 1 << 3;

/// Bit 11: the name is UTF-8.
pub const UTF8: u16 = 1 << 11;

/// A zip of the entries.
pub fn zip(entries: &[Entry]) -> Made {
    zip_with(entries, b"", &[])
}

/// A zip with a comment, and with bytes between the members and the directory.
pub fn zip_with(entries: &[Entry], comment: &[u8], between: &[u8]) -> Made {
    let mut made =
        Made { bytes: Vec::new(), locals: Vec::new(), data: Vec::new(), centrals: Vec::new(), end: 0 };
    let packed: Vec<Vec<u8>> = entries
        .iter()
        .map(|entry| entry.packed.clone().unwrap_or_else(|| pack(entry.method, &entry.body)))
        .collect();
    for (entry, packed) in entries.iter().zip(&packed) {
        made.locals.push(made.bytes.len());
        made.bytes.extend(b"PK\x03\x04");
        let is_late = entry.flags & DESCRIPTOR != 0;
        made.bytes.extend(common(entry, packed, is_late));
        made.bytes.extend(u16_of(entry.name.len()));
        made.bytes.extend(u16_of(entry.local_extra.len()));
        made.bytes.extend(entry.name.iter().chain(&entry.local_extra));
        made.data.push(made.bytes.len());
        made.bytes.extend(packed);
        if is_late {
            made.bytes.extend(b"PK\x07\x08");
            made.bytes.extend(numbers(entry, packed));
        }
        made.bytes.extend(&entry.gap);
    }
    made.bytes.extend(between);
    let start = made.bytes.len();
    for ((entry, packed), local) in entries.iter().zip(&packed).zip(&made.locals) {
        made.centrals.push(made.bytes.len());
        made.bytes.extend(b"PK\x01\x02");
        made.bytes.extend(entry.made_by.to_le_bytes());
        made.bytes.extend(common(entry, packed, false));
        made.bytes.extend(u16_of(entry.name.len()));
        made.bytes.extend(u16_of(entry.extra.len()));
        made.bytes.extend(u16_of(entry.comment.len()));
        made.bytes.extend([0; 4]);
        made.bytes.extend(entry.external.to_le_bytes());
        made.bytes.extend(u32_of(*local));
        made.bytes.extend(entry.name.iter().chain(&entry.extra).chain(&entry.comment));
    }
    made.end = made.bytes.len();
    made.bytes.extend(b"PK\x05\x06\0\0\0\0");
    made.bytes.extend(u16_of(entries.len()));
    made.bytes.extend(u16_of(entries.len()));
    made.bytes.extend(u32_of(made.end - start));
    made.bytes.extend(u32_of(start));
    made.bytes.extend(u16_of(comment.len()));
    made.bytes.extend(comment);
    made
}

fn u16_of(number: usize) -> [u8; 2] {
    u16::try_from(number).expect("is small").to_le_bytes()
}

fn u32_of(number: usize) -> [u8; 4] {
    u32::try_from(number).expect("is small").to_le_bytes()
}

/// CRC and sizes.
fn numbers(entry: &Entry, packed: &[u8]) -> Vec<u8> {
    let crc = crc32fast::hash(&entry.body).to_le_bytes();
    [&crc[..], &u32_of(packed.len()), &u32_of(entry.body.len())].concat()
}

/// What both headers have.
fn common(entry: &Entry, packed: &[u8], is_late: bool) -> Vec<u8> {
    let numbers = if is_late { vec![0; 12] } else { numbers(entry, packed) };
    [
        &20_u16.to_le_bytes()[..],
        &entry.flags.to_le_bytes(),
        &entry.method.to_le_bytes(),
        &entry.dos.to_le_bytes(),
        &numbers,
    ]
    .concat()
}

/// The same zip with an end record of 64 bits.
pub fn zip64(made: &Made) -> Vec<u8> {
    let end = &made.bytes[made.end..];
    let number = |at: usize, size: usize| {
        end[at..at + size].iter().rev().fold(0_u64, |number, &byte| number << 8 | u64::from(byte))
    };
    let (count, size, start) = (number(10, 2), number(12, 4), number(16, 4));
    let mut bytes = made.bytes[..made.end].to_vec();
    bytes.extend(b"PK\x06\x06");
    bytes.extend(44_u64.to_le_bytes());
    bytes.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    [count, count, size, start].iter().for_each(|number| bytes.extend(number.to_le_bytes()));
    bytes.extend(b"PK\x06\x07\0\0\0\0");
    bytes.extend((made.end as u64).to_le_bytes());
    bytes.extend([1, 0, 0, 0]);
    bytes.extend(b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0");
    bytes
}
