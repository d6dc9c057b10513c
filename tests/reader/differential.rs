//! Archives that other programs read differently are never clear.
//!
//! What is "read": the names that a program lists, and the bytes of all files one after the other.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pkgr::inspect;
use pkgr::lint::Level;

use super::hostile::{archive, extension, header, member, record, sealed, with_field};
use super::inventory;
use crate::support::{noise, say, temp_dir, text};

/// What one program makes of an archive; `None` where it fails.
type View = Option<(Vec<String>, Vec<u8>)>;

/// Names and bytes, or nothing, for each of the files named on the command line; one line each.
const PYTHON: &str = r"
import sys, tarfile, binascii
for path in sys.argv[1:]:
    try:
        names, body = [], b''
        with tarfile.open(path, 'r:') as archive:
            for member in archive:
                names.append(member.name.encode('utf-8', 'surrogateescape'))
                if member.isreg():
                    body += archive.extractfile(member).read()
        print(b'\0'.join(names).hex() + ' ' + body.hex())
    except Exception:
        print('failed')
";

fn hexadecimal(text: &str) -> Vec<u8> {
    let pairs = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).expect("digits"));
    pairs.map(|pair| u8::from_str_radix(pair, 16).expect("digits")).collect()
}

fn python(paths: &[PathBuf]) -> Option<Vec<View>> {
    let output = Command::new("python3").args(["-c", PYTHON]).args(paths).output().ok()?;
    let view = |line: &str| {
        let (names, body) = line.split_once(' ')?;
        let names = hexadecimal(names);
        let names = names.split(|&byte| byte == 0).filter(|name| !name.is_empty()).map(text).collect();
        Some((names, hexadecimal(body)))
    };
    let views: Vec<View> = text(&output.stdout).lines().map(view).collect();
    (views.len() == paths.len()).then_some(views)
}

/// A program that lists with `-tf` and prints bodies with `-xOf`. Some never end: busybox goes round with
/// a size that goes round.
fn lister(program: &[&str], path: &Path) -> View {
    let run = |mode: &str| {
        let mut command = Command::new("timeout");
        command.arg("10").args(program).arg(mode).arg(path).env("LC_ALL", "C");
        command.output().ok().filter(|output| output.status.success()).map(|output| output.stdout)
    };
    let names = run("-tf")?;
    let names = text(&names).lines().map(|name| name.trim_end_matches('/').to_owned()).collect();
    Some((names, run("-xOf")?))
}

fn is_there(program: &[&str]) -> bool {
    let started = Command::new("timeout").arg("10").args(program).arg("--help").output();
    let is_there = started.is_ok_and(|output| output.status.success());
    if !is_there {
        say(&format!("SKIPPED: no `{}`, so it is not compared with", program.join(" ")));
    }
    is_there
}

/// The programs that are installed, each with what it makes of every archive.
fn views(archives: &[Vec<u8>]) -> Vec<(String, Vec<View>)> {
    let directory = temp_dir();
    let path = |number: usize| directory.path().join(format!("{number}.tar"));
    let paths: Vec<PathBuf> = (0..archives.len()).map(path).collect();
    for (path, bytes) in paths.iter().zip(archives) {
        fs::write(path, bytes).expect("can be written");
    }
    let mut all = Vec::new();
    match python(&paths) {
        Some(views) => all.push(("python3".to_owned(), views)),
        None => say("SKIPPED: no python3, so its tarfile is not compared with"),
    }
    for program in [&["tar"][..], &["bsdtar"], &["busybox", "tar"]] {
        if is_there(program) {
            all.push((program.join(" "), paths.iter().map(|path| lister(program, path)).collect()));
        }
    }
    all
}

/// What we make of it, where nothing is said against it.
fn ours(bytes: &[u8]) -> Option<Vec<String>> {
    let found = inventory(bytes);
    let is_denied =
        inspect::inspect(&found, &inspect::InspectedBodies::default(), &inspect::Levels::default())
            .iter()
            .any(|found| found.level == Level::Deny);
    if is_denied || !found.ambiguities.is_empty() {
        return None;
    }
    Some(found.members.iter().map(|member| text(member.path.raw())).collect())
}

/// Every program sees what we see, or we say that there is something to see; what is wrong otherwise.
fn check(name: &str, bytes: &[u8], views: &[(&String, &View)]) -> Option<String> {
    let names = ours(bytes)?;
    for (program, view) in views {
        match view {
            None => return Some(format!("{name}: clear, and `{program}` cannot read it")),
            Some((theirs, _)) if *theirs != names => {
                return Some(format!("{name}: clear as {names:?}, and `{program}` reads {theirs:?}"));
            }
            Some(_) => {}
        }
    }
    let bodies: BTreeSet<&Vec<u8>> = views.iter().filter_map(|(_, view)| Some(&view.as_ref()?.1)).collect();
    (bodies.len() > 1).then(|| format!("{name}: clear, and programs read other bytes"))
}

/// Whether two of the programs disagree.
fn is_disputed(views: &[(&String, &View)]) -> bool {
    views.windows(2).any(|pair| pair[0].1 != pair[1].1)
}

fn sized(name: &str, size: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = [header(name.as_bytes(), b'0', size.as_bytes()), body.to_vec()].concat();
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    bytes
}

/// Archives made so that one program sees another member, another name or other bytes than the next.
fn crafted() -> Vec<(&'static str, Vec<u8>)> {
    let (a, b) = (member("a", b"1\n"), member("b", b"2\n"));
    let hidden = member("hidden", b"3\n");
    let pax = |records: &[Vec<u8>]| extension(b'x', &records.concat());
    let global = |records: &[Vec<u8>]| extension(b'g', &records.concat());
    let long = |flag, name: &[u8]| extension(flag, name);
    let inner = archive(std::slice::from_ref(&hidden));
    vec![
        (
            "a pax size that hides a member",
            archive(&[pax(&[record("size", "1024")]), a.clone(), hidden.clone()]),
        ),
        ("a pax size of nothing", archive(&[pax(&[record("size", "0")]), member("a", &inner), b.clone()])),
        (
            "a header size of nothing",
            archive(&[pax(&[record("size", "1024")]), member("a", b""), hidden.clone()]),
        ),
        ("a global size", archive(&[global(&[record("size", "0")]), member("a", &inner)])),
        ("a global name", archive(&[global(&[record("path", "c")]), a.clone(), b.clone()])),
        ("two pax headers", archive(&[pax(&[record("path", "x")]), pax(&[record("path", "y")]), a.clone()])),
        (
            "a pax header before a long name",
            archive(&[pax(&[record("path", "x")]), long(b'L', b"y\0"), a.clone()]),
        ),
        (
            "a long name before a pax header",
            archive(&[long(b'L', b"y\0"), pax(&[record("path", "x")]), a.clone()]),
        ),
        ("two long names", archive(&[long(b'L', b"x\0"), long(b'L', b"y\0"), a.clone()])),
        ("a long name with a NUL within", archive(&[long(b'L', b"x\0y\0"), a.clone()])),
        ("a path with a NUL within", archive(&[pax(&[record("path", "x\0y")]), a.clone()])),
        ("a record twice", archive(&[pax(&[record("path", "x"), record("path", "y")]), a.clone()])),
        ("a record that is too long", archive(&[extension(b'x', b"99 path=x\n"), a.clone()])),
        ("a record that is too short", archive(&[extension(b'x', b"8 path=x\n"), a.clone()])),
        ("a record without an end", archive(&[extension(b'x', b"10 path=xy"), a.clone()])),
        ("an empty record value", archive(&[pax(&[record("path", "")]), a.clone()])),
        ("a size with blanks", archive(&[sized("a", "         2 ", b"1\n"), b.clone()])),
        ("a size with a letter", archive(&[sized("a", "0000000000z", b""), b.clone()])),
        ("a size with a sign", archive(&[sized("a", "-0000000002", b""), b.clone()])),
        (
            "a size in base 256",
            archive(&[
                with_field(&sized("a", "", b"1\n"), 124, &[0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]),
                b.clone(),
            ]),
        ),
        ("a negative size", archive(&[with_field(&sized("a", "", b""), 124, &[0xff; 12]), b.clone()])),
        (
            "a size that goes round",
            archive(&[
                with_field(
                    &sized("a", "", b""),
                    124,
                    &[0x80, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0],
                ),
                b.clone(),
            ]),
        ),
        (
            "a directory with a body",
            archive(&[header(b"d/", b'5', b"00000001000"), hidden.clone(), b.clone()]),
        ),
        (
            "a link with a body",
            archive(&[with_field(&header(b"l", b'2', b"00000001000"), 157, b"a"), hidden.clone(), b.clone()]),
        ),
        (
            "a hard link with a body",
            archive(&[
                a.clone(),
                with_field(&header(b"l", b'1', b"00000001000"), 157, b"a"),
                hidden.clone(),
                b.clone(),
            ]),
        ),
        ("a device with a size", archive(&[header(b"n", b'3', b"00000001000"), hidden.clone(), b.clone()])),
        (
            "a member of an unknown type",
            archive(&[header(b"u", b'Q', b"00000001000"), hidden.clone(), b.clone()]),
        ),
        (
            "a file whose name ends in a slash",
            archive(&[header(b"f/", b'0', b"00000001000"), hidden.clone(), b.clone()]),
        ),
        ("a block of NULs among members", archive(&[a.clone(), vec![0; 512], b.clone()])),
        (
            "members after the end",
            [archive(std::slice::from_ref(&a)), archive(std::slice::from_ref(&b))].concat(),
        ),
        ("no end", [a.clone(), b.clone()].concat()),
        ("half a block at the end", [a.clone(), b[..700].to_vec()].concat()),
        (
            "a checksum that is wrong",
            archive(&[a.clone(), {
                let mut bad = b.clone();
                bad[150] ^= 1;
                bad
            }]),
        ),
        ("a checksum of signed bytes", archive(&[signed(), b.clone()])),
        ("something behind the name", archive(&[with_field(&a, 2, b"more"), b.clone()])),
        (
            "a prefix in a GNU header",
            archive(&[with_field(&with_field(&a, 257, b"ustar  \0"), 345, b"prefix"), b.clone()]),
        ),
        (
            "a prefix without a magic",
            archive(&[with_field(&with_field(&a, 257, &[0; 8]), 345, b"prefix"), b.clone()]),
        ),
        ("a name twice", archive(&[a.clone(), member("a", b"other\n")])),
        (
            "a sparse file",
            archive(&[
                pax(&[
                    record("GNU.sparse.major", "1"),
                    record("GNU.sparse.minor", "0"),
                    record("GNU.sparse.name", "x"),
                    record("GNU.sparse.realsize", "9"),
                ]),
                sized("a", "00000000512", &[b"1\n4\n5\n".to_vec(), vec![0; 506]].concat()),
            ]),
        ),
        (
            "an old sparse file",
            archive(&[
                with_field(
                    &with_field(&header(b"s", b'S', b"00000000000"), 257, b"ustar  \0"),
                    483,
                    b"00000000011\0",
                ),
                b.clone(),
            ]),
        ),
        ("a part of a volume", archive(&[header(b"m", b'M', b"00000000000"), b.clone()])),
        ("a label", archive(&[header(b"label", b'V', b"00000000000"), b.clone()])),
        ("a table of names", archive(&[extension(b'N', b"Rename a to c\n"), a.clone()])),
        ("a header of Solaris", archive(&[extension(b'X', &record("path", "x")), a.clone()])),
        ("a charset", archive(&[pax(&[record("hdrcharset", "BINARY"), record("path", "x")]), a.clone()])),
        ("an empty name", archive(&[header(b"", b'0', b"00000000000"), b.clone()])),
        ("a name of a dot", archive(&[header(b".", b'0', b"00000000000"), b.clone()])),
        ("an absolute name", archive(&[member("/a", b"1\n"), b.clone()])),
        ("a name that climbs", archive(&[member("x/../../a", b"1\n"), b.clone()])),
        ("a body that fills no block", archive(&[a[..514].to_vec(), vec![b'x'; 510], b.clone()])),
        ("a pax header without a member", archive(&[a.clone(), pax(&[record("path", "x")])])),
        ("a pax header with a name of its own length", archive(&[extension(b'x', &[]), a.clone()])),
    ]
}

/// A header whose checksum counts bytes as signed, as some old programs did.
fn signed() -> Vec<u8> {
    let mut block = header(b"caf\xe9", b'0', b"00000000000");
    block[148..156].copy_from_slice(b"        ");
    let sum: i32 = block.iter().map(|&byte| i32::from(byte.cast_signed())).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

// T162, T163, T165, T167
#[test]
fn what_programs_read_differently_is_never_clear() {
    let crafted = crafted();
    let archives: Vec<Vec<u8>> = crafted.iter().map(|(_, bytes)| bytes.clone()).collect();
    let views = views(&archives);
    let (mut disputed, mut missed) = (0, Vec::new());
    for (number, (name, bytes)) in crafted.iter().enumerate() {
        let of_this: Vec<(&String, &View)> =
            views.iter().map(|(program, views)| (program, &views[number])).collect();
        let is_disputed = is_disputed(&of_this);
        missed.extend(check(name, bytes, &of_this));
        disputed += usize::from(is_disputed);
    }
    say(&format!("{} programs, {disputed} of {} archives are disputed", views.len(), crafted.len()));
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    // The corpus is one: programs do read it differently.
    assert!(views.len() < 3 || disputed * 2 > crafted.len(), "only {disputed} are disputed");
}

/// What is clear to us is no less clear to others: the makings themselves.
// T167
#[test]
fn what_is_clear_is_read_by_every_program_as_by_us() {
    let long = format!("{}/{}", "d".repeat(90), "f".repeat(90));
    let pax = extension(b'x', &record("path", &long));
    let clear = [
        ("two files", archive(&[member("p/a", b"1\n"), member("p/b", b"2\n")])),
        ("nothing", archive(&[])),
        ("a directory", archive(&[header(b"p/", b'5', b"00000000000"), member("p/b", b"2\n")])),
        ("a long name", archive(&[pax, member("short", b"1\n")])),
        (
            "a long name of GNU",
            archive(&[extension(b'L', format!("{long}\0").as_bytes()), member("short", b"1\n")]),
        ),
        (
            "a link",
            archive(&[member("p/a", b"1\n"), with_field(&header(b"p/l", b'2', b"00000000000"), 157, b"a")]),
        ),
    ];
    let archives: Vec<Vec<u8>> = clear.iter().map(|(_, bytes)| bytes.clone()).collect();
    let views = views(&archives);
    for (number, (name, bytes)) in clear.iter().enumerate() {
        let of_this: Vec<(&String, &View)> =
            views.iter().map(|(program, views)| (program, &views[number])).collect();
        assert!(inventory(bytes).ambiguities.is_empty(), "{name}");
        assert_eq!(check(name, bytes, &of_this), None);
    }
}

/// One to three random damages of an archive with something of everything.
fn damaged(seed: usize) -> Vec<u8> {
    let long = "n".repeat(150);
    let mut bytes = archive(&[
        header(b"p/", b'5', b"00000000000"),
        member("p/a", b"hello\n"),
        extension(b'x', &record("path", &format!("p/{long}"))),
        member("p/short", &noise(700)),
        extension(b'L', format!("p/{long}x\0").as_bytes()),
        member("p/other", b"x"),
        with_field(&header(b"p/l", b'2', b"00000000000"), 157, b"a"),
    ]);
    let random = noise(seed * 64 + 64);
    let random = &random[seed * 64..];
    for damage in random[1..].chunks(4).take(1 + usize::from(random[0]) % 3) {
        // Headers and records are where readers part.
        let blocks = [0, 512, 1536, 2048, 2560, 4096, 4608, 5120, 6144];
        let at = blocks[usize::from(damage[0]) % blocks.len()] + usize::from(damage[1]) * 2 % 512;
        match damage[2] % 4 {
            0 => bytes[at] ^= 1 << (damage[3] % 8),
            1 => bytes[at] = damage[3],
            2 => bytes[at] = b"0123456789 \0/x"[usize::from(damage[3]) % 14],
            _ => drop(bytes.splice(at / 512 * 512..at / 512 * 512, bytes[512..1024].to_vec())),
        }
        // As often as not the checksum is made good again.
        if damage[3] % 2 == 0 {
            let block = at / 512 * 512;
            let good = sealed(bytes[block..block + 512].to_vec());
            bytes[block..block + 512].copy_from_slice(&good);
        }
    }
    bytes
}

fn fuzz(seeds: std::ops::Range<usize>) {
    let archives: Vec<Vec<u8>> = seeds.clone().map(damaged).collect();
    let views = views(&archives);
    let (mut clear, mut disputed, mut missed) = (0, 0, Vec::new());
    for ((number, seed), bytes) in seeds.enumerate().zip(&archives) {
        let of_this: Vec<(&String, &View)> =
            views.iter().map(|(program, views)| (program, &views[number])).collect();
        clear += usize::from(ours(bytes).is_some());
        disputed += usize::from(is_disputed(&of_this));
        missed.extend(check(&format!("seed {seed}"), bytes, &of_this));
    }
    say(&format!("{} damaged archives: {disputed} are disputed, {clear} are clear", archives.len()));
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    assert!(views.len() < 3 || disputed > archives.len() / 10, "the damages are too tame");
}

// T167
#[test]
fn a_random_damage_is_seen_or_read_by_every_program_as_by_us() {
    fuzz(0..60);
}

// T167
#[test]
#[ignore = "long: thousands of programs are started"]
fn many_random_damages_are_seen_or_read_by_every_program_as_by_us() {
    fuzz(60..2500);
}
