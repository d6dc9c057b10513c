//! The reports, for people and for programs.

use std::fs;

use serde_json::Value;

use super::project::{DIRECTORY, SET, leaking, pkgr, project, vary};
use crate::support::text;

#[test]
fn the_report_is_as_its_schema_says_and_names_what_was_compared() {
    let root = project(DIRECTORY, SET, &[]);
    let schema: Value = serde_json::from_str(&pkgr::report::vary::schema()).expect("is JSON");
    let varied = vary(root.path(), &["--only", "umask,memory"]);
    for key in schema["required"].as_array().expect("requires keys") {
        assert!(varied.report.get(key.as_str().expect("is a key")).is_some(), "{key}");
    }
    let compared = |name: &str| {
        let row = varied.rows().iter().find(|row| row["variation"] == name).expect("is there");
        row["compared"].as_str().expect("is a word").to_owned()
    };
    assert_eq!(["umask", "memory", "nothing", "all"].map(compared), ["tar", "archive", "archive", "archive"]);
    let counts = &varied.report["counts"];
    assert_eq!((&counts["same"], &counts["differs"]), (&5.into(), &0.into()), "{:#}", varied.report);
    // The archives are those of a build.
    let built = pkgr(root.path(), &["build", "--format", "json", "-d", "out"]);
    let built: Value = serde_json::from_slice(&built.stdout).expect("is JSON");
    for (one, other) in [(0, "a.tar.gz"), (1, "b.tar.xz")] {
        assert_eq!(varied.report["archives"][one]["file"], other);
        for key in ["sha256", "tar-sha256"] {
            assert_eq!(varied.report["archives"][one][key], built["archives"][one][key]);
        }
    }
    let full = vary(root.path(), &["--only", "umask", "--full"]);
    assert!(full.rows().iter().all(|row| row["compared"] == "archive"), "{:#}", full.report);
}

#[test]
fn the_report_for_people_has_a_row_for_each_case() {
    let root = leaking("pwd");
    let output = pkgr(root.path(), &["vary", "--only", "umask,working-directory", "-o", "report.txt"]);
    assert_eq!((output.status.code(), &*text(&output.stdout)), (Some(1), ""));
    let report = fs::read_to_string(root.path().join("report.txt")).expect("was written");
    for part in [
        "variation          what was changed",
        "nothing            two builds, one after the other",
        "umask              umask 0077                                               same",
        "working-directory  started elsewhere; steps run at a path 120 bytes longer  differs",
        "2 same, 3 differ",
        "compared: the tar stream of every archive; as published: all",
        "nothing: differs even when nothing is varied",
        "  made by the step `leak`, line 14 of the manifest: hello-1.0/made",
    ] {
        assert!(report.contains(part), "`{part}` is not in\n{report}");
    }
}
