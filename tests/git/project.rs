//! A repository with a manifest beside it, and what pkgr says of it.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use pkgr::diagnostic::Code;
use serde_json::Value;

use crate::support::{self, file, has_git, link, pkgr, stdout, temp_dir, text};

pub struct Project {
    root: tempfile::TempDir,
}

impl Project {
    /// A repository with two commits and the annotated tag `v1.0` on the second; `None` where there
    /// is no git.
    pub fn new() -> Option<Self> {
        Self::with(&[])
    }

    /// The same, with options of `git init`.
    pub fn with(options: &[&str]) -> Option<Self> {
        let project = Self::empty(options)?;
        file(&project.repo(), "README", b"read me\n", 0o644);
        project.commit("first");
        file(&project.repo(), "src/run.sh", b"#!/bin/sh\n", 0o755);
        file(&project.repo(), "src/main.c", b"int main;\n", 0o644);
        link(&project.repo(), "link", "README");
        project.commit("second");
        project.git(&["tag", "-a", "-m", "release", "v1.0"]);
        Some(project)
    }

    /// A repository without a commit.
    pub fn empty(options: &[&str]) -> Option<Self> {
        if !has_git() {
            return None;
        }
        let project = Self { root: temp_dir() };
        fs::create_dir(project.repo()).expect("can be made");
        project.git(&[&["init", "-q"], options].concat());
        Some(project)
    }

    pub fn root(&self) -> &Path {
        self.root.path()
    }

    pub fn repo(&self) -> PathBuf {
        self.root().join("repo")
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        support::git(&self.repo(), arguments)
    }

    pub fn commit(&self, message: &str) -> String {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Stores an object of any bytes, also such as git itself would not make.
    pub fn object(&self, kind: &str, bytes: &[u8]) -> String {
        let arguments = ["hash-object", "-t", kind, "--literally", "-w", "--stdin"];
        text(&self.feed(&arguments, bytes)).trim().to_owned()
    }

    /// What git prints when it is given `input`.
    pub fn feed(&self, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        let mut command = Command::new("git");
        command.args(arguments).current_dir(self.repo()).env_clear();
        command.envs([("HOME", "/nonexistent"), ("GIT_CONFIG_NOSYSTEM", "1")]);
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().expect("git can be started");
        child.stdin.take().expect("is piped").write_all(input).expect("can be written");
        let output = child.wait_with_output().expect("git ends");
        assert!(output.status.success(), "git {arguments:?}");
        output.stdout
    }

    /// A tag `v1.0` of a commit of this tree: modes, names and ids as they stand in trees.
    pub fn tag_tree(&self, entries: &[(&str, &[u8], &str)]) -> String {
        let mut bytes = Vec::new();
        for (mode, name, id) in entries {
            bytes.extend_from_slice(mode.as_bytes());
            bytes.push(b' ');
            bytes.extend_from_slice(name);
            bytes.push(0);
            let digits = id.as_bytes().chunks(2).map(text);
            bytes.extend(digits.map(|pair| u8::from_str_radix(&pair, 16).expect("an id is hexadecimal")));
        }
        let tree = self.object("tree", &bytes);
        self.tag_commit(&format!("tree {tree}\nauthor A <a@b> 0 +0000\ncommitter C <c@d> 0 +0000\n\nm\n"));
        tree
    }

    /// The tag `v1.0` of a commit of these bytes.
    pub fn tag_commit(&self, commit: &str) {
        let id = self.object("commit", commit.as_bytes());
        fs::create_dir_all(self.repo().join(".git/refs/tags")).expect("can be made");
        fs::write(self.repo().join(".git/refs/tags/v1.0"), id + "\n").expect("can be written");
    }

    /// Writes a manifest with these keys in `[source]`, and further tables.
    pub fn manifest(&self, source: &str, rest: &str) {
        let archive = if rest.contains("[[archive]]") { "" } else { "[[archive]]\nfile = 'a.tar'\n" };
        let files = if rest.contains("[files]") { "" } else { "[files]\ninclude = ['**']\n" };
        let manifest = format!(
            "schema = 1\n\n[package]\nname = 'hello'\nversion = '1.0'\n\n[source]\n{source}\n{files}{rest}\n{archive}"
        );
        fs::write(self.root().join("release.toml"), manifest).expect("can be written");
    }

    /// The plan of the repository `repo` with `rev`.
    pub fn plan(&self, rev: &str) -> Value {
        self.plan_of(&format!("git = 'repo'\nrev = '{rev}'"), "")
    }

    pub fn plan_of(&self, source: &str, rest: &str) -> Value {
        self.manifest(source, rest);
        self.planned()
    }

    /// The plan of the manifest as it is.
    pub fn planned(&self) -> Value {
        json(&stdout(&pkgr(self.root(), &["plan", "--format", "json"])))
    }

    /// The error of the repository `repo` with `rev`.
    pub fn rejection(&self, rev: &str) -> String {
        self.rejection_of(&format!("git = 'repo'\nrev = '{rev}'"), "")
    }

    pub fn rejection_of(&self, source: &str, rest: &str) -> String {
        self.manifest(source, rest);
        rejected(&pkgr(self.root(), &["plan", "--format", "json"]))
    }
}

pub fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("a plan is JSON")
}

/// The message of a failed run.
pub fn rejected(output: &Output) -> String {
    let reported = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{reported}");
    assert!(output.stdout.is_empty(), "a failed plan prints none");
    reported
}

/// A diagnostic has all of these parts, wherever its lines are broken.
pub fn assert_reported(reported: &str, parts: &[&str]) {
    let joined = reported.replace("\n  │ ", " ").replace("\n        ", " ");
    for part in parts {
        assert!(joined.contains(part), "`{part}` is not in\n{reported}");
    }
}

/// A diagnostic equals its snapshot. `PKGR_BLESS=1` refreshes it.
pub fn assert_looks(name: &str, reported: &str) {
    let path = snapshots().join(name).with_extension("txt");
    if std::env::var_os("PKGR_BLESS").is_some() {
        fs::create_dir_all(snapshots()).expect("can be made");
        fs::write(&path, reported).expect("can be written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == reported, "{}:\n{reported}", path.display());
}

fn snapshots() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/git")
}

/// The paths of a plan's entries below the prefix.
pub fn paths(plan: &Value) -> Vec<String> {
    let entries = plan["entries"].as_array().expect("a plan has entries");
    let path = |entry: &Value| entry["path"].as_str().expect("paths are text").to_owned();
    entries.iter().map(path).filter_map(|path| Some(path.strip_prefix("hello-1.0/")?.to_owned())).collect()
}

pub fn entry<'a>(plan: &'a Value, path: &str) -> &'a Value {
    let entries = plan["entries"].as_array().expect("a plan has entries");
    let path = format!("hello-1.0/{path}");
    entries.iter().find(|entry| entry["path"] == *path).unwrap_or_else(|| panic!("no {path} in {plan}"))
}

#[test]
fn every_code_of_a_repository_is_shown() {
    // These need a history of several runs, keys, or very much: `tests/contract.rs`, `tests/signed_tag.rs`,
    // `tests/hostile_bounds.rs`.
    let elsewhere = [
        Code::GitMoved,
        Code::GitUnconfirmed,
        Code::GitUnsigned,
        Code::GitBadSignature,
        Code::GitSigners,
        Code::SubstTooLarge,
        Code::GitTooManyTags,
    ];
    let files = fs::read_dir(snapshots()).expect("there are snapshots");
    let shown: String =
        files.map(|file| fs::read_to_string(file.expect("can be listed").path()).expect("is text")).collect();
    for code in Code::all().filter(|code| code.id().starts_with("pkgr::git::")) {
        let is_shown = shown.contains(&format!("{code}\n"));
        assert!(is_shown || elsewhere.contains(&code), "no snapshot shows {code}");
    }
}
