//! Golden digests: one small tree through every dialect and encoder, for each released version.
//!
//! The bytes of a named encoder never change; a change is a new name. So a digest that differs is
//! never refreshed: the change that made it differ is undone, or gets a name of its own.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use pkgr::container::tar::{self, Dialect};
use pkgr::digest::HashingWriter;
use pkgr::encoder::{self, Codec, Encoder};
use pkgr::parallel::Pool;
use support::{file, git, has_git, link, pkgr, stdout, temp_dir, text};

const CODECS: [(&str, &str); 8] = [
    ("none", "{ format = 'none' }"),
    ("gzip-1", "{ format = 'gzip', level = 1 }"),
    ("gzip-6", "{ format = 'gzip', level = 6 }"),
    ("gzip-9", "{ format = 'gzip', level = 9 }"),
    ("xz-6", "{ format = 'xz', level = 6 }"),
    ("xz-6-blocks", "{ format = 'xz', level = 6, encoder = 'xz-blocks-1' }"),
    ("zstd-19", "{ format = 'zstd', level = 19 }"),
    ("bzip2-9", "{ format = 'bzip2', level = 9 }"),
];

/// Bytes with matches near and far, literals, and runs.
fn body(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let mut bytes = Vec::with_capacity(length);
    while bytes.len() < length {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        match state >> 30 {
            0 => bytes.extend_from_slice(b"int main(void) { return 0; }\n"),
            1 => bytes.extend(std::iter::repeat_n(b' ', (state >> 20) as usize % 300)),
            2 if bytes.len() > 40_000 => {
                let start = bytes.len() - 40_000 + (state as usize >> 8) % 30_000;
                bytes.extend_from_within(start..start + 200);
            }
            _ => bytes.extend_from_slice(&state.to_le_bytes()),
        }
    }
    bytes.truncate(length);
    bytes
}

fn tree(root: &Path) {
    file(root, "README", b"golden\n", 0o644);
    file(root, "bin/run", b"#!/bin/sh\n", 0o755);
    file(root, "data/large", &body(300_000), 0o644);
    file(root, "data/empty", b"", 0o644);
    file(root, "caf\u{e9}", b"not ASCII", 0o644);
    file(root, format!("{}/{}", "d".repeat(60), "f".repeat(37)), b"names of 100 bytes", 0o644);
    link(root, "link", "bin/run");
}

/// Names longer than every dialect holds: only where they are held.
fn long_names(root: &Path) {
    file(root, format!("{}/{}", "p".repeat(90), "n".repeat(99)), b"split, or in a record", 0o644);
}

/// The tree as a commit, which the dialect `git` needs.
fn commit(root: &Path) {
    git(root, &["init", "-q", "--object-format=sha1"]);
    git(root, &["add", "-A"]);
    git(root, &["commit", "-q", "-m", "golden"]);
}

fn manifest(dialect: &Dialect) -> String {
    let (source, mode) = match dialect.name {
        "git" => ("git = 'tree', rev = 'main'", ""),
        _ => ("directory = 'tree'", "mode = 'go+u,go-w', "),
    };
    let mut text = format!(
        "schema = 1\npackage = {{ name = 'golden', version = '1' }}\nsource = {{ {source} }}\n\
        files = {{ prefix = 'g', include = ['**'] }}\n\
        normalize = {{ {mode}mtime = {{ set = 1749656217 }}, newer = ['bin/run'] }}\n"
    );
    for (name, compression) in CODECS {
        let _ = writeln!(
            text,
            "[[archive]]\nfile = '{name}'\ntar = '{}'\ncompression = {compression}",
            dialect.name
        );
    }
    text
}

/// All, but the one that needs git where there is none to make a commit with.
fn dialects() -> Vec<&'static Dialect> {
    let has_git = has_git();
    tar::dialects().filter(|dialect| has_git || dialect.name != "git").collect()
}

/// `PRESET CODEC` to digest.
fn digests() -> BTreeMap<String, String> {
    let mut digests = BTreeMap::new();
    for dialect in dialects() {
        let root = temp_dir();
        tree(&root.path().join("tree"));
        if !dialect.name.ends_with("v7") {
            long_names(&root.path().join("tree"));
        }
        if dialect.name == "git" {
            commit(&root.path().join("tree"));
        }
        fs::write(root.path().join("release.toml"), manifest(dialect)).expect("can be written");
        stdout(&pkgr(root.path(), &["build", "-q"]));
        let sums = fs::read(root.path().join("dist/SHA256SUMS")).expect("was written");
        for line in text(&sums).lines() {
            let (digest, name) = line.split_once("  ").expect("two columns");
            digests.insert(format!("{} {name}", dialect.name), digest.to_owned());
        }
    }
    digests
}

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// Encoders on their own, over an input of several blocks or jobs: `ENCODER LEVEL` to digest.
fn streams() -> BTreeMap<String, String> {
    let codec = |name, level, is_extreme| {
        Codec::new(encoder::find(name).expect("an encoder"), level, is_extreme).expect("a level")
    };
    let at = |name, levels: &[u8]| levels.iter().map(|&level| codec(name, level, false)).collect::<Vec<_>>();
    let extreme = |name, levels: &[u8]| levels.iter().map(|&level| codec(name, level, true)).collect();
    let codecs: Vec<Codec> = [
        at("gnu-1", &[1, 2, 3, 4, 5, 6, 7, 8, 9]),
        at("gnu-1-rsyncable", &[1, 2, 3, 4, 5, 6, 7, 8, 9]),
        at("xz-single-1", &[0, 6]),
        extreme("xz-single-1", &[0, 3, 6]),
        at("xz-blocks-1", &[0, 1, 6]),
        extreme("xz-blocks-1", &[0]),
        at("zstd-1", &[1, 3, 6, 12, 19]),
        at("bzip2-1", &[1, 5, 9]),
    ]
    .concat();
    // Three blocks of xz at level 0, two jobs of zstd at level 1.
    let input = body(2_500_000);
    let digest_on = |codec: Codec, threads: usize| {
        Pool::run(threads - 1, |pool| {
            let threads = NonZeroUsize::new(threads).expect("not zero");
            let inner = HashingWriter::new(io::sink());
            let mut encoder = Encoder::new(codec, inner, threads, pool).expect("has memory");
            encoder.write_all(&input).expect("nothing fails");
            encoder.finish().expect("nothing fails").into_parts().1.finish().to_string()
        })
    };
    let digest = |codec: Codec| {
        let digest = digest_on(codec, 2);
        if codec.shares_its_work() {
            for threads in [1, 3, 7] {
                assert_eq!(digest_on(codec, threads), digest, "{codec} on {threads} threads");
            }
        }
        digest
    };
    let name = |codec: Codec| {
        format!("{} {}", codec.encoder().expect("an encoder").name, codec.level().expect("a level"))
    };
    codecs.into_iter().map(|codec| (name(codec), digest(codec))).collect()
}

// T142
#[test]
fn every_named_dialect_and_encoder_gives_the_bytes_of_every_released_version() {
    let mut digests = digests();
    digests.extend(streams());
    let has_git = has_git();
    let versions = fs::read_dir(golden()).expect("there are golden digests");
    let versions = versions.map(|entry| entry.expect("can be listed").path());
    let versions: Vec<PathBuf> = versions.filter(|path| path.join("digests.txt").is_file()).collect();
    assert!(!versions.is_empty());
    for version in versions {
        let expected = fs::read_to_string(version.join("digests.txt")).expect("can be read");
        assert!(expected.lines().count() >= 98, "{} is whole", version.display());
        for line in expected.lines() {
            let (digest, name) = line.split_once("  ").expect("two columns");
            if name.starts_with("git ") && !has_git {
                continue;
            }
            let found = digests.get(name).map(String::as_str);
            assert_eq!(
                found,
                Some(digest),
                "`{name}` is not what {} wrote. The bytes of a named encoder never change: undo the change, or \
                 give the new behaviour a new name.",
                version.display()
            );
        }
    }
}

#[test]
fn this_version_has_its_golden_digests() {
    let directory = golden().join(concat!("v", env!("CARGO_PKG_VERSION")));
    if !directory.join("digests.txt").is_file() {
        let all = digests().into_iter().chain(streams());
        let lines = all.fold(String::new(), |text, (name, digest)| text + &format!("{digest}  {name}\n"));
        panic!("{} needs a digests.txt:\n{lines}", directory.display());
    }
}
