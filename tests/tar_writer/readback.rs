//! An independent reader: the `tar` crate reads what pkgr wrote, and must find the input.

use pkgr::entry::{Entry, Kind, Owner, Size};
use tar::EntryType;

/// What both sides have to agree on.
#[derive(Debug, PartialEq, Eq)]
pub struct Seen {
    pub name: Vec<u8>,
    pub kind: u8,
    pub size: u64,
    pub mode: u32,
    pub mtime: i64,
    pub target: Vec<u8>,
    pub ids: [u64; 2],
    pub names: [Vec<u8>; 2],
}

/// What an archive says of its members, and the bytes of its files.
pub fn read(archive: &[u8]) -> Vec<(Seen, Vec<u8>)> {
    let mut archive = tar::Archive::new(archive);
    let entries = archive.entries().expect("an archive opens");
    let entries = entries.map(|entry| entry.expect("every header can be read"));
    let members = entries.filter(|entry| !entry.header().entry_type().is_pax_global_extensions());
    members.map(seen).collect()
}

/// What the entry is to be read as.
pub fn expected(entry: &Entry<Size>, owner: &Owner) -> Seen {
    let mut name = entry.path.as_bytes().to_vec();
    let (kind, size, target) = match &entry.kind {
        Kind::Directory => (b'5', 0, Vec::new()),
        Kind::File(Size(size)) => (b'0', *size, Vec::new()),
        Kind::Symlink(target) => (b'2', 0, target.as_bytes().to_vec()),
    };
    name.extend(entry.is_directory().then_some(b'/'));
    let (mode, mtime) = (entry.mode.bits().into(), entry.mtime.seconds());
    let names = [&owner.user, &owner.group].map(|name| name.as_bytes().to_vec());
    Seen { name, kind, size, mode, mtime, target, ids: [owner.uid, owner.gid], names }
}

fn seen(mut entry: tar::Entry<'_, &[u8]>) -> (Seen, Vec<u8>) {
    let records = records(&mut entry);
    let record = |key: &str| records.iter().find(|(found, _)| found == key).map(|(_, value)| value.clone());
    let header = entry.header();
    let kind = match header.entry_type() {
        EntryType::Directory => b'5',
        EntryType::Regular => b'0',
        EntryType::Symlink => b'2',
        other => panic!("{other:?} is nothing we write"),
    };
    // Binary numbers are read as unsigned; a negative time comes back with the cast.
    let mtime = header.mtime().expect("a time").cast_signed();
    let mtime = record("mtime").map_or(mtime, |text| text.parse().expect("a decimal number"));
    let number = |key: &str, field: std::io::Result<u64>| match record(key) {
        Some(text) => text.parse().expect("a decimal number"),
        None => field.expect("a number"),
    };
    let text = |key: &str, field: Option<&[u8]>| match record(key) {
        Some(text) => text.into_bytes(),
        None => field.unwrap_or_default().to_vec(),
    };
    let seen = Seen {
        name: entry.path_bytes().into_owned(),
        kind,
        size: entry.size(),
        mode: header.mode().expect("a mode"),
        mtime,
        target: entry.link_name_bytes().map(std::borrow::Cow::into_owned).unwrap_or_default(),
        ids: [number("uid", header.uid()), number("gid", header.gid())],
        names: [text("uname", header.username_bytes()), text("gname", header.groupname_bytes())],
    };
    (seen, body(entry))
}

fn records(entry: &mut tar::Entry<'_, &[u8]>) -> Vec<(String, String)> {
    let Some(records) = entry.pax_extensions().expect("records can be read") else { return Vec::new() };
    records
        .map(|record| {
            let record = record.expect("a record is well formed");
            let key = record.key().expect("keywords are ASCII").to_owned();
            (key, String::from_utf8_lossy(record.value_bytes()).into_owned())
        })
        .collect()
}

/// The bytes, as far as the archive has them.
fn body(mut entry: tar::Entry<'_, &[u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut entry, &mut bytes).expect("a body can be read");
    bytes
}
