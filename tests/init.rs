//! `pkgr init`: whatever the project, the manifest that it writes can be checked, planned and built as it is.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::fs;
use std::path::{Path, PathBuf};

use support::random::Random;
use support::{assert_rejected, file, git, has_git, pkgr, stdout, temp_dir, text};

const CARGO: &[u8] = b"[package]\nname = \"hello\"\nversion = \"1.2.0\"\n";

fn commit(top: &Path) {
    git(top, &["add", "-A"]);
    git(top, &["commit", "-q", "--allow-empty", "-m", "a commit"]);
}

/// A repository with these files in one commit, and these lightweight tags.
fn repository(top: &Path, files: &[(&str, &[u8])], tags: &[&str]) {
    fs::create_dir_all(top).expect("can be made");
    git(top, &["init", "-q", "-b", "main"]);
    for (name, bytes) in files {
        file(top, name, bytes, 0o644);
    }
    commit(top);
    for tag in tags {
        git(top, &["tag", tag]);
    }
}

/// Runs `init`, `check`, `plan` and `build` without an edit; the manifest comes back.
fn works(directory: &Path) -> String {
    let made = pkgr(directory, &["init"]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let manifest = fs::read_to_string(directory.join("release.toml")).expect("was written");
    for command in [&["check"][..], &["plan"], &["build", "-q"]] {
        let run = pkgr(directory, command);
        assert_eq!(run.status.code(), Some(0), "{command:?}: {}\n{manifest}", text(&run.stderr));
    }
    manifest
}

fn assert_has(manifest: &str, lines: &[&str]) {
    for line in lines {
        assert!(manifest.lines().any(|found| found.starts_with(line)), "no `{line}` in\n{manifest}");
    }
}

fn project() -> (tempfile::TempDir, PathBuf) {
    let temp = temp_dir();
    let top = temp.path().join("work");
    (temp, top)
}

#[test]
fn a_tagged_project_is_packed_from_its_tag() {
    if !has_git() {
        return;
    }
    let (_temp, top) = project();
    repository(&top, &[("Cargo.toml", CARGO), ("LICENSE", b"MIT\n"), ("README.md", b"hello\n")], &[]);
    git(&top, &["tag", "-a", "v1.2.0", "-m", "one"]);
    file(&top, "later", b"", 0o644);
    commit(&top);
    let manifest = works(&top);
    assert_has(
        &manifest,
        &[
            "name = \"hello\"  # as in Cargo.toml",
            "version = \"1.2.0\"  # as in Cargo.toml; change it for each release",
            "git = \".\"",
            "rev = \"v{version}\"  # the tag \"v1.2.0\"",
            "tag = \"annotated\"",
            "text = [{ file = \"Cargo.toml\", contains = \"version = \\\"{version}\\\"\" }]",
            "require = [\"LICENSE\", \"README.md\"]",
        ],
    );
    assert!(top.join("dist/hello-1.2.0.tar.gz").is_file());
    let listed = text(&stdout(&pkgr(&top, &["plan", "--format", "list"])));
    assert!(!listed.contains("later"), "{listed}");
}

#[test]
fn a_manifest_that_is_there_is_kept() {
    let temp = temp_dir();
    file(temp.path(), "a", b"", 0o644);
    file(temp.path(), "release.toml", b"schema = 1\n", 0o644);
    assert_rejected(&pkgr(temp.path(), &["init"]), &["build::output-exists", "pkgr init --force"]);
    assert_eq!(fs::read(temp.path().join("release.toml")).expect("is there"), b"schema = 1\n");
    assert_eq!(pkgr(temp.path(), &["init", "--force"]).status.code(), Some(0));
    assert_eq!(pkgr(temp.path(), &["plan"]).status.code(), Some(0));
}

#[test]
fn a_file_of_another_tool_is_kept_and_the_advice_works() {
    let temp = temp_dir();
    file(temp.path(), "a", b"", 0o644);
    file(temp.path(), "release.toml", b"tag-name = \"{{version}}\"\n", 0o644);
    assert_rejected(&pkgr(temp.path(), &["init"]), &["is not a manifest of pkgr", "pkgr init -o pkgr.toml"]);
    assert_eq!(pkgr(temp.path(), &["init", "-o", "pkgr.toml"]).status.code(), Some(0));
    assert_eq!(pkgr(temp.path(), &["build", "-q", "-m", "pkgr.toml"]).status.code(), Some(0));
}

#[test]
fn a_directory_without_a_repository_is_packed_as_it_is() {
    let temp = temp_dir();
    let top = temp.path().join("my project [1]");
    file(&top, "configure.ac", b"AC_INIT([hello], [4.0])\n", 0o644);
    file(&top, "src/main.c", b"int main;\n", 0o644);
    let manifest = works(&top);
    assert_has(
        &manifest,
        &["name = \"hello\"", "version = \"4.0\"", "directory = \".\"", "mtime = { set = "],
    );
    fs::remove_file(top.join("configure.ac")).expect("can be removed");
    fs::remove_file(top.join("release.toml")).expect("can be removed");
    let manifest = works(&top);
    assert_has(
        &manifest,
        &["name = \"my-project--1-\"  # the name of the directory", "version = \"0.0.0\"  # no file"],
    );
}

#[test]
fn without_a_tag_the_checked_out_commit_is_packed() {
    if !has_git() {
        return;
    }
    let (_temp, top) = project();
    repository(
        &top,
        &[("package.json", b"{\n  \"name\": \"@a/b\",\n  \"version\": \"2.0.0\"\n}\n")],
        &["latest"],
    );
    assert_has(&works(&top), &["name = \"a-b\"", "version = \"2.0.0\"", "rev = \"HEAD\"  # no tag"]);
}

#[test]
fn an_untagged_version_is_not_packed_under_the_name_of_a_tag() {
    if !has_git() {
        return;
    }
    let (_temp, top) = project();
    repository(&top, &[("Cargo.toml", CARGO)], &["v1.2.0"]);
    file(&top, "Cargo.toml", b"[package]\nname = \"hello\"\nversion = \"1.3.0\"\n", 0o644);
    commit(&top);
    assert_has(&works(&top), &["version = \"1.2.0\"  # as in Cargo.toml", "rev = \"v{version}\""]);
}

#[test]
fn a_tag_that_no_template_gives_is_named() {
    if !has_git() {
        return;
    }
    let (_temp, top) = project();
    repository(&top, &[("a", b"")], &["work-8_9_1", "work-8_10_1"]);
    assert_has(&works(&top), &["version = \"8.10.1\"  # as in the tag", "rev = \"work-8_10_1\""]);
}

#[test]
fn a_directory_of_a_repository_is_a_project() {
    if !has_git() {
        return;
    }
    let (_temp, top) = project();
    repository(&top, &[("Cargo.toml", b""), ("packages/core/Cargo.toml", CARGO)], &["core/v1.2.0"]);
    let manifest = works(&top.join("packages/core"));
    assert_has(
        &manifest,
        &[
            "git = \"../..\"",
            "subdirectory = \"packages/core\"",
            "rev = \"core/v{version}\"",
            "name = \"hello\"",
        ],
    );
}

#[test]
fn attributes_submodules_and_pointers_become_keys() {
    if !has_git() {
        return;
    }
    let (_temp, top) = project();
    let pointer =
        format!("version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 5\n", "a".repeat(64));
    let attributes = b"/.github export-ignore\nversion.txt export-subst\n*.bin filter=lfs\n*.crlf eol=crlf\n";
    repository(
        &top,
        &[
            (".gitattributes", attributes),
            (".github/ci.yml", b"on: push\n"),
            ("version.txt", b"$Format:%h$\n"),
            ("image.bin", pointer.as_bytes()),
            ("a.crlf", b"a\n"),
            ("test/key.pem", b"x\n"),
        ],
        &[],
    );
    git(&top, &["update-index", "--add", "--cacheinfo", &format!("160000,{},module", "b".repeat(40))]);
    git(&top, &["commit", "-q", "-m", "module"]);
    git(&top, &["tag", "v1.0"]);
    let manifest = works(&top);
    assert_has(
        &manifest,
        &[
            "submodules = \"omit\"  # 1 submodule",
            "lfs = \"pointer\"  # 1 file in Git LFS",
            "export-subst = \"omit\"",
            "# By export-ignore in .gitattributes, 1 file is left out",
            "# By .gitattributes, 1 file has other bytes in a checkout",
            "secret = \"warn\"",
        ],
    );
}

#[test]
fn a_repository_without_a_commit_is_reported() {
    if !has_git() {
        return;
    }
    let (_temp, top) = project();
    fs::create_dir(&top).expect("can be made");
    git(&top, &["init", "-q"]);
    file(&top, "a", b"", 0o644);
    assert_rejected(&pkgr(&top, &["init"]), &["has no commit yet", "git add . && git commit"]);
    assert!(!top.join("release.toml").exists());
}

#[test]
fn an_empty_or_missing_directory_is_reported() {
    let temp = temp_dir();
    assert_rejected(&pkgr(temp.path(), &["init"]), &["is empty"]);
    assert_rejected(&pkgr(temp.path(), &["-C", "nowhere", "init"]), &["nowhere"]);
    assert_eq!(fs::read_dir(temp.path()).expect("can be listed").count(), 0);
}

#[test]
fn a_missing_manifest_says_how_to_make_one() {
    let temp = temp_dir();
    assert_rejected(&pkgr(temp.path(), &["plan"]), &["create one with `pkgr init`"]);
}

/// Names that break TOML, templates, patterns or shells.
const NAMES: [&str; 12] = [
    "a",
    "{version}",
    "a\"b",
    "a\\b",
    "[x]*?",
    "tab\there",
    "LICENSE {x}",
    "README[1]",
    "é",
    "a'b",
    "#",
    "-",
];

const VERSIONS: [&str; 6] = ["1.0", "2.3.4", "10.0-rc1", "2024.1", "1.0+local", "0"];

#[test]
fn whatever_the_project_the_manifest_works() {
    if !has_git() {
        return;
    }
    for seed in 0..40 {
        let random = &mut Random(seed);
        let (_temp, top) = project();
        let version = random.pick(&VERSIONS);
        let cargo = format!("[package]\nname = \"hello\"\nversion = \"{version}\" # {{x}}\n");
        let cmake = format!("project(hello\n  VERSION {version}\n  LANGUAGES C)\n");
        let mut files =
            vec![(random.pick(&NAMES), &b"1\n"[..]), (random.pick(&NAMES), b"2\n"), ("src/x", b"3\n")];
        match random.below(3) {
            0 => files.push(("Cargo.toml", cargo.as_bytes())),
            1 => files.push(("CMakeLists.txt", cmake.as_bytes())),
            _ => {}
        }
        let tag = format!("{}{}", random.pick(&["v", "", "hello-", "rel/", "x{y}-"]), random.pick(&VERSIONS));
        let tags = [&*tag, random.pick(&["nightly", "v0.1"])];
        repository(&top, &files, if random.below(4) == 0 { &[] } else { &tags });
        let manifest = works(&top);
        assert!(manifest.contains("[package]"), "seed {seed}");
    }
}
