//! What is found in the output directory, and what is left there.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use crate::support::{self, command, file, pkgr, say, stdout, text};
use crate::{MANIFEST, WHOLE, names, project};

#[test]
fn the_files_have_the_mode_that_the_umask_leaves() {
    for (umask, expected) in [("022", 0o644), ("077", 0o600), ("002", 0o664)] {
        let root = project(1000);
        let script = format!("umask {umask}; exec '{}' build -q", env!("CARGO_BIN_EXE_pkgr"));
        let status =
            Command::new("sh").args(["-c", &script]).current_dir(root.path()).stdout(Stdio::null()).status();
        assert!(status.expect("sh starts").success());
        for name in WHOLE {
            let metadata = fs::metadata(root.path().join("dist").join(name)).expect("was written");
            assert_eq!(metadata.permissions().mode() & 0o7777, expected, "{name} with umask {umask}");
        }
    }
}

// T059
#[test]
fn an_output_directory_with_sources_in_it_is_rejected_and_one_with_archives_is_left_out() {
    let root = project(1000);
    let manifest = MANIFEST
        .replace("'tree'", "'.'")
        .replace("include = ['**']", "include = ['**'], exclude = ['*.toml']");
    fs::write(root.path().join("release.toml"), &manifest).expect("can be written");
    for arguments in
        [&["build", "-d", "tree"][..], &["plan", "-d", "tree"], &["build", "--check", "-d", "tree"]]
    {
        let output = pkgr(root.path(), arguments);
        let reported = ["pkgr::files::output-holds-sources", "`tree` contains files", "`tree/f0`", "`-d`"];
        support::assert_rejected(&output, &reported);
        assert_eq!(names(&root.path().join("tree")), ["f0", "f1", "f2", "f3"]);
    }
    // Where the manifest leaves them out, nothing is lost that it selects.
    let meant = manifest
        .replace("'*.toml'", "'*.toml', 'tree/f*'")
        .replace("include = ['**']", "include = ['**', 'x']");
    file(root.path(), "x", b"x", 0o644);
    fs::write(root.path().join("release.toml"), meant).expect("can be written");
    stdout(&pkgr(root.path(), &["build", "-q", "-d", "tree"]));
    // The next build packs neither this one's archives nor those of an earlier version.
    fs::write(root.path().join("release.toml"), &manifest).expect("can be written");
    let first = pkgr(root.path(), &["build", "-d", "dist"]);
    stdout(&first);
    assert!(!text(&first.stderr).contains("output-inside"), "it was not there yet");
    let built = fs::read(root.path().join("dist/a.tar.gz")).expect("was built");
    let again = pkgr(root.path(), &["build"]);
    assert!(text(&stdout(&again)).contains("unchanged"), "{}", text(&again.stdout));
    assert!(text(&again.stderr).contains("not packed\n"), "{}", text(&again.stderr));
    for name in ["hello-0.9.tar.gz", "hello-0.9.tar.gz.asc"] {
        file(&root.path().join("dist"), name, b"old", 0o644);
    }
    let again = pkgr(root.path(), &["build"]);
    stdout(&again);
    for part in ["pkgr::files::output-inside", "`dist/hello-0.9.tar.gz`", "`dist/hello-0.9.tar.gz.asc`"] {
        assert!(text(&again.stderr).contains(part), "`{part}` is not in\n{}", text(&again.stderr));
    }
    assert_eq!(fs::read(root.path().join("dist/a.tar.gz")).expect("was built"), built);
    // An excluded directory needs no message.
    fs::write(root.path().join("release.toml"), manifest.replace("'*.toml'", "'*.toml', 'dist/'"))
        .expect("can be written");
    file(&root.path().join("dist"), "notes", b"", 0o644);
    assert_eq!(text(&pkgr(root.path(), &["build"]).stderr), "");
}

// T194
#[test]
fn a_file_of_that_name_stays_where_it_is_the_same_and_is_replaced_on_demand_alone() {
    let root = project(1000);
    let dist = root.path().join("dist");
    stdout(&pkgr(root.path(), &["build", "-q"]));
    let good: Vec<Vec<u8>> =
        WHOLE.iter().map(|name| fs::read(dist.join(name)).expect("was written")).collect();
    let old = filetime::FileTime::from_unix_time(1_000_000_000, 0);
    WHOLE.iter().for_each(|name| filetime::set_file_mtime(dist.join(name), old).expect("can be set"));
    stdout(&pkgr(root.path(), &["build", "-q"]));
    for name in WHOLE {
        let time = fs::metadata(dist.join(name)).expect("is there").modified().expect("has a time");
        assert_eq!(filetime::FileTime::from_system_time(time), old, "{name} was touched");
    }
    for name in WHOLE {
        fs::write(dist.join(name), "other").expect("can be written");
        let output = pkgr(root.path(), &["build", "-q"]);
        support::assert_rejected(&output, &["pkgr::build::output-exists", name]);
        assert_eq!(fs::read(dist.join(name)).expect("is kept"), b"other");
        stdout(&pkgr(root.path(), &["build", "-q", "--force"]));
        let found: Vec<Vec<u8>> =
            WHOLE.iter().map(|name| fs::read(dist.join(name)).expect("is there")).collect();
        assert!(found == good, "{name}");
    }
}

// T210
#[test]
fn the_checksum_file_is_read_by_the_programs_that_check_it() {
    let root = project(1000);
    stdout(&pkgr(root.path(), &["build", "-q"]));
    let dist = root.path().join("dist");
    let mut seen = 0;
    for script in
        ["sha256sum -c --strict SHA256SUMS", "shasum -a 256 -c SHA256SUMS", "busybox sha256sum -c SHA256SUMS"]
    {
        let run = || Command::new("sh").args(["-c", script]).current_dir(&dist).output().expect("sh starts");
        if run().status.code() == Some(127) {
            say(&format!("SKIPPED: `{script}` cannot be started"));
            continue;
        }
        seen += 1;
        assert!(run().status.success(), "{script}: {:?}", run());
        let whole = fs::read(dist.join("b.tar.xz")).expect("was built");
        fs::write(dist.join("b.tar.xz"), "other").expect("can be written");
        assert!(!run().status.success(), "{script} checks nothing");
        fs::write(dist.join("b.tar.xz"), whole).expect("can be written");
    }
    assert!(seen > 0 || !cfg!(target_os = "linux"));
}

// T200
#[test]
fn a_denied_lint_builds_nothing_and_makes_no_directory() {
    let root = project(1000);
    file(&root.path().join("tree"), ".env", b"TOKEN=1", 0o600);
    let output = pkgr(root.path(), &["build"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("pkgr::lint::secret"), "{}", text(&output.stderr));
    assert!(!text(&output.stderr).contains("TOKEN"), "a secret is not printed");
    assert!(!root.path().join("dist").exists());
}

#[test]
fn a_checksum_file_that_lacks_a_line_is_a_finding() {
    let root = project(1000);
    stdout(&pkgr(root.path(), &["build"]));
    let sums = root.path().join("dist/SHA256SUMS");
    let whole = fs::read_to_string(&sums).expect("was written");
    // Lines about other files are no business of this build.
    fs::write(&sums, whole.clone() + &"0".repeat(64) + "  other.zip\n").expect("can be written");
    stdout(&pkgr(root.path(), &["build", "--check"]));
    let line = whole.lines().next().expect("has lines").to_owned();
    for changed in [whole.replace(&line, ""), whole.replace(&line[..4], "zzzz"), String::new()] {
        fs::write(&sums, changed).expect("can be written");
        let output = pkgr(root.path(), &["build", "--check"]);
        assert_eq!(output.status.code(), Some(1));
        let reported = text(&output.stderr);
        assert!(reported.contains("pkgr::build::checksums") && reported.contains(&line), "{reported}");
    }
    fs::remove_file(&sums).expect("can be removed");
    assert_eq!(pkgr(root.path(), &["build", "--check"]).status.code(), Some(1));
}

/// A report is whole under its name or not there, as every file that is written.
#[test]
fn a_plan_or_a_report_replaces_a_file_whole_and_writes_into_what_is_none() {
    let root = project(1000);
    let path = root.path().join("out.json");
    fs::write(&path, "old").expect("can be written");
    let failed = pkgr(root.path(), &["diff", "tree", "nowhere", "--format", "json", "-o", "out.json"]);
    assert_eq!((failed.status.code(), fs::read(&path).expect("is there")), (Some(2), b"old".to_vec()));
    for arguments in [&["plan"][..], &["diff", "tree", "tree", "--format", "json"]] {
        pkgr(root.path(), &[arguments, &["-q", "-o", "out.json"]].concat());
        assert!(fs::read(&path).expect("is there").ends_with(b"}\n"));
        // A device stays what it is.
        let output = pkgr(root.path(), &[arguments, &["-q", "-o", "/dev/null"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let null = fs::symlink_metadata("/dev/null").expect("is there");
        assert!(std::os::unix::fs::FileTypeExt::is_char_device(&null.file_type()));
    }
    assert_eq!(names(root.path()), ["out.json", "release.toml", "tree"]);
}

#[test]
fn a_name_that_is_not_utf_8_is_kept() {
    use std::os::unix::ffi::OsStrExt as _;
    let root = project(1000);
    let name = std::ffi::OsStr::from_bytes(b"plan-\xff.json");
    let output = command(root.path(), &["plan", "-q", "-o"]).arg(name).output().expect("pkgr can be started");
    stdout(&output);
    assert!(root.path().join(name).is_file());
}
