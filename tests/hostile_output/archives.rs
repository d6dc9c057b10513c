//! Archives in which every field is hostile.

use super::zip;

/// A member of a tar archive.
pub struct Member<'a> {
    pub name: &'a [u8],
    pub kind: u8,
    pub target: &'a [u8],
    pub owner: &'a [u8],
    pub body: &'a [u8],
    /// Records of its extended header.
    pub records: Vec<(&'a [u8], &'a [u8])>,
}

/// A record of an extended header (POSIX.1-2024, pax): its length, a blank, the key, `=`, the value, a
/// line end.
fn record(key: &[u8], value: &[u8]) -> Vec<u8> {
    let rest = [b" ", key, b"=", value, b"\n"].concat();
    let mut length = rest.len() + 1;
    while length != rest.len() + length.to_string().len() {
        length = rest.len() + length.to_string().len();
    }
    [length.to_string().into_bytes(), rest].concat()
}

fn block(name: &[u8], kind: u8, target: &[u8], owner: &[u8], size: usize) -> Vec<u8> {
    let mut block = vec![0; 512];
    let mut put = |at: usize, most: usize, bytes: &[u8]| {
        let bytes = &bytes[..bytes.len().min(most)];
        block[at..at + bytes.len()].copy_from_slice(bytes);
    };
    put(0, 100, name);
    put(100, 8, b"0000644\0");
    put(108, 8, b"0000000\0");
    put(116, 8, b"0000000\0");
    put(124, 12, format!("{size:011o}\0").as_bytes());
    put(136, 12, b"00000000001\0");
    put(148, 8, b"        ");
    put(156, 1, &[kind]);
    put(157, 100, target);
    put(257, 8, b"ustar\x0000");
    put(265, 31, owner);
    put(297, 31, owner);
    let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut padded = bytes.to_vec();
    padded.resize(bytes.len().next_multiple_of(512), 0);
    padded
}

/// A tar archive with a comment for all of it.
pub fn tar(members: &[Member<'_>], comment: &[u8]) -> Vec<u8> {
    let global = record(b"comment", comment);
    let mut out = block(b"pax_global_header", b'g', b"", b"", global.len());
    out.extend(padded(&global));
    for member in members {
        let records: Vec<u8> = member.records.iter().flat_map(|(key, value)| record(key, value)).collect();
        if !records.is_empty() {
            out.extend(block(member.name, b'x', b"", b"", records.len()));
            out.extend(padded(&records));
        }
        out.extend(block(member.name, member.kind, member.target, member.owner, member.body.len()));
        out.extend(padded(member.body));
    }
    out.extend([0; 1024]);
    out
}

/// Members of every kind for each text: its name, its target, its owner, its body, its records.
pub fn members<'a>(texts: &'a [Vec<u8>], owner: &'a [u8], body: &'a [u8]) -> Vec<Member<'a>> {
    let plain =
        |text: &'a Vec<u8>| Member { name: text, kind: b'0', target: b"", owner, body, records: Vec::new() };
    let mut all: Vec<Member<'_>> = Vec::new();
    for text in texts {
        all.push(plain(text));
        all.push(Member { name: b"link", kind: b'2', target: text, body: b"", ..plain(text) });
        all.push(Member { name: b"hard", kind: b'1', target: text, body: b"", ..plain(text) });
        let key = [b"LIBARCHIVE.", &*text.iter().copied().filter(|byte| *byte != b'=').collect::<Vec<_>>()]
            .concat();
        let records = vec![(&*key.leak(), &**text), (b"path", text), (b"uname", text)];
        all.push(Member { records, ..plain(text) });
    }
    all
}

/// gzip with a name and a comment in its header.
pub fn gzip(bytes: &[u8], name: &[u8], comment: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let builder = flate2::GzBuilder::new().filename(name).comment(comment).mtime(1);
    let mut encoder = builder.write(Vec::new(), flate2::Compression::new(1));
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

/// A zip whose names, comments and extra fields are hostile.
pub fn zip(texts: &[Vec<u8>], body: &[u8]) -> Vec<u8> {
    let entry = |text: &Vec<u8>| {
        let extra = zip::extra(0x7075, text);
        zip::Entry { name: text.clone(), comment: text.clone(), extra, ..zip::file("", body) }
    };
    let mut entries: Vec<_> = texts.iter().map(entry).collect();
    entries.extend(texts.iter().map(|text| zip::Entry {
        name: b"l/".iter().chain(text).copied().collect(),
        ..zip::link("", &String::from_utf8_lossy(text))
    }));
    zip::zip_with(&entries, texts.first().map_or(b"", |text| text), &[]).bytes
}
