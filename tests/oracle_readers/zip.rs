//! Zips made field by field: legal ones, and such as are legal but for one or two fields.

use super::random::Random;
use super::seen::Seen;
use crate::support::zip::{self as make, DESCRIPTOR, Entry, Made, UTF8};

const NAMES: [&[u8]; 12] = [
    b"a",
    b"b",
    b"README",
    b"x.c",
    b"with blank",
    b"-dash",
    b"caf\xc3\xa9",
    b"quote'\"",
    b"#",
    b"~",
    b".hidden",
    b"\xd1\x82",
];

const ODD_NAMES: [&[u8]; 10] = [
    b"back\\slash",
    b"new\nline",
    b"\xff\xfe",
    b"tab\t",
    b"\x1b[1m",
    b"star*",
    b"what?",
    b"c:d",
    b"<>|",
    b"trailing.",
];

const BODIES: [&[u8]; 5] = [b"", b"1\n", b"hello\n", &[b'x'; 512], &[b'y'; 4000]];

/// A zip of a seed; what it has goes to `seen`.
pub fn zip(seed: u64, seen: &mut Seen) -> Vec<u8> {
    let mut random = Random::from_seed(seed ^ 0x5a49_5000);
    let maker = Maker { random: &mut random, seen, entries: Vec::new() };
    maker.make()
}

struct Maker<'a> {
    random: &'a mut Random,
    seen: &'a mut Seen,
    entries: Vec<Entry>,
}

impl Maker<'_> {
    fn make(mut self) -> Vec<u8> {
        if self.random.percent(60) {
            self.entries.push(make::directory("p/"));
        }
        for _ in 0..self.random.below(5) + 1 {
            self.member();
        }
        if self.random.percent(45) {
            for _ in 0..self.random.below(2) + 1 {
                self.oddity();
            }
        }
        let comment: &[u8] = if self.random.percent(10) {
            self.seen.add("a comment");
            b"3618552212fa36f4c6bca97181cd3d532d269e38"
        } else {
            b""
        };
        let made = make::zip_with(&self.entries, comment, b"");
        if self.random.percent(8) { self.damaged(&made) } else { made.bytes }
    }

    fn path(&mut self) -> Vec<u8> {
        loop {
            let directories = self.entries.iter().filter_map(|entry| entry.name.strip_suffix(b"/"));
            let directories: Vec<&[u8]> = directories.collect();
            let mut path = self.random.directory(&directories);
            path.push(b'/');
            match self.random.below(25) {
                0 => path.extend(self.random.pick(&ODD_NAMES)),
                1 => {
                    self.seen.add("a long name");
                    path.extend([b'n'; 200]);
                }
                _ => {
                    path.extend(self.random.pick(&NAMES));
                    path.extend(self.random.below(40).to_string().bytes());
                }
            }
            let is_there = |entry: &Entry| {
                let other = entry.name.strip_suffix(b"/").unwrap_or(&entry.name);
                other == path || other.starts_with(&[&path[..], b"/"].concat())
            };
            if !self.entries.iter().any(is_there) {
                return path;
            }
        }
    }

    fn member(&mut self) {
        let path = self.path();
        let mut entry = match self.random.below(10) {
            0..2 => {
                let mode = **self.random.pick(&[&&0o755_u32, &&0o700, &&0o775]);
                Entry {
                    name: [&path[..], b"/"].concat(),
                    external: (0o040_000 | mode) << 16 | 0x10,
                    ..make::directory("")
                }
            }
            2 => {
                self.seen.add("a symbolic link");
                let target = *self.random.pick(&[&"a", &"README", &"no/such", &"./b", &"caf\u{e9}"]);
                Entry { name: path, ..make::link("", target) }
            }
            _ => {
                let mode = **self.random.pick(&[&&0o644_u32, &&0o644, &&0o755, &&0o600, &&0o444, &&0o666]);
                let body = self.random.pick(&BODIES);
                Entry { name: path, external: (0o100_000 | mode) << 16, ..make::file("", body) }
            }
        };
        self.pack(&mut entry);
        self.dress(&mut entry);
        self.entries.push(entry);
    }

    fn pack(&mut self, entry: &mut Entry) {
        let is_file = entry.external >> 28 == 0o10;
        match self.random.below(10) {
            0..5 if is_file => {
                self.seen.add("deflate");
                entry.method = 8;
                if self.random.percent(30) {
                    self.seen.add("a descriptor after deflate");
                    entry.flags |= DESCRIPTOR;
                }
                if self.random.percent(30) {
                    self.seen.add("how hard a compressor tried");
                    entry.flags |= 0b010;
                }
            }
            5 if is_file => {
                self.seen.add("bzip2");
                entry.method = 12;
            }
            _ => self.seen.add("stored"),
        }
    }

    /// What tools write around a member.
    fn dress(&mut self, entry: &mut Entry) {
        if !entry.name.is_ascii() || self.random.percent(10) {
            self.seen.add("UTF-8");
            entry.flags |= UTF8;
        }
        match self.random.below(12) {
            0 => {
                self.seen.add("an extended timestamp");
                entry.extra = make::timestamp(1_700_000_000);
                entry.local_extra = make::extra(0x5455, b"\x03\0\xf1\x53\x65\0\xf1\x53\x65");
            }
            1 => {
                self.seen.add("an owner");
                let owner = make::extra(0x7875, b"\x01\x04\xe8\x03\0\0\x04\xe8\x03\0\0");
                (entry.extra, entry.local_extra) = (owner.clone(), owner);
            }
            2 => {
                self.seen.add("a mark of Java");
                entry.local_extra = make::extra(0xcafe, b"");
                entry.extra = make::extra(0xcafe, b"");
            }
            3 => {
                self.seen.add("a comment of a member");
                entry.comment = b"note".to_vec();
            }
            4 if entry.external >> 28 != 0o12 => {
                self.seen.add("a member made by DOS");
                entry.made_by = 20;
                entry.external &= 0x10;
            }
            5 => {
                self.seen.add("a name in UTF-8 as well");
                let crc = crc32fast::hash(&entry.name);
                let field = make::extra(0x7075, &[&[1][..], &crc.to_le_bytes(), &entry.name].concat());
                (entry.extra, entry.local_extra) = (field.clone(), field);
            }
            _ => {}
        }
    }

    fn more(&mut self, name: &[u8], body: &[u8]) -> &mut Entry {
        self.entries.push(Entry { name: name.to_vec(), ..make::file("", body) });
        self.entries.last_mut().expect("was added")
    }

    fn oddity(&mut self) {
        let at = self.random.below(self.entries.len());
        match self.random.below(5) {
            0 => self.odd_flags(at),
            1 => self.odd_kind(at),
            2 => self.odd_place(at),
            3 => self.odd_extra(at),
            _ => self.odd_method(at),
        }
    }

    fn odd_flags(&mut self, at: usize) {
        self.seen.add("an odd flag");
        let bit = self.random.below(16);
        self.entries[at].flags ^= 1 << bit;
    }

    fn odd_method(&mut self, at: usize) {
        self.seen.add("an odd method");
        match self.random.below(4) {
            0 => {
                self.seen.add("an odd member that is stored with a descriptor");
                let inner = make::zip(&[make::file("hidden", b"evil\n")]).bytes;
                self.more(b"p/nested.zip", &inner).flags |= DESCRIPTOR;
            }
            1 => {
                self.entries[at].method = 0;
                self.entries[at].flags |= DESCRIPTOR;
            }
            2 => self.entries[at].flags |= DESCRIPTOR,
            _ => {
                let method = [1, 6, 9, 97][self.random.below(4)];
                self.entries[at].method = method;
            }
        }
    }

    fn odd_kind(&mut self, at: usize) {
        self.seen.add("an odd kind");
        let host = [0_u16, 1, 2, 3, 5, 7, 10, 11, 13, 14, 16, 17, 19, 30, 255][self.random.below(15)];
        let mode = [
            0o120_777_u32,
            0o100_644,
            0o100_755,
            0o040_755,
            0o010_644,
            0o140_644,
            0o060_644,
            0,
            0o644,
            0o104_755,
        ][self.random.below(10)];
        let entry = &mut self.entries[at];
        match self.random.below(6) {
            0 => entry.made_by = host << 8 | 20,
            1 => {
                entry.made_by = host << 8 | 20;
                entry.external = mode << 16;
            }
            2 => entry.external = mode << 16,
            3 => entry.external |= 0x10,
            4 => {
                let entry = self.more(b"p/odd-link", b"target");
                entry.made_by = host << 8 | 20;
                entry.external = 0o120_777 << 16;
            }
            _ => {
                let bodies: [&[u8]; 5] = [b"", b"/abs", b"../up", b"a\0b", b"a/../../../up"];
                let body = self.random.pick(&bodies);
                self.more(b"p/odd-link", body).external = 0o120_777 << 16;
            }
        }
    }

    fn odd_place(&mut self, at: usize) {
        self.seen.add("an odd place");
        let name = self.entries[at].name.clone();
        let bare = name.strip_suffix(b"/").unwrap_or(&name).to_vec();
        match self.random.below(12) {
            0 => {
                self.more(&[&bare[..], b"/below"].concat(), b"1\n");
            }
            1 => {
                self.more(b"p/both/below", b"1\n");
                self.more(b"p/both", b"2\n");
            }
            2 => {
                self.more(&bare, b"again\n");
            }
            3 => {
                let again = Entry { name: [&bare[..], b"/"].concat(), ..make::directory("") };
                self.entries.push(again);
            }
            4 => {
                self.entries.push(make::link("p/through", "real"));
                self.more(b"p/through/x", b"1\n");
            }
            5 => {
                let names: [&[u8]; 11] = [
                    b"p//x",
                    b"p/./x",
                    b"p/../x",
                    b"../x",
                    b"/tmp/pkgr-oracle-readers/x",
                    b"..",
                    b"./p/x",
                    b"./",
                    b".",
                    b"//x",
                    b"p/x//",
                ];
                let name = self.random.pick(&names);
                self.more(name, b"1\n");
            }
            6 => {
                self.more(b"./p/dotted", b"1\n");
                self.more(b"p/dotted", b"2\n");
            }
            7 => self.entries.reverse(),
            8 => {
                let name = self.random.pick(&ODD_NAMES);
                self.more(&[b"p/", name].concat(), b"1\n");
            }
            9 => {
                self.more(b"p/slash/", b"1\n");
            }
            10 => {
                self.more(b"p/caf\xc3\xa9", b"1\n");
            }
            _ => {
                let byte = u8::try_from(self.random.below(255) + 1).expect("is small");
                let flags = if byte < 128 { 0 } else { UTF8 };
                let name = String::from(char::from(byte));
                self.more(&[b"p/odd", name.as_bytes(), b"name"].concat(), b"1\n").flags |= flags;
            }
        }
    }

    fn odd_extra(&mut self, at: usize) {
        self.seen.add("an odd extra field");
        let ids = [
            0x0007_u16, 0x0008, 0x0009, 0x000c, 0x000d, 0x000f, 0x0014, 0x0017, 0x0019, 0x07c8, 0x334d,
            0x4341, 0x4453, 0x4704, 0x5855, 0x6375, 0x6542, 0x6c78, 0x756e, 0x7855, 0x9901, 0xa220, 0xd935,
            0xfb4a, 0x0001, 0x5455, 0x7875, 0x7075, 0x000a,
        ];
        let id = ids[self.random.below(ids.len())];
        let bodies: [&[u8]; 6] = [
            b"",
            b"\0\0\0\0",
            b"\x01\x04\xe8\x03\0\0\x04\xe8\x03\0\0",
            b"\0\0\0\0\xed\xa1\0\0\0\0\0\0\0\0target",
            b"\x07\x14\x03\0\0\xff\xa1\0\0",
            b"\x01\0\0\0\0evil",
        ];
        let field = make::extra(id, self.random.pick(&bodies));
        let entry = &mut self.entries[at];
        match self.random.below(3) {
            0 => entry.extra.extend(field),
            1 => entry.local_extra.extend(field),
            _ => {
                entry.extra.extend(&field);
                entry.local_extra.extend(field);
            }
        }
    }

    /// A zip with other bytes in one of its structures.
    fn damaged(&mut self, made: &Made) -> Vec<u8> {
        self.seen.add("a changed byte");
        let starts: Vec<usize> =
            made.locals.iter().chain(&made.centrals).copied().chain([made.end]).collect();
        let start = starts[self.random.below(starts.len())];
        let at = (start + self.random.below(22)).min(made.bytes.len() - 1);
        let byte = [0_u8, 1, 2, 8, 0x10, 0x14, 0xff][self.random.below(7)];
        made.with(at, &[byte])
    }
}
