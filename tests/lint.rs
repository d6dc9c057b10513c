//! `pkgr lint`: each lint finds what it is named after, and a release made by pkgr is clean.
#![allow(clippy::disallowed_methods, reason = "tests make archives, and start the program under test")]

use crate::support;
use crate::support::zip as make;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use make::{Entry, Made};
use pkgr::container::bytes::Bytes;
use pkgr::container::limits::Limits;
use pkgr::container::read;
use pkgr::inspect;
use pkgr::lint::{Applies, Lint};
use pkgr::lints::catalog;
use serde_json::Value;
use support::{file, pkgr, stdout, temp_dir, text};

/// One member of a hand-made archive.
#[derive(Clone)]
struct Member {
    name: &'static str,
    typeflag: u8,
    link: &'static str,
    mode: u32,
    uid: u32,
    user: &'static str,
    mtime: u32,
    records: &'static [u8],
    /// The name of the extended header.
    pax: &'static str,
    body: &'static [u8],
}

const FILE: Member = Member {
    name: "p/a",
    typeflag: b'0',
    link: "",
    mode: 0o644,
    uid: 0,
    user: "",
    mtime: 1_000_000_000,
    records: b"",
    pax: "p/PaxHeaders/x",
    body: b"",
};

const TOP: Member = Member { name: "p/", typeflag: b'5', mode: 0o755, ..FILE };

fn block(member: &Member, name: &str, typeflag: u8, size: usize) -> Vec<u8> {
    let mut block = vec![0; 512];
    let mut put = |at: usize, bytes: &[u8]| block[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, name.as_bytes());
    put(100, format!("{:07o}\0", member.mode).as_bytes());
    put(108, format!("{:07o}\0", member.uid).as_bytes());
    put(116, b"0000000\0");
    put(124, format!("{size:011o}\0").as_bytes());
    put(136, format!("{:011o}\0", member.mtime).as_bytes());
    put(148, b"        ");
    put(156, &[typeflag]);
    put(157, member.link.as_bytes());
    put(257, b"ustar\x0000");
    put(265, member.user.as_bytes());
    let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

fn archive(members: &[Member]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for member in members {
        if !member.records.is_empty() {
            let typeflag = if member.pax.contains("GlobalHead") { b'g' } else { b'x' };
            bytes.extend(block(member, member.pax, typeflag, member.records.len()));
            bytes.extend_from_slice(member.records);
            bytes.resize(bytes.len().next_multiple_of(512), 0);
        }
        bytes.extend(block(member, member.name, member.typeflag, member.body.len()));
        bytes.extend_from_slice(member.body);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
    }
    bytes.resize(bytes.len() + 1024, 0);
    bytes
}

/// The lints that find something, with the first example of each.
fn found(bytes: &[u8]) -> Vec<(String, String)> {
    let mut bodies = inspect::InspectedBodies::default();
    let bytes = Bytes::of_memory(bytes);
    let inventory = read::read_visiting(&bytes, Limits::default(), &mut bodies).expect("memory can be read");
    inspect::inspect(&inventory, &bodies, &inspect::Levels::default())
        .into_iter()
        .map(|found| (found.lint.to_owned(), found.examples[0].clone()))
        .collect()
}

/// Records that say nothing.
const EMPTY: &[u8] = b"13 comment=x\n";

/// A GNU header with times of access and change behind its own fields.
fn gnu_times() -> Vec<u8> {
    let mut bytes = archive(&[TOP, FILE]);
    let block = &mut bytes[512..1024];
    block[257..265].copy_from_slice(b"ustar  \0");
    block[345..369].copy_from_slice(b"07346545000\x0007346545000\0");
    block[148..156].copy_from_slice(b"        ");
    let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    bytes
}

fn gzip_of(builder: flate2::GzBuilder, bytes: &[u8]) -> Vec<u8> {
    let mut encoder = builder.write(Vec::new(), flate2::Compression::new(6));
    std::io::Write::write_all(&mut encoder, bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

/// What attacks on those who unpack use, and what the census of published archives found.
fn cases() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let one = |member: Member| archive(&[TOP, member]);
    let link = |name, link, typeflag| Member { name, link, typeflag, mode: 0o777, ..FILE };
    let gzip = |builder: flate2::GzBuilder| gzip_of(builder, &archive(&[TOP, FILE]));
    vec![
        ("ambiguous", archive(&[TOP, FILE])[..1100].to_vec(), "the stream"),
        ("traversal", one(Member { name: "p/../../etc/passwd", ..FILE }), "`p/../../etc/passwd`"),
        ("traversal", one(Member { name: "/etc/passwd", ..FILE }), "`/etc/passwd`"),
        ("traversal", one(Member { name: "C:\\x", ..FILE }), "`C:\\\\x`"),
        ("traversal", one(Member { name: "p/..\\..\\x", ..FILE }), "x`"),
        ("traversal", one(Member { name: "p//a", ..FILE }), "`p//a`"),
        ("traversal", one(Member { name: "//server/share/a", ..FILE }), "`//server/share/a`"),
        ("traversal", one(Member { name: "\\\\server\\share", ..FILE }), "server"),
        (
            "beneath-link",
            archive(&[TOP, link("p/l", "/tmp", b'2'), Member { name: "p/l/x", ..FILE }]),
            "`p/l`",
        ),
        (
            "beneath-link",
            archive(&[TOP, link("p/caf\u{e9}", "/tmp", b'2'), Member { name: "p/cafe\u{301}/x", ..FILE }]),
            "which some systems treat as the same name",
        ),
        (
            "beneath-link",
            archive(&[TOP, link("p/Link", "/tmp", b'2'), Member { name: "p/lINK/x", ..FILE }]),
            "which some systems treat as the same name",
        ),
        ("escaping-link", archive(&[TOP, link("p/l", "../../x", b'2')]), "leads out"),
        ("escaping-link", archive(&[TOP, link("p/l", "C:x", b'2')]), "is absolute"),
        ("escaping-link", archive(&[TOP, link("p/l", "..\\..\\x", b'2')]), "leads out"),
        ("hard-link", archive(&[TOP, FILE, link("p/b", "p/a", b'1')]), "hard link to `p/a`"),
        ("hard-link", archive(&[TOP, link("p/b", "/etc/passwd", b'1')]), "which does not come before it"),
        ("special-member", one(Member { typeflag: b'3', ..FILE }), "typeflag `3`"),
        ("special-member", one(Member { typeflag: b'4', ..FILE }), "typeflag `4`"),
        ("special-member", one(Member { typeflag: b'6', ..FILE }), "typeflag `6`"),
        ("special-member", one(Member { typeflag: b'7', ..FILE }), "typeflag `7`"),
        ("special-member", one(Member { typeflag: b'S', ..FILE }), "typeflag `S`"),
        ("special-member", one(Member { typeflag: b'M', ..FILE }), "typeflag `M`"),
        ("special-member", one(Member { typeflag: b'Z', ..FILE }), "typeflag `Z`"),
        ("duplicate-member", archive(&[TOP, FILE, FILE]), "`p/a`, 2 times"),
        ("several-tops", archive(&[FILE, Member { name: "q/a", ..FILE }]), "`p`"),
        ("unsorted", archive(&[TOP, Member { name: "p/b", ..FILE }, FILE]), "3 members"),
        ("owner-id", one(Member { uid: 1000, ..FILE }), "1000:0 (1)"),
        ("owner-name", one(Member { user: "thomas", ..FILE }), "thomas: (1)"),
        (
            "several-times",
            one(Member { mtime: 1, ..FILE }),
            "from 1970-01-01T00:00:01Z to 2001-09-09T01:46:40Z",
        ),
        ("several-times", one(Member { mtime: FILE.mtime + 9, ..FILE }), ", all within an hour"),
        ("sub-second-time", one(Member { records: b"22 mtime=1000000000.5\n", ..FILE }), ".5 s"),
        ("leaking-record", one(Member { records: b"20 atime=1000000000\n", ..FILE }), "atime"),
        ("leaking-record", gnu_times(), "atime and ctime in the header itself (1)"),
        (
            "process-id",
            one(Member { records: EMPTY, pax: "p/PaxHeaders.1234/a", ..FILE }),
            "PaxHeaders.1234 (1)",
        ),
        (
            "process-id",
            one(Member { records: EMPTY, pax: "/tmp/GlobalHead.77.1", ..FILE }),
            "/tmp/GlobalHead.77.1",
        ),
        ("home-path", one(Member { body: b"prefix=/home/thomas/x\n", ..FILE }), "`p/a`: /home/thomas"),
        (
            "compiled-file",
            one(Member { body: b"\x7fELF\x02\x01\x01\0", ..FILE }),
            "`p/a`: ELF program, library or object file",
        ),
        ("build-service", one(Member { name: "p/.github/workflows/ci.yml", ..FILE }), "`.github`"),
        ("group-writable", one(Member { mode: 0o664, ..FILE }), "0664"),
        ("type-bits", one(Member { mode: 0o100_644, ..FILE }), "100644"),
        ("special-bits", one(Member { mode: 0o4755, ..FILE }), "`a`"),
        ("world-writable", one(Member { mode: 0o666, ..FILE }), "`a`"),
        ("case-collision", archive(&[TOP, Member { name: "p/A", ..FILE }, FILE]), "`A` and `a`"),
        ("reserved-name", one(Member { name: "p/aux.c", ..FILE }), "aux.c"),
        ("control-character", one(Member { name: "p/\n::error::x", ..FILE }), "\\n"),
        ("os-litter", one(Member { name: "p/._a", ..FILE }), "._a"),
        (
            "gzip-header",
            [
                gzip(flate2::GzBuilder::new()),
                support::tar::gzip(&[]),
                gzip_of(flate2::GzBuilder::new().mtime(1), &[]),
            ]
            .concat(),
            "the time 1970-01-01T00:00:01Z, in a later gzip member",
        ),
        (
            "several-streams",
            [gzip(flate2::GzBuilder::new()), support::tar::gzip(&[])].concat(),
            "2 gzip members: the first ends at byte ",
        ),
        ("trailing-zeros", [gzip(flate2::GzBuilder::new()), vec![0; 512]].concat(), "512 zeros from byte "),
        ("gzip-header", gzip(flate2::GzBuilder::new().mtime(1)), "the time 1970-01-01T00:00:01Z"),
        ("gzip-header", gzip(flate2::GzBuilder::new().filename("x.tar")), "the name `x.tar`"),
        ("gzip-header", gzip(flate2::GzBuilder::new().comment("x")), "the comment `x`"),
        ("gzip-header", gzip(flate2::GzBuilder::new().operating_system(19)), "the system 19"),
    ]
    .into_iter()
    .chain(cases_of_zip())
    .collect()
}

fn cases_of_zip() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let one = |entry: Entry| make::zip(&[clean("p/x"), entry]).bytes;
    let wide = make::extra(1, &[2, 0, 0, 0, 0, 0, 0, 0].repeat(2));
    let wide = make::zip(&[Entry { extra: wide.clone(), local_extra: wide, ..clean("p/a") }]);
    let wide = {
        let bytes = wide.with(wide.locals[0] + 18, &[0xff; 8]);
        Made { bytes, ..wide.clone() }.with(wide.centrals[0] + 20, &[0xff; 8])
    };
    vec![
        ("ambiguous", make::zip(&[clean("p/a"), clean("p/a")]).bytes, "is there twice"),
        ("duplicate-member", make::zip(&[clean("p/a"), clean("p/a")]).bytes, "`p/a`, 2 times"),
        ("traversal", one(clean("p/../../etc/passwd")), "`p/../../etc/passwd`"),
        ("traversal", one(clean("/etc/passwd")), "`/etc/passwd`"),
        ("traversal", one(clean("p\\a")), "`p\\\\a`"),
        ("beneath-link", make::zip(&[make::link("p/l", "/tmp"), clean("p/l/x")]).bytes, "`p/l`"),
        ("escaping-link", one(make::link("p/l", "../../x")), "leads out"),
        ("special-member", one(Entry { external: 0o010_644 << 16, ..clean("p/a") }), "typeflag `6`"),
        ("owner-id", one(with_extra(make::extra(0x7875, &[1, 2, 232, 3, 1, 0]))), "1000:0 (1)"),
        ("leaking-record", one(with_extra(make::extra(0xbeef, b"host"))), "extra-beef (1)"),
        ("dos-time", one(make::file("p/a", b"")), "`p/a`: 2025-06-11T15:36:56 without a zone"),
        ("dos-time", one(Entry { dos: 0, ..make::file("p/a", b"") }), "no day of the calendar"),
        ("no-mode", one(Entry { made_by: 20, ..clean("p/a") }), "`p/a`"),
        ("data-descriptor", one(Entry { flags: make::DESCRIPTOR, ..clean("p/a") }), "`p/a`"),
        ("needless-zip64", wide, "`p/a`"),
    ]
}

/// A file in a zip with an exact time.
fn clean(name: &str) -> Entry {
    with_time(make::file(name, b"1\n"))
}

fn with_time(entry: Entry) -> Entry {
    let time = make::timestamp(1_749_656_216);
    Entry {
        extra: [time.clone(), entry.extra].concat(),
        local_extra: [time, entry.local_extra].concat(),
        ..entry
    }
}

fn with_extra(extra: Vec<u8>) -> Entry {
    with_time(Entry { extra: extra.clone(), local_extra: extra, ..make::file("p/a", b"1\n") })
}

// T130, T131, T132, T133, T160, T161, T165
#[test]
fn each_lint_finds_what_it_is_named_after() {
    for (lint, bytes, example) in cases() {
        let found = found(&bytes);
        let hit = found.iter().find(|(name, _)| name == lint);
        let (_, first) = hit.unwrap_or_else(|| panic!("{lint} finds nothing: {found:?}"));
        assert!(first.contains(example), "{lint}: `{example}` is not in `{first}`");
    }
}

/// cargo packs the manifest that it rewrites beside the result.
#[test]
fn the_original_of_a_manifest_is_no_leftover_where_cargo_wrote_the_other() {
    let written = b"# THIS FILE IS AUTOMATICALLY GENERATED BY CARGO\n#\n[package]\n";
    let original = Member { name: "p/Cargo.toml.orig", body: b"[package]\n", ..FILE };
    let manifest = |name, body| Member { name, body, ..FILE };
    let lint = |members: &[Member]| found(&archive(members)).iter().any(|(name, _)| name == "leftover");
    assert!(!lint(&[manifest("p/Cargo.toml", written), original.clone()]));
    assert!(lint(&[manifest("p/Cargo.toml", b"[package]\n"), original.clone()]));
    assert!(lint(&[manifest("p/sub/Cargo.toml", written), original.clone()]));
    assert!(lint(&[manifest("p/x.toml", written), manifest("p/Cargo.toml", b""), original]));
    // Without one directory for all.
    let bare = [manifest("Cargo.toml", written), manifest("Cargo.toml.orig", b""), manifest("src", b"")];
    assert!(!lint(&bare));
}

#[test]
fn every_lint_of_archives_has_a_case() {
    let cases = cases();
    for lint in catalog::all().filter(|lint| lint.applies == Applies::Archives) {
        let name = lint.name();
        assert!(cases.iter().any(|(lint, ..)| *lint == name), "no case for {name}");
    }
}

/// The registry, the files beside it and the manual have the same lints.
#[test]
fn every_lint_is_a_file_a_line_of_the_registry_and_a_row_of_the_manual() {
    let files =
        fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lints/catalog")).expect("is there");
    let files = files.map(|file| file.expect("can be listed").path());
    let stem = |path: &Path| path.file_stem().expect("has a name").to_string_lossy().replace('_', "-");
    let files: BTreeSet<String> = files.map(|path| stem(&path)).collect();
    let names: BTreeSet<String> = catalog::all().map(|lint| lint.name().to_owned()).collect();
    assert_eq!(files, names);
    assert_eq!(names.len(), catalog::all().count(), "two lints have one name");
    let page = include_str!("../docs/lints.md");
    for lint in catalog::all() {
        let row = format!("| `{}` | {} | {} |", lint.name(), lint.level.name(), lint.summary);
        assert!(page.contains(&row), "docs/lints.md needs this row:\n{row}");
    }
}

#[test]
fn every_lint_says_why_it_exists_and_what_to_do() {
    for check in catalog::LINTS {
        let lint = &check.lint;
        let name = lint.name();
        assert!(lint.code.starts_with(Lint::CODES) && lint.code.ends_with(name), "{name}");
        assert!(lint.explanation.len() > 60, "{name} needs more than a few words");
        assert!(lint.explanation.ends_with('.') && lint.summary.ends_with('.'), "{name}");
        assert!(!lint.explanation.contains("  "), "{name} has a run of spaces");
        assert_eq!(check.wording.is_some(), lint.applies.to_plans(), "{name}: a diagnostic needs words");
    }
}

#[test]
fn explain_takes_lints_and_codes_by_their_short_names() {
    let root = temp_dir();
    let printed = |name: &str| text(&stdout(&pkgr(root.path(), &["explain", name])));
    for lint in catalog::all() {
        let (name, text) = (lint.name(), printed(lint.code));
        assert!(text.starts_with(&format!("{}\n", lint.code)), "{name}: {text}");
        assert!(text.contains(&format!("Level: {}.", lint.level.name())), "{name}: {text}");
        assert!(printed(name).contains(&text) && printed(&lint.code["pkgr::".len()..]) == text, "{name}");
    }
    let owner = printed("owner-id");
    assert!(owner.contains("--numeric-owner") && owner.contains("pkgr lint --allow owner-id"), "{owner}");
    assert!(printed("world-writable").contains("What to do: clear the bit"));
    assert_eq!(printed("unknown-key"), printed("pkgr::manifest::unknown-key"));
    // A name that several codes end in explains all of them.
    let many = printed("ambiguous");
    let heads = ["pkgr::archive::ambiguous\n", "pkgr::git::ambiguous\n", "pkgr::lint::ambiguous\n"];
    assert!(heads.iter().all(|head| many.contains(head)), "{many}");
    let output = pkgr(root.path(), &["explain", "owner-ids"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("try `pkgr explain owner-id`"), "{}", text(&output.stderr));
}

#[test]
fn levels_are_set_on_the_command_line() {
    let root = temp_dir();
    let members = [TOP, Member { uid: 1000, ..FILE }, Member { name: "p/b", mode: 0o666, ..FILE }];
    fs::write(root.path().join("a.tar"), archive(&members)).expect("can be written");
    let found = |options: &[&str]| {
        let output = pkgr(root.path(), &[&["lint", "a.tar", "--format", "json"], options].concat());
        let report: Value = serde_json::from_slice(&output.stdout).expect("is JSON");
        let lints = report["lints"].as_array().expect("is a list").iter();
        let shown = |lint: &Value| format!("{} {}", lint["level"], lint["lint"]).replace('"', "");
        (lints.map(shown).collect::<Vec<_>>(), output.status.code())
    };
    let all = ["warn owner-id", "warn group-writable", "warn world-writable"].map(str::to_owned).to_vec();
    assert_eq!(found(&[]), (all, Some(1)));
    let denied = ["deny world-writable", "warn owner-id"].map(str::to_owned).to_vec();
    assert_eq!(found(&["--deny", "world-writable", "--allow", "group-writable"]), (denied, Some(1)));
    let none = ["--allow", "owner-id", "--allow", "group-writable", "--allow", "world-writable"];
    assert_eq!(found(&none), (Vec::new(), Some(0)));
    // The strictest of several levels counts, whatever their order.
    let strict = ["--deny", "owner-id", "--allow", "owner-id", "--warn", "owner-id"];
    assert_eq!(found(&strict).0[0], "deny owner-id");
    for (name, hint) in [
        ("owner-ids", "did you mean `owner-id`?"),
        ("clamped-source", "is a lint of plans"),
        ("\u{1b}[31m", "there is no lint"),
    ] {
        let output = pkgr(root.path(), &["lint", "a.tar", "--allow", name]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(hint), "{}", text(&output.stderr));
    }
}

#[test]
fn a_plain_archive_is_clean() {
    assert_eq!(found(&archive(&[TOP, FILE])), []);
    assert_eq!(found(&make::zip(&[with_time(make::directory("p/")), clean("p/a")]).bytes), []);
    // What aligns data in a zip, and what marks a jar, reveals nothing about the machine.
    assert_eq!(found(&make::zip(&[with_extra(make::extra(0xcafe, &[]))]).bytes), []);
    assert_eq!(found(&make::zip(&[with_extra(make::extra(0xd935, &[0; 7]))]).bytes), []);
    // Without members for directories, and packed as a directory is.
    assert_eq!(found(&archive(std::slice::from_ref(&FILE))), []);
    let dotted = Member { name: "./p/a", ..FILE };
    assert_eq!(found(&archive(&[Member { name: "./", ..TOP }, Member { name: "./p/", ..TOP }, dotted])), []);
}

fn lint(root: &Path, name: &str) -> (Value, i32) {
    let output = pkgr(root, &["lint", name, "--format", "json"]);
    (
        serde_json::from_slice(&output.stdout).unwrap_or_default(),
        output.status.code().expect("was not killed"),
    )
}

#[test]
fn what_pkgr_builds_is_clean_and_the_exit_code_says_so() {
    let root = temp_dir();
    file(root.path(), "tree/README", b"read me\n", 0o664);
    let manifest = "schema = 1\npackage = { name = 'hello', version = '1.0' }\nsource = { directory = 'tree' }\n\
        files = { include = ['**'] }\nnormalize = { mtime = { set = 1 } }\n[[archive]]\nfile = 'a.tgz'\n";
    fs::write(root.path().join("release.toml"), manifest).expect("can be written");
    stdout(&pkgr(root.path(), &["build", "-q", "-d", "."]));
    let output = pkgr(root.path(), &["lint", "a.tgz"]);
    assert_eq!((text(&output.stdout), output.status.code()), ("clean: a.tgz\n".to_owned(), Some(0)));
    fs::write(root.path().join("b.tar"), archive(&[FILE, Member { name: "/a", ..FILE }]))
        .expect("can be written");
    let (report, code) = lint(root.path(), "b.tar");
    assert_eq!(code, 1);
    assert_eq!(
        (&report["lints"][0]["lint"], &report["lints"][0]["level"]),
        (&"traversal".into(), &"deny".into())
    );
    // What is no archive, or cannot be read, is no finding.
    fs::write(root.path().join("c.tar"), b"junk").expect("can be written");
    let output = pkgr(root.path(), &["lint", "c.tar"]);
    assert!(output.status.code() == Some(2) && text(&output.stderr).contains("pkgr::archive::no-archive"));
    assert_eq!(pkgr(root.path(), &["lint", "nowhere"]).status.code(), Some(2));
}

/// Archives of package builders, by the tool that wrote them. Only early npm, bsdtar and Go pack in the order in which
/// they find files.
#[test]
fn the_orders_of_well_known_builders_are_not_reported() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/builders");
    let (mut sorted, mut unsorted) = (0, BTreeSet::new());
    for archive in fs::read_dir(directory).expect("are there") {
        let path = archive.expect("can be listed").path();
        let found = found(&fs::read(&path).expect("is a file"));
        match found.iter().any(|(lint, _)| lint == "unsorted") {
            true => drop(unsorted.insert(path.file_name().expect("a file").to_string_lossy().into_owned())),
            false => sorted += 1,
        }
        assert!(!found.iter().any(|(lint, _)| lint == "leftover"), "{}", path.display());
    }
    let found_order = ["bsdtar-3.6.2-ustar.tar.gz", "go-1.19.tgz", "npm5.tgz", "npm600.tgz"];
    assert_eq!(unsorted, found_order.map(str::to_owned).into());
    assert_eq!(sorted, 25);
}

#[test]
fn a_compiled_file_in_a_source_is_a_warning_that_allow_silences() {
    let root = temp_dir();
    file(root.path(), "tree/main.c", b"int main(void) { return 0; }\n", 0o644);
    file(root.path(), "tree/lib/x.so", b"\x7fELF\x02\x01\x01\0", 0o755);
    let manifest = "schema = 1\npackage = { name = 'hello', version = '1.0' }\nsource = { directory = 'tree' }\n\
        files = { include = ['**'] }\nnormalize = { mtime = { set = 1 } }\narchive = [{ file = 'a.tgz' }]\n";
    let reported = |lints: &str| {
        fs::write(root.path().join("release.toml"), format!("{manifest}{lints}")).expect("can be written");
        let output = pkgr(root.path(), &["plan"]);
        (output.status.code(), text(&output.stderr))
    };
    let (code, warned) = reported("");
    assert_eq!(code, Some(0), "{warned}");
    assert!(
        warned.contains("pkgr::lint::compiled-file") && warned.contains("`lib/x.so`: ELF program"),
        "{warned}"
    );
    let (code, silent) = reported("[lints]\ncompiled-file = { level = 'deny', allow = ['lib/x.so'] }\n");
    assert_eq!((code, silent.contains("compiled-file")), (Some(0), false), "{silent}");
    let (code, denied) = reported("[lints]\ncompiled-file = 'deny'\n");
    assert_eq!((code, denied.contains("pkgr::lint::compiled-file")), (Some(2), true), "{denied}");
}

#[test]
fn a_report_says_where_the_reading_stopped() {
    let root = temp_dir();
    let whole = archive(&[TOP, FILE, Member { name: "p/b", ..FILE }]);
    let mut cut = whole.clone();
    cut[1024] ^= 1;
    let packed = support::tar::gzip(&whole);
    let damaged = packed[..packed.len() / 2].to_vec();
    let damaged_at = format!("byte {} of the file", damaged.len());
    for (name, bytes, expected) in [
        // What follows the stream is another fault, and not where the reading stopped.
        (
            "behind.tar.gz",
            [support::tar::gzip(&cut), b"more".to_vec()].concat(),
            Some("byte 1024 of the tar stream"),
        ),
        ("damaged.tar.gz", damaged, Some(&*damaged_at)),
        ("cut.tar", cut, Some("byte 1024 of the tar stream")),
        ("whole.tar", whole, None),
        ("cut.zip", make::zip(&[clean("p/a")]).bytes[..60].to_vec(), Some("byte 60 of the file")),
    ] {
        fs::write(root.path().join(name), bytes).expect("can be written");
        let (report, _) = lint(root.path(), name);
        assert_eq!(report["stopped-at"].as_str(), expected, "{name}: {report}");
        let printed = text(&pkgr(root.path(), &["lint", name]).stdout);
        let sentence = expected.map(|place| {
            format!("reading stopped at {place}: members that were not read by then are not checked")
        });
        assert_eq!(printed.contains("stopped at"), expected.is_some(), "{printed}");
        assert!(sentence.is_none_or(|sentence| printed.contains(&sentence)), "{printed}");
    }
}

#[test]
fn a_comparison_names_paths_that_come_more_than_once() {
    let root = temp_dir();
    fs::write(root.path().join("once.tar"), archive(&[TOP, FILE])).expect("can be written");
    fs::write(root.path().join("twice.tar"), archive(&[TOP, FILE, Member { name: "./p/a", ..FILE }]))
        .expect("can be written");
    let printed = text(&pkgr(root.path(), &["diff", "once.tar", "twice.tar"]).stdout);
    let sentence = "has `p/a` 2 times; which of them is unpacked depends on the program";
    assert_eq!(printed.matches(sentence).count(), 1, "{printed}");
    let output = pkgr(root.path(), &["diff", "twice.tar", "once.tar", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("is JSON");
    assert_eq!(report["left"]["duplicates"], serde_json::json!([{ "path": "p/a", "count": 2 }]));
    assert_eq!(report["right"]["duplicates"], serde_json::json!([]));
}
