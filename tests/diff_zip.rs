//! `pkgr diff` with zips, and with archives within archives: verdicts and causes that say what is compared.
#![allow(clippy::disallowed_methods, reason = "tests make archives, and start the program under test")]

use crate::support;
use crate::support::zip as make;

use std::fs;
use std::path::Path;

use make::{Entry, UTF8, directory, extra, file, link, timestamp, zip, zip_with};
use serde_json::Value;
use support::tar::{archive, gzip};
use support::{assert_rejected, pkgr, temp_dir, text};

/// 2025-06-11 15:36:56, as a time of DOS has it where the zone is UTC.
const TIME: u32 = 1_749_656_216;

/// Name, mode, body or target, kind.
type Member<'a> = (&'a str, u32, &'a [u8], tar::EntryType);

const FILES: [Member<'static>; 5] = [
    ("p/", 0o755, b"", tar::EntryType::Directory),
    ("p/README", 0o644, b"read me\n", tar::EntryType::Regular),
    ("p/data", 0o644, &[7; 2000], tar::EntryType::Regular),
    ("p/link", 0o777, b"README", tar::EntryType::Symlink),
    ("p/run", 0o755, b"#!/bin/sh\n", tar::EntryType::Regular),
];

fn tarred(files: &[Member<'_>], time: u32, owner: u64) -> Vec<u8> {
    let member = |&(name, mode, body, kind): &Member<'_>| support::tar::Member {
        mode,
        mtime: time.into(),
        owner,
        ..support::tar::Member::new(name, kind, body)
    };
    archive(&files.iter().map(member).collect::<Vec<_>>())
}

fn zipped(files: &[Member<'_>], change: impl Fn(Entry) -> Entry) -> Vec<u8> {
    let entry = |&(name, mode, body, kind): &Member<'_>| {
        let entry = match kind {
            tar::EntryType::Directory => directory(name),
            tar::EntryType::Symlink => link(name, &text(body)),
            _ => Entry { method: 8, ..file(name, body) },
        };
        let external = entry.external & 0xf000_ffff | mode << 16;
        change(Entry { external, ..entry })
    };
    zip(&files.iter().map(entry).collect::<Vec<_>>()).bytes
}

/// With the exact time, which has no room in the fields of DOS.
fn exact(entry: Entry) -> Entry {
    let time = timestamp(TIME.cast_signed());
    Entry { extra: time.clone(), local_extra: time, ..entry }
}

fn diff(root: &Path, options: &[&str], left: &[u8], right: &[u8]) -> (Value, i32) {
    fs::write(root.join("left"), left).expect("can be written");
    fs::write(root.join("right"), right).expect("can be written");
    let output = pkgr(root, &[&["diff", "left", "right", "--format", "json"], options].concat());
    let code = output.status.code().expect("was not killed");
    assert!(code < 2, "{}", text(&output.stderr));
    (serde_json::from_slice(&output.stdout).expect("is JSON"), code)
}

fn causes(report: &Value) -> Vec<&str> {
    let causes = report["causes"].as_array().expect("is a list");
    causes.iter().map(|cause| cause["cause"].as_str().expect("is text")).collect()
}

#[test]
fn a_zip_and_a_tar_of_the_same_files_have_the_same_content() {
    let root = temp_dir();
    let (tar, zip) = (gzip(&tarred(&FILES, TIME, 0)), zipped(&FILES, exact));
    let (report, code) = diff(root.path(), &[], &tar, &zip);
    assert_eq!((&report["verdict"], code), (&"same-content".into(), 1));
    assert_eq!(causes(&report), ["compression", "dialect"]);
    assert_eq!(
        report["causes"][1]["rule"],
        "ustar, checksum of 7 digits (Go, tar-rs, JavaScript) → zip 2.0 of Unix"
    );
    assert_eq!(report["right"]["archive"]["compression"], "zip");
    assert_eq!(report["right"]["archive"]["tar-sha256"], Value::Null);
    let (report, code) = diff(root.path(), &[], &zip, &zip);
    assert_eq!((&report["verdict"], code, causes(&report)), (&"identical".into(), 0, vec![]));
    // No manifest makes a zip, so no line of one makes a tar into it.
    let (report, _) = diff(root.path(), &[], &zip, &tar);
    assert!(report["causes"].as_array().expect("is a list").iter().all(|cause| cause["remedy"].is_null()));
}

#[test]
fn fields_that_a_zip_lacks_are_not_compared() {
    let root = temp_dir();
    let tar = tarred(&FILES, TIME, 1000);
    // Made on DOS: neither modes nor owners. A link would be none.
    let files: Vec<Member<'_>> = FILES.iter().copied().filter(|file| file.0 != "p/link").collect();
    let zip =
        zipped(&files, |entry| Entry { made_by: 20, external: entry.external & 0xffff, ..exact(entry) });
    let (report, _) = diff(root.path(), &[], &tar, &zip);
    assert_eq!(causes(&report), ["compression", "dialect", "missing"]);
    // Fields that it has are.
    let owner = extra(0x7875, &[1, 1, 1, 1, 1]);
    let zip = zipped(&FILES, |entry| {
        let entry = exact(entry);
        let extra = [&entry.extra[..], &owner].concat();
        Entry { external: entry.external | 0o020 << 16, local_extra: extra.clone(), extra, ..entry }
    });
    let (report, _) = diff(root.path(), &[], &tar, &zip);
    assert_eq!(causes(&report), ["compression", "owner", "mode", "dialect"]);
    assert_eq!(report["causes"][1]["rule"], "1000:1000 → 1:1");
}

// T130
#[test]
fn dos_times_are_compared_as_far_as_they_are_precise() {
    let root = temp_dir();
    let dos = zipped(&FILES, |entry| entry);
    for same in [TIME, TIME + 1, TIME - 1] {
        let (report, _) = diff(root.path(), &[], &tarred(&FILES, same, 0), &dos);
        assert_eq!(causes(&report), ["compression", "dialect"], "{same}");
    }
    let (report, _) = diff(root.path(), &[], &tarred(&FILES, TIME - 7200, 0), &dos);
    assert_eq!(causes(&report), ["compression", "mtime", "dialect"]);
    assert_eq!(
        report["causes"][1]["rule"],
        "2025-06-11T13:36:56Z → 2025-06-11T15:36:56 without a zone, the same where the zone is UTC+02:00"
    );
    let (report, _) = diff(root.path(), &[], &tarred(&FILES, TIME - 100, 0), &dos);
    assert_eq!(report["causes"][1]["rule"], "2025-06-11T15:35:16Z → 2025-06-11T15:36:56 without a zone");
    assert_eq!(report["causes"][1]["remedy"], r#"[normalize] mtime = { set = "2025-06-11T15:35:16Z" }"#);
    // A time without a zone is none that a manifest can set.
    let (report, _) = diff(root.path(), &[], &dos, &tarred(&FILES, TIME - 100, 0));
    assert_eq!(
        (&report["causes"][1]["cause"], &report["causes"][1]["remedy"]),
        (&"mtime".into(), &Value::Null)
    );
}

#[test]
fn two_zips_differ_by_what_differs_in_them() {
    let root = temp_dir();
    let left = zipped(&FILES, exact);
    let stored = zipped(&FILES, |entry| exact(Entry { method: 0, ..entry }));
    let (report, code) = diff(root.path(), &[], &left, &stored);
    assert_eq!((causes(&report), &report["verdict"], code), (vec!["compression"], &"same-content".into(), 1));
    assert_eq!(report["causes"][0]["count"], 3);
    let flagged = zipped(&FILES, |entry| exact(Entry { flags: UTF8, ..entry }));
    let (report, _) = diff(root.path(), &[], &left, &flagged);
    assert_eq!(causes(&report), ["dialect"]);
    assert_eq!(report["causes"][0]["rule"], "flags 0x0000 → flags 0x0800");
    let older = zipped(&FILES, |entry| exact(Entry { made_by: 3 << 8 | 10, ..entry }));
    let (report, _) = diff(root.path(), &[], &left, &older);
    assert_eq!(report["causes"][0]["rule"], "zip 2.0 of Unix → zip 1.0 of Unix");
    let marked = zipped(&FILES, |entry| {
        let entry = exact(entry);
        Entry { extra: [&entry.extra[..], &extra(0xbeef, b"x")].concat(), ..entry }
    });
    let (report, _) = diff(root.path(), &[], &left, &marked);
    assert_eq!(causes(&report), ["dialect", "pax"]);
    assert_eq!(report["causes"][1]["rule"], "none → extra-beef=78");
    let commented = zip_with(&[file("a", b"1")], b"hello", b"").bytes;
    let (report, _) = diff(root.path(), &[], &zip(&[file("a", b"1")]).bytes, &commented);
    assert_eq!(causes(&report), ["pax"]);
    let (report, code) = diff(root.path(), &[], &left, &zipped(&FILES[..4], exact));
    assert_eq!((causes(&report), code), (vec!["missing"], 1));
    let other = [FILES[0], ("p/README", 0o644, b"read you\n", tar::EntryType::Regular)];
    let (report, _) = diff(root.path(), &[], &zipped(&FILES[..2], exact), &zipped(&other, exact));
    assert_eq!(causes(&report), ["content"]);
    assert_eq!(report["details"][0]["lines"][1], "-read me");
}

/// Archives whose files, times and order are the same are not the same archive.
#[test]
fn bytes_that_no_member_shows_are_a_cause_too() {
    let root = temp_dir();
    let two = |first: u8, second: u8| {
        let name = |index: u8| format!("{}", char::from(b'a' + index));
        zip(&[file(&name(first), b"1"), file(&name(second), b"1")])
    };
    // The same directory over data in another order.
    let left = two(0, 1);
    let mut right = two(1, 0);
    let size = (right.end - right.centrals[0]) / 2;
    let headers = right.bytes[right.centrals[0]..right.end].to_vec();
    right.bytes[right.centrals[0]..right.end].copy_from_slice(&[&headers[size..], &headers[..size]].concat());
    let (report, code) = diff(root.path(), &[], &left.bytes, &right.bytes);
    assert_eq!((causes(&report), &report["verdict"], code), (vec!["dialect"], &"same-content".into(), 1));
    // An extended header of its own time.
    let member = |time: u32| {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(tar::EntryType::XHeader);
        header.set_size(12);
        header.set_mtime(time.into());
        header.set_mode(0o644);
        header.set_path("x").expect("fits");
        header.set_cksum();
        let mut archive = tar::Builder::new(Vec::new());
        archive.append(&header, &b"12 path=p/a\n"[..]).expect("memory takes all");
        let body = archive.into_inner().expect("memory takes all");
        [&body[..1024], &tarred(&FILES[..2], 1, 0)].concat()
    };
    let (report, code) = diff(root.path(), &[], &member(1), &member(2));
    assert_eq!((causes(&report), &report["verdict"], code), (vec!["dialect"], &"same-content".into(), 1));
}

#[test]
fn a_directory_is_compared_with_a_zip() {
    let root = temp_dir();
    for (name, mode, body, kind) in FILES {
        match kind {
            tar::EntryType::Symlink => support::link(root.path(), name, &text(body)),
            tar::EntryType::Directory => fs::create_dir_all(root.path().join(name)).expect("can be made"),
            _ => support::file(root.path(), name, body, mode),
        }
    }
    fs::write(root.path().join("a.zip"), zipped(&FILES, exact)).expect("can be written");
    let output = pkgr(root.path(), &["diff", "a.zip", "p"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
}

// T133, T167, T168
#[test]
fn an_ambiguous_zip_is_not_compared_and_a_pipe_is_rejected() {
    let root = temp_dir();
    let clear = zipped(&FILES, exact);
    fs::write(root.path().join("a.zip"), &clear).expect("can be written");
    fs::write(root.path().join("b.zip"), [&b"#!/bin/sh\n"[..], &clear].concat()).expect("can be written");
    let reported = ["pkgr::archive::ambiguous", "in front of the zip", "of the file"];
    assert_rejected(&pkgr(root.path(), &["diff", "a.zip", "b.zip"]), &reported);
    let made = std::process::Command::new("mkfifo").arg(root.path().join("pipe")).status();
    assert!(made.expect("mkfifo is there").success());
    assert_rejected(&pkgr(root.path(), &["diff", "a.zip", "pipe"]), &["it is no ordinary file"]);
    assert_rejected(&pkgr(root.path(), &["lint", "pipe"]), &["it is no ordinary file"]);
}

const OUTER: tar::EntryType = tar::EntryType::Regular;

#[test]
fn archives_within_archives_are_compared_where_that_is_asked_for() {
    let root = temp_dir();
    let within = |time, owner| gzip(&tarred(&FILES, time, owner));
    let sides = [(within(1, 0), b"one\n"), (within(1, 7), b"two\n")];
    let [left, right] = sides.map(|(data, notes)| {
        tarred(&[("p/data.tar.gz", 0o644, &data, OUTER), ("p/notes", 0o644, notes, OUTER)], 1, 0)
    });
    let (report, code) = diff(root.path(), &["--nested"], &left, &right);
    assert_eq!((causes(&report), code), (vec!["content"], 1));
    let [archive, notes] = [&report["details"][0], &report["details"][1]];
    assert_eq!((&archive["path"], &archive["lines"]), (&"p/data.tar.gz".into(), &Value::Array(Vec::new())));
    assert_eq!(
        (&archive["nested"]["verdict"], &archive["nested"]["changed"]),
        (&"same-content".into(), &0.into())
    );
    assert_eq!(causes(&archive["nested"]), ["owner"]);
    assert_eq!(archive["nested"]["causes"][0]["rule"], "0:0 → 7:7");
    assert_eq!((&notes["nested"], &notes["lines"][1]), (&Value::Null, &"-one".into()));
    // Not asked for: the bytes.
    let (report, _) = diff(root.path(), &[], &left, &right);
    assert_eq!(report["details"][0]["nested"], Value::Null);
    let first = report["details"][0]["lines"][0].as_str().expect("is text");
    assert!(first.starts_with("first difference at byte"), "{first}");
    let output = pkgr(root.path(), &["diff", "left", "right", "--nested"]);
    let reported = text(&output.stdout);
    let part = "\np/data.tar.gz\n  same-content: the same files with the same bytes; only metadata or the order \
                differs\n  owner       5 of 5: 0:0 → 7:7\n\np/notes\n  @@";
    assert!(reported.contains(part), "{reported}");
}

// T164
#[test]
fn one_level_is_read_and_damage_in_it_is_reported() {
    let root = temp_dir();
    let inner = |time| tarred(&FILES, time, 0);
    let middle = |time| tarred(&[("q/inner.tar", 0o644, &inner(time), OUTER)], 1, 0);
    let outer = |bytes: &[u8]| zipped(&[("p/middle.tar", 0o644, bytes, OUTER)], exact);
    let (report, _) = diff(root.path(), &["--nested"], &outer(&middle(1)), &outer(&middle(2)));
    let nested = &report["details"][0]["nested"];
    assert_eq!((causes(nested), &nested["verdict"]), (vec!["content"], &"differs".into()));
    assert_eq!(nested["changed"], 1);
    let cut = &middle(2)[..3000];
    let (report, _) = diff(root.path(), &["--nested"], &outer(&middle(1)), &outer(cut));
    let nested = &report["details"][0]["nested"];
    assert_eq!(nested["verdict"], Value::Null);
    let problem = nested["problems"][0].as_str().expect("is text");
    assert!(problem.starts_with("the right one: byte 0 of the tar stream: "), "{problem}");
    let output = pkgr(root.path(), &["diff", "left", "right", "--nested"]);
    assert!(
        text(&output.stdout).contains("  it is an archive that cannot be compared\n  the right one: byte")
    );
    // A zip within, beside a directory that has one too.
    let zips = [zipped(&FILES, exact), zipped(&FILES[..3], exact)];
    support::file(root.path(), "tree/a.zip", &zips[0], 0o644);
    fs::write(root.path().join("b.tar"), tarred(&[("p/a.zip", 0o644, &zips[1], OUTER)], 1, 0))
        .expect("can be");
    let output = pkgr(root.path(), &["diff", "tree", "b.tar", "--nested", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("is JSON");
    assert_eq!(causes(&report["details"][0]["nested"]), ["missing"]);
}

#[test]
fn a_mode_or_a_date_that_one_zip_lacks_is_not_a_number_and_not_lost() {
    let root = temp_dir();
    let files = &FILES[..3];
    let (one, other) = (zipped(files, exact), zipped(files, |entry| exact(Entry { external: 0, ..entry })));
    let (report, code) = diff(root.path(), &[], &one, &other);
    assert_eq!(
        (report["verdict"].as_str(), code, &*causes(&report)),
        (Some("same-content"), 1, &["dialect"][..])
    );
    let example = &report["causes"][0]["example"];
    assert_eq!(example["right"], "attributes 0x0, 0x00000000");
    let (dated, undated) = (zipped(files, |entry| entry), zipped(files, |entry| Entry { dos: 0, ..entry }));
    let (report, _) = diff(root.path(), &[], &dated, &undated);
    assert_eq!(causes(&report), ["mtime"]);
    assert_eq!(report["causes"][0]["example"]["right"], "no day of the calendar");
}
