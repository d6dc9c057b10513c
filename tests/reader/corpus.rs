//! Published archives, fetched by name. `PKGR_TEST_CORPUS` is a directory that has them, and beside them
//! `corpus.tsv`, a table with the columns `filename` and `tar_dialect`: `tests/corpus/fetch.sh` fills one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pkgr::container::bytes::Bytes;
use pkgr::container::limits::Limits;
use pkgr::container::read;
use pkgr::container::tar;
use pkgr::diff::{CauseKind, Side, Verdict, compare};
use pkgr::encoder::decode::{self, Decoder};

use super::clear;
use crate::support::say;

/// What the table calls a dialect, and what we call it.
fn expected(table: &str) -> Vec<&'static str> {
    match table {
        "GNU tar pax" => vec!["GNU tar 1.35 posix", "GNU tar 1.34 posix"],
        "GNU format, dev empty" => vec!["gnu format (GNU tar, bsdtar, Python)"],
        "GNU tar/other ustar, dev zero" => vec!["ustar with device numbers (GNU tar 1.34, older Python)"],
        "Python pax (no pax record needed)" => vec!["ustar without device numbers (Python, GNU tar 1.35)"],
        "v7 (automake default)" => {
            vec!["v7 without device numbers (GNU tar 1.35)", "v7 with device numbers (GNU tar 1.34)"]
        }
        "git archive (ustar + global pax comment)" => vec!["git archive"],
        "fstream/node-tar, owner kept (ustar, spaces)" => vec!["fstream, owner kept (old npm)"],
        "node-tar portable (ustar, spaces, no owner)" => vec!["node-tar portable (npm)"],
        "libarchive/other JS packer (ustar, space-ended numbers)" => {
            vec!["libarchive ustar (bsdtar)", "tar-stream (yarn, pnpm)"]
        }
        "tar-rs gnu (checksum `%07o`, dev set)" => vec!["tar-rs gnu (cargo)"],
        "tar-rs ustar, 2014-16 checksum style" => vec!["tar-rs ustar, 2014-16"],
        "tar-rs ustar (checksum `%07o`)" | "ustar, checksum `%07o` (Go/JS/git/tar-rs family)" => {
            vec!["ustar, checksum of 7 digits (Go, tar-rs, JavaScript)"]
        }
        python if python.starts_with("Python pax (ustar + pax records") => vec!["Python pax"],
        other => panic!("the table has a new dialect, `{other}`"),
    }
}

/// File names and dialects.
fn table(directory: &Path) -> BTreeMap<String, String> {
    let table = fs::read_to_string(directory.join("corpus.tsv")).expect("the directory has the table");
    let mut lines = table.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let header = lines.next().expect("has a header");
    let column = |name: &str| header.iter().position(|cell| *cell == name).expect("has the column");
    let (file, dialect) = (column("filename"), column("tar_dialect"));
    lines.map(|line| (line[file].to_owned(), line[dialect].to_owned())).collect()
}

/// The same tar stream, compressed another way: by the fastest gzip, with a time in its header.
fn recompressed(path: &Path) -> Vec<u8> {
    let file = fs::File::open(path).expect("is a file");
    let mut decoder = Decoder::new(file, decode::DecodeLimits::default()).expect("has a header");
    let mut encoder = flate2::GzBuilder::new().mtime(7).write(Vec::new(), flate2::Compression::new(1));
    std::io::copy(&mut decoder, &mut encoder).expect("can be decoded");
    encoder.finish().expect("memory takes all")
}

fn check_zip(path: &Path, name: &str) {
    let file = fs::File::open(path).and_then(Bytes::of_file).expect("is a file");
    let found = read::inventory(&file, Limits::default()).expect("can be read");
    assert_eq!((found.compression_name(), &found.ambiguities[..]), ("zip", &[][..]), "{name}");
    let found = Side::Archive(Box::new(found));
    assert_eq!(compare(&found, &found).verdict, Verdict::Identical, "{name}");
}

#[test]
fn published_archives_are_unambiguous_and_their_writers_are_recognized() {
    let Some(directory) = std::env::var_os("PKGR_TEST_CORPUS") else {
        say("SKIPPED: PKGR_TEST_CORPUS is not set, so no published archives are read");
        return;
    };
    let directory = Path::new(&directory);
    let table = table(directory);
    let mut count = 0;
    for entry in walkdir::WalkDir::new(directory) {
        let entry = entry.expect("can be walked");
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(dialect) = table.get(&name) else { continue };
        count += 1;
        if dialect == "zip" {
            check_zip(entry.path(), &name);
            continue;
        }
        let found = clear(&fs::read(entry.path()).expect("is a file"), &name);
        let writer = tar::writer(&found);
        assert!(expected(dialect).contains(&writer), "{name}: {writer}, and the table says {dialect}");
        let twin = Side::Archive(Box::new(clear(&recompressed(entry.path()), &name)));
        let found = Side::Archive(Box::new(found));
        assert_eq!(compare(&found, &found).verdict, Verdict::Identical, "{name}");
        let difference = compare(&found, &twin);
        let causes: Vec<_> = difference.causes.iter().map(|cause| cause.cause).collect();
        assert_eq!((difference.verdict, causes), (Verdict::SameTar, vec![CauseKind::Compression]), "{name}");
    }
    say(&format!("{count} of {} published archives were read", table.len()));
    assert!(count * 10 > table.len() * 9, "too few of them are there");
}
