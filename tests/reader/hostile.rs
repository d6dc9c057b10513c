//! What two readers could read differently is reported with its place, never resolved.

use std::io::Write as _;

use pkgr::container::inventory::{Inventory, Place, Stream};
use pkgr::container::tar::read::{self, Limits};
use pkgr::encoder::decode;
use pkgr::inspect;
use pkgr::text::Grouped;
use proptest::prelude::*;

use super::{clear, inventory};

const BLOCK: usize = 512;

/// A header block with a good checksum.
pub fn header(name: &[u8], typeflag: u8, size: &[u8]) -> Vec<u8> {
    let mut block = vec![0; BLOCK];
    block[..name.len()].copy_from_slice(name);
    block[100..108].copy_from_slice(b"0000644\0");
    block[108..116].copy_from_slice(b"0000000\0");
    block[116..124].copy_from_slice(b"0000000\0");
    block[124..124 + size.len()].copy_from_slice(size);
    block[136..148].copy_from_slice(b"00000000000\0");
    block[156] = typeflag;
    block[257..265].copy_from_slice(b"ustar\x0000");
    sealed(block)
}

pub fn sealed(mut block: Vec<u8>) -> Vec<u8> {
    block[148..156].copy_from_slice(b"        ");
    let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
    bytes
}

pub fn member(name: &str, body: &[u8]) -> Vec<u8> {
    [header(name.as_bytes(), b'0', format!("{:011o}", body.len()).as_bytes()), padded(body)].concat()
}

pub fn extension(typeflag: u8, body: &[u8]) -> Vec<u8> {
    [header(b"x", typeflag, format!("{:011o}", body.len()).as_bytes()), padded(body)].concat()
}

pub fn archive(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat(), vec![0; 2 * BLOCK]].concat()
}

pub fn record(keyword: &str, value: &str) -> Vec<u8> {
    let rest = keyword.len() + value.len() + 3;
    let length =
        (rest + 1..).find(|length| rest + length.to_string().len() == *length).expect("there is one");
    format!("{length} {keyword}={value}\n").into_bytes()
}

/// The one thing that is reported, and where in the stream it stands.
fn reported(bytes: &[u8]) -> (u64, String) {
    let found = inventory(bytes);
    let first = found.ambiguities.first().unwrap_or_else(|| panic!("nothing is reported: {found:?}"));
    let Place::Stream(offset) = first.place else { panic!("{first}") };
    (offset, first.what.clone())
}

// T162, T163, T165
#[test]
fn what_can_be_read_in_two_ways_is_reported_where_it_stands() {
    let (a, b) = (member("a", b"1\n"), member("b", b"2\n"));
    let long = |flag: u8| extension(flag, b"long\0");
    let sized = |size: &str| extension(b'x', &record("size", size));
    let bad_sum = {
        let mut bad = b.clone();
        bad[148] ^= 1;
        bad
    };
    let behind_name = sealed({
        let mut block = header(b"a\0hidden", b'0', b"00000000000");
        block[148..156].fill(0);
        block
    });
    let behind_body = {
        let mut member = a.clone();
        member[BLOCK + 3] = b'!';
        member
    };
    let cases: Vec<(&str, Vec<u8>, u64)> = vec![
        ("the header says 2 bytes, and its pax header 3", archive(&[sized("3"), a.clone()]), 1024),
        ("no number", archive(&[sized("2x"), a.clone()]), 1024),
        ("a second extended header", archive(&[sized("2"), sized("2"), a.clone()]), 1024),
        ("a second extended header", archive(&[long(b'L'), sized("2"), a.clone()]), 1024),
        ("a second extended header", archive(&[sized("2"), long(b'L'), a.clone()]), 1024),
        ("a second extended header", archive(&[long(b'L'), long(b'L'), a.clone()]), 1024),
        ("a pax record", archive(&[extension(b'x', b"99 path=b\n"), a.clone()]), 0),
        (
            "a keyword twice",
            archive(&[extension(b'x', &[record("path", "b"), record("path", "c")].concat()), a.clone()]),
            0,
        ),
        ("a global header sets `path`", archive(&[extension(b'g', &record("path", "b")), a.clone()]), 0),
        ("a global header sets `mtime`", archive(&[extension(b'g', &record("mtime", "1")), a.clone()]), 0),
        ("a global header sets `size`", archive(&[extension(b'g', &record("size", "9")), a.clone()]), 0),
        ("has a NUL within", archive(&[extension(b'x', &record("path", "b\0c")), a.clone()]), 1024),
        ("has a NUL within", archive(&[extension(b'L', b"b\0c\0"), a.clone()]), 0),
        ("its checksum is wrong", archive(&[a.clone(), bad_sum]), 1024),
        ("a lone block of NULs", archive(&[a.clone(), vec![0; BLOCK], b.clone()]), 1024),
        ("after the end mark", [archive(std::slice::from_ref(&a)), b.clone()].concat(), 2048),
        ("after the end mark", [archive(std::slice::from_ref(&a)), vec![0; 100], vec![1]].concat(), 2048),
        ("one block of NULs and not two", [a.clone(), vec![0; BLOCK]].concat(), 1024),
        ("has no end mark", a.clone(), 1024),
        ("ends within a block", [a.clone(), vec![0; 100]].concat(), 1024),
        ("ends within the body", a[..BLOCK + 1].to_vec(), 0),
        ("an extended header has no member", archive(&[a.clone(), sized("2")]), 1024),
        ("no number, or negative", archive(&[header(b"a", b'0', &[0xff; 12])]), 0),
        ("no number, or negative", archive(&[header(b"a", b'0', b"0000000000x")]), 0),
        (
            "a directory has a body",
            archive(&[[header(b"d/", b'5', b"00000000002"), padded(b"xx")].concat()]),
            0,
        ),
        (
            "a symbolic link has a body",
            archive(&[[header(b"l", b'2', b"00000000002"), padded(b"xx")].concat()]),
            0,
        ),
        ("a name is empty", archive(&[header(b"", b'0', b"00000000000")]), 0),
        ("behind the NUL that ends a name", archive(&[behind_name]), 0),
        ("behind the body", archive(&[behind_body]), 0),
        ("the mode is no number", archive(&[with_field(&sized("2"), 100, b"x"), a.clone()]), 0),
        ("the mtime is no number", archive(&[with_field(&long(b'L'), 136, b"9"), a.clone()]), 0),
        ("the minor device number is no number", archive(&[with_field(&a, 337, b"-")]), 0),
        ("before the name", archive(&[with_prefix(b"ustar  \0")]), 0),
        ("before the name", archive(&[with_prefix(&[0; 8])]), 0),
        ("the mark of no format", archive(&[with_field(&member("a", b"1"), 257, b"uctar")]), 0),
        ("`GNU.sparse.major`", archive(&[extension(b'x', &record("GNU.sparse.major", "1")), a.clone()]), 0),
        ("`GNU.volume.label`", archive(&[extension(b'g', &record("GNU.volume.label", "x")), a.clone()]), 0),
    ];
    for (what, bytes, offset) in cases {
        let (found, reported) = reported(&bytes);
        assert!(reported.contains(what), "`{what}` is not in `{reported}`");
        assert_eq!(found, offset, "{reported}");
    }
    clear(&archive(&[a, b]), "the makings themselves");
}

/// The member with other bytes in its header, and a good checksum.
pub fn with_field(member: &[u8], at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut block = member.to_vec();
    block[at..at + bytes.len()].copy_from_slice(bytes);
    let rest = block.split_off(BLOCK);
    [sealed(block), rest].concat()
}

/// A header of another kind than POSIX's with something where that has the start of the name.
fn with_prefix(magic: &[u8]) -> Vec<u8> {
    let mut block = header(b"a", b'0', b"00000000000");
    block[257..265].copy_from_slice(magic);
    block[345..351].copy_from_slice(b"prefix");
    sealed(block)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::new(6));
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::stream::Encoder::new(Vec::new(), 3).expect("an encoder");
    encoder.include_checksum(true).expect("is allowed");
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

type Compress = fn(&[u8]) -> Vec<u8>;

const FORMATS: [(&str, Compress); 5] =
    [("none", |bytes| bytes.to_vec()), ("gzip", gzip), ("xz", xz), ("bzip2", bzip2), ("zstd", zstd)];

fn stream(found: &Inventory) -> Stream {
    found.tar().expect("is a tar archive").stream
}

#[test]
fn every_compression_is_read_and_named() {
    let plain = archive(&[member("a", b"1\n"), member("b", &[7; 100_000])]);
    let expected = clear(&plain, "plain");
    for (name, compress) in FORMATS {
        let found = clear(&compress(&plain), name);
        assert_eq!((found.compression_name(), stream(&found)), (name, stream(&expected)));
        assert_eq!(found.members, expected.members);
    }
}

// T163
#[test]
fn what_follows_compressed_data_is_reported_with_its_offset_in_the_file() {
    let plain = archive(&[member("a", b"1\n")]);
    for (name, compress) in &FORMATS[1..] {
        let one = compress(&plain);
        let mut cases = vec![
            (b"junk".to_vec(), "something else"),
            ([vec![0; 8], b"junk".to_vec()].concat(), "8 zeros and something else"),
            (one[..1].to_vec(), "the first bytes of another one"),
            ([vec![0; 8], one.clone()].concat(), "begins behind 8 zeros"),
        ];
        if matches!(*name, "xz" | "zstd") {
            cases.extend([(vec![0; 8], "followed by 8 zeros"), (vec![0], "followed by 1 zero:")]);
        }
        for (after, what) in cases {
            let found = inventory(&[one.clone(), after].concat());
            let first = found.ambiguities.first().unwrap_or_else(|| panic!("{name}: nothing is reported"));
            assert_eq!(first.place, Place::File(one.len() as u64), "{name}");
            assert!(first.what.contains(what), "{name}: {first}");
        }
    }
}

// T360
#[test]
fn a_negative_time_with_a_fraction_is_reported_and_kept() {
    for (value, seconds, fraction) in [("-0.25", -1, &b"75"[..]), ("-1.5", -2, b"5")] {
        let found = inventory(&archive(&[extension(b'x', &record("mtime", value)), member("a", b"1\n")]));
        let what: Vec<&str> = found.ambiguities.iter().map(|one| &*one.what).collect();
        assert!(what.len() == 1 && what[0].contains("bsdtar") && what[0].contains(value), "{what:?}");
        let mtime = found.members[0].mtime.as_ref().expect("a tar has times");
        assert_eq!((mtime.seconds(), mtime.fraction()), (seconds, fraction), "{value}");
    }
    for value in ["-1", "-1.0", "-0", "0.5"] {
        clear(&archive(&[extension(b'x', &record("mtime", value)), member("a", b"1\n")]), value);
    }
}

// T361
#[test]
fn a_stream_can_end_anywhere_and_the_lint_says_where_programs_would_not_notice() {
    let global = extension(b'g', &record("comment", "x"));
    let pax = extension(b'x', &record("path", "b"));
    let plain =
        archive(&[global, member("a", b"1\n"), pax, member("short", &[7; 600]), header(b"c", b'0', b"0")]);
    // The members begin at 1024, 2048 and 4608. The header at 3072 belongs to the one before.
    let silent = |cut: usize| match cut {
        2048..2560 => Some("can unpack 1 of 3 members"),
        4608..5120 => Some("can unpack 2 of 3 members"),
        _ => None,
    };
    let levels = inspect::Levels::default();
    for (name, compress) in &FORMATS[1..] {
        let expected = clear(&compress(&plain), name);
        for cut in (0..plain.len()).step_by(64).chain([1, 1023, 2047, 2559, 4607, 5119, plain.len()]) {
            let first = compress(&plain[..cut]);
            let bytes = [first.clone(), compress(&plain[cut..])].concat();
            let found = clear(&bytes, name);
            assert_eq!(
                (stream(&found), &found.members),
                (stream(&expected), &expected.members),
                "{name}, {cut}"
            );
            assert_eq!(found.file.size, bytes.len() as u64);
            let lints = inspect::inspect(&found, &inspect::InspectedBodies::default(), &levels);
            let lint = lints.iter().find(|found| found.lint == "several-streams").expect("it is found");
            assert!(
                lint.examples[0].contains(&format!("at byte {} of the file", Grouped(first.len() as u64)))
            );
            let is_silent = lint.examples[0].contains("without an error");
            assert_eq!(is_silent, silent(cut).is_some(), "{name}, {cut}: {}", lint.examples[0]);
            assert!(silent(cut).is_none_or(|what| lint.examples[0].contains(what)), "{name}, {cut}");
        }
    }
}

// T361
#[test]
fn each_stream_is_checked_and_counted() {
    let plain = archive(&[member("a", &[7; 10_000])]);
    for (name, compress) in &FORMATS[1..] {
        let parts: Vec<Vec<u8>> = plain.chunks(700).map(compress).collect();
        let many = [compress(&[]), parts.concat(), compress(&[])].concat();
        let found = clear(&many, name);
        let framing = &found.tar().expect("is a tar archive").framing;
        assert_eq!((framing.streams, framing.zeros), (parts.len() as u64 + 2, 0), "{name}");
        assert_eq!(framing.first_end.file, compress(&[]).len() as u64, "{name}");
        // Each part ends in a checksum, and so does the file.
        let mut at = compress(&[]).len();
        for part in &parts {
            at += part.len();
            let mut damaged = many.clone();
            damaged[at - if *name == "xz" { 5 } else { 2 }] ^= 1;
            let found = inventory(&damaged);
            assert!(!found.ambiguities.is_empty(), "{name}: a damage before {at}");
        }
    }
}

// T164, T166
#[test]
fn what_exceeds_a_limit_is_rejected_with_the_name_of_the_limit() {
    let zeros = archive(&[member("zeros", &vec![0; 4 << 20])]);
    let tight = |total, ratio, window| Limits {
        decode: decode::DecodeLimits { total, ratio, window },
        ..Limits::default()
    };
    let rejected = |bytes: &[u8], limits| {
        let found = read::inventory(bytes, limits).expect("memory can be read");
        found.ambiguities.first().map_or_else(String::new, |first| first.what.clone())
    };
    assert!(rejected(&gzip(&zeros), tight(1 << 20, 9_000, 1 << 30)).contains("limit `total`"));
    assert!(rejected(&xz(&zeros), tight(1 << 40, 9_000, 1 << 16)).contains("limit `window`"));
    let mut wide = zstd::stream::Encoder::new(Vec::new(), 19).expect("an encoder");
    wide.window_log(27).expect("is allowed");
    wide.long_distance_matching(true).expect("is allowed");
    wide.write_all(&zeros).expect("memory takes all");
    let wide = wide.finish().expect("memory takes all");
    assert!(
        rejected(&wide, tight(1 << 40, 9_000, 1 << 20)).contains("limit `window`"),
        "{}",
        rejected(&wide, tight(1 << 40, 9_000, 1 << 20))
    );
    let many = archive(&(0..100).map(|number| member(&number.to_string(), b"")).collect::<Vec<_>>());
    assert!(rejected(&many, Limits { members: 99, ..Limits::default() }).contains("limit `members`"));
    let long = archive(&[extension(b'x', &record("comment", &"x".repeat(2 << 20))), member("a", b"")]);
    assert!(rejected(&long, Limits::default()).contains("limit `header`"));
    // A claim is enough: nothing of it is waited for.
    for flag in [b'x', b'g', b'L', b'K'] {
        assert!(rejected(&header(b"x", flag, b"40000000000"), Limits::default()).contains("limit `header`"));
    }
    // More than the bytes for which no ratio is asked.
    let mut bomb = liblzma::write::XzEncoder::new(Vec::new(), 6);
    bomb.write_all(&header(b"zeros", b'0', b"10000000000")).expect("memory takes all");
    (0..257).for_each(|_| bomb.write_all(&vec![0; 1 << 20]).expect("memory takes all"));
    let bomb = bomb.finish().expect("memory takes all");
    assert!(
        rejected(&bomb, Limits::default()).contains("limit `ratio`"),
        "{}",
        rejected(&bomb, Limits::default())
    );
}

/// The header of a block of xz with one filter, and padding to eight bytes (the .xz file format, 3.1).
fn xz_with_filter(filter: &[u8]) -> Vec<u8> {
    let stream_flags = [0, 1];
    let mut bytes = b"\xfd7zXZ\0".to_vec();
    bytes.extend_from_slice(&stream_flags);
    bytes.extend_from_slice(&crc32fast::hash(&stream_flags).to_le_bytes());
    let mut block = vec![2, 0];
    block.extend_from_slice(filter);
    block.resize(8, 0);
    let sum = crc32fast::hash(&block);
    [bytes, block, sum.to_le_bytes().to_vec(), vec![0; 64]].concat()
}

// T166
#[test]
fn a_filter_that_is_not_known_and_frames_to_be_skipped_are_reported() {
    // An id of nobody; a window of 4 GiB; a window larger than any.
    for (filter, what) in [(&[0x7f, 0][..], ""), (&[0x21, 1, 40], "limit `window`"), (&[0x21, 1, 41], "")] {
        let found = inventory(&xz_with_filter(filter));
        let first = found.ambiguities.first().unwrap_or_else(|| panic!("{filter:?} is taken"));
        assert!(first.what.contains(what), "{filter:?}: {first}");
        assert!(found.members.is_empty());
    }
    let skippable = b"\x50\x2a\x4d\x18\x04\0\0\0more";
    let frame = zstd(&archive(&[member("a", b"1\n")]));
    for bytes in [[&skippable[..], &frame].concat(), [&frame[..], skippable].concat()] {
        let found = inventory(&bytes);
        assert!(!found.ambiguities.is_empty(), "{found:?}");
    }
}

/// An archive with each part that a damage can hit: header, pax record, body, padding, end.
fn sample() -> Vec<u8> {
    let long = "n".repeat(150);
    let pax = extension(b'x', &record("path", &long));
    archive(&[member("a", b"hello\n"), pax, member("short", &[9; 700]), header(b"d/", b'5', b"00000000000")])
}

/// One of five damages at one place: truncate, flip, swap, repeat, insert.
pub fn damaged(whole: &[u8], how: usize, at: usize) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    match how {
        0 => bytes.truncate(at),
        1 => bytes[at] ^= 0x11,
        2 => bytes.swap(at, (at + 37) % whole.len()),
        3 => drop(bytes.splice(at..at, whole[at..(at + 64).min(whole.len())].to_vec())),
        _ => bytes.insert(at, b'7'),
    }
    bytes
}

/// Truncate, flip, swap, repeat, insert, at every place. A plain tar has no checksum over bodies, so
/// there another inventory is enough; compressed data must be reported, or be the same data.
#[test]
fn every_damage_is_seen_and_none_is_a_panic() {
    let plain = sample();
    let expected = clear(&plain, "plain");
    for (name, compress) in FORMATS {
        let whole = compress(&plain);
        for (how, at) in (0..5).flat_map(|how| (0..whole.len()).step_by(3).map(move |at| (how, at))) {
            let bytes = damaged(&whole, how, at);
            if bytes == whole {
                continue;
            }
            let found = inventory(&bytes);
            assert_ne!(found.file.digest, expected.file.digest, "{name}, {how} at {at}");
            let is_reported = !found.ambiguities.is_empty();
            let is_other = stream(&found) != stream(&expected);
            // Some bytes say nothing of the data: the time in a gzip header, the rest of a last byte.
            let is_same = stream(&found) == stream(&expected) && found.members == expected.members;
            let is_seen = if name == "none" { is_reported || is_other } else { is_reported || is_same };
            assert!(is_seen, "{name}, {how} at {at} of {}: {:?}", whole.len(), found.members);
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
        inventory(&bytes);
    }

    #[test]
    fn arbitrary_headers_never_panic(
        names in prop::collection::vec((prop::collection::vec(any::<u8>(), 1..90), any::<u8>(), prop::collection::vec(any::<u8>(), 12)), 1..5),
    ) {
        let parts: Vec<Vec<u8>> = names.iter().map(|(name, flag, size)| header(name, *flag, size)).collect();
        inventory(&archive(&parts));
    }

    #[test]
    fn arbitrary_records_never_panic(body in "[0-9 a-z=\n\\x00]{0,200}") {
        inventory(&archive(&[extension(b'x', body.as_bytes()), member("a", b"1")]));
    }
}

/// What is reported of an archive of these parts names the member and says what is wrong.
fn assert_reported(parts: &[Vec<u8>], member: &str, what: &str) {
    let found = inventory(&archive(parts));
    let all: Vec<&str> = found.ambiguities.iter().map(|ambiguity| ambiguity.what.as_str()).collect();
    let head = format!("`{member}`: ");
    assert!(
        all.iter().any(|text| text.starts_with(&head) && text.contains(what)),
        "{member}, {what}: {all:?}"
    );
}

fn link_to(name: &str, typeflag: u8, target: &str) -> Vec<u8> {
    with_field(&header(name.as_bytes(), typeflag, b"00000000000"), 157, target.as_bytes())
}

// T391
#[test]
fn a_record_that_programs_read_differently_is_reported_with_its_member() {
    let control = "has a blank or a control character";
    for (keyword, value, what) in [
        (" path", "evil", control),
        ("\tpath", "evil", control),
        ("path ", "evil", control),
        ("pa th", "evil", control),
        ("comment\0", "c", control),
        ("\x01size", "2", control),
        ("path", "", "a name is empty"),
        ("linkpath", "", "the record `linkpath` is empty"),
        ("linkpath", "b", "names the target of a link, and it is no link"),
        ("uname", "", "the record `uname` is empty"),
        ("uname", "a\0b", "the record `uname` has a NUL"),
        ("gname", "\0", "the record `gname` has a NUL"),
        ("atime", "now", "the record `atime` is no time"),
        ("ctime", "1.x", "the record `ctime` is no time"),
        ("hdrcharset", "latin1", "is no charset of POSIX"),
    ] {
        let bytes = [extension(b'x', &record(keyword, value)), member("a", b"1\n")];
        let found = inventory(&archive(&bytes));
        let is_named = found.ambiguities.iter().any(|found| found.what.contains(what));
        assert!(is_named, "{keyword:?} = {value:?}: {:?}", found.ambiguities);
        assert!(
            value.is_empty() || found.ambiguities[0].what.starts_with("`a`: "),
            "{:?}",
            found.ambiguities
        );
        let global = [extension(b'g', &record(keyword, value)), member("a", b"1\n")];
        assert!(!inventory(&archive(&global)).ambiguities.is_empty(), "{keyword:?} = {value:?} for all");
    }
    let raw = b"12 uname=\xff\xfe\n".to_vec();
    assert_reported(&[extension(b'x', &raw), member("a", b"")], "a", "is not UTF-8");
    for (keyword, value) in
        [("comment", "any = text\n"), ("atime", "-1.25"), ("ACME.note", ""), ("hdrcharset", "BINARY")]
    {
        clear(&archive(&[extension(b'x', &record(keyword, value)), member("a", b"1\n")]), keyword);
    }
}

// T392
#[test]
fn a_type_that_programs_know_differently_is_reported_with_its_member() {
    for typeflag in [b'0', 0] {
        let file = header(b"d/", typeflag, b"00000000000");
        assert_reported(&[file, member("d/a", b"1\n")], "d/", "a directory by the slash at its end");
    }
    let pax = extension(b'x', &record("path", "d"));
    assert_reported(&[pax, header(b"d/", 0, b"00000000000")], "d", "a directory by the slash at its end");
    assert_reported(&[link_to("l/", b'2', "a")], "l/", "a directory by the slash at its end");
    assert_reported(&[link_to("l", b'2', "")], "l", "a link to nothing");
    for typeflag in *b"78AQSVDMN" {
        assert_reported(&[header(b"x", typeflag, b"00000000000")], "x", "programs differ about its type");
    }
    let unmarked = with_field(&member("b", b"1\n"), 257, &[0; 8]);
    let found = inventory(&archive(&[member("a", b"1\n"), unmarked.clone()]));
    assert!(found.ambiguities[0].what.contains("the mark of a format"), "{:?}", found.ambiguities);
    clear(&archive(&[unmarked]), "no header with a mark");
}

// T393
#[test]
fn members_that_meet_at_one_path_are_reported() {
    let (directory, file) = (header(b"p/x/", b'5', b"00000000000"), member("p/x", b"1\n"));
    let (below, link) = (member("p/x/y", b"2\n"), link_to("p/x", b'2', "real"));
    for (parts, name, what) in [
        (vec![file.clone(), below.clone()], "p/x/y", "it is below `p/x`, which is a file"),
        (vec![below.clone(), file.clone()], "p/x/y", "it is below `p/x`, which is a file"),
        (vec![link.clone(), below.clone()], "p/x/y", "it is below `p/x`, which is a symbolic link"),
        (vec![directory.clone(), file.clone()], "p/x", "it is there as a directory and as a file"),
        (vec![file.clone(), link.clone()], "p/x", "it is there as a file and as a symbolic link"),
        (vec![link.clone(), link.clone()], "p/x", "it is there twice, as a symbolic link"),
        (vec![member("p/x", b"1\n"), member("p/x-y", b""), below.clone()], "p/x/y", "it is below `p/x`"),
    ] {
        assert_reported(&parts, name, what);
    }
    clear(&archive(&[directory.clone(), below, directory]), "a directory twice");
    clear(&archive(&[member("p/x", b"1\n"), member("./p/x", b"2\n")]), "a file twice");
}

// T394
#[test]
fn a_hard_link_to_anything_but_a_file_before_it_is_reported() {
    let (file, hard) = (member("p/a", b"1\n"), |target| link_to("p/h", b'1', target));
    for target in ["p/h", "p/later", "p/none", "/etc/passwd", "../../outside", "p", "p/l", "p/a/", "p//a", ""]
    {
        let directory = header(b"p/", b'5', b"00000000000");
        let parts =
            [directory, file.clone(), link_to("p/l", b'2', "a"), hard(target), member("p/later", b"")];
        assert_reported(&parts, "p/h", "which is no file before it in the archive");
    }
    let other = with_field(&hard("p/a"), 100, b"0000755\0");
    assert_reported(&[file.clone(), other], "p/h", "with the mode 0755, and that file has 0644");
    assert_reported(&[file.clone(), hard("p/a"), member("p/a", b"2\n")], "p/a", "a hard link shares it");
    for target in ["p/a", "./p/a"] {
        clear(&archive(&[file.clone(), hard(target), link_to("p/h2", b'1', "p/h")]), target);
    }
}

/// A person or a group that no system can have.
// T162
#[test]
fn an_owner_that_no_system_has_is_reported() {
    let large = |id: u64| extension(b'x', &record("uid", &id.to_string()));
    for id in [u64::from(u32::MAX), 1 << 40] {
        let found = inventory(&archive(&[large(id), member("a", b"1\n")]));
        assert!(found.ambiguities[0].what.contains("larger than any system has"), "{:?}", found.ambiguities);
    }
    clear(&archive(&[large(u64::from(u32::MAX) - 1), member("a", b"1\n")]), "the largest");
}
