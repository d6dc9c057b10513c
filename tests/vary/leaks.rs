//! Every leak is found, and named with what brings it out.

use std::fs;
use std::process::Command;

use super::project::{DIRECTORY, SET, Varied, leaking, project, vary};
use crate::support::{say, text};

/// Scripts that leak, with the variations that find it.
fn leaks() -> Vec<(&'static str, &'static [&'static str])> {
    vec![
        ("date +%Y", &["time"]),
        ("date +%s", &["time"]),
        ("pwd", &["working-directory", "temporary-directory"]),
        ("nproc", &["cpus"]),
        ("hostname || uname -n", &["host-name"]),
        ("id -u", &["uid"]),
        ("uname -r", &["kernel"]),
        ("ulimit -n", &["descriptors"]),
        ("ulimit -d", &["memory"]),
        ("echo \"$PATH\"", &["path"]),
        ("stat -c %Y README", &["mtimes"]),
        ("ls -U . src", &["file-order"]),
        ("sed -n s/personality//p /proc/self/status; cat /proc/self/personality", &["aslr", "kernel"]),
    ]
}

#[test]
fn every_leak_of_a_step_is_found_and_named() {
    for (script, expected) in leaks() {
        let root = leaking(script);
        let mut names = vec!["umask", "tool-options"];
        names.extend(expected);
        let varied = vary(root.path(), &["--only", &names.join(",")]);
        let tried: Vec<&str> = expected.iter().copied().filter(|name| varied.was_tried(name)).collect();
        let found = varied.differing();
        for name in ["umask", "tool-options"] {
            assert!(!found.contains(&name), "{script}: {:#}", varied.report);
        }
        for name in &tried {
            assert!(found.contains(name), "{script} is not found by {name}: {:#}", varied.report);
            assert!(varied.reported.contains(name), "{script}: {}", varied.reported);
        }
        if !tried.is_empty() {
            assert_eq!(varied.code, Some(1), "{script}");
            let reported = ["pkgr::vary::differs", "the step `leak` makes other files"];
            reported
                .iter()
                .for_each(|part| assert!(varied.reported.contains(part), "{script}: {}", varied.reported));
        }
    }
}

#[test]
fn a_step_that_does_not_stand_libfaketime_is_not_blamed_for_it() {
    let root = leaking("test -z \"$LD_PRELOAD\" || exit 3");
    let varied = vary(root.path(), &["--only", "time,umask"]);
    assert_eq!(varied.outcomes("time"), ["not-tried"; 3], "{:#}", varied.report);
    assert_eq!((varied.outcomes("umask"), varied.code), (vec!["same", "same"], Some(0)));
}

/// What remains where libfaketime is not installed: the clock goes on, and nothing else is blamed.
#[test]
fn without_libfaketime_a_clock_is_something_that_differs_anyway() {
    let root = leaking("date +%s%N");
    let temporary = root.path().join("temporary");
    fs::create_dir_all(&temporary).expect("can be made");
    let script = "for directory in /usr/lib/*/faketime /usr/lib*/faketime; do \
                  ! test -d $directory || mount -t tmpfs tmpfs $directory || exit 77; done; exec \"$0\" \"$@\"";
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", script, env!("CARGO_BIN_EXE_pkgr"), "vary", "--format", "json"]);
    command.args(["--only", "time,umask"]).current_dir(root.path()).env("TMPDIR", &temporary);
    let output = match command.output() {
        Ok(output) if matches!(output.status.code(), Some(0..=2)) && !output.stdout.is_empty() => output,
        _ => {
            say("SKIPPED: nothing can be mounted here, so libfaketime cannot be hidden");
            return;
        }
    };
    let report = serde_json::from_slice(&output.stdout).expect("is JSON");
    let varied = Varied { report, code: output.status.code(), reported: text(&output.stderr) };
    assert_eq!(varied.outcomes("nothing"), ["differs"]);
    assert_eq!(varied.outcomes("time"), ["not-tried"; 3]);
    assert_eq!(varied.outcomes("umask"), ["unclear"; 2]);
    assert_eq!(varied.code, Some(1));
}

/// The three leaks of one step, each with its own name.
#[test]
fn leaks_of_one_step_are_distinguished() {
    let script = "date +%F >DATE; pwd >PLACE; nproc >CORES";
    let root = project(DIRECTORY, SET, &[("leak", script, "['DATE', 'PLACE', 'CORES']")]);
    let varied = vary(root.path(), &["--only", "time,working-directory,cpus,umask"]);
    for (name, file) in [("time", "DATE"), ("working-directory", "PLACE"), ("cpus", "CORES")] {
        if !varied.was_tried(name) {
            continue;
        }
        let row = varied.rows().iter().find(|row| row["variation"] == name && row["outcome"] == "differs");
        let row = row.unwrap_or_else(|| panic!("{name}: {:#}", varied.report));
        let blame = &row["differences"][0]["blame"];
        let expected = serde_json::json!([
            { "step": { "name": "leak", "line": 14, "members": [format!("hello-1.0/{file}")] } }
        ]);
        assert_eq!(*blame, expected, "{name}");
        assert_eq!(row["differences"][0]["archives"], serde_json::json!(["a.tar.gz", "b.tar.xz"]));
    }
    assert!(varied.outcomes("umask").iter().all(|outcome| *outcome == "same"), "{:#}", varied.report);
    // The scratch copy has another name each time, so this one differs anyway.
    assert_eq!(varied.outcomes("nothing"), ["differs"]);
    assert!(
        varied.reported.contains("even when nothing is varied, and with: working-directory"),
        "{}",
        varied.reported
    );
}

#[test]
fn random_differences_are_reported_as_such_and_hide_nothing_else() {
    let script = "od -An -N16 -tx1 /dev/urandom >RANDOM; nproc >CORES";
    let root = project(DIRECTORY, SET, &[("leak", script, "['RANDOM', 'CORES']")]);
    let varied = vary(root.path(), &["--only", "umask,cpus"]);
    assert_eq!(varied.outcomes("nothing"), ["differs"]);
    assert_eq!(varied.outcomes("umask"), ["unclear", "unclear"], "{:#}", varied.report);
    if varied.was_tried("cpus") {
        assert_eq!(varied.outcomes("cpus"), ["differs", "unclear"], "{:#}", varied.report);
    }
    assert_eq!(varied.code, Some(1));
    assert!(varied.reported.contains("even when nothing is varied"), "{}", varied.reported);
}

#[test]
fn times_of_files_that_are_kept_are_found_with_their_key() {
    let root = project(DIRECTORY, "{ clamp = 1749656217 }", &[]);
    filetime::set_file_mtime(
        root.path().join("tree/README"),
        filetime::FileTime::from_unix_time(1_500_000_000, 0),
    )
    .expect("can be set");
    let varied = vary(root.path(), &["--only", "mtimes,build-path"]);
    assert_eq!(varied.differing(), ["mtimes", "all"], "{:#}", varied.report);
    let row = varied.rows().iter().find(|row| row["variation"] == "mtimes").expect("is there");
    let expected = serde_json::json!([{ "key": { "name": "[normalize] mtime", "line": 5 } }]);
    assert_eq!(row["differences"][0]["blame"], expected);
    assert_eq!(row["differences"][0]["causes"][0]["cause"], "mtime");
    assert_eq!(varied.code, Some(1));
    for part in ["pkgr::vary::differs", "members have other times when this is varied: mtimes"] {
        assert!(varied.reported.contains(part), "{}", varied.reported);
    }
}
