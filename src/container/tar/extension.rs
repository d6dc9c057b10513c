//! Members that only describe the member after them: pax records, long names.

use std::borrow::Cow;

use super::block::{self, Block};
use super::dialect::Dialect;
use super::padding::padding;

/// A describing member. Its ids are 0; its mode and device fields are the same in every version of a tool.
pub struct Extension<'a> {
    /// `g`, `x`, `K` or `L`.
    pub typeflag: u8,
    /// Its own name; the first 100 bytes are stored.
    pub name: Vec<u8>,
    /// Seconds since 1970, small enough for the field.
    pub mtime: u64,
    /// Its user and group name; empty for none.
    pub owner_name: &'static str,
    /// What it says.
    pub body: Cow<'a, [u8]>,
}

impl Extension<'_> {
    /// GNU tar's way to store a long name: the bytes and a NUL.
    pub fn long_name(typeflag: u8, long: &[u8], owner_name: &'static str) -> Self {
        Self {
            typeflag,
            name: b"././@LongLink".to_vec(),
            mtime: 0,
            owner_name,
            body: [long, b"\0"].concat().into(),
        }
    }

    /// Appends header, body and padding.
    pub fn append(&self, dialect: &Dialect, out: &mut Vec<u8>) {
        let size = self.body.len() as u64;
        let mut block = Block::new(dialect);
        block.put(block::NAME, &self.name);
        block.octal(block::MODE, dialect.numbers, dialect.customs.describing.mode.into());
        block.octal(block::UID, dialect.numbers, 0);
        block.octal(block::GID, dialect.numbers, 0);
        block.octal(block::SIZE, dialect.numbers, size);
        block.octal(block::MTIME, dialect.numbers, self.mtime);
        block.typeflag(self.typeflag);
        block.devices(dialect, dialect.customs.describing.devices);
        block.put(block::USER, self.owner_name.as_bytes());
        block.put(block::GROUP, self.owner_name.as_bytes());
        out.extend_from_slice(&block.seal(dialect.checksum));
        out.extend_from_slice(&self.body);
        out.extend_from_slice(padding(size));
    }
}
