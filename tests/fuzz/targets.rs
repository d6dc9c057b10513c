//! What is fuzzed: each target takes any bytes, must not panic, and must find its own results right.
//!
//! The fuzzer and `tests/fuzz_corpus.rs` run the same functions.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::num::NonZeroUsize;

use pkgr::container::bytes::Bytes;
use pkgr::container::inventory::Inventory;
use pkgr::container::limits::Limits;
use pkgr::container::read;
use pkgr::container::visitor::BodyVisitor;
use pkgr::diagnostic::{RenderStyle, Severity, render};
use pkgr::diff::nested::{self, Nested};
use pkgr::diff::{self, Changed, Side, Verdict};
use pkgr::digest::{Digest, Hasher};
use pkgr::encoder::decode;
use pkgr::encoder::{self, Codec, Encoder};
use pkgr::glob::{Anchor, Pattern, PatternSet};
use pkgr::inspect::{InspectedBodies, Levels, inspect};
use pkgr::manifest;
use pkgr::parallel::Pool;
use pkgr::path::EntryPath;

/// A target and its name, which is that of its corpus too.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 9] = [
    ("read_tar", read_tar),
    ("read_gzip", read_gzip),
    ("read_xz", read_xz),
    ("read_zstd", read_zstd),
    ("read_bzip2", read_bzip2),
    ("read_zip", read_zip),
    ("spec", spec),
    ("glob", glob),
    ("gzip_differential", gzip_differential),
];

/// Small enough that no input takes long.
const LIMITS: Limits = Limits {
    decode: decode::DecodeLimits { total: 4 << 20, ratio: 2_000, window: 8 << 20 },
    members: 500,
    header: 64 << 10,
};

/// The whole reader, twice: the second read must find what the first one reported.
fn read(bytes: &[u8]) -> Inventory {
    let bytes = Bytes::of_memory(bytes);
    let mut bodies = InspectedBodies::default();
    let found = read::read_visiting(&bytes, LIMITS, &mut bodies).expect("memory can be read");
    assert!(found.members.len() <= LIMITS.members);
    assert_eq!(found.file.size, bytes.length());
    let _ = inspect(&found, &bodies, &Levels::default());
    if found.ambiguities.is_empty() {
        read_again(&bytes, &found);
        let side = Side::Archive(Box::new(found.clone()));
        let difference = diff::compare(&side, &side);
        assert_eq!((difference.verdict, difference.causes.len()), (Verdict::Identical, 0));
    }
    within(&bytes);
    found
}

/// Takes the digests of all bodies.
#[derive(Default)]
struct Digests {
    number: usize,
    hasher: Hasher,
    found: BTreeMap<usize, Digest>,
}

impl BodyVisitor for Digests {
    fn begin(&mut self, number: usize, _: &[u8], _: u64) {
        (self.number, self.hasher) = (number, Hasher::new());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
    }

    fn end(&mut self) {
        self.found.insert(self.number, std::mem::take(&mut self.hasher).finish());
    }
}

fn read_again(bytes: &Bytes, found: &Inventory) {
    let wanted: BTreeSet<usize> = (0..found.members.len()).collect();
    let mut digests = Digests::default();
    read::revisit(bytes, &wanted, LIMITS, &mut digests).expect("what is clear can be read again");
    let members = found.members.iter().map(|member| member.body.digest);
    assert!(digests.found.into_values().eq(members), "other bodies are found again");
}

/// The same bytes as a file within an archive.
fn within(bytes: &Bytes) {
    let side = |_: &BTreeSet<usize>, look: &mut dyn BodyVisitor| {
        look.begin(0, b"name", bytes.length());
        let whole = bytes.take(0..bytes.length()).expect("memory can be read");
        whole.chunks(1000).for_each(|piece| look.bytes(piece));
        look.end();
        Ok(())
    };
    let changed = [(Changed { left: 0, right: 0 }, "name".to_owned())];
    let limits = Nested { limits: LIMITS, memory: 1 << 20 };
    let details = nested::details(&changed, &side, &side, limits).expect("memory can be read");
    assert_eq!(details.len(), 1);
}

/// What comes out of a clear archive must be what another decoder of the format gives.
fn read_as(bytes: &[u8], name: &str, decode: impl FnOnce(&[u8]) -> std::io::Result<Vec<u8>>) {
    let found = read(bytes);
    let clear = found.tar().filter(|_| found.ambiguities.is_empty());
    if let Some(tar) = clear.filter(|tar| tar.compression.name() == name) {
        let expected = decode(bytes).expect("what is clear can be decoded");
        assert_eq!(tar.stream.digest, Digest::of(&expected));
    }
}

fn all(mut reader: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub fn read_tar(bytes: &[u8]) {
    read(bytes);
}

pub fn read_gzip(bytes: &[u8]) {
    read_as(bytes, "gzip", |bytes| all(flate2::read::MultiGzDecoder::new(bytes)));
}

pub fn read_xz(bytes: &[u8]) {
    read_as(bytes, "xz", |bytes| all(liblzma::read::XzDecoder::new_multi_decoder(bytes)));
}

pub fn read_zstd(bytes: &[u8]) {
    read_as(bytes, "zstd", |bytes| all(zstd::Decoder::new(bytes)?));
}

pub fn read_bzip2(bytes: &[u8]) {
    read_as(bytes, "bzip2", |bytes| all(bzip2::read::MultiBzDecoder::new(bytes)));
}

pub fn read_zip(bytes: &[u8]) {
    read(bytes);
}

/// Every problem is drawn too: its places must lie in the text.
pub fn spec(bytes: &[u8]) {
    let Ok(source) = manifest::source_text("release.toml", bytes.to_vec()) else { return };
    let pkgr::diagnostic::Checked { value: spec, diagnostics: problems } = manifest::parse(&source);
    let has_errors = problems.iter().any(|problem| problem.severity == Severity::Error);
    assert_eq!(spec.is_none(), has_errors);
    for problem in problems.iter() {
        for label in &problem.labels {
            assert!(source.text.get(label.span.clone()).is_some(), "{:?} is no place", label.span);
        }
        let _ = render(problem, &source, RenderStyle::default());
    }
}

/// A first byte for the anchor and the kind, a pattern up to a newline, and a path.
pub fn glob(bytes: &[u8]) {
    let Some((&how, rest)) = bytes.split_first() else { return };
    let mut halves = rest.splitn(2, |&byte| byte == b'\n');
    let (Some(pattern), Some(path)) = (halves.next(), halves.next()) else { return };
    let Ok(pattern) = std::str::from_utf8(pattern) else { return };
    let anchor = if how & 1 == 0 { Anchor::Top } else { Anchor::Anywhere };
    let parsed = match Pattern::parse(pattern, anchor) {
        Ok(parsed) => parsed,
        Err(fault) => {
            assert!(
                pattern.get(fault.offset..fault.offset + fault.length).is_some(),
                "{fault:?} is no place"
            );
            return;
        }
    };
    let Ok(path) = EntryPath::parse(path) else { return };
    let set = PatternSet::new(vec![parsed]);
    let found = set.first_match(&path, how & 2 == 0).is_some();
    let Some(slow) = slow::Slow::new(pattern, anchor == Anchor::Anywhere) else { return };
    assert_eq!(found, slow.matches(path.as_bytes(), how & 2 == 0), "`{pattern}` and {path:?}");
    let mut above = std::iter::successors(path.parent(), EntryPath::parent);
    if found {
        assert!(above.all(|directory| set.may_match_below(&directory)), "`{pattern}` and {path:?}");
    } else {
        let is_covered = above.any(|directory| slow.matches(directory.as_bytes(), true));
        assert_eq!(set.first_cover(&path, how & 2 == 0).is_some(), is_covered, "`{pattern}` and {path:?}");
    }
}

/// The dialect of patterns, read the slow way: by trying everything.
mod slow {
    /// More alternatives than this are not written out.
    const MOST: usize = 64;

    #[derive(Clone, Debug)]
    enum Token {
        Byte(u8),
        Any,
        Star,
        Class { is_negated: bool, ranges: Vec<(u8, u8)> },
    }

    enum Part {
        Any,
        /// One of these.
        Of(Vec<Vec<Token>>),
    }

    pub struct Slow {
        parts: Vec<Part>,
        is_directory: bool,
    }

    impl Slow {
        /// Reads a pattern that is one; `None` where it has too many alternatives to try.
        pub fn new(text: &str, is_anywhere: bool) -> Option<Self> {
            let body = text.strip_suffix('/').unwrap_or(text);
            let part =
                |part: &str| if part == "**" { Some(Part::Any) } else { Some(Part::Of(alternatives(part)?)) };
            let mut parts: Vec<Part> = body.split('/').map(part).collect::<Option<_>>()?;
            if is_anywhere && parts.len() == 1 {
                parts.insert(0, Part::Any);
            }
            Some(Self { parts, is_directory: body.len() < text.len() })
        }

        pub fn matches(&self, path: &[u8], is_directory: bool) -> bool {
            let names: Vec<&[u8]> = path.split(|&byte| byte == b'/').collect();
            (is_directory || !self.is_directory) && all(&self.parts, &names)
        }
    }

    fn all(parts: &[Part], names: &[&[u8]]) -> bool {
        match parts {
            [] => names.is_empty(),
            // At the end it asks for something below.
            rest if rest.iter().all(|part| matches!(part, Part::Any)) => !names.is_empty(),
            [Part::Any, rest @ ..] => (0..=names.len()).any(|skipped| all(rest, &names[skipped..])),
            [Part::Of(alternatives), rest @ ..] => {
                let Some((name, names)) = names.split_first() else { return false };
                alternatives.iter().any(|tokens| one(tokens, name)) && all(rest, names)
            }
        }
    }

    fn one(tokens: &[Token], name: &[u8]) -> bool {
        let Some((token, rest)) = tokens.split_first() else { return name.is_empty() };
        if let Token::Star = token {
            return (0..=name.len()).any(|skipped| one(rest, &name[skipped..]));
        }
        let Some((&byte, name)) = name.split_first() else { return false };
        let is_hit = match token {
            Token::Byte(expected) => byte == *expected,
            Token::Class { is_negated, ranges } => {
                ranges.iter().any(|&(first, last)| (first..=last).contains(&byte)) != *is_negated
            }
            Token::Any | Token::Star => true,
        };
        is_hit && one(rest, name)
    }

    /// All that the braces of a part stand for.
    fn alternatives(part: &str) -> Option<Vec<Vec<Token>>> {
        let mut whole: Vec<Vec<Token>> = vec![Vec::new()];
        let mut rest = part;
        while !rest.is_empty() {
            if let Some(inside) = rest.strip_prefix('{') {
                let (choices, after) = choices(inside);
                let pairs = |start: &Vec<Token>| {
                    choices.iter().map(|end| [&start[..], end].concat()).collect::<Vec<_>>()
                };
                whole = whole.iter().flat_map(pairs).collect();
                rest = after;
            } else {
                let (tokens, after) = atom(rest);
                whole.iter_mut().for_each(|start| start.extend(tokens.clone()));
                rest = after;
            }
            if whole.len() > MOST {
                return None;
            }
        }
        Some(whole)
    }

    fn choices(mut rest: &str) -> (Vec<Vec<Token>>, &str) {
        let mut choices = vec![Vec::new()];
        loop {
            if let Some(after) = rest.strip_prefix('}') {
                return (choices, after);
            }
            if let Some(after) = rest.strip_prefix(',') {
                choices.push(Vec::new());
                rest = after;
                continue;
            }
            let (tokens, after) = atom(rest);
            choices.last_mut().expect("there is one").extend(tokens);
            rest = after;
        }
    }

    fn atom(text: &str) -> (Vec<Token>, &str) {
        let mut characters = text.chars();
        let first = characters.next().expect("something is left");
        let rest = characters.as_str();
        match first {
            '*' => (vec![Token::Star], rest),
            '?' => (vec![Token::Any], rest),
            '[' => class(rest),
            '\\' => literal(rest),
            _ => literal(text),
        }
    }

    fn literal(text: &str) -> (Vec<Token>, &str) {
        let length = text.chars().next().map_or(0, char::len_utf8);
        (text.as_bytes()[..length].iter().map(|&byte| Token::Byte(byte)).collect(), &text[length..])
    }

    fn class(text: &str) -> (Vec<Token>, &str) {
        let (is_negated, mut rest) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest));
        let mut ranges = Vec::new();
        while !rest.starts_with(']') {
            let (first, after) = member(rest);
            rest = after;
            let mut last = first;
            if let Some(after) = rest.strip_prefix('-').filter(|after| !after.starts_with(']')) {
                (last, rest) = member(after);
            }
            ranges.push((first, last));
        }
        (vec![Token::Class { is_negated, ranges }], &rest[1..])
    }

    fn member(text: &str) -> (u8, &str) {
        let text = text.strip_prefix('\\').unwrap_or(text);
        (text.as_bytes()[0], &text[1..])
    }
}

/// A level, the length of pieces, how often the rest is repeated, and the rest.
pub fn gzip_differential(bytes: &[u8]) {
    let [level, low, high, repeats, data @ ..] = bytes else { return };
    let encoder = encoder::find("gnu-1").expect("is there");
    let codec = Codec::new(encoder, level % 9 + 1, false).expect("is a level");
    let piece = usize::from(u16::from_le_bytes([*low, *high])) + 1;
    let mut whole = Vec::new();
    for turn in 0..=repeats % 64 {
        // Each copy a little different, so that matches are found and end.
        whole.extend(data);
        whole.push(turn);
    }
    let encode = |mut encoder: Encoder<Vec<u8>>, pieces: usize| {
        whole.chunks(pieces).for_each(|piece| encoder.write_all(piece).expect("memory takes all"));
        encoder.finish().expect("memory takes all")
    };
    let alone = || {
        Encoder::new(codec, Vec::new(), NonZeroUsize::MIN, &Pool::none()).expect("needs no memory of its own")
    };
    let packed = encode(alone(), usize::MAX);
    assert_eq!(packed, encode(alone(), piece), "in pieces of {piece}");
    if codec.shares_its_work() {
        let shared =
            |pool: &Pool| encode(encoder::in_segments(Vec::new(), codec, pool, NonZeroUsize::MIN), piece);
        assert_eq!(packed, Pool::run(2, shared), "on three threads");
    }
    let decoded = all(flate2::read::GzDecoder::new(&packed[..])).expect("can be decoded");
    assert!(decoded == whole, "other bytes come out");
}
