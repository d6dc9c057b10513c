//! `compression = { header = … }`: the header of a gzip file that another tool would write.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{file, pkgr, stdout, temp_dir, text};

const USUAL: &str = "{ format = 'gzip', level = 9 }";
const PYTHON: &str = "{ encoder = 'zlib-1', header = { name = '{name}-{version}.tar', \
    mtime = '2016-01-01T00:00:00Z', os = 255 } }";

/// A directory with a tree, and manifests for one archive.
fn project() -> tempfile::TempDir {
    let root = temp_dir();
    file(root.path(), "tree/README", &b"read me, and read me again\n".repeat(2000), 0o644);
    for (name, compression) in [("release.toml", PYTHON), ("usual.toml", USUAL)] {
        let manifest = format!(
            "schema = 1\npackage = {{ name = 'hello', version = '1.0' }}\nsource = {{ directory = 'tree' }}\n\
             files = {{ include = ['**'] }}\nnormalize = {{ mtime = {{ set = 1000 }} }}\n\
             [[archive]]\nfile = 'a.tar.gz'\ncompression = {compression}\n"
        );
        fs::write(root.path().join(name), manifest).expect("can be written");
    }
    root
}

fn built(root: &Path, arguments: &[&str]) -> Vec<u8> {
    stdout(&pkgr(root, &[&["build", "-d", "out"], arguments].concat()));
    let archive = fs::read(root.join("out/a.tar.gz")).expect("was built");
    fs::remove_dir_all(root.join("out")).expect("can be removed");
    archive
}

#[test]
fn a_header_is_written_as_it_is_set_and_nothing_else_changes() {
    let root = project();
    let archive = built(root.path(), &[]);
    let header = [&[0x1f, 0x8b, 8, 8, 0x80, 0xc1, 0x85, 0x56, 2, 255], &b"hello-1.0.tar\0"[..]].concat();
    assert_eq!(archive[..header.len()], header);
    let manifest = fs::read_to_string(root.path().join("release.toml")).expect("is there");
    let start = manifest.find(", header").expect("has one");
    let plain = format!("{} }}\n", &manifest[..start]);
    fs::write(root.path().join("plain.toml"), plain).expect("can be written");
    let plain = built(root.path(), &["-m", "plain.toml"]);
    assert_eq!(plain[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3]);
    assert!(plain[10..] == archive[header.len()..]);
}

#[test]
fn a_plan_contains_the_header_and_builds_it() {
    let root = project();
    let archive = built(root.path(), &[]);
    stdout(&pkgr(root.path(), &["plan", "-o", "plan.json"]));
    let plan = fs::read(root.path().join("plan.json")).expect("was written");
    let plan: Value = serde_json::from_slice(&plan).expect("is JSON");
    let header = serde_json::json!({ "name": "hello-1.0.tar", "mtime": 1_451_606_400, "os": 255, "xfl": 2 });
    assert_eq!(plan["archives"][0]["header"], header);
    assert!(built(root.path(), &["--plan", "plan.json"]) == archive);
    stdout(&pkgr(root.path(), &["-m", "usual.toml", "plan", "-o", "usual.json"]));
    let usual = fs::read_to_string(root.path().join("usual.json")).expect("was written");
    assert!(!usual.contains("\"header\""), "{usual}");
}

#[test]
fn no_gzip_command_writes_another_header_or_the_bytes_of_another_encoder() {
    let root = project();
    let reported = |compression: &str| {
        let manifest = fs::read_to_string(root.path().join("usual.toml")).expect("is there");
        fs::write(root.path().join("other.toml"), manifest.replace(USUAL, compression))
            .expect("can be written");
        let output = pkgr(root.path(), &["-m", "other.toml", "plan", "--format", "shell"]);
        (output.status.code(), text(&output.stderr))
    };
    let (code, message) = reported("{ encoder = 'zlib-1' }");
    assert!(message.contains("no gzip command has the bytes of the encoder `zlib-1`"), "{message}");
    assert_eq!(code, Some(2));
    let (code, message) = reported("{ header = { os = 255 } }");
    assert!(message.contains("no gzip command writes the header that the manifest sets"), "{message}");
    assert_eq!(code, Some(2));
    // What is set may be what gzip writes.
    assert_eq!(reported("{ header = { os = 3, xfl = 2 } }").0, Some(0));
}

#[test]
fn verify_proposes_the_encoder_with_the_header_and_that_is_enough() {
    let root = project();
    fs::create_dir(root.path().join("published")).expect("can be made");
    fs::write(root.path().join("published/a.tar.gz"), built(root.path(), &[])).expect("can be written");
    let verify = |manifest: &str| -> Value {
        let output = pkgr(root.path(), &["-m", manifest, "verify", "published/a.tar.gz", "--format", "json"]);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(&output.stderr)))
    };
    let report = verify("usual.toml");
    assert_eq!(
        (&report["verdict"], &report["archives"][0]["encoder"]),
        (&"same-tar".into(), &"gzip 9 by zlib-1".into())
    );
    let remedy = "compression = { format = \"gzip\", level = 9, encoder = \"zlib-1\", header = \
        { name = \"hello-1.0.tar\", mtime = \"2016-01-01T00:00:00Z\", os = 255 } }";
    assert_eq!(report["causes"][0]["remedy"], format!("[[archive]] {remedy}"));
    let manifest = fs::read_to_string(root.path().join("usual.toml")).expect("is there");
    let mended = manifest.replace(&format!("compression = {USUAL}"), remedy);
    fs::write(root.path().join("mended.toml"), mended).expect("can be written");
    assert_eq!(verify("mended.toml")["verdict"], "identical");
}

#[test]
fn a_header_that_no_key_describes_is_no_remedy() {
    let root = project();
    let archive = built(root.path(), &["-m", "usual.toml"]);
    fs::create_dir(root.path().join("published")).expect("can be made");
    let commented = [&[0x1f, 0x8b, 8, 16, 0, 0, 0, 0, 2, 3], &b"why\0"[..], &archive[10..]].concat();
    fs::write(root.path().join("published/a.tar.gz"), commented).expect("can be written");
    let output = pkgr(root.path(), &["-m", "usual.toml", "verify", "published/a.tar.gz", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("is JSON");
    assert_eq!(report["archives"][0]["encoder"], "gzip 9 by gnu-1");
    assert_eq!(report["causes"][0]["remedy"], Value::Null);
}
