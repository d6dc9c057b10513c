//! What cannot be built, tried or asked for.

use std::fs;
use std::process::Command;

use pkgr::vary::Variation;
use serde_json::Value;

use super::project::{DIRECTORY, PATH, SET, leaking, pkgr, project, vary};
use crate::support::{command, file, temp_dir, text};

// T191
#[test]
fn a_signal_stops_the_build_that_runs_and_leaves_nothing() {
    let root = leaking("sleep 30");
    let temporary = root.path().join("temporary");
    fs::create_dir_all(&temporary).expect("can be made");
    let mut command = command(root.path(), &["vary"]);
    let mut child = command.env("PATH", PATH).env("TMPDIR", &temporary).spawn().expect("can be started");
    let is_there = || fs::read_dir(&temporary).expect("is there").count() > 1;
    let start = std::time::Instant::now();
    while !is_there() && start.elapsed().as_secs() < 20 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    assert!(sent.expect("kill can be started").success());
    let status = child.wait().expect("ends");
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(15), "{status}");
    assert!(start.elapsed().as_secs() < 25, "it waited for the step");
    assert_eq!(fs::read_dir(&temporary).expect("is there").count(), 0);
}

#[test]
fn a_step_that_fails_in_other_surroundings_is_a_finding() {
    let root = leaking("test \"$(ulimit -n)\" != 64 || exit 3");
    let varied = vary(root.path(), &["--only", "umask,descriptors"]);
    assert_eq!(varied.outcomes("umask"), ["same", "same"]);
    assert_eq!(varied.outcomes("descriptors"), ["failed"]);
    let row = varied.rows().iter().find(|row| row["variation"] == "descriptors").expect("is there");
    assert!(row["reason"].as_str().is_some_and(|why| why.contains("ended with the status 3")), "{row:#}");
    assert_eq!(varied.code, Some(1));
}

#[test]
fn what_cannot_be_built_cannot_be_varied() {
    let root = leaking("exit 3");
    let varied = vary(root.path(), &[]);
    assert_eq!((varied.code, &varied.report), (Some(2), &Value::Null));
    assert!(varied.reported.contains("pkgr::generate::failed"), "{}", varied.reported);
    let root = project("{ directory = 'nowhere' }", SET, &[]);
    let varied = vary(root.path(), &[]);
    assert_eq!((varied.code, &varied.report), (Some(2), &Value::Null));
    assert!(varied.reported.contains("nowhere"), "{}", varied.reported);
}

#[test]
fn only_knows_the_names_and_suggests_the_nearest() {
    let root = project(DIRECTORY, SET, &[]);
    let output = pkgr(root.path(), &["vary", "--only", "time,umasc"]);
    assert_eq!(output.status.code(), Some(2));
    let reported = text(&output.stderr);
    assert!(
        reported.contains("'umasc'") && reported.contains("a similar value exists: 'umask'"),
        "{reported}"
    );
    let varied = vary(root.path(), &["--only", "umask,home,umask"]);
    let names: Vec<_> =
        varied.rows().iter().map(|row| row["variation"].as_str().expect("is a name")).collect();
    assert_eq!(names, ["nothing", "home", "umask", "umask", "all"]);
    let help = text(&pkgr(root.path(), &["vary", "--help"]).stdout);
    let unbroken = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for variation in Variation::ALL {
        assert!(help.contains(variation.name()) && unbroken.contains(variation.summary()), "{help}");
    }
}

#[test]
fn a_selection_that_cannot_be_tried_proves_nothing() {
    // A directory with one file has one order.
    let root = temp_dir();
    file(&root.path().join("tree"), "README", b"read me\n", 0o644);
    let manifest = "schema = 1\npackage = { name = 'hello', version = '1.0' }\nsource = { directory = 'tree' }\n\
        files = { include = ['**'] }\nnormalize = { mtime = { set = 1 } }\n[[archive]]\nfile = 'a.tar.gz'\n";
    fs::write(root.path().join("release.toml"), manifest).expect("can be written");
    let varied = vary(root.path(), &["--only", "file-order"]);
    assert_eq!(varied.outcomes("file-order"), ["not-tried", "not-tried"], "{:#}", varied.report);
    assert_eq!(varied.report["counts"]["not-tried"], 2);
    assert_eq!(varied.code, Some(2));
    assert!(varied.reported.contains("pkgr::vary::nothing-tried"), "{}", varied.reported);
}
