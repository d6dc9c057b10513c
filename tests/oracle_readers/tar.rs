//! Tars made field by field: legal ones, and such as are legal but for one or two fields.

use super::random::Random;
use super::seen::Seen;

const BLOCK: usize = 512;

/// A header block, before it is sealed.
#[derive(Clone)]
struct Header {
    name: Vec<u8>,
    mode: Vec<u8>,
    uid: Vec<u8>,
    gid: Vec<u8>,
    size: Vec<u8>,
    mtime: Vec<u8>,
    typeflag: u8,
    link: Vec<u8>,
    magic: Vec<u8>,
    user: Vec<u8>,
    group: Vec<u8>,
    devices: Vec<u8>,
    prefix: Vec<u8>,
    /// Written as it is in place of a checksum.
    checksum: Option<Vec<u8>>,
}

/// A member: the blocks before its header, the header, its body.
#[derive(Clone)]
struct Part {
    path: Vec<u8>,
    /// Whole extensions, headers included.
    before: Vec<Vec<u8>>,
    /// Records of a pax header that stands right before the header, if there are any.
    records: Vec<(Vec<u8>, Vec<u8>)>,
    header: Header,
    body: Vec<u8>,
}

const NAMES: [&[u8]; 16] = [
    b"a",
    b"b",
    b"README",
    b"x.c",
    b"with blank",
    b"-dash",
    b"caf\xc3\xa9",
    b"quote'\"",
    b"star*",
    b"#",
    b"~",
    b"\xd1\x82\xd0\xb5",
    b".hidden",
    b"b.txt",
    b"c,d",
    b"e=f",
];

const ODD_NAMES: [&[u8]; 6] = [b"back\\slash", b"new\nline", b"\xff\xfe", b"tab\t", b"\x1b[1m", b"cr\r"];

const BODIES: [&[u8]; 5] = [b"", b"1\n", b"hello\n", &[b'x'; 512], &[b'y'; 1025]];

fn octal(number: u64, width: usize) -> Vec<u8> {
    format!("{number:0width$o}\0", width = width - 1).into_bytes()
}

fn base256(number: i128, width: usize) -> Vec<u8> {
    let mut bytes = number.to_be_bytes()[16 - width..].to_vec();
    bytes[0] = if number < 0 { 0xff } else { 0x80 };
    bytes
}

fn sealed(header: &Header) -> Vec<u8> {
    let mut block = vec![0; BLOCK];
    let mut put = |at: usize, width: usize, bytes: &[u8]| {
        let kept = bytes.len().min(width);
        block[at..at + kept].copy_from_slice(&bytes[..kept]);
    };
    put(0, 100, &header.name);
    put(100, 8, &header.mode);
    put(108, 8, &header.uid);
    put(116, 8, &header.gid);
    put(124, 12, &header.size);
    put(136, 12, &header.mtime);
    put(148, 8, b"        ");
    put(156, 1, &[header.typeflag]);
    put(157, 100, &header.link);
    put(257, 8, &header.magic);
    put(265, 32, &header.user);
    put(297, 32, &header.group);
    put(329, 8, &header.devices);
    put(337, 8, &header.devices);
    put(345, 155, &header.prefix);
    let sum: u64 = block.iter().map(|&byte| u64::from(byte)).sum();
    let own = header.checksum.clone().unwrap_or_else(|| format!("{sum:06o}\0 ").into_bytes());
    block[148..148 + own.len()].copy_from_slice(&own);
    block
}

fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
    bytes
}

fn plain(typeflag: u8, name: &[u8], size: usize) -> Header {
    Header {
        name: name.to_vec(),
        mode: octal(if typeflag == b'5' { 0o755 } else { 0o644 }, 8),
        uid: octal(0, 8),
        gid: octal(0, 8),
        size: octal(size as u64, 12),
        mtime: octal(1_700_000_000, 12),
        typeflag,
        link: Vec::new(),
        magic: b"ustar\x0000".to_vec(),
        user: Vec::new(),
        group: Vec::new(),
        devices: Vec::new(),
        prefix: Vec::new(),
        checksum: None,
    }
}

/// A header with a body that extends the next one.
fn extension(typeflag: u8, name: &[u8], body: &[u8]) -> Vec<u8> {
    [sealed(&plain(typeflag, name, body.len())), padded(body)].concat()
}

fn record(keyword: &[u8], value: &[u8]) -> Vec<u8> {
    let rest = keyword.len() + value.len() + 3;
    let length = (rest + 1..).find(|length| rest + length.to_string().len() == *length);
    let length = length.expect("there is one").to_string();
    [length.as_bytes(), b" ", keyword, b"=", value, b"\n"].concat()
}

fn records(all: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    all.iter().flat_map(|(keyword, value)| record(keyword, value)).collect()
}

impl Part {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.before.concat();
        if !self.records.is_empty() {
            bytes.extend(extension(b'x', b"p/PaxHeaders/x", &records(&self.records)));
        }
        bytes.extend(sealed(&self.header));
        bytes.extend(padded(&self.body));
        bytes
    }

    fn set(&mut self, keyword: &[u8], value: &[u8]) {
        self.records.push((keyword.to_vec(), value.to_vec()));
    }

    fn is_file(&self) -> bool {
        matches!(self.header.typeflag, b'0' | 0)
    }
}

/// What all archives of one tool have in common.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Ustar,
    Pax,
    Gnu,
    V7,
}

/// A tar of a seed; what it has goes to `seen`.
pub fn tar(seed: u64, seen: &mut Seen) -> Vec<u8> {
    let mut random = Random::from_seed(seed);
    Maker { random: &mut random, seen, format: Format::Ustar, parts: Vec::new(), start: Vec::new() }.make()
}

struct Maker<'a> {
    random: &'a mut Random,
    seen: &'a mut Seen,
    format: Format,
    parts: Vec<Part>,
    /// Global headers.
    start: Vec<u8>,
}

impl Maker<'_> {
    fn make(mut self) -> Vec<u8> {
        self.format = match self.random.below(8) {
            0..3 => Format::Pax,
            3..5 => Format::Ustar,
            5..7 => Format::Gnu,
            _ => Format::V7,
        };
        self.top();
        for _ in 0..self.random.below(6) + 1 {
            self.member();
        }
        if self.parts.is_empty() {
            self.more(b'0', b"p/only", b"", b"1\n");
        }
        if self.format == Format::Pax && self.random.percent(25) {
            self.global();
        }
        if self.random.percent(45) {
            for _ in 0..self.random.below(2) + 1 {
                self.oddity();
            }
        }
        let mut bytes = self.start.clone();
        bytes.extend(self.parts.iter().flat_map(Part::bytes));
        self.end(&mut bytes);
        bytes
    }

    fn top(&mut self) {
        if self.random.percent(70) {
            let header = self.header(b'5', b"p/", 0);
            self.parts.push(Part {
                path: b"p".to_vec(),
                before: Vec::new(),
                records: Vec::new(),
                header,
                body: Vec::new(),
            });
        }
    }

    fn header(&mut self, typeflag: u8, name: &[u8], size: usize) -> Header {
        let mut header = plain(typeflag, name, size);
        header.magic = match self.format {
            Format::Ustar | Format::Pax => b"ustar\x0000".to_vec(),
            Format::Gnu => b"ustar  \0".to_vec(),
            Format::V7 => vec![0; 8],
        };
        if self.random.percent(20) {
            header.devices = octal(0, 8);
        }
        header.mode = self.mode(typeflag);
        self.numbers(&mut header);
        header
    }

    fn mode(&mut self, typeflag: u8) -> Vec<u8> {
        let modes: &[&u64] = match typeflag {
            b'5' => &[&0o755, &0o755, &0o755, &0o700, &0o775, &0o777],
            b'2' => &[&0o777],
            _ => &[&0o644, &0o644, &0o755, &0o600, &0o664, &0o444, &0o666],
        };
        let mode = *self.random.pick(modes);
        match self.random.below(10) {
            0 => format!("{mode:06o} \0").into_bytes(),
            1 => format!("{mode:6o} \0").into_bytes(),
            2 => {
                format!("{:07o}\0", mode | if typeflag == b'5' { 0o040_000 } else { 0o100_000 }).into_bytes()
            }
            _ => octal(mode, 8),
        }
    }

    fn numbers(&mut self, header: &mut Header) {
        match self.random.below(12) {
            0 => {
                self.seen.add("owner names");
                (header.user, header.group) = (b"root".to_vec(), b"root".to_vec());
            }
            1 => {
                self.seen.add("a time before 1970 or after 2242");
                let time = [-1, 1 << 33, 1 << 34, -86_400][self.random.below(4)];
                header.mtime = base256(time, 12);
            }
            2 => {
                self.seen.add("a large owner id");
                header.uid = base256(1 << 22, 8);
            }
            3 => {
                self.seen.add("numbers that end in a blank");
                header.mtime = b"14521770400 ".to_vec();
            }
            4 => {
                self.seen.add("no owner");
                (header.uid, header.gid) = (Vec::new(), Vec::new());
            }
            _ => {}
        }
    }

    /// A path that is not there yet, in a directory that may be there.
    fn path(&mut self) -> Vec<u8> {
        loop {
            let directories = self.parts.iter().filter(|part| part.header.typeflag == b'5');
            let directories: Vec<&[u8]> = directories.map(|part| &*part.path).collect();
            let mut path = self.random.directory(&directories);
            path.push(b'/');
            path.extend(self.name());
            let is_there = |part: &Part| {
                part.path == path
                    || path.starts_with(&[&part.path[..], b"/"].concat()) && part.header.typeflag != b'5'
                    || part.path.starts_with(&[&path[..], b"/"].concat())
            };
            if !self.parts.iter().any(is_there) {
                return path;
            }
        }
    }

    fn name(&mut self) -> Vec<u8> {
        match self.random.below(20) {
            0 => {
                self.seen.add("a long name");
                vec![b'n'; 90 + self.random.below(60)]
            }
            1 => {
                self.seen.add("a long path");
                [&[b'd'; 60][..], b"/", &[b'e'; 60], b"/f"].concat()
            }
            2 => {
                self.seen.add("an odd name");
                self.random.pick(&ODD_NAMES).to_vec()
            }
            _ => {
                let mut name = self.random.pick(&NAMES).to_vec();
                name.extend(self.random.below(40).to_string().bytes());
                name
            }
        }
    }

    fn member(&mut self) {
        let path = self.path();
        match self.random.below(20) {
            0..4 => self.add(b'5', path, b"", b""),
            4..7 => self.symlink(path),
            7..9 => self.hard_link(path),
            _ => {
                let body = self.random.pick(&BODIES);
                let typeflag = if self.random.percent(15) { 0 } else { b'0' };
                self.add(typeflag, path, b"", body);
            }
        }
    }

    fn symlink(&mut self, path: Vec<u8>) {
        let target: &[u8] = self.random.pick(&[
            &b"a"[..],
            b"README",
            b"implied/b",
            b"caf\xc3\xa9",
            b"a/",
            b"./a",
            b"no/such",
        ]);
        let target = if self.random.percent(10) {
            self.seen.add("a long target");
            vec![b't'; 120]
        } else {
            target.to_vec()
        };
        self.seen.add("a symbolic link");
        self.add(b'2', path, &target, b"");
    }

    fn hard_link(&mut self, path: Vec<u8>) {
        let files: Vec<&[u8]> =
            self.parts.iter().filter(|part| part.is_file()).map(|part| &*part.path).collect();
        if files.is_empty() {
            return;
        }
        let target = self.random.pick(&files).to_vec();
        self.seen.add("a hard link");
        self.add(b'1', path, &target, b"");
    }

    /// Adds a member, its name and its target as the format has room for them.
    fn add(&mut self, typeflag: u8, path: Vec<u8>, link: &[u8], body: &[u8]) {
        if self.format == Format::V7 && (path.len() > 99 || link.len() > 100) {
            return;
        }
        let mut name = path.clone();
        if typeflag == b'5' {
            name.push(b'/');
        }
        let header = self.header(typeflag, &name, body.len());
        let mut part = Part { path, before: Vec::new(), records: Vec::new(), header, body: body.to_vec() };
        part.header.link = link.to_vec();
        self.take_mode(&mut part.header);
        if self.format == Format::V7 {
            return self.parts.push(part);
        }
        self.place_name(&mut part, &name);
        if link.len() > 100 || self.random.percent(3) && !link.is_empty() {
            self.place_link(&mut part, link);
        }
        if self.format == Format::Pax {
            self.records(&mut part);
        }
        self.parts.push(part);
    }

    /// A hard link has the mode of its target.
    fn take_mode(&mut self, header: &mut Header) {
        let target = self.parts.iter().find(|part| part.path == header.link);
        if let Some(target) = target.filter(|_| header.typeflag == b'1' && !self.random.percent(5)) {
            header.mode.clone_from(&target.header.mode);
        }
    }

    fn place_name(&mut self, part: &mut Part, name: &[u8]) {
        let split = name.iter().enumerate().filter(|&(at, &byte)| {
            byte == b'/' && at <= 155 && name.len() - at <= 101 && at + 1 < name.len()
        });
        let split = split
            .map(|(at, _)| at)
            .next_back()
            .filter(|_| matches!(self.format, Format::Ustar | Format::Pax));
        if let Some(at) = split.filter(|_| name.len() > 100 || self.random.percent(10)) {
            self.seen.add("a name that is split");
            part.header.prefix = name[..at].to_vec();
            part.header.name = name[at + 1..].to_vec();
        } else if name.len() > 100 || self.random.percent(5) {
            match self.format {
                Format::Gnu | Format::V7 => {
                    self.seen.add("a long-name record");
                    part.before.push(extension(b'L', b"././@LongLink", &[name, b"\0"].concat()));
                }
                Format::Pax | Format::Ustar => {
                    self.seen.add("the record `path`");
                    part.set(b"path", name);
                }
            }
            part.header.name = name[..name.len().min(99)].to_vec();
        }
    }

    fn place_link(&mut self, part: &mut Part, link: &[u8]) {
        if matches!(self.format, Format::Gnu | Format::V7) && part.records.is_empty() {
            self.seen.add("a long-link record");
            part.before.push(extension(b'K', b"././@LongLink", &[link, b"\0"].concat()));
        } else {
            self.seen.add("the record `linkpath`");
            part.set(b"linkpath", link);
        }
        part.header.link = link[..link.len().min(99)].to_vec();
    }

    /// Records that POSIX or a tool knows.
    fn records(&mut self, part: &mut Part) {
        let size = part.body.len().to_string();
        let legal: [(&'static str, &[u8], &[u8]); 14] = [
            ("the record `mtime`", b"mtime", b"1700000000.25"),
            ("the record `mtime`", b"mtime", b"1700000000"),
            ("the record `atime`", b"atime", b"1700000001.5"),
            ("the record `ctime`", b"ctime", b"1700000001.123456789"),
            ("the record `uid`", b"uid", b"1000"),
            ("the record `gid`", b"gid", b"4000000"),
            ("the record `uname`", b"uname", b"root"),
            ("the record `gname`", b"gname", b"root"),
            ("the record `size`", b"size", size.as_bytes()),
            ("the record `comment`", b"comment", b"any = text\nof lines"),
            ("a record of star", b"SCHILY.nlink", b"1"),
            ("a record of star", b"SCHILY.ino", b"12345"),
            ("a record of libarchive", b"LIBARCHIVE.creationtime", b"1700000000"),
            ("a record of somebody", b"ACME.note", b"x\0y"),
        ];
        for (name, keyword, value) in legal {
            let is_new = part.records.iter().all(|(other, _)| other != keyword);
            if is_new && self.random.percent(6) {
                self.seen.add(name);
                part.set(keyword, value);
            }
        }
    }

    fn global(&mut self) {
        self.seen.add("a global header");
        let mut all = vec![(b"comment".to_vec(), b"3618552212fa36f4c6bca97181cd3d532d269e38".to_vec())];
        if self.random.percent(20) {
            all.push((b"mtime".to_vec(), b"1700000000".to_vec()));
        }
        self.start.extend(extension(b'g', b"pax_global_header", &records(&all)));
    }

    fn end(&mut self, bytes: &mut Vec<u8>) {
        let blocks = match self.random.below(40) {
            0 => 0,
            1 => 1,
            2..20 => 2,
            _ => 20 - bytes.len() / BLOCK % 20 + if bytes.len() / BLOCK % 20 == 19 { 20 } else { 0 },
        };
        bytes.extend(vec![0; blocks * BLOCK]);
        match self.random.below(60) {
            0 => bytes.extend(b"junk"),
            1 => bytes.extend(vec![0; 100]),
            2 => bytes.extend([0, 1].map(|byte| [byte; BLOCK]).concat()),
            3 => bytes.extend(sealed(&plain(b'0', b"p/after", 0))),
            _ => {}
        }
    }

    fn oddity(&mut self) {
        match self.random.below(6) {
            0 => self.odd_record(),
            1 => self.odd_extension(),
            2 => self.odd_type(),
            3 => self.odd_link(),
            4 => self.odd_place(),
            _ => self.odd_field(),
        }
    }

    fn any(&mut self) -> usize {
        self.random.below(self.parts.len())
    }

    /// One more file, at the end.
    fn more(&mut self, typeflag: u8, path: &[u8], link: &[u8], body: &[u8]) -> &mut Part {
        let mut header = self.header(typeflag, path, body.len());
        header.link = link.to_vec();
        self.take_mode(&mut header);
        self.parts.push(Part {
            path: path.to_vec(),
            before: Vec::new(),
            records: Vec::new(),
            header,
            body: body.to_vec(),
        });
        self.parts.last_mut().expect("was added")
    }

    fn odd_record(&mut self) {
        self.seen.add("an odd record");
        let keywords: [&[u8]; 24] = [
            b" path",
            b"\tpath",
            b"path ",
            b"path\0",
            b"pa th",
            b"\x01path",
            b"comment\0",
            b" size",
            b" linkpath",
            b"\x0bpath",
            b"path",
            b"linkpath",
            b"size",
            b"mtime",
            b"atime",
            b"ctime",
            b"uid",
            b"gid",
            b"uname",
            b"gname",
            b"hdrcharset",
            b"SCHILY.fflags",
            b"SCHILY.acl.access",
            b"LIBARCHIVE.xattr.user.x",
        ];
        let values: [&[u8]; 22] = [
            b"",
            b"evil",
            b"p/evil",
            b"0",
            b"00012",
            b"-1",
            b"+1",
            b"1.5",
            b"1.",
            b".5",
            b"1e9",
            b" 7",
            b"7 ",
            b"0x10",
            b"99999999999999999999",
            b"1\0",
            b"a\0b",
            b"p/evil/",
            b"\xff\xfe",
            b"BINARY",
            b"ISO-IR 10646 2000 UTF-8",
            b"4294967295",
        ];
        let (keyword, value) = (self.random.pick(&keywords), self.random.pick(&values));
        let at = self.any();
        self.parts[at].records.retain(|(other, _)| other != keyword);
        self.parts[at].set(keyword, value);
        if self.random.percent(8) {
            self.seen.add("an odd global record");
            self.start.extend(extension(b'g', b"g", &record(keyword, value)));
            self.parts[at].records.pop();
        }
    }

    fn odd_extension(&mut self) {
        self.seen.add("an odd extension");
        let at = self.any();
        let path = self.parts[at].path.clone();
        let pax = |name: &[u8], keyword: &[u8], value: &[u8]| extension(b'x', name, &record(keyword, value));
        let extensions = match self.random.below(18) {
            0 => vec![pax(b"x", b"comment", b"c"), extension(b'g', b"g", &record(b"comment", b"d"))],
            1 => vec![pax(b"x", b"comment", b"c"), pax(b"x", b"comment", b"d")],
            2 => vec![extension(b'L', b"././@LongLink", b"p/long\0"), pax(b"x", b"comment", b"c")],
            3 => vec![pax(b"x", b"path", b"p/pax"), extension(b'L', b"././@LongLink", b"p/long\0")],
            4 => vec![
                extension(b'L', b"././@LongLink", b"p/long\0"),
                extension(b'L', b"././@LongLink", b"p/longer\0"),
            ],
            5 => vec![extension(b'L', b"././@LongLink", b"p/long")],
            6 => vec![extension(b'L', b"././@LongLink", b"p/long\0\0\0")],
            7 => vec![extension(b'L', b"././@LongLink", b"\0")],
            8 => vec![extension(b'L', b"other", &[&path[..], b"\0"].concat())],
            9 => vec![extension(b'K', b"././@LongLink", b"p/target\0")],
            10 => vec![extension(b'x', b"", &record(b"comment", b"c"))],
            11 => vec![extension(b'x', b"x/", &record(b"comment", b"c"))],
            12 => vec![extension(b'x', b"x", b"")],
            13 => vec![extension(b'x', b"x", b"9 path=x\n\0\0\0")],
            14 => vec![extension(b'x', b"x", b"09 path=x\n")],
            15 => vec![extension(b'X', b"x", &record(b"path", b"p/solaris"))],
            16 => vec![pax(b"x", b"GNU.sparse.name", b"p/sparse"), Vec::new()],
            _ => vec![
                extension(b'g', b"g", &record(b"ACME.note", b"x")),
                extension(b'g', b"g", &record(b"comment", b"y")),
            ],
        };
        self.parts[at].before.splice(0..0, extensions);
    }

    fn odd_type(&mut self) {
        self.seen.add("an odd type");
        let at = self.any();
        match self.random.below(12) {
            0 => {
                self.parts[at].header.name.push(b'/');
            }
            1 => {
                let typeflag = *self.random.pick(&[&0_u8, &b'0']);
                self.more(typeflag, b"p/slash/", b"", b"");
            }
            2 => {
                self.more(0, b"p/slash/", b"", b"");
                self.more(b'0', b"p/slash/below", b"", b"1\n");
            }
            3 => {
                self.more(b'0', b"p/by-pax", b"", b"").set(b"path", b"p/by-pax/");
            }
            4 => {
                let typeflag = *self.random.pick(&[&0_u8, &b'0']);
                self.more(typeflag, b"p/by-header/", b"", b"1\n").set(b"path", b"p/by-header");
            }
            5 => {
                self.more(b'5', b"p/no-slash", b"", b"");
            }
            6 => {
                self.more(b'5', b"p/slashes//", b"", b"");
            }
            7 => {
                self.more(b'2', b"p/link/", b"a", b"");
            }
            8 => {
                self.more(b'5', b"p/body/", b"", b"1\n");
            }
            9 => {
                self.more(b'2', b"p/body", b"a", b"1\n");
            }
            10 => {
                let typeflag = *self.random.pick(&[&b'6', &b'7', &b'7']);
                self.more(typeflag, b"p/type", b"", b"");
            }
            _ => {
                let types: Vec<u8> = (b'8'..=b'9').chain(b'A'..=b'Z').collect();
                let types: Vec<&u8> = types.iter().collect();
                let typeflag = *self.random.pick(&types);
                self.more(typeflag, b"p/type", b"", b"1\n");
            }
        }
    }

    fn odd_link(&mut self) {
        self.seen.add("an odd link");
        let at = self.any();
        let other = self.parts[at].path.clone();
        self.more(b'0', b"p/first", b"", b"1\n");
        let targets: [&[u8]; 14] = [
            b"p/hard",
            b"p/later",
            b"p/none",
            b"/etc/hostname",
            b"../outside",
            b"p",
            b"p/sym",
            b"p/first",
            b"./p/first",
            b"p//first",
            b"p/./first",
            b"p/first/",
            b"",
            b"p/x/../first",
        ];
        match self.random.below(8) {
            0 => {
                self.more(b'1', b"p/hard", &other, b"");
            }
            1 => {
                self.more(b'2', b"p/sym", b"first", b"");
                self.more(b'1', b"p/hard", b"p/sym", b"");
            }
            2 => {
                self.more(b'1', b"p/second", b"p/first", b"");
                self.more(b'1', b"p/hard", b"p/second", b"");
            }
            3 => {
                self.more(b'1', b"p/hard", b"p/first", b"1\n");
            }
            4 => {
                let targets: [&[u8]; 6] = [b"", b"/abs", b"../up", b"sub/../../../up", b"a\0b", b"."];
                let target = self.random.pick(&targets);
                self.more(b'2', b"p/sym", target, b"");
            }
            5 => {
                self.more(b'0', b"p/with-link", b"p/first", b"2\n");
            }
            _ => {
                let target = self.random.pick(&targets);
                self.more(b'1', b"p/hard", target, b"");
                self.more(b'0', b"p/later", b"", b"3\n");
            }
        }
    }

    /// Members that meet at one path.
    fn odd_place(&mut self) {
        self.seen.add("an odd place");
        let at = self.any();
        let path = self.parts[at].path.clone();
        match self.random.below(14) {
            0 => {
                self.more(b'0', &[&path[..], b"/below"].concat(), b"", b"1\n");
            }
            1 => {
                self.more(b'0', b"p/both/below", b"", b"1\n");
                self.more(b'0', b"p/both", b"", b"2\n");
            }
            2 => {
                self.more(b'0', &path, b"", b"again\n");
            }
            3 => {
                self.more(b'5', &path, b"", b"");
            }
            4 => {
                self.more(b'2', &path, b"a", b"");
            }
            5 => {
                self.more(b'2', b"p/through", b"real", b"");
                self.more(b'5', b"p/real", b"", b"");
                self.more(b'0', b"p/through/x", b"", b"1\n");
            }
            6 => {
                let again = self.parts[at].clone();
                self.parts.push(again);
            }
            7 => {
                let other = self.any();
                self.parts.swap(at, other);
            }
            8 => self.parts.reverse(),
            9 => {
                let names: [&[u8]; 8] = [
                    b"p//x",
                    b"p/./x",
                    b"p/../x",
                    b"../x",
                    b"/tmp/pkgr-oracle-readers/x",
                    b"..",
                    b"p/..",
                    b"//x",
                ];
                let name = self.random.pick(&names);
                self.more(b'0', name, b"", b"1\n");
            }
            10 => {
                self.more(b'5', b"./", b"", b"");
            }
            11 => {
                for part in &mut self.parts {
                    part.header.name.splice(0..0, *b"./");
                }
            }
            12 => {
                self.more(b'0', b".", b"", b"1\n");
            }
            _ => {
                self.more(b'0', b"./p/dotted", b"", b"1\n");
                self.more(b'0', b"p/dotted", b"", b"2\n");
            }
        }
    }

    fn odd_field(&mut self) {
        self.seen.add("an odd field");
        let at = self.any();
        let magics: [&[u8]; 7] = [
            b"ustar\x0000",
            b"ustar  \0",
            b"\0\0\0\0\0\0\0\0",
            b"ustar\x0011",
            b"ustar\0  ",
            b"USTAR\x0000",
            b"ustar 00",
        ];
        let sizes: [&[u8]; 5] = [b"           ", b"00000000000 ", b"\0", b"0", b"-1"];
        let ids: [Vec<u8>; 6] = [
            base256(1 << 31, 8),
            base256((1 << 32) - 2, 8),
            base256((1 << 32) - 1, 8),
            base256(1 << 40, 8),
            base256(-1, 8),
            base256(-2, 8),
        ];
        let length = self.parts[at].body.len();
        let header = &mut self.parts[at].header;
        match self.random.below(14) {
            0 | 1 => header.magic = self.random.pick(&magics).to_vec(),
            2 => {
                header.magic = self.random.pick(&magics).to_vec();
                header.prefix = b"prefix".to_vec();
            }
            3 if header.typeflag != b'0' => header.size = self.random.pick(&sizes).to_vec(),
            3 => header.size = base256(length as i128, 12),
            4 => header.uid = ids[self.random.below(6)].clone(),
            5 => header.gid = ids[self.random.below(6)].clone(),
            6 => header.mtime = base256([1 << 40, 1 << 56, -(1 << 40), 0][self.random.below(4)], 12),
            7 => {
                header.mode = self
                    .random
                    .pick(&[
                        &b"\0\0\0\0\0\0\0\0"[..],
                        b"      0\0",
                        b"0004755\0",
                        b"0001777\0",
                        b"644",
                        b"0000888\0",
                        b"7777777\0",
                        b"0002755\0",
                    ])
                    .to_vec()
            }
            8 => header.checksum = Some(self.random.pick(&[&b"0"[..], b"\0", b"7777777\0"]).to_vec()),
            9 => header.name.extend(b"\0hidden"),
            10 => header.link = b"\0hidden".to_vec(),
            11 => {
                header.user =
                    self.random.pick(&[&b"no-such-user"[..], b"\xff", &[b'u'; 32], b"a\0b"]).to_vec()
            }
            12 => header.devices = self.random.pick(&[&b"-1"[..], b"0000000 ", b"       "]).to_vec(),
            _ => {
                header.mtime =
                    self.random.pick(&[&b"           "[..], b"\0", b"-1", b"77777777777\0"]).to_vec()
            }
        }
    }
}

/// Whether the first header has no mark of a format, as the oldest have none.
pub fn is_unmarked(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(&[0; 5])
}
