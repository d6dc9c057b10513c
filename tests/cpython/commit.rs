//! From the tree as one commit with a signed tag, in hostile surroundings.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::official::{
    COMMIT_TIME, Layout, TGZ, TXZ, assert_official, command, example, official, run, temp_dir, unpack,
};
use crate::support::{file, git, has_git, pkgr, stdout};

/// The commit that `tests/signature/cpython.tag` names.
const COMMIT: &str = "c282a561b2cfce07f7f26aa2969452f04b19fbfa";

/// A repository of the official tree: one commit of the release's time, and the signed tag.
fn repository(root: &Path, archive: &Path) {
    unpack(archive, root, &Layout { file_mode: 0o644, reversed: false, owner: None });
    let repo = root.join("Python-3.13.5");
    git(&repo, &["init", "-q"]);
    git(&repo, &["add", "-A", "-f"]);
    git(&repo, &["commit", "-q", "-m", "Python 3.13.5"]);
    assert_eq!(git(&repo, &["log", "-1", "--format=%ct"]), COMMIT_TIME.to_string());
    let tag = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/signature/cpython.tag");
    let tag = git(&repo, &["hash-object", "-t", "tag", "-w", tag.to_str().expect("a plain path")]);
    git(&repo, &["update-ref", "refs/tags/v3.13.5", &tag]);
    git(&repo, &["repack", "-a", "-d", "-q"]);
    assert_eq!(git(&repo, &["rev-parse", "HEAD"]), COMMIT, "the fixture names another commit");
}

/// The example's manifest with the commit as its source.
fn manifest(root: &Path) {
    let source = format!(
        "git = \"Python-3.13.5\"\nrev = \"v3.13.5\"\n\n[source.expect]\ncommit = \"{COMMIT}\"\ntag = \"signed\"\n\
         signers = \"keys/cpython.signers\""
    );
    let text = example().replace("directory = \"Python-3.13.5\"", &source);
    let text = text.replace("mtime = { set = \"2025-06-11T15:36:57Z\" }", "mtime = \"commit\"");
    assert!(text.contains(&source) && text.contains("\"commit\""), "the example has changed:\n{text}");
    fs::write(root.join("release.toml"), text).expect("can be written");
    let signers = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/signature/cpython.signers");
    file(root, "keys/cpython.signers", &fs::read(signers).expect("is there"), 0o644);
}

/// All that could lead a build that listens to the user's settings astray.
fn make_hostile(root: &Path) {
    let repo = root.join("Python-3.13.5");
    let evil = git(&repo, &["hash-object", "-w", "pyconfig.h.in"]);
    for name in ["README.rst", "LICENSE", "configure"] {
        git(&repo, &["replace", &git(&repo, &["rev-parse", &format!("HEAD:{name}")]), &evil]);
    }
    for name in ["README.rst", "configure"] {
        file(&repo, name, b"changed after the commit\n", 0o600);
    }
    file(&repo, "untracked", b"never committed\n", 0o644);
    file(&repo, ".gitattributes", b"* export-ignore text eol=crlf filter=evil export-subst\n", 0o644);
    file(&repo, ".git/info/attributes", b"* export-ignore text eol=crlf filter=evil export-subst\n", 0o644);
    let settings = "[core]\nautocrlf = true\neol = crlf\nattributesFile = ~/attributes\n[tar]\numask = 0\n\
        [filter \"evil\"]\nsmudge = tr a-z A-Z\nclean = false\nrequired = true\n";
    file(root, "home/.gitconfig", settings.as_bytes(), 0o644);
    file(root, "home/attributes", b"* export-ignore\n", 0o644);
}

#[test]
#[ignore = "long: compresses 110 MB twice; run with --ignored and PKGR_TEST_DATA"]
fn both_official_files_from_the_objects_alone_whatever_the_settings() {
    let Some(archive) = official().filter(|_| has_git()) else { return };
    let root = temp_dir();
    let root = root.path();
    repository(root, &archive);
    manifest(root);
    make_hostile(root);
    let hostile = |arguments: &[&str]| {
        let mut command = command(root, arguments);
        command.env("HOME", root.join("home")).env("GIT_DIR", "/nonexistent").env("GIT_WORK_TREE", "/");
        command
            .env("GIT_OBJECT_DIRECTORY", "/nonexistent")
            .env("GIT_CONFIG_GLOBAL", root.join("home/.gitconfig"));
        command
            .env("GIT_CONFIG_COUNT", "1")
            .env("GIT_CONFIG_KEY_0", "core.autocrlf")
            .env("GIT_CONFIG_VALUE_0", "true");
        command
    };
    run(hostile(&["-j", "2"]));
    assert_official(root, "Python-3.13.5.tgz", TGZ);
    assert_official(root, "Python-3.13.5.tar.xz", TXZ);

    let plan: Value =
        serde_json::from_slice(&stdout(&pkgr(root, &["plan", "--format", "json"]))).expect("a plan is JSON");
    let tree = git(&root.join("Python-3.13.5"), &["--no-replace-objects", "rev-parse", "HEAD^{tree}"]);
    assert_eq!(plan["swhid"], format!("swh:1:dir:{tree}"));
}
