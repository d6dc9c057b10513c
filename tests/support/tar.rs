//! Archives by hand, with names that a careful library would reject. For damaged headers see `tests/reader/hostile.rs`.

use std::io::Write as _;

use tar::EntryType;

/// One member.
#[derive(Clone, Debug)]
pub struct Member {
    /// Up to 100 bytes, written as they are.
    pub name: Vec<u8>,
    pub kind: EntryType,
    pub mode: u32,
    pub mtime: u64,
    /// User and group.
    pub owner: u64,
    /// The bytes of a file, or the target of a link of up to 100 bytes.
    pub body: Vec<u8>,
}

impl Member {
    pub fn new(name: impl Into<Vec<u8>>, kind: EntryType, body: impl Into<Vec<u8>>) -> Self {
        let mode = if kind == EntryType::Directory { 0o755 } else { 0o644 };
        Self { name: name.into(), kind, mode, mtime: 1, owner: 0, body: body.into() }
    }

    /// The name where it is text.
    pub fn name(&self) -> &str {
        str::from_utf8(&self.name).expect("the name is text")
    }

    fn is_link(&self) -> bool {
        matches!(self.kind, EntryType::Symlink | EntryType::Link)
    }

    fn header(&self) -> tar::Header {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(self.kind);
        header.set_mode(self.mode);
        header.set_mtime(self.mtime);
        header.set_uid(self.owner);
        header.set_gid(self.owner);
        header.as_mut_bytes()[..self.name.len()].copy_from_slice(&self.name);
        let target = if self.is_link() { &*self.body } else { &[] };
        header.as_mut_bytes()[157..157 + target.len()].copy_from_slice(target);
        header.set_size(if self.is_link() { 0 } else { self.body.len() as u64 });
        header.set_cksum();
        header
    }
}

/// A POSIX archive of these members, in this order.
pub fn archive(members: &[Member]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for member in members {
        let body = if member.is_link() { &[] } else { &*member.body };
        archive.append(&member.header(), body).expect("memory takes all");
    }
    archive.into_inner().expect("memory takes all")
}

/// One member of gzip whose header has neither a name nor a time.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}
