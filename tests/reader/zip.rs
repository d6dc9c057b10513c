//! Zips: what can be read in two ways is reported with its place in the file, never resolved.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use pkgr::container::bytes::Bytes;
use pkgr::container::inventory::{Inventory, MemberTime, Place, RawKind};
use pkgr::container::limits::Limits;
use pkgr::container::read;
use pkgr::digest::Digest;
use pkgr::encoder::decode;
use proptest::prelude::*;

use super::hostile::damaged;
use super::make::{
    DESCRIPTOR, DOS, Entry, Made, UTF8, deflate, directory, extra, file, link, timestamp, zip, zip_with,
    zip64,
};
use crate::support::{sample, say, temp_dir};

fn within(bytes: &[u8], limits: Limits) -> Inventory {
    read::inventory(&Bytes::of_memory(bytes), limits).expect("memory can be read")
}

fn inventory(bytes: &[u8]) -> Inventory {
    within(bytes, Limits::default())
}

fn clear(bytes: &[u8], name: &str) -> Inventory {
    let found = inventory(bytes);
    assert!(found.ambiguities.is_empty(), "{name}: {}", found.ambiguities[0]);
    found
}

/// All that is reported, and the first place.
fn message(bytes: &[u8]) -> (u64, String) {
    let found = inventory(bytes);
    let first = found.ambiguities.first().unwrap_or_else(|| panic!("nothing is reported: {found:?}"));
    let Place::File(offset) = first.place else { panic!("{first}") };
    (offset, found.ambiguities.iter().map(|found| found.what.clone()).collect::<Vec<_>>().join("; "))
}

fn two() -> Made {
    zip(&[file("p/a", b"1\n"), Entry { method: 8, ..file("p/b", &[7; 300]) }])
}

#[test]
fn every_method_is_read_and_the_members_are_what_their_headers_say() {
    for method in [0, 8, 12, 93, 95] {
        let made = zip(&[
            directory("p/"),
            Entry { method, ..file("p/a", &[9; 1000]) },
            Entry { external: 0o100_755 << 16, method, ..file("p/run", b"#!/bin/sh\n") },
            link("p/l", "a"),
        ]);
        let found = clear(&made.bytes, &method.to_string());
        assert_eq!(found.compression_name(), "zip");
        let names: Vec<_> =
            found.members.iter().map(|member| member.path.raw().escape_ascii().to_string()).collect();
        assert_eq!(names, ["p", "p/a", "p/run", "p/l"]);
        let kinds = [RawKind::Directory, RawKind::File, RawKind::File, RawKind::Symlink(b"a".to_vec())];
        assert!(found.members.iter().map(|member| &member.kind).eq(&kinds));
        assert!(found.members.iter().map(|member| member.mode).eq([0o755, 0o644, 0o755, 0o777].map(Some)));
        assert_eq!(found.members[1].body.digest, Digest::of(&[9; 1000]));
        // A link has no body, as in tar.
        assert_eq!(found.members[3].body.size, 0);
    }
}

#[test]
fn times_owners_and_comments_come_from_the_fields_that_hold_them() {
    let owner = extra(0x7875, &[1, 4, 232, 3, 0, 0, 4, 100, 0, 0, 0]);
    let ntfs = |ticks: u64| {
        let times = [ticks, 0, ticks + 1].map(u64::to_le_bytes).concat();
        extra(0x000a, &[&[0, 0, 0, 0, 1, 0, 24, 0][..], &times].concat())
    };
    let exact = 133_941_298_175_000_000;
    let local = extra(0x5455, &[&[3][..], &1_749_656_217_i32.to_le_bytes(), &5_i32.to_le_bytes()].concat());
    let central = extra(0x5455, &[&[3][..], &1_749_656_217_i32.to_le_bytes()].concat());
    let made = zip_with(
        &[
            file("dos", b""),
            Entry { extra: central, local_extra: local, ..file("extended", b"") },
            Entry { extra: ntfs(exact), ..file("ntfs", b"") },
            Entry {
                local_extra: owner.clone(),
                extra: owner,
                comment: b"hello".to_vec(),
                ..file("owner", b"")
            },
            Entry {
                extra: extra(0xbeef, &[1, 2]),
                local_extra: extra(0xbeef, &[1, 3]),
                ..file("other", b"")
            },
        ],
        b"0123",
        b"",
    );
    let found = clear(&made.bytes, "times");
    let shown: Vec<_> = found.members.iter().map(pkgr::container::inventory::Member::shown_time).collect();
    assert_eq!(
        shown[..3],
        ["2025-06-11T15:36:56 without a zone", "2025-06-11T15:36:57Z", "2025-06-11T15:36:57Z"]
    );
    assert_eq!(found.members[2].mtime.as_ref().map(MemberTime::fraction), Some(&b"5"[..]));
    let records = |index: usize| {
        let records = found.members[index].records.iter();
        let text = |bytes: &[u8]| bytes.escape_ascii().to_string();
        records.map(|record| format!("{}={}", text(&record.keyword), text(&record.value))).collect::<Vec<_>>()
    };
    assert_eq!(records(1), ["atime=5"]);
    assert_eq!(records(2), ["ctime=1749656217.5000001"]);
    assert_eq!(records(3), ["comment=hello"]);
    assert_eq!(records(4), ["extra-beef=0102", "local-extra-beef=0103"]);
    let owners = found.members.iter().map(|member| member.owner.as_ref().map(ToString::to_string));
    assert!(owners.eq([None, None, None, Some("1000:100".to_owned()), None]));
    assert_eq!(found.globals()[0].value, b"0123");
}

#[test]
fn sizes_of_64_bits_are_read_where_they_are_asked_for() {
    let numbers =
        |numbers: &[u64]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<_>>();
    let wide = Entry {
        extra: extra(1, &numbers(&[2, 2])),
        local_extra: extra(1, &numbers(&[2, 2])),
        ..file("p/a", b"1\n")
    };
    let made = zip(&[wide]);
    let (local, central) = (made.locals[0], made.centrals[0]);
    let mut bytes = made.with(local + 18, &[0xff; 8]);
    bytes[central + 20..central + 28].fill(0xff);
    // Some writers have them where nothing asks for them; then they must be the same.
    clear(&made.bytes, "not asked for");
    let (_, message) = message(&made.with(local + 30 + 3 + 4, &[3]));
    assert!(message.contains("nothing asks for, with other numbers"), "{message}");
    let found = clear(&bytes, "wide");
    assert_eq!(found.members[0].body.size, 2);
    assert!(found.members[0].style.zip().is_some_and(pkgr::container::zip::style::ZipStyle::is_zip64));
    assert_eq!(clear(&zip64(&two()), "zip64").members, clear(&two().bytes, "plain").members);
}

#[test]
fn an_empty_zip_is_read_and_is_one() {
    let found = clear(&zip(&[]).bytes, "empty");
    assert_eq!((found.compression_name(), found.members.len()), ("zip", 0));
}

// T133
#[test]
fn descriptors_are_read_with_and_without_their_signature() {
    let late = |name: &str, method| Entry { flags: DESCRIPTOR, method, ..file(name, b"hello hello hello") };
    let made = zip(&[late("a", 8), late("b", 8)]);
    clear(&made.bytes, "with");
    // The last member, without its signature: everything behind moves forward.
    let at = made.data[1] + deflate(b"hello hello hello").len();
    assert_eq!(&made.bytes[at..at + 4], b"PK\x07\x08");
    let mut bytes = made.bytes.clone();
    bytes.drain(at..at + 4);
    let start = u32::try_from(made.centrals[0] - 4).expect("is small").to_le_bytes();
    bytes[made.end - 4 + 16..made.end - 4 + 20].copy_from_slice(&start);
    clear(&bytes, "without");
    let (offset, what) = message(&made.with(at + 4, &[1, 2, 3, 4]));
    assert!(what.contains("behind its data") && offset == at as u64, "{what} at {offset}");
}

fn utf8_name(name: &[u8], said: &[u8]) -> Vec<u8> {
    extra(0x7075, &[&[1][..], &crc32fast::hash(name).to_le_bytes(), said].concat())
}

/// Name, bytes, where it is to be reported.
type Case = (&'static str, Vec<u8>, usize);

/// T133: one field of one header changed.
fn disagreements() -> Vec<Case> {
    let made = two();
    let (local, central) = (made.locals[0], made.centrals[0]);
    let with = |at: usize, bytes: &[u8]| made.with(at, bytes);
    vec![
        ("has the flags 2, and the central directory 0", with(local + 6, &[2]), local),
        ("has the method 8, and the central directory 0", with(local + 8, &[8]), local),
        ("has the time", with(local + 10, &[1]), local),
        ("has the CRC-32", with(local + 14, &[1]), local),
        ("has the packed size 3", with(local + 18, &[3]), local),
        ("has the size 3", with(local + 22, &[3]), local),
        ("has the name `p/c`", with(local + 32, b"c"), local),
        ("the name `p/a1`", with(local + 26, &[4]), local),
        ("no header stands where", with(local, b"XX"), local),
        ("2 bytes stand in front of the first member; `p/a`: no header", with(central + 42, &[2]), 0),
        ("this is no header of the central directory", with(central, b"XX"), central),
        ("is there twice", with(made.centrals[1] + 48, b"a"), made.centrals[1]),
        ("counts 3 members, and there are 2", with(made.end + 8, &[3, 0, 3]), made.end),
        ("split", with(made.end + 8, &[1, 0, 2]), made.end),
        ("split", with(made.end + 4, &[1]), made.end),
        ("split", with(central + 34, &[1]), central),
        ("encrypted", made.with(local + 6, &[1]).clone_with(central + 8, 1), central),
        ("its CRC-32 is", made.with(local + 14, &[1]).clone_with(central + 16, 1), made.data[0]),
    ]
}

trait CloneWith {
    fn clone_with(self, at: usize, byte: u8) -> Self;
}

impl CloneWith for Vec<u8> {
    fn clone_with(mut self, at: usize, byte: u8) -> Self {
        self[at] = byte;
        self
    }
}

/// Members that contradict themselves.
fn contradictions() -> Vec<Case> {
    let one = |entry: Entry| zip(&[entry]);
    let at_central = |what, entry: Entry| {
        let made = one(entry);
        (what, made.bytes.clone(), made.centrals[0])
    };
    let at_local = |what, entry: Entry| (what, one(entry).bytes, 0);
    let both = |extra: Vec<u8>, entry: Entry| Entry { local_extra: extra.clone(), extra, ..entry };
    let a = || file("a", b"1\n");
    vec![
        at_central("is empty or has a NUL", file("", b"")),
        at_central("is empty or has a NUL", file("a\0b", b"")),
        at_central("not marked as UTF-8", file("caf\u{e9}", b"")),
        at_central("marked as UTF-8, and is none", Entry { name: vec![0xe9], flags: UTF8, ..a() }),
        at_central("another name in UTF-8, `b`", both(utf8_name(b"a", b"b"), a())),
        at_central("belongs to another name", both(utf8_name(b"b", b"a"), a())),
        at_local("another name in UTF-8, `b`", Entry { local_extra: utf8_name(b"a", b"b"), ..a() }),
        at_central("directory by its mode, and none by its name", Entry { external: 0o040_755 << 16, ..a() }),
        at_central("directory by its attributes", Entry { external: 0x10, ..a() }),
        at_central("directory by its name, and none by its mode", file("a/", b"")),
        at_central("directory by its name, and none by its mode", link("a/", "b")),
        at_central("a directory has a body", Entry { body: b"x".to_vec(), ..directory("a/") }),
        at_central("counts only where a Unix made it", Entry { made_by: 20, ..link("a", "b") }),
        at_central("target is empty", link("a", "")),
        at_central(
            "disagree about the user",
            Entry {
                extra: extra(0x7875, &[1, 1, 0, 1, 0]),
                local_extra: extra(0x7875, &[1, 1, 1, 1, 0]),
                ..a()
            },
        ),
        at_central(
            "disagree about its times",
            Entry { extra: timestamp(1), local_extra: timestamp(2), ..a() },
        ),
        at_central("timestamp is malformed", both(extra(0x5455, &[1, 2, 3]), a())),
        at_central("NTFS are malformed", both(extra(0x000a, &[1, 2, 3]), a())),
        at_central("user and group are malformed", both(extra(0x7875, &[2, 1, 0, 1, 0]), a())),
        at_central("stands twice", Entry { extra: [timestamp(1), timestamp(1)].concat(), ..a() }),
        at_central("longer than all", Entry { extra: vec![1, 1, 9, 0], ..a() }),
        at_central("the extra fields are cut", Entry { extra: vec![0, 0, 1], ..a() }),
        at_local("longer than all", Entry { local_extra: vec![1, 1, 9, 0], ..a() }),
        at_central("zip64 field that nothing asks for", Entry { extra: extra(1, &[0; 8]), ..a() }),
        at_central("does not know lzma", Entry { method: 14, ..a() }),
        at_central("does not know method 4711", Entry { method: 4711, ..a() }),
        at_central("does not know encrypted by AES", Entry { method: 99, ..a() }),
    ]
}

/// Bytes that belong to no member, or to two of them.
fn layouts() -> Vec<Case> {
    let made = two();
    let gap = zip(&[Entry { gap: b"hidden".to_vec(), ..file("a", b"1") }, file("b", b"2")]);
    let block = [&[0; 24][..], b"APK Sig Block 42"].concat();
    let signed = zip_with(&[file("a", b"1")], b"", &block);
    let comment = |text: &[u8]| zip_with(&[file("a", b"1")], text, b"");
    let second = comment(b"PK\x05\x06 and so on, for 22 bytes");
    let whole = {
        let inner = zip(&[]);
        comment(&inner.bytes)
    };
    let front = zip_with(&[], b"", b"junk");
    let shorter = made.with(made.locals[1] + 18, &[0xff]).clone_with(made.centrals[1] + 20, 0xff);
    let onto = made.with(made.centrals[1] + 42, &[0, 0]).clone_with(made.centrals[1] + 28, 3);
    vec![
        ("6 bytes stand between two members", gap.bytes.clone(), gap.data[0] + 1),
        ("an Android signing block", signed.bytes.clone(), signed.data[0] + 1),
        ("between the last member and the central directory", front.bytes, 0),
        ("comment holds another end", second.bytes.clone(), second.end + 22),
        ("reach to the end of the file", whole.bytes.clone(), whole.end),
        ("4 bytes stand after the end", [&made.bytes[..], b"junk"].concat(), made.bytes.len()),
        ("does not reach to", [b"#!junk\n", &made.bytes[..]].concat(), made.end),
        ("reaches into the data here", shorter, made.centrals[0]),
        ("reaches into the data here", onto, 0),
        ("begins behind the members", made.with(made.centrals[1] + 42, &[0, 9]), made.centrals[1]),
        ("reaches into its own end record", made.with(made.end + 12, &[0, 9]), made.end),
        ("ends within its comment", made.with(made.end + 20, &[1]), made.end),
        ("no end of central directory", made.bytes[..made.end].to_vec(), made.end),
        ("no end of central directory", b"PK\x03\x04 and that is all".to_vec(), 20),
    ]
}

/// T131: end records of 32 and of 64 bits.
fn wide_ends() -> Vec<Case> {
    let made = two();
    let wide = zip64(&made);
    let (record, locator, end) = (made.end, made.end + 56, made.end + 76);
    let with = |at: usize, byte: u8| wide.clone().clone_with(at, byte);
    vec![
        ("and the zip64 end record before it disagree", with(end + 10, 3).clone_with(end + 11, 0), end),
        ("no zip64 end record stands at byte", with(locator + 8, 1), locator),
        ("no zip64 end record stands at byte", with(record, b'X'), locator),
        ("does not end where its locator begins", with(record + 4, 45), record),
        ("split", with(locator + 16, 2), locator),
        ("split", with(record + 16, 1).clone_with(end + 4, 0xff).clone_with(end + 5, 0xff), record),
        (
            "a size is in its zip64 field, and there is none",
            {
                let at = made.centrals[0];
                made.with(at + 20, &[0xff; 4])
            },
            made.centrals[0],
        ),
    ]
}

// T131, T133, T160, T163, T165, T167
#[test]
fn what_can_be_read_in_two_ways_is_reported_where_it_stands() {
    let mut shown = String::new();
    for cases in [disagreements(), contradictions(), layouts(), wide_ends()] {
        for (what, bytes, offset) in cases {
            let (found, message) = message(&bytes);
            if !message.contains(what) || found != offset as u64 {
                shown += &format!("`{what}` at {offset}, and the report is at {found}: {message}\n");
            }
        }
    }
    assert!(shown.is_empty(), "{shown}");
}

// T164
#[test]
fn what_exceeds_a_limit_is_rejected_with_the_name_of_the_limit() {
    let zeros = zip(&[Entry { method: 8, ..file("zeros", &vec![0; 4 << 20]) }]).bytes;
    let tight = |total, ratio| Limits {
        decode: decode::DecodeLimits { total, ratio, ..decode::DecodeLimits::default() },
        ..Limits::default()
    };
    let rejected = |bytes: &[u8], limits| {
        let found = within(bytes, limits);
        found.ambiguities.first().map_or_else(String::new, |first| first.what.clone())
    };
    assert!(rejected(&zeros, tight(1 << 20, 9_000)).contains("limit `total`"));
    let many = zip(&(0..100).map(|number| file(&number.to_string(), b"")).collect::<Vec<_>>()).bytes;
    assert!(rejected(&many, Limits { members: 99, ..Limits::default() }).contains("limit `members`"));
    let long = zip(&[file(&"n".repeat(300), b"")]).bytes;
    assert!(rejected(&long, Limits { header: 200, ..Limits::default() }).contains("limit `header`"));
    let target = zip(&[link("l", &"n".repeat(300))]).bytes;
    assert!(rejected(&target, Limits { header: 200, ..Limits::default() }).contains("limit `header`"));
    let window = Limits {
        decode: decode::DecodeLimits { window: 1 << 16, ..decode::DecodeLimits::default() },
        ..Limits::default()
    };
    let wide = zip(&[Entry { method: 95, ..file("zeros", &vec![0; 4 << 20]) }]).bytes;
    assert!(rejected(&wide, window).contains("limit `window`"));
    // A header that promises more than any data can hold: nothing is unpacked to find out.
    let made = two();
    let huge = made.with(made.locals[1] + 22, &[0xfe; 4]);
    let huge = (0..4).fold(huge, |bytes, at| bytes.clone_with(made.centrals[1] + 24 + at, 0xfe));
    assert!(rejected(&huge, Limits::default()).contains("limit `ratio`"));
}

// T164
#[test]
fn data_that_gives_more_or_less_than_its_headers_say_is_damage() {
    let made = two();
    for (size, what) in
        [(&[43, 1][..], "more bytes come out"), (&[45, 1], "300 bytes come out, and its headers say 301")]
    {
        let bytes = made.with(made.locals[1] + 22, size);
        let bytes =
            bytes.clone_with(made.centrals[1] + 24, size[0]).clone_with(made.centrals[1] + 25, size[1]);
        let (offset, message) = message(&bytes);
        assert!(message.contains(what) && offset == made.data[1] as u64, "{message} at {offset}");
    }
    // Something behind the end of the deflate stream, within the member.
    let packed = [deflate(b"hello"), b"junk".to_vec()].concat();
    let length = packed.len();
    let made = zip(&[Entry { method: 8, packed: Some(packed), ..file("a", b"hello") }]);
    let (offset, message) = message(&made.bytes);
    assert!(message.contains("something else follows"), "{message}");
    assert_eq!(offset, (made.data[0] + length - 4) as u64);
}

// T167
#[test]
fn what_is_a_tar_and_a_zip_at_once_is_reported() {
    let archive = |body: &[u8]| {
        let mut header = tar::Header::new_ustar();
        header.set_path("a.zip").expect("fits");
        header.set_size(body.len() as u64);
        header.set_cksum();
        let mut tar = tar::Builder::new(Vec::new());
        tar.append(&header, body).expect("memory takes all");
        tar.into_inner().expect("memory takes all")
    };
    let plain = zip(&[file("a", b"1")]);
    clear(&archive(&plain.bytes), "a zip in a tar");
    // A comment as long as what follows the zip in the tar, so that the file ends as a zip does.
    let after = archive(&plain.bytes).len() - 512 - plain.bytes.len();
    let reaching = plain.with(plain.end + 20, &u16::try_from(after).expect("is small").to_le_bytes());
    let found = inventory(&archive(&reaching));
    assert!(found.ambiguities[0].what.contains("of a zip ends here"), "{:?}", found.ambiguities);
    let gzip = {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        encoder.write_all(&archive(b"x")).expect("memory takes all");
        [encoder.finish().expect("memory takes all"), plain.bytes].concat()
    };
    assert_eq!(inventory(&gzip).ambiguities.len(), 2);
}

/// A zip with each part that a damage can hit.
fn parts() -> Vec<u8> {
    let made = zip_with(
        &[
            directory("p/"),
            Entry { method: 8, extra: timestamp(5), local_extra: timestamp(5), ..file("p/a", &[1; 80]) },
            Entry { method: 8, flags: DESCRIPTOR, ..file("p/b", b"hello hello") },
            link("p/l", "a"),
        ],
        b"comment",
        b"",
    );
    made.bytes
}

/// Truncate, flip, swap, repeat, insert, at every place: local header, data, descriptor, directory, end.
/// What is not reported must show as another inventory: times, modes and comments have no checksum.
#[test]
fn every_damage_is_seen_and_none_is_a_panic() {
    let whole = parts();
    let expected = clear(&whole, "whole");
    let (mut reported, mut other) = (0, 0);
    for (how, at) in (0..5).flat_map(|how| (0..whole.len()).map(move |at| (how, at))) {
        let bytes = damaged(&whole, how, at);
        if bytes == whole {
            continue;
        }
        let found = inventory(&bytes);
        assert_ne!(found.file.digest, expected.file.digest, "{how} at {at}");
        let is_reported = !found.ambiguities.is_empty();
        let is_other = found.members != expected.members || found.globals() != expected.globals();
        assert!(is_reported || is_other, "{how} at {at} of {}", whole.len());
        assert!(is_reported || matches!(how, 1 | 2), "{how} at {at} of {}", whole.len());
        if is_reported { reported += 1 } else { other += 1 }
    }
    assert!(reported > 10 * other, "{reported} are reported, and {other} only read otherwise");
}

/// Runs a tool in `directory`; whether it is there.
fn runs(dir: &Path, program: &str, arguments: &[&str]) -> bool {
    match Command::new(program).args(arguments).current_dir(dir).output() {
        Ok(output) => {
            assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
            true
        }
        Err(_) => {
            say(&format!("SKIPPED: no {program}, so no zip made by it is read"));
            false
        }
    }
}

// T167
#[test]
fn zips_of_real_tools_are_clear_and_hold_the_files_of_the_tree() {
    let root = temp_dir();
    let tree = root.path().join("tree");
    sample(&tree);
    std::fs::remove_file(tree.join("dangling")).expect("can be removed");
    // Names that Info-ZIP writes in the letters of DOS.
    std::fs::remove_dir_all(tree.join("caf\u{e9}")).expect("can be removed");
    let python = "import shutil; shutil.make_archive('python', 'zip', '.', 'tree')";
    let stream = "zip -q -r - tree | cat > stream.zip";
    let tools: [(&str, &str, &[&str]); 6] = [
        ("info.zip", "zip", &["-q", "-r", "-y", "info.zip", "tree"]),
        ("stream.zip", "sh", &["-c", stream]),
        ("python.zip", "python3", &["-c", python]),
        ("bsd.zip", "bsdtar", &["--format", "zip", "-cf", "bsd.zip", "tree"]),
        ("seven.zip", "7z", &["a", "-bd", "seven.zip", "tree"]),
        ("jar.zip", "jar", &["cMf", "jar.zip", "tree"]),
    ];
    for (name, program, arguments) in tools {
        let is_there = program != "sh" || runs(root.path(), "zip", &["-v"]);
        if !is_there || !runs(root.path(), program, arguments) {
            continue;
        }
        let found = clear(&std::fs::read(root.path().join(name)).expect("was made"), name);
        let main = found.members.iter().find(|member| member.path.raw() == b"tree/src/main.c");
        let main = main.unwrap_or_else(|| panic!("{name} has no main.c"));
        assert_eq!(main.body.digest, Digest::of(&vec![b'x'; 1025]), "{name}");
        let links = found.members.iter().filter(|member| matches!(member.kind, RawKind::Symlink(_)));
        let keeps_links = ["info.zip", "bsd.zip", "seven.zip"].contains(&name);
        assert_eq!(links.count(), usize::from(keeps_links), "{name}");
    }
}

#[test]
fn the_zip_of_git_has_the_id_of_its_commit() {
    if !crate::support::has_git() {
        return;
    }
    let root = temp_dir();
    crate::support::file(root.path(), "README", b"read me\n", 0o644);
    crate::support::file(root.path(), "run.sh", b"#!/bin/sh\n", 0o755);
    let git = |arguments: &[&str]| crate::support::git(root.path(), arguments);
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "a"]);
    git(&["archive", "--format=zip", "-o", "a.zip", "--prefix=p/", "HEAD"]);
    let found = clear(&std::fs::read(root.path().join("a.zip")).expect("was made"), "git");
    assert_eq!(found.globals()[0].value, git(&["rev-parse", "HEAD"]).as_bytes());
    let modes: Vec<_> = found.members.iter().map(|member| (member.mode, member.is_executable())).collect();
    assert_eq!(modes, [(None, None), (None, None), (Some(0o755), Some(true))]);
}

#[test]
fn an_invalid_date_is_read_as_no_date() {
    let found = clear(&zip(&[Entry { dos: 0, ..file("a", b"") }, file("b", b"")]).bytes, "dates");
    let seconds = 1_749_656_216;
    assert!(found.members.iter().map(|member| &member.mtime).eq(&[None, Some(MemberTime::Dos(seconds))]));
    assert_eq!(found.members[1].style.zip().expect("is of a zip").dos, DOS);
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
        inventory(&[&b"PK\x03\x04"[..], &bytes, &zip(&[]).bytes].concat());
    }

    #[test]
    fn arbitrary_changes_never_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = parts();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        inventory(&bytes);
    }
}

// T395
#[test]
fn what_programs_unpack_differently_from_a_zip_is_reported_with_the_member() {
    let late = Entry { flags: DESCRIPTOR, ..file("p/late", b"1\n") };
    let host = |host: u16, entry: Entry| Entry { made_by: host << 8 | 20, ..entry };
    let utf8 = |name: &str| Entry { flags: UTF8, ..file(name, b"1\n") };
    let field = |name: &[u8]| extra(0x7075, &[&[1][..], &crc32fast::hash(name).to_le_bytes(), name].concat());
    let named = Entry { extra: field(b"p/named"), local_extra: field(b"p/named"), ..file("p/named", b"") };
    for (entries, what) in [
        (vec![late.clone()], "`p/late`: its size follows its data"),
        (vec![Entry { method: 12, ..late.clone() }], "`p/late`: its size follows its data"),
        (
            vec![host(1, Entry { external: 0o104_755 << 16, ..file("p/d", b"") })],
            "a directory by the mode of an Amiga",
        ),
        (
            vec![Entry {
                local_extra: extra(0x6c78, &[7, 0x14, 3, 0, 0, 0, 0, 0xa1, 0]),
                ..file("p/x", b"")
            }],
            "6c78",
        ),
        (
            vec![Entry { extra: extra(0x6c78, &[7, 0x14, 3, 0, 0, 0, 0, 0xa1, 0]), ..file("p/x", b"") }],
            "`p/x`: it has the extra field 6c78",
        ),
        (
            vec![host(3, Entry { external: 0o644 << 16, ..file("p/d/", b"") })],
            "`p/d/`: it is a directory whose mode has no type",
        ),
        (vec![host(19, link("p/l", "a"))], "`p/l`: it is no file by its mode"),
        (vec![host(0, utf8("p/caf\u{e9}"))], "`p/café`: its name has letters that depend on who reads it"),
        (
            vec![Entry {
                extra: field("p/caf\u{e9}".as_bytes()),
                local_extra: field("p/caf\u{e9}".as_bytes()),
                ..file("p/caf\u{e9}", b"1\n")
            }],
            "`p/café`: its name is not marked as UTF-8",
        ),
        (vec![Entry { method: 8, ..link("p/l", "a") }], "`p/l`: it is a link whose target is compressed"),
        (vec![file("p/a\nb", b"")], "its name has a control character"),
        (vec![file("p/x", b""), file("p/x/y", b"")], "`p/x/y`: it is below `p/x`, which is a file"),
        (vec![file("p/x/y", b""), file("p/x", b"")], "`p/x/y`: it is below `p/x`, which is a file"),
        (vec![link("p/x", "y"), file("p/x/y", b"")], "`p/x/y`: it is below `p/x`, which is a symbolic link"),
        (vec![file("p/x", b""), file("./p/x", b"")], "`./p/x` is there twice"),
        (vec![Entry { extra: extra(0x9901, b"\x02\0AE"), ..file("p/x", b"") }], "is of encrypted data"),
        (
            vec![named, Entry { method: 8, ..late.clone() }],
            "`p/named`: it has a name in UTF-8 in a zip with sizes behind data",
        ),
    ] {
        let (_, reported) = message(&zip(&entries).bytes);
        assert!(reported.contains(what), "`{what}` is not in `{reported}`");
    }
    let mut new = zip(&[file("p/x", b"1\n")]).bytes;
    clear(&new, "a version that every program reads");
    // The version needed is the third field of the member's own header.
    new[4] = 47;
    assert!(message(&new).1.contains("`p/x`: it needs version 4.7 of the format"));
    for bit in [4, 5, 7, 8, 9, 10, 12, 14, 15] {
        let (_, reported) = message(&zip(&[Entry { flags: 1 << bit, ..file("p/x", b"1\n") }]).bytes);
        assert!(reported.contains("`p/x`: its flags"), "bit {bit}: {reported}");
    }
    clear(
        &zip(&[Entry { flags: 0b110, method: 8, ..file("p/x", b"1\n") }]).bytes,
        "how hard a compressor tried",
    );
    clear(&zip(&[Entry { method: 8, ..late }]).bytes, "a descriptor after deflate");
    let darwin =
        clear(&zip(&[host(19, Entry { external: 0o100_755 << 16, ..file("p/x", b"") })]).bytes, "OS X");
    assert_eq!(darwin.members[0].mode, None, "unzip gives it no mode");
}
