//! `pkgr verify`: published archives compared with what the manifest gives.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::fs;
use std::io::Write as _;
use std::path::Path;

use serde_json::Value;
use support::{file, git, has_git, pkgr, stdout, temp_dir, text};

const MANIFEST: &str = "schema = 1\npackage = { name = 'hello', version = '1.0' }\nsource = SOURCE\n\
    files = { include = ['**'] }\nnormalize = { mtime = { set = 1749656217 } }\n\
    [[archive]]\nfile = 'a.tar.gz'\n[[archive]]\nfile = 'b.tar.xz'\ncompression = { format = 'xz', level = 1 }\n";

/// A project whose archives are published in `out/`.
fn project() -> tempfile::TempDir {
    let root = temp_dir();
    let tree = root.path().join("tree");
    file(&tree, "README", b"read me\n", 0o644);
    file(&tree, "src/main.c", &b"int main;\n".repeat(5000), 0o644);
    file(&tree, "run.sh", b"#!/bin/sh\n", 0o755);
    write_manifest(root.path(), "{ directory = 'tree' }");
    stdout(&pkgr(root.path(), &["build", "-q", "-d", "out"]));
    root
}

fn write_manifest(root: &Path, source: &str) {
    fs::write(root.join("release.toml"), MANIFEST.replace("SOURCE", source)).expect("can be written");
}

fn verify(root: &Path, archives: &[&str]) -> (Value, i32, String) {
    let output = pkgr(root, &[&["verify", "--format", "json"], archives].concat());
    let code = output.status.code().expect("was not killed");
    let report = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (report, code, text(&output.stderr).replace("\n  │ ", " "))
}

fn decoded(root: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let file = fs::File::open(root.join("out/a.tar.gz")).expect("was built");
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(file), &mut bytes).expect("is whole");
    bytes
}

// T117: the archives that are compared go through pipes, which nobody can seek in.
#[test]
fn what_the_manifest_gives_is_identical_and_nothing_is_written() {
    let root = project();
    let (report, code, reported) = verify(root.path(), &["out/a.tar.gz", "out/b.tar.xz"]);
    assert_eq!((&report["verdict"], code, &*reported), (&"identical".into(), 0, ""));
    assert_eq!(report["archives"].as_array().map(Vec::len), Some(2));
    let mut names: Vec<_> = fs::read_dir(root.path())
        .expect("is there")
        .map(|entry| entry.expect("can be listed").file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["out", "release.toml", "tree"]);
}

#[test]
fn a_commit_is_verified_without_its_files() {
    if !has_git() {
        return;
    }
    let root = project();
    git(&root.path().join("tree"), &["init", "-q"]);
    git(&root.path().join("tree"), &["add", "-A"]);
    git(&root.path().join("tree"), &["commit", "-q", "-m", "all"]);
    git(root.path(), &["clone", "-q", "--bare", "tree", "bare.git"]);
    fs::remove_dir_all(root.path().join("tree")).expect("can be removed");
    write_manifest(root.path(), "{ git = 'bare.git', rev = 'main' }");
    let (report, code, reported) = verify(root.path(), &["out/a.tar.gz"]);
    assert_eq!((&report["verdict"], code), (&"identical".into(), 0), "{reported}{report}");
}

/// Where only the compression differs, the encoder is named, and with it the line of the manifest.
#[test]
fn another_level_is_named_and_an_encoder_that_is_not_ours_is_not() {
    let root = project();
    let tar = decoded(root.path());
    for (level, compression) in [(1, "level = 1"), (6, "level = 6")] {
        let edited = fs::read_to_string(root.path().join("release.toml")).expect("is there").replace(
            "file = 'a.tar.gz'\n",
            &format!("file = 'a.tar.gz'\ncompression = {{ format = 'gzip', level = {level} }}\n"),
        );
        fs::write(root.path().join("other.toml"), edited).expect("can be written");
        stdout(&pkgr(root.path(), &["build", "-q", "--force", "-m", "other.toml", "-d", "other"]));
        let (report, code, _) = verify(root.path(), &["other/a.tar.gz"]);
        assert_eq!((&report["verdict"], code), (&"same-tar".into(), 1));
        assert_eq!(report["archives"][0]["encoder"], format!("gzip {level} by gnu-1"));
        let remedy = report["causes"][0]["remedy"].as_str().expect("there is one");
        assert!(remedy.contains(compression), "{remedy}");
    }
    // The same data behind another header.
    let mut named =
        flate2::GzBuilder::new().filename("a.tar").mtime(1).write(Vec::new(), flate2::Compression::new(9));
    named.write_all(&tar).expect("memory takes all");
    fs::create_dir(root.path().join("foreign")).expect("can be made");
    fs::write(root.path().join("foreign/a.tar.gz"), named.finish().expect("memory takes all"))
        .expect("can be written");
    let (report, code, _) = verify(root.path(), &["foreign/a.tar.gz"]);
    assert_eq!((&report["verdict"], code), (&"same-tar".into(), 1));
    assert!(
        report["causes"][0]["rule"].as_str().is_some_and(|rule| rule.contains("name `a.tar`")),
        "{report}"
    );
}

#[test]
fn a_gzip_header_with_a_name_hides_no_encoder() {
    let root = project();
    let built = fs::read(root.path().join("out/a.tar.gz")).expect("was built");
    let named = [&[0x1f, 0x8b, 8, 8, 1, 2, 3, 4, 2, 3], &b"a.tar\0"[..], &built[10..]].concat();
    fs::create_dir(root.path().join("named")).expect("can be made");
    fs::write(root.path().join("named/a.tar.gz"), named).expect("can be written");
    let (report, code, _) = verify(root.path(), &["named/a.tar.gz"]);
    assert_eq!((&report["verdict"], code), (&"same-tar".into(), 1));
    // Little data comes out of both encoders the same, and gzip writes such a header less often than Python.
    assert_eq!(report["archives"][0]["encoder"], "gzip 9 by zlib-1");
}

#[test]
fn a_presets_of_xz_is_named() {
    let root = project();
    let (tar, other) = (decoded(root.path()), root.path().join("other"));
    fs::create_dir(&other).expect("can be made");
    let stream = liblzma::stream::Stream::new_easy_encoder(
        6 | liblzma::stream::PRESET_EXTREME,
        liblzma::stream::Check::Crc64,
    );
    let mut encoder = liblzma::write::XzEncoder::new_stream(Vec::new(), stream.expect("an encoder"));
    encoder.write_all(&tar).expect("memory takes all");
    fs::write(other.join("b.tar.xz"), encoder.finish().expect("memory takes all")).expect("can be written");
    let (report, ..) = verify(root.path(), &["other/b.tar.xz"]);
    assert_eq!(report["verdict"], "same-tar");
    // Small data can come out of several presets the same.
    assert!(report["archives"][0]["encoder"].as_str().is_some_and(|name| name.ends_with("by xz-single-1")));
}

#[test]
fn a_file_that_was_slipped_in_is_reported_with_its_lines() {
    let root = project();
    file(&root.path().join("tree"), "README", b"read me not\n", 0o644);
    file(&root.path().join("tree"), "extra.m4", b"", 0o644);
    let (report, code, _) = verify(root.path(), &["out/a.tar.gz"]);
    assert_eq!((&report["verdict"], code), (&"differs".into(), 1));
    let causes: Vec<&str> = report["causes"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|cause| cause["cause"].as_str())
        .collect();
    assert_eq!(causes, ["content", "missing"]);
    assert_eq!(
        report["archives"][0]["details"][0]["lines"],
        serde_json::json!(["@@ -1 +1 @@", "-read me not", "+read me"])
    );
}

#[test]
fn a_checksum_file_beside_an_archive_is_compared_with_it() {
    let root = project();
    let sums = root.path().join("out/SHA256SUMS");
    let whole = fs::read_to_string(&sums).expect("was written");
    fs::write(&sums, whole.replace(&whole[..6], "000000")).expect("can be written");
    let (report, code, reported) = verify(root.path(), &["out/a.tar.gz"]);
    assert_eq!((&report["verdict"], code), (&"identical".into(), 1));
    assert!(reported.contains("pkgr::build::checksums") && reported.contains(&whole[..6]), "{reported}");
}

#[test]
fn a_name_that_the_manifest_does_not_have_is_a_matter_of_usage() {
    let root = project();
    fs::copy(root.path().join("out/a.tar.gz"), root.path().join("out/c.tar.gz")).expect("can be copied");
    let (_, code, reported) = verify(root.path(), &["out/c.tar.gz"]);
    assert_eq!(code, 2);
    assert!(
        reported.contains("pkgr::archive::unplanned") && reported.contains("`a.tar.gz`, `b.tar.xz`"),
        "{reported}"
    );
    fs::write(root.path().join("out/a.tar.gz"), b"damaged").expect("can be written");
    let (_, code, reported) = verify(root.path(), &["out/a.tar.gz"]);
    assert!(code == 2 && reported.contains("pkgr::archive::no-archive"), "{reported}");
}

#[test]
fn the_encoders_of_every_format_are_named() {
    let cases = [
        ("a.tar.xz", "level = 0", "level = 1, encoder = 'xz-blocks-1'", "xz 1 by xz-blocks-1"),
        ("a.txz", "encoder = 'xz-blocks-1'", "level = 4", "xz 4 by xz-single-1"),
        ("a.tar.zst", "level = 19", "level = 3", "zstd 3 by zstd-1"),
        ("a.tbz", "level = 9", "level = 2", "bzip2 2 by bzip2-1"),
    ];
    let root = project();
    for (file, planned, published, named) in cases {
        let plain = fs::read_to_string(root.path().join("release.toml")).expect("is there");
        let head = plain.split("[[archive]]").next().expect("has a head");
        let manifest = |compression: &str| {
            format!("{head}[[archive]]\nfile = '{file}'\ncompression = {{ {compression} }}\n")
        };
        fs::write(root.path().join("other.toml"), manifest(published)).expect("can be written");
        stdout(&pkgr(root.path(), &["build", "-q", "--force", "-m", "other.toml", "-d", "out"]));
        let path = format!("out/{file}");
        let report = |manifest: &str| {
            let output = pkgr(root.path(), &["verify", "-m", manifest, "--format", "json", &path]);
            serde_json::from_slice::<Value>(&output.stdout)
                .unwrap_or_else(|_| panic!("{}", text(&output.stderr)))
        };
        assert_eq!(report("other.toml")["verdict"], "identical");
        fs::write(root.path().join("planned.toml"), manifest(planned)).expect("can be written");
        let report = report("planned.toml");
        assert_eq!(
            (&report["verdict"], &report["archives"][0]["encoder"]),
            (&"same-tar".into(), &named.into())
        );
        let remedy = report["causes"][0]["remedy"].as_str().expect("there is one").replace('"', "'");
        assert!(remedy.contains(published), "{remedy}");
    }
}

#[test]
fn the_list_of_checksums_can_be_named_beside_its_archives() {
    let root = project();
    let (report, code, reported) = verify(root.path(), &["out/SHA256SUMS", "out/a.tar.gz", "out/b.tar.xz"]);
    assert_eq!((&report["verdict"], code, &*reported), (&"identical".into(), 0, ""));
    assert_eq!(report["archives"].as_array().map(Vec::len), Some(2));
    let (_, code, reported) = verify(root.path(), &["out/SHA256SUMS"]);
    assert_eq!(code, 2, "{reported}");
}

#[test]
fn a_report_goes_where_its_name_says() {
    let root = project();
    let run =
        |arguments: &[&str]| stdout(&pkgr(root.path(), &[&["verify", "out/a.tar.gz"], arguments].concat()));
    assert_eq!(run(&["-o", "-"]), run(&[]));
    assert_eq!(run(&["--json"]), run(&["--format", "json"]));
    run(&["-o", "v.json"]);
    run(&["-o", "v.html"]);
    run(&["-o", "v.txt"]);
    let read = |name: &str| fs::read_to_string(root.path().join(name)).expect("was written");
    assert_eq!(read("v.json").into_bytes(), run(&["--json"]));
    assert!(read("v.html").starts_with("<!DOCTYPE html>"));
    assert_eq!(read("v.txt").into_bytes(), run(&[]));
    assert!(!root.path().join("-").exists());
}

// T361, T362
#[test]
fn an_archive_in_several_streams_or_with_zeros_is_compared_and_its_encoder_is_not_named() {
    let root = project();
    let built = fs::read(root.path().join("out/a.tar.gz")).expect("was built");
    let tar = decoded(root.path());
    let gzip = crate::support::tar::gzip;
    let (head, tail) = tar.split_at(700);
    let cases = [
        ([gzip(head), gzip(tail)].concat(), "2 gzip members"),
        ([built.clone(), gzip(&[])].concat(), "2 gzip members"),
        ([built.clone(), vec![0; 512]].concat(), "512 zeros at the end"),
        ([gzip(head), gzip(tail), vec![0]].concat(), "2 gzip members, 1 zero at the end"),
    ];
    fs::create_dir(root.path().join("other")).expect("can be made");
    for (bytes, remark) in cases {
        fs::write(root.path().join("other/a.tar.gz"), &bytes).expect("can be written");
        let (report, code, reported) = verify(root.path(), &["other/a.tar.gz"]);
        assert_eq!((&report["verdict"], code), (&"same-tar".into(), 1), "{reported}");
        assert_eq!(report["archives"][0]["encoder"], Value::Null, "{report}");
        let right = &report["causes"][0]["example"]["right"];
        assert!(right.as_str().is_some_and(|right| right.ends_with(remark)), "{right}");
        assert_eq!(report["causes"][0]["remedy"], Value::Null, "{report}");
        // The digest is that of the whole file.
        let output = pkgr(root.path(), &["diff", "out/a.tar.gz", "other/a.tar.gz", "--format", "json"]);
        let digest = pkgr::digest::Digest::of(&bytes).to_string();
        assert!(text(&output.stdout).contains(&digest), "{digest} is not in {}", text(&output.stdout));
    }
}
