//! `[[generate]]`: what a program may do to a release, and what becomes of it.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use pkgr::digest::Digest;
use serde_json::Value;
use support::{assert_rejected, command, file, git, has_git, link, stdout, temp_dir, text};

/// A directory with a small tree and a manifest with these steps: name, script for `sh -c`, outputs.
fn project(steps: &[(&str, &str, &str)]) -> tempfile::TempDir {
    let root = temp_dir();
    let tree = root.path().join("tree");
    file(&tree, "README", b"read me\n", 0o644);
    file(&tree, "NEWS", b"old\n", 0o644);
    file(&tree, "tools/make", b"#!/bin/sh\nprintf made >made\n", 0o755);
    link(&tree, "link", "README");
    write_manifest(root.path(), "{ directory = 'tree' }", steps);
    root
}

fn write_manifest(root: &Path, source: &str, steps: &[(&str, &str, &str)]) {
    let mut text = format!(
        "schema = 1\npackage = {{ name = 'hello', version = '1.0' }}\nsource = {source}\n\
         files = {{ include = ['**'] }}\nnormalize = {{ mtime = {{ set = 1749656217 }} }}\n\
         [[archive]]\nfile = 'a.tar'\ncompression = {{ format = 'none' }}\n"
    );
    for (name, script, outputs) in steps {
        text += &format!(
            "[[generate]]\nname = '{name}'\nrun = ['sh', '-c', '''{script}''']\noutputs = {outputs}\n"
        );
    }
    fs::write(root.join("release.toml"), text).expect("can be written");
}

/// pkgr with a `PATH`, a temporary directory of the test's own, and variables that must not get through.
fn pkgr(root: &Path, arguments: &[&str]) -> Output {
    let temporary = root.join("temporary");
    fs::create_dir_all(&temporary).expect("can be made");
    let mut command = command(root, arguments);
    command.env("PATH", "/usr/local/bin:/usr/bin:/bin").env("TMPDIR", &temporary).env("SECRET", "leaked");
    command.env("HOME", "/root").env("LANG", "tr_TR.UTF-8").env("TZ", "Asia/Tokyo");
    let output = command.output().expect("pkgr can be started");
    let left: Vec<_> = fs::read_dir(&temporary).expect("is there").collect();
    assert!(left.is_empty(), "{left:?} is left behind");
    output
}

fn plan(root: &Path) -> Value {
    serde_json::from_slice(&stdout(&pkgr(root, &["plan", "--run-steps", "--format", "json"])))
        .expect("is JSON")
}

fn entry(plan: &Value, path: &str) -> Value {
    let entries = plan["entries"].as_array().expect("is a list");
    let found = entries.iter().find(|entry| entry["path"] == format!("hello-1.0/{path}"));
    found.unwrap_or_else(|| panic!("no `{path}` in {plan:#}")).clone()
}

#[test]
fn outputs_become_entries_with_their_origin() {
    let root = project(&[(
        "news",
        "cat NEWS README >new && mv new NEWS; mkdir -p gen/deep; printf x >gen/deep/run; chmod 700 gen/deep/run; ln -s run gen/deep/link",
        "['NEWS', 'gen/**']",
    )]);
    let plan = plan(root.path());
    let news = entry(&plan, "NEWS");
    assert_eq!(news["origin"], serde_json::json!({ "generated": "news" }));
    assert_eq!(news["sha256"], Digest::of(b"old\nread me\n").to_string());
    assert_eq!((&news["mode"], &news["mtime"]), (&"0644".into(), &1_749_656_217.into()));
    assert_eq!(entry(&plan, "gen/deep/run")["mode"], "0755");
    assert_eq!(entry(&plan, "gen/deep/link")["target"], "run");
    assert_eq!(entry(&plan, "gen/deep")["kind"], "directory");
    assert_eq!(entry(&plan, "README")["origin"], serde_json::json!({ "file": "README" }));
    // The source itself is as it was.
    assert_eq!(fs::read(root.path().join("tree/NEWS")).expect("is there"), b"old\n");
    stdout(&pkgr(root.path(), &["build"]));
    let listed =
        Command::new("tar").args(["-xOf", "dist/a.tar", "hello-1.0/NEWS"]).current_dir(root.path()).output();
    assert_eq!(listed.expect("tar can be started").stdout, b"old\nread me\n");
}

#[test]
fn steps_run_in_order_in_one_copy_and_the_last_one_is_the_origin() {
    let root = project(&[
        ("first", "printf 1 >one; printf a >both", "['one', 'both']"),
        ("second", "cat one >two; printf b >>both", "['two', 'both']"),
    ]);
    let plan = plan(root.path());
    assert_eq!(entry(&plan, "one")["origin"]["generated"], "first");
    assert_eq!(entry(&plan, "two")["sha256"], Digest::of(b"1").to_string());
    assert_eq!(entry(&plan, "both")["origin"]["generated"], "second");
    assert_eq!(entry(&plan, "both")["sha256"], Digest::of(b"ab").to_string());
}

#[test]
fn a_program_of_the_source_is_run_without_a_shell() {
    let root = project(&[]);
    let path = root.path().join("release.toml");
    let step = "[[generate]]\nname = 'made'\nrun = ['./tools/make']\noutputs = ['made']\n";
    fs::write(&path, fs::read_to_string(&path).expect("can be read") + step).expect("can be written");
    assert_eq!(entry(&plan(root.path()), "made")["sha256"], Digest::of(b"made").to_string());
}

#[test]
fn the_environment_is_exactly_what_is_stated() {
    let root = project(&[(
        "environment",
        "env | grep -v -e ^_= -e ^PWD= -e ^OLDPWD= -e ^SHLVL= | sed -e \"s|$PWD|TREE|\" -e \"s|$(dirname \"$PWD\")|SCRATCH|\" | sort >environment; umask >>environment; cat >>environment; ls -A \"$HOME\" \"$TMPDIR\" >/dev/null; echo >\"$HOME/x\"; echo >\"$TMPDIR/x\"",
        "['environment']",
    )]);
    let plan = plan(root.path());
    let expected = "HOME=SCRATCH/home\nLC_ALL=C\nPATH=/usr/local/bin:/usr/bin:/bin\nPKGR_NAME=hello\n\
        PKGR_VERSION=1.0\nSOURCE_DATE_EPOCH=1749656217\nTMPDIR=SCRATCH/tmp\nTZ=UTC\n0022\n";
    assert_eq!(entry(&plan, "environment")["sha256"], Digest::of(expected.as_bytes()).to_string());
}

/// What steps write of the release: build/08, build/10, build/42.
#[test]
fn a_step_learns_what_is_released_from_templates_and_variables() {
    if !has_git() {
        return support::say("git is not installed");
    }
    let root = project(&[]);
    git(root.path(), &["init", "-q", "repository"]);
    file(&root.path().join("repository"), ".git_archival.txt", b"node: $Format:%H$\n", 0o644);
    let repository = root.path().join("repository");
    git(&repository, &["add", "."]);
    git(&repository, &["commit", "-q", "-m", "one"]);
    let commit = git(&repository, &["rev-parse", "HEAD"]).trim().to_owned();
    let manifest = "[[generate]]\nname = 'version'\n\
        run = ['sh', '-c', 'printf \"%s|\" {name} {version} {commit} {short-commit} $PKGR_NAME $PKGR_VERSION $PKGR_COMMIT \"${{HOME:+{{}}}}\" >.tarball-version']\n\
        outputs = ['.tarball-version']\n\
        [[generate]]\nname = 'archival'\n\
        run = ['sed', '-i', 's/[$]Format:%H[$]/{commit}/', '.git_archival.txt']\noutputs = ['.git_archival.txt']\n";
    write_manifest(root.path(), "{ git = 'repository', rev = 'HEAD', export-subst = 'omit' }", &[]);
    let path = root.path().join("release.toml");
    fs::write(&path, fs::read_to_string(&path).expect("can be read") + manifest).expect("can be written");
    let short = &commit[..12];
    let expected = format!("hello|1.0|{commit}|{short}|hello|1.0|{commit}|{{}}|");
    let plan = plan(root.path());
    assert_eq!(entry(&plan, ".tarball-version")["sha256"], Digest::of(expected.as_bytes()).to_string());
    let filled = format!("node: {commit}\n");
    assert_eq!(entry(&plan, ".git_archival.txt")["sha256"], Digest::of(filled.as_bytes()).to_string());
}

#[test]
fn a_program_sees_modes_links_and_times_of_the_source() {
    let root = project(&[(
        "look",
        "stat -c '%a %n' README tools tools/make >seen; readlink link >>seen; stat -c %Y README >>seen",
        "['seen']",
    )]);
    let time = filetime::FileTime::from_unix_time(1_234_567_890, 0);
    filetime::set_file_mtime(root.path().join("tree/README"), time).expect("can be set");
    fs::set_permissions(root.path().join("tree/README"), fs::Permissions::from_mode(0o600))
        .expect("can be set");
    let expected = "644 README\n755 tools\n755 tools/make\nREADME\n1234567890\n";
    assert_eq!(entry(&plan(root.path()), "seen")["sha256"], Digest::of(expected.as_bytes()).to_string());
}

// T096: a file and a directory of one name, among others.
#[test]
fn undeclared_changes_are_listed_and_rejected() {
    for (script, reported) in [
        ("printf x >NEWS; printf x >more", "added more"),
        ("printf x >NEWS; printf x >>README", "changed README"),
        ("printf x >NEWS; chmod +x README", "changed README"),
        ("printf x >NEWS; rm README", "removed README"),
        ("printf x >NEWS; rm link; ln -s NEWS link", "changed link"),
        ("printf x >NEWS; mkdir empty", "added empty/"),
        ("printf x >NEWS; mkfifo pipe", "added pipe (a fifo)"),
        ("printf x >NEWS; rm -r tools", "removed tools/"),
        ("rm NEWS; mkdir NEWS; printf x >NEWS/x", "changed NEWS/"),
        ("printf x >NEWS; rm -r tools; printf x >tools", "changed tools"),
    ] {
        let root = project(&[("news", script, "['NEWS']")]);
        let output = pkgr(root.path(), &["build"]);
        let output = Output { stderr: text(&output.stderr).replace("  ", " ").into_bytes(), ..output };
        assert_rejected(
            &output,
            &["pkgr::generate::undeclared", reported, "only these may be added or changed"],
        );
        assert!(!root.path().join("dist").exists());
    }
}

#[test]
fn a_removed_output_is_no_output() {
    let root = project(&[("news", "rm NEWS", "['NEWS']")]);
    assert_rejected(&pkgr(root.path(), &["build"]), &["pkgr::generate::undeclared", "removed  NEWS"]);
}

#[test]
fn a_missing_output_is_reported() {
    let root = project(&[("news", ":", "['NEWS', 'more/*.c']")]);
    assert_rejected(&pkgr(root.path(), &["build"]), &["pkgr::generate::missing-output", "`outputs[1]`"]);
}

#[test]
fn a_program_that_fails_is_reported_with_its_last_lines() {
    let root = project(&[(
        "news",
        "for i in $(seq 30); do echo line $i; done; printf '\\033[31m::error::x\\n' >&2; exit 3",
        "['NEWS']",
    )]);
    let output = pkgr(root.path(), &["build"]);
    assert_rejected(
        &output,
        &["pkgr::generate::failed", "ended with the status 3", "line 30", "\\u{1b}[31m"],
    );
    assert!(!text(&output.stderr).contains("line 10\n") && !text(&output.stderr).contains('\u{1b}'));
    let root = project(&[("news", "kill -9 $$", "['NEWS']")]);
    assert_rejected(&pkgr(root.path(), &["build"]), &["was killed by the signal 9", "it said nothing"]);
}

#[test]
fn a_program_that_fails_is_reported_with_what_its_copy_of_the_source_lacks() {
    let root = project(&[("news", "cat pipe >NEWS", "['NEWS']")]);
    rustix::fs::mkfifoat(rustix::fs::CWD, root.path().join("tree/pipe"), rustix::fs::Mode::RWXU)
        .expect("can be made");
    let path = root.path().join("release.toml");
    let text = fs::read_to_string(&path).expect("can be read");
    fs::write(&path, text.replace("include = ['**']", "include = ['**'], exclude = ['pipe']"))
        .expect("can be written");
    assert_rejected(&pkgr(root.path(), &["build"]), &["pkgr::generate::failed", "is without `pipe`"]);
}

// T389
#[test]
fn an_empty_directory_below_a_declared_output_is_no_finding() {
    for outputs in ["['vendor/']", "['vendor/**']", "['vendor/', 'vendor/empty/']"] {
        let root = project(&[("vendor", "mkdir -p vendor/empty; printf x >vendor/x", outputs)]);
        stdout(&pkgr(root.path(), &["build"]));
    }
    let root = project(&[("vendor", "mkdir -p vendor other; printf x >vendor/x", "['vendor/']")]);
    assert_rejected(&pkgr(root.path(), &["build"]), &["pkgr::generate::undeclared", "added  other/"]);
}

#[test]
fn a_missing_program_is_reported() {
    let root = project(&[]);
    let path = root.path().join("release.toml");
    let step = "[[generate]]\nname = 'made'\nrun = ['no-such-program']\noutputs = ['made']\n";
    fs::write(&path, fs::read_to_string(&path).expect("can be read") + step).expect("can be written");
    assert_rejected(
        &pkgr(root.path(), &["build"]),
        &["pkgr::generate::failed", "`no-such-program`", "cannot be started"],
    );
}

#[test]
fn what_a_program_leaves_running_neither_holds_us_nor_writes_on() {
    let root = project(&[("news", "(sleep 60; printf late >NEWS) & printf x >NEWS", "['NEWS']")]);
    let start = Instant::now();
    assert_eq!(entry(&plan(root.path()), "NEWS")["sha256"], Digest::of(b"x").to_string());
    assert!(start.elapsed() < Duration::from_secs(30));
}

// T383: a program that left its process group.
#[test]
fn a_program_that_left_the_group_of_its_step_is_ended_with_it() {
    let root = project(&[(
        "news",
        "mark=$PWD/../../../late; (setsid sh -c \"sleep 1; printf late >$mark\" >/dev/null 2>&1 &); printf x >NEWS",
        "['NEWS']",
    )]);
    entry(&plan(root.path()), "NEWS");
    let late = root.path().join("late");
    std::thread::sleep(Duration::from_millis(1500));
    assert!(!late.exists(), "a program of the step was still running");
}

#[test]
fn generated_files_are_selected_like_all_others() {
    let root = project(&[(
        "many",
        "mkdir -p gen out; printf 1 >gen/a.c; printf 2 >gen/b.o; printf 3 >out/c",
        "['gen/**', 'out/**']",
    )]);
    let path = root.path().join("release.toml");
    let text = fs::read_to_string(&path).expect("can be read");
    let text = text
        .replace("include = ['**']", "include = ['**'], exclude = ['*.o', 'out/'], require = ['gen/a.c']");
    fs::write(&path, text).expect("can be written");
    let plan = plan(root.path());
    entry(&plan, "gen/a.c");
    let names: Vec<_> =
        plan["entries"].as_array().expect("is a list").iter().map(|entry| entry["path"].clone()).collect();
    assert!(
        !names.contains(&"hello-1.0/gen/b.o".into()) && !names.contains(&"hello-1.0/out".into()),
        "{names:?}"
    );
}

#[test]
fn a_commit_is_generated_from_and_its_plan_is_a_contract() {
    if !has_git() {
        return;
    }
    let root = project(&[]);
    let repo = root.path().join("tree");
    git(&repo, &["init", "-q"]);
    git(&repo, &["add", "-A"]);
    git(&repo, &["commit", "-q", "-m", "a commit"]);
    git(&repo, &["tag", "v1.0"]);
    // What is not committed is not seen by the program.
    file(&repo, "untracked", b"", 0o644);
    let source = "{ git = 'tree', rev = 'v1.0' }";
    write_manifest(root.path(), source, &[("list", "ls >list", "['list']")]);
    stdout(&pkgr(root.path(), &["plan", "--run-steps", "-o", "plan.json"]));
    let plan = plan(root.path());
    assert_eq!(entry(&plan, "list")["sha256"], Digest::of(b"NEWS\nREADME\nlink\nlist\ntools\n").to_string());
    assert_eq!(plan.get("swhid"), None);
    stdout(&pkgr(root.path(), &["build", "--plan", "plan.json"]));
    // A program that gives something else on another day is seen.
    write_manifest(root.path(), source, &[("list", "ls >list; date +%N >>list", "['list']")]);
    stdout(&pkgr(root.path(), &["plan", "--run-steps", "-o", "plan.json"]));
    let output = pkgr(root.path(), &["build", "--plan", "plan.json", "-d", "other"]);
    assert_rejected(&output, &["pkgr::contract::broken", "hello-1.0/list: sha256"]);
}

#[test]
fn an_unlisted_umask_changes_nothing() {
    let root = project(&[("gen", "mkdir gen; printf 1 >gen/a; printf 2 >b", "['gen/**', 'b']")]);
    stdout(&pkgr(root.path(), &["build"]));
    let first = fs::read(root.path().join("dist/a.tar")).expect("was built");
    let program = env!("CARGO_BIN_EXE_pkgr");
    let script = format!("umask 077; exec '{program}' build -d other");
    let output =
        Command::new("sh").args(["-c", &script]).current_dir(root.path()).output().expect("can be started");
    stdout(&output);
    assert_eq!(first, fs::read(root.path().join("other/a.tar")).expect("was built"));
}

// T314
#[test]
fn commands_are_named_before_they_run_even_when_nothing_else_is_said() {
    let root = project(&[("one", "touch made", "['made']"), ("two", "touch made-too", "['made-too']")]);
    let output = pkgr(root.path(), &["build", "-q"]);
    let said = text(&output.stderr);
    assert!(output.status.success(), "{said}");
    let lines: Vec<&str> = said.lines().collect();
    let [one, two] = &lines[..] else { panic!("{said}") };
    assert_eq!(*one, "running the step `one`: [\"sh\", \"-c\", \"touch made\"]");
    assert_eq!(*two, "running the step `two`: [\"sh\", \"-c\", \"touch made-too\"]");
}
