//! Closed streams, and files that are no inputs.

use std::fs;
use std::io::Write as _;
use std::process::Command;
use std::time::Duration;

use crate::project;
use crate::support::{self, fifo, pkgr, stdout, temp_dir, text};

// T193
#[test]
fn every_command_bears_an_output_that_is_closed_or_full() {
    let root = project(1000);
    stdout(&pkgr(root.path(), &["build", "-q"]));
    for command in [
        "plan",
        "plan --format json",
        "plan --format mtree",
        "plan --explain f0",
        "build --format json",
        "build --check",
        "verify dist/a.tar.gz",
        "diff dist/a.tar.gz tree",
        "lint dist/a.tar.gz",
        "check",
        "schema",
        "completions bash",
        "man",
        "explain",
        "--help",
        "--version",
    ] {
        for redirection in ["> /dev/full", ">&-", "2>&-", ">&- 2>&-", "<&-", "| true"] {
            let script = format!("'{}' {command} {redirection}", env!("CARGO_BIN_EXE_pkgr"));
            let output = Command::new("sh")
                .args(["-c", &script])
                .current_dir(root.path())
                .output()
                .expect("sh starts");
            let reported = text(&output.stderr);
            assert!(!reported.contains("panicked"), "{script}: {reported}");
            assert!(output.status.code().is_some_and(|code| code <= 2), "{script}: {output:?}");
            if redirection == "> /dev/full" && !matches!(command, "check" | "--help" | "--version") {
                assert_eq!(output.status.code(), Some(2), "{script}: {reported}");
            }
        }
    }
}

// T168, T193
#[test]
fn a_hyphen_is_a_name_where_something_is_read_and_standard_output_where_it_is_written() {
    let root = project(1000);
    for arguments in [&["lint", "-"][..], &["diff", "-", "tree"], &["verify", "-"], &["build", "--plan", "-"]]
    {
        let output = pkgr(root.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains("`-`"), "{arguments:?}: {}", text(&output.stderr));
    }
    assert!(stdout(&pkgr(root.path(), &["plan", "-q", "-o", "-"])).starts_with(b"{"));
    assert!(!root.path().join("-").exists());
}

// T193
#[test]
fn an_output_that_is_closed_or_full_is_no_crash() {
    let root = project(1000);
    let run = |redirection: &str| {
        let script = format!("'{}' plan {redirection}", env!("CARGO_BIN_EXE_pkgr"));
        Command::new("sh").args(["-c", &script]).current_dir(root.path()).output().expect("sh starts")
    };
    let full = run("> /dev/full");
    assert_eq!(full.status.code(), Some(2));
    assert!(text(&full.stderr).contains("standard output"), "{}", text(&full.stderr));
    let closed = run(">&-");
    assert!(closed.status.code().is_some_and(|code| code == 0 || code == 2), "{closed:?}");
    for output in [full, closed, run("2>&-"), run("| true")] {
        assert!(!text(&output.stderr).contains("panicked"), "{}", text(&output.stderr));
    }
}

// T168
#[test]
fn what_is_no_archive_or_is_still_being_written_is_an_answer_and_no_crash() {
    let root = project(3_000_000);
    stdout(&pkgr(root.path(), &["build", "-q"]));
    fs::create_dir(root.path().join("directory")).expect("can be made");
    fifo(&root.path().join("fifo"));
    for arguments in [
        &["lint", "directory"][..],
        &["lint", "fifo"],
        &["lint", "nowhere"],
        &["verify", "fifo"],
        &["verify", "directory"],
        &["diff", "fifo", "tree"],
        &["lint", "/dev/null"],
    ] {
        let output = pkgr(root.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains(arguments[1]), "{arguments:?}: {}", text(&output.stderr));
    }
    let whole = fs::read(root.path().join("dist/b.tar.xz")).expect("was built");
    let path = root.path().join("growing.tar.xz");
    let mut growing = fs::File::create(&path).expect("can be made");
    let mut codes = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for piece in whole.chunks(whole.len() / 40) {
                growing.write_all(piece).expect("can be written");
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        (0..6).for_each(|_| codes.push(pkgr(root.path(), &["lint", "growing.tar.xz"]).status.code()));
    });
    assert!(codes.iter().all(|code| matches!(code, Some(0 | 1))), "{codes:?}");
    assert_eq!(codes[0], Some(1), "it was not whole yet");
    assert_eq!(pkgr(root.path(), &["lint", "growing.tar.xz"]).status.code(), Some(0));
}

// T003
#[test]
fn a_manifest_that_is_far_too_large_is_rejected_without_being_read() {
    let root = temp_dir();
    let manifest = fs::File::create(root.path().join("release.toml")).expect("can be made");
    manifest.set_len(100 << 20).expect("can be extended");
    let script = format!("ulimit -v 200000; exec '{}' check", env!("CARGO_BIN_EXE_pkgr"));
    let output =
        Command::new("sh").args(["-c", &script]).current_dir(root.path()).output().expect("sh starts");
    support::assert_rejected(&output, &["pkgr::manifest::too-large"]);
    // A device has no end, and is not read at all.
    let output = pkgr(root.path(), &["check", "-m", "/dev/zero"]);
    support::assert_rejected(&output, &["pkgr::io", "/dev/zero", "no ordinary file but a device"]);
}

/// `<(…)` of a shell and `/dev/stdin` are fifos: they are read twice, so what they give has to be in a file.
#[test]
fn a_stream_in_place_of_an_archive_is_rejected_with_what_to_do_instead() {
    let root = temp_dir();
    for script in ["printf x | \"$0\" lint /dev/stdin", "printf x | \"$0\" diff x.tar /dev/stdin"] {
        fs::write(root.path().join("x.tar"), [0; 1024]).expect("can be written");
        let mut command = Command::new("sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_pkgr")]).current_dir(root.path());
        let output = command.output().expect("sh starts");
        let parts =
            ["no ordinary file but a fifo", "write what it gives to a file first, and name that file"];
        support::assert_rejected(&output, &parts);
    }
}

// T054, T168
#[test]
fn a_fifo_in_place_of_an_output_or_a_plan_is_rejected_at_once() {
    let root = project(1000);
    let dist = root.path().join("dist");
    for name in ["a.tar.gz", "SHA256SUMS"] {
        fs::create_dir(&dist).expect("can be made");
        fifo(&dist.join(name));
        for arguments in [&["build"][..], &["build", "--check"], &["build", "--force"]] {
            let output = pkgr(root.path(), arguments);
            assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
            let reported = text(&output.stderr).replace("\n  │ ", " ");
            assert!(reported.contains(name) && reported.contains("no ordinary file"), "{reported}");
        }
        fs::remove_dir_all(&dist).expect("can be removed");
    }
    fifo(&root.path().join("plan.json"));
    let output = pkgr(root.path(), &["build", "--plan", "plan.json"]);
    assert!(text(&output.stderr).contains("no ordinary file"), "{}", text(&output.stderr));
}

#[test]
fn more_threads_than_can_be_are_a_matter_of_usage() {
    let root = project(1000);
    for jobs in ["0", "1025", "18446744073709551616", "many"] {
        let output = pkgr(root.path(), &["plan", "-j", jobs]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("from 1 to 1024"), "{}", text(&output.stderr));
    }
    stdout(&pkgr(root.path(), &["build", "-j", "1024"]));
}
