//! Commits as the source, beside `git archive` and `git log`.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{compare, say, seconds, shell, text};

const FILES: usize = 5_200;
const COMMITS: usize = 3_000;

pub fn compare_all(work: &Path, tree: &Path) {
    let directory = work.join("commit");
    repository(&directory, &tree.join("Python-3.13.5"));
    let pkgr = env!("CARGO_BIN_EXE_pkgr");
    let plan = [pkgr, "-C", text(&directory), "plan"];
    let archive = format!("git -C '{}/repo' archive --format=tar HEAD > /dev/null", directory.display());
    compare(
        "plan of CPython's commit: list, read and hash, against git archive to /dev/null",
        &plan,
        &["sh", "-c", &archive],
    );
    let one = [&plan[..], &["-j", "1"]].concat();
    compare("the same with -j 1", &one, &["sh", "-c", &archive]);

    let directory = work.join("history");
    history(&directory);
    let list = [pkgr, "-C", text(&directory), "plan", "--format", "list"];
    // Minutes: once is enough.
    let theirs = seconds(&["sh", "-c", &log_of_each_path(&directory)]);
    let mut ours: Vec<f64> = (0..5).map(|_| seconds(&list)).collect();
    ours.sort_by(f64::total_cmp);
    say(&format!(
        "{:5.0}×  ({theirs:.1} s against {:.3} s)  per-path-commit of {FILES} files over {COMMITS} commits, \
         against one git log -1 for each path",
        theirs / ours[2],
        ours[2]
    ));
}

fn git(repo: &Path, arguments: &str) {
    let identity = "-c user.name=A -c user.email=a@b -c core.autocrlf=false";
    shell(&format!("git -C '{}' {identity} {arguments}", repo.display()));
}

fn manifest(directory: &Path, mtime: &str) {
    let text = format!(
        "schema = 1\npackage = {{ name = \"bench\", version = \"1\" }}\n\
         source = {{ git = \"repo\", rev = \"HEAD\" }}\nfiles = {{ include = [\"**\"] }}\n\
         normalize = {{ mtime = \"{mtime}\" }}\narchive = [{{ file = \"bench.tar\" }}]\n\
         lints = {{ secret = \"allow\", secret-content = \"allow\", assistant-folder = \"allow\" }}\n"
    );
    fs::write(directory.join("release.toml"), text).expect("can be written");
}

/// One packed commit of a tree.
fn repository(directory: &Path, tree: &Path) {
    fs::create_dir(directory).expect("can be made");
    manifest(directory, "commit");
    let repo = directory.join("repo");
    shell(&format!("cp -r '{}' '{}'", tree.display(), repo.display()));
    git(&repo, "init -q");
    git(&repo, "add -A -f");
    git(&repo, "commit -q -m all");
    git(&repo, "repack -a -d -q");
}

/// A long history: every commit changes three files of many.
fn history(directory: &Path) {
    fs::create_dir(directory).expect("can be made");
    manifest(directory, "per-path-commit");
    let repo = directory.join("repo");
    shell(&format!("git init -q -b main '{}'", repo.display()));
    let mut import = Command::new("git")
        .args(["-C", text(&repo), "fast-import", "--quiet"])
        .stdin(Stdio::piped())
        .spawn()
        .expect("git can be started");
    import.stdin.take().expect("is piped").write_all(commits().as_bytes()).expect("can be written");
    assert!(import.wait().expect("git ends").success());
    git(&repo, "repack -a -d -q");
    git(&repo, "commit-graph write --reachable");
}

fn commits() -> String {
    let path = |file: usize| format!("d{}/e{}/f{file}.c", file % 13, file % 101);
    let mut text = String::new();
    let change = |text: &mut String, file: usize, commit: usize| {
        let content = format!("{file} {commit}\n");
        let _ = write!(text, "M 100644 inline {}\ndata {}\n{content}\n", path(file), content.len());
    };
    for commit in 0..COMMITS {
        let _ = write!(
            text,
            "commit refs/heads/main\ncommitter C <c@d> {} +0000\ndata 0\n",
            1_600_000_000 + commit * 1000
        );
        let files: Vec<usize> = match commit {
            0 => (0..FILES).collect(),
            _ => (0..3).map(|number| (commit * 7919 + number * 104_729) % FILES).collect(),
        };
        files.into_iter().for_each(|file| change(&mut text, file, commit));
        text += "\n";
    }
    text
}

fn log_of_each_path(directory: &Path) -> String {
    format!(
        "cd '{}/repo' && git ls-tree -r --name-only HEAD | while read -r path; do \
         git log -1 --format=%ct HEAD -- \"$path\"; done",
        directory.display()
    )
}
