//! `plan --format mtree`, read back by bsdtar: the same names, kinds, modes, sizes, times, targets.
#![allow(clippy::disallowed_methods, reason = "an oracle test starts the real tools")]

use crate::support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::{pkgr, sample, say, stdout, temp_dir, text, version};

const MANIFEST: &str = "schema = 1\npackage = { name = 'hello', version = '1.0' }\nsource = { directory = 'tree' }\n\
    files = { include = ['**'], empty-directories = true }\narchive = [{ file = 'a.tar' }]\n\
    lints = { control-character = 'allow' }\n\
    [normalize]\nmode = 'go+u,go-w,a-s'\nmtime = { set = 1749656217 }\nowner = { uid = 7, gid = 8 }\n";

fn bsdtar(arguments: &[&str], directory: &Path) -> String {
    let output = Command::new("bsdtar")
        .args(arguments)
        .current_dir(directory)
        .env("LC_ALL", "C.UTF-8")
        .env("TZ", "UTC")
        .output()
        .expect("bsdtar can be started");
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// How bsdtar lists an archive or a specification.
fn listing(file: &str, directory: &Path) -> Vec<String> {
    let mut lines: Vec<String> = bsdtar(&["-tvf", file], directory).lines().map(normal).collect();
    lines.sort();
    lines
}

/// mtree names begin with `./`, and have neither link counts nor a slash after directories.
fn normal(line: &str) -> String {
    let line = line.replacen(" ./", " ", 1);
    let words: Vec<&str> = line.split_whitespace().collect();
    [&words[..1], &words[2..]].concat().join(" ").trim_end_matches('/').to_owned()
}

#[test]
fn bsdtar_reads_the_specification_as_it_reads_the_archive() {
    if version("bsdtar").is_none() {
        say("SKIPPED: bsdtar is not installed");
        return;
    }
    let root = temp_dir();
    let tree = root.path().join("tree");
    sample(&tree);
    for name in ["hash#", "equals=", "star*", "question?", "[bracket]", "tilde~", "new\nline", "tab\t"] {
        support::file(&tree, name, name.as_bytes(), 0o644);
    }
    fs::write(root.path().join("release.toml"), MANIFEST).expect("can be written");
    stdout(&pkgr(root.path(), &["build", "-q", "-d", "out"]));
    let specification = stdout(&pkgr(root.path(), &["plan", "-q", "--format", "mtree"]));
    fs::write(root.path().join("plan.mtree"), specification).expect("can be written");

    let ours = listing("plan.mtree", root.path());
    let theirs = listing("out/a.tar", root.path());
    assert!(ours.len() > 30, "the listing is whole: {ours:?}");
    assert_eq!(ours, theirs);
    let again = bsdtar(&["-cf", "-", "--format=mtree", "@plan.mtree"], root.path());
    assert_eq!(again.matches(" type=").count(), ours.len(), "as an archive in an archive:\n{again}");
}
