//! In a job of GitHub Actions: annotations, outputs, the step summary.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::fs;
use std::path::Path;
use std::process::Output;

use support::{command, file, stdout, temp_dir, text};

const MANIFEST: &str = "schema = 1\npackage = { name = 'hello', version = '1.0' }\nsource = { directory = 'tree' }\n\
    files = { include = ['**'] }\nnormalize = { mtime = { set = 1749656217 } }\n[[archive]]\nfile = 'a.tar.gz'\n";

fn project(manifest: &str) -> tempfile::TempDir {
    let root = temp_dir();
    file(root.path(), "sub/tree/README", b"read me\n", 0o644);
    fs::write(root.path().join("sub/release.toml"), manifest).expect("can be written");
    root
}

/// pkgr as a step of a job whose workspace is `root`, started below it.
fn step(root: &Path, arguments: &[&str]) -> Output {
    let mut command = command(&root.join("sub"), arguments);
    command.env("GITHUB_ACTIONS", "true").env("GITHUB_WORKSPACE", root);
    command.env("GITHUB_OUTPUT", root.join("output")).env("GITHUB_STEP_SUMMARY", root.join("summary"));
    command.output().expect("pkgr can be started")
}

fn read(root: &Path, name: &str) -> String {
    fs::read_to_string(root.join(name)).unwrap_or_default()
}

/// The outputs, as the runner reads them.
fn outputs(root: &Path) -> Vec<(String, String)> {
    let text = read(root, "output");
    let mut lines = text.lines();
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        let (key, mark) = line.split_once("<<").expect("a key and its mark");
        let value: Vec<&str> = lines.by_ref().take_while(|line| *line != mark).collect();
        found.push((key.to_owned(), value.join("\n")));
    }
    found
}

#[test]
fn a_build_hands_on_its_digests() {
    let root = project(MANIFEST);
    stdout(&step(root.path(), &["build"]));
    let outputs = outputs(root.path());
    let keys: Vec<&str> = outputs.iter().map(|(key, _)| &**key).collect();
    assert_eq!(keys, ["content-sha256", "sha256sums"]);
    assert_eq!(outputs[1].1, read(root.path(), "sub/dist/SHA256SUMS").trim_end());
    let summary = read(root.path(), "summary");
    assert!(summary.contains("### hello 1&#46;0") && summary.contains("| a&#46;tar&#46;gz | "), "{summary}");
    stdout(&step(root.path(), &["plan", "-o", "plan.json"]));
    assert!(
        read(root.path(), "output").len() > 100 && read(root.path(), "summary").matches("###").count() == 2
    );
}

#[test]
fn nothing_is_written_elsewhere() {
    let root = project(MANIFEST);
    let mut command = command(&root.path().join("sub"), &["build"]);
    command.env("GITHUB_OUTPUT", root.path().join("output"));
    stdout(&command.output().expect("pkgr can be started"));
    assert!(!root.path().join("output").exists());
}

#[test]
fn an_error_is_annotated_at_its_place_in_the_repository() {
    let root = project(&MANIFEST.replace("'**'", "'**', 'nothing.c'"));
    let output = step(root.path(), &["build"]);
    assert_eq!(output.status.code(), Some(2));
    let reported = text(&output.stderr);
    let annotation = reported.lines().find(|line| line.starts_with("::error")).expect("is annotated");
    assert!(
        annotation.starts_with(
            "::error file=sub/release.toml,line=4,col=28,endColumn=39,title=pkgr%3A%3Afiles%3A%3Ainclude-unmatched::"
        ),
        "{annotation}"
    );
    assert!(read(root.path(), "summary").contains("`pkgr::files::include-unmatched`"));
}

// T213
#[test]
fn ten_of_a_kind_are_annotated_and_all_are_in_the_summary() {
    let unknown: String = (0..25).map(|number| format!("unknown{number} = 1\n")).collect();
    let root = project(&(unknown + MANIFEST));
    let output = step(root.path(), &["check"]);
    let reported = text(&output.stderr);
    assert_eq!(reported.lines().filter(|line| line.starts_with("::error ")).count(), 10, "{reported}");
    assert_eq!(reported.matches("  × ").count(), 25);
    assert_eq!(read(root.path(), "summary").matches("`pkgr::manifest::unknown-key`").count(), 25);
}

// T092, T213
#[test]
fn a_path_becomes_no_command() {
    let root = project(MANIFEST);
    let names = ["::error::x", "a ::error file=b::x", "##[error]x", "%0A::error::y", "x|`y`", "\n::error::z"];
    for name in names {
        file(&root.path().join("sub/tree"), name, b"", 0o644);
    }
    for arguments in [&["plan"][..], &["plan", "--format", "list"], &["build"]] {
        let output = step(root.path(), arguments);
        for stream in [&output.stdout, &output.stderr] {
            for line in text(stream).lines() {
                let is_ours =
                    line.starts_with("::warning title=pkgr") || line.starts_with("::error title=pkgr");
                assert!(is_ours || !line.trim_start().starts_with("::"), "{line}");
                assert!(!line.contains("##["), "{line}");
            }
        }
    }
    let summary = read(root.path(), "summary");
    assert!(summary.lines().all(|line| !line.contains("x|`y`")), "{summary}");
}

/// A step that has a finding: exit code 1, the verdict as an output, and these parts in the annotations and the summary.
fn assert_found(root: &Path, arguments: &[&str], verdict: &str, annotation: &str, summary: &str) {
    let output = step(root, arguments);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(outputs(root).pop(), Some(("verdict".to_owned(), verdict.to_owned())));
    assert!(said.lines().any(|line| line.starts_with(annotation)), "{said}");
    let found = read(root, "summary");
    assert!(found.contains(summary), "{found}");
}

#[test]
fn findings_of_commands_are_shown_in_the_pages_of_a_job() {
    let root = project(MANIFEST);
    let top = root.path();
    stdout(&step(top, &["build", "-q"]));
    file(top, "sub/other/README", b"changed\n", 0o644);
    let other = MANIFEST.replace("'tree'", "'other'");
    fs::write(top.join("sub/other.toml"), other).expect("can be written");
    assert_found(
        top,
        &["verify", "-m", "other.toml", "dist/a.tar.gz"],
        "differs",
        "::error title=pkgr verify%3A dist/a.tar.gz%3A content::",
        "### pkgr verify: differs",
    );
    fs::create_dir(top.join("sub/second")).expect("can be made");
    stdout(&step(top, &["build", "-q", "-m", "other.toml", "-d", "second"]));
    assert_found(
        top,
        &["diff", "dist/a.tar.gz", "second/a.tar.gz"],
        "differs",
        "::error title=pkgr diff%3A content::",
        "### pkgr diff: differs",
    );
    file(top, "sub/with:\n::error::<script>/key.pem", b"x", 0o644);
    let tar = std::process::Command::new("tar")
        .current_dir(top.join("sub"))
        .args(["-cf", "k.tar", "with:\n::error::<script>"])
        .status();
    assert!(tar.expect("tar can be started").success());
    assert_found(
        top,
        &["lint", "k.tar"],
        "findings",
        "::error title=pkgr lint%3A secret::",
        "### pkgr lint: findings",
    );
    let pages = read(top, "summary") + &text(&step(top, &["lint", "k.tar"]).stderr);
    assert!(
        !pages.contains("\n::error::<") && !pages.contains("<script>"),
        "a name became a command:\n{pages}"
    );
}

#[test]
fn a_command_without_a_finding_hands_on_its_verdict() {
    let root = project(MANIFEST);
    stdout(&step(root.path(), &["build", "-q"]));
    let output = step(root.path(), &["verify", "dist/a.tar.gz"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(!text(&output.stderr).contains("::"), "{}", text(&output.stderr));
    assert_eq!(outputs(root.path()).pop(), Some(("verdict".to_owned(), "identical".to_owned())));
    assert!(read(root.path(), "summary").contains("dist/a&#46;tar&#46;gz&#58; identical"));
}
