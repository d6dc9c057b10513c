//! Members that only describe the member after them: pax records, long names.

use std::borrow::Cow;

use super::block::{self, Block};
use super::dialect::{
    ExtensionHeader, HeaderFormat, HeaderIds, HeaderMode, HeaderOwner, HeaderTime, Keyword,
};
use super::padding::padding;
use super::record::Records;

/// Values that have no room in a header, in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CarriedValues(Vec<(Keyword, Vec<u8>)>);

impl CarriedValues {
    pub fn add(&mut self, keyword: Keyword, value: &[u8]) {
        self.0.push((keyword, value.to_vec()));
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this value is among them.
    pub fn has(&self, keyword: Keyword) -> bool {
        self.0.iter().any(|(other, _)| *other == keyword)
    }

    /// The values that the format carries, in its order.
    pub fn ordered(&self, format: &HeaderFormat) -> impl Iterator<Item = (Keyword, &[u8])> {
        // The order is that of the format and not that in which values were added: bytes depend on
        // it.
        let rules = format.extensions.map_or(&[][..], |extensions| extensions.values);
        rules.iter().filter_map(|rule| {
            let (keyword, value) = self.0.iter().find(|(keyword, _)| *keyword == rule.keyword)?;
            Some((*keyword, &value[..]))
        })
    }

    /// One pax record for each value.
    pub fn records(&self, format: &HeaderFormat) -> Records {
        let mut records = Records::default();
        let is_text = self.0.iter().all(|(_, value)| std::str::from_utf8(value).is_ok());
        if !is_text && format.extensions.is_some_and(|extensions| extensions.marks_binary) {
            records.push("hdrcharset", b"BINARY");
        }
        for (keyword, value) in self.ordered(format) {
            records.push(keyword.as_str(), value);
        }
        records
    }
}

/// A member that describes others.
pub struct ExtensionMember<'a> {
    /// `g`, `x`, `K` or `L`.
    pub typeflag: u8,
    /// Its own name; the first 100 bytes are stored.
    pub name: Vec<u8>,
    /// Seconds since 1970, small enough for the field.
    pub mtime: u64,
    /// The entry that it describes; `None` if it describes all.
    pub entry: Option<DescribedEntry<'a>>,
    /// What it says.
    pub body: Cow<'a, [u8]>,
}

/// What the header of a member that describes an entry can take over from it.
#[derive(Clone, Copy)]
pub struct DescribedEntry<'a> {
    /// Permission bits.
    pub mode: u16,
    /// A header block with the owner.
    pub owner: &'a Block,
    /// Whether the owner has no names.
    pub is_numeric: bool,
    /// Whether it is a link.
    pub is_link: bool,
}

impl ExtensionMember<'_> {
    /// Appends header, body and padding.
    pub fn append(&self, format: &HeaderFormat, header: ExtensionHeader, out: &mut Vec<u8>) {
        let size = self.body.len() as u64;
        let mut block = Block::new(format);
        block.put(block::NAME, &self.name);
        let numbers = format.numbers;
        for (field, encodings, value) in [
            (block::MODE, numbers.mode, self.mode(header.mode).into()),
            (block::UID, numbers.id, 0),
            (block::GID, numbers.id, 0),
            (block::SIZE, numbers.size, size.into()),
            (block::MTIME, numbers.mtime, self.mtime.into()),
        ] {
            let is_held = block.number(field, encodings, value);
            // The time was limited to what the field holds, ids are 0, and the body is one header's
            // worth of text.
            assert!(is_held, "the numbers of a member that describes others are small");
        }
        block.typeflag(self.typeflag);
        block.devices(header.device);
        self.put_owner(header, &mut block);
        if self.entry.is_some_and(|entry| entry.is_link) {
            block.put(block::LINKNAME, header.link.as_bytes());
        }
        out.extend_from_slice(&block.seal(format.numbers.checksum));
        out.extend_from_slice(&self.body);
        out.extend_from_slice(padding(size));
    }

    fn mode(&self, mode: HeaderMode) -> u16 {
        match mode {
            HeaderMode::Bits(bits) => bits,
            HeaderMode::Entry => self.entry.map_or(0, |entry| entry.mode),
        }
    }

    fn put_owner(&self, header: ExtensionHeader, block: &mut Block) {
        let is_numeric = self.entry.is_some_and(|entry| entry.is_numeric);
        let name = match header.owner {
            HeaderOwner::Root => "root",
            HeaderOwner::RootIfNamed if !is_numeric => "root",
            HeaderOwner::RootIfNamed | HeaderOwner::Nameless | HeaderOwner::Entry => "",
        };
        block.put(block::USER, name.as_bytes());
        block.put(block::GROUP, name.as_bytes());
        let Some(entry) = self.entry else { return };
        // Copied as they are encoded in the entry, so that an absent owner is absent here too.
        let names = (header.owner == HeaderOwner::Entry).then_some([block::USER, block::GROUP]);
        let ids = (header.ids == HeaderIds::Entry).then_some([block::UID, block::GID]);
        for field in names.into_iter().chain(ids).flatten() {
            block.copy(field, entry.owner);
        }
    }
}

impl ExtensionHeader {
    /// The time of the header in seconds since 1970, the nearest that its field holds, given the times of the
    /// entry and of the whole archive.
    pub(super) fn seconds(self, format: &HeaderFormat, entry: i64, reference: Option<i64>) -> u64 {
        let seconds = match self.time {
            HeaderTime::Zero => 0,
            HeaderTime::Entry => entry,
            HeaderTime::Reference => reference.unwrap_or(entry),
        };
        u64::try_from(seconds).unwrap_or(0).min(format.latest_time())
    }
}
