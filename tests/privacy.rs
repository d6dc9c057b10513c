//! Outputs reveal nothing about the user who made them, nor secrets in the files.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Output;

use support::{assert_rejected, command, file, git, has_git, pkgr, say, stdout, temp_dir, text};

/// Words that stand for the machine and the person; no output has a reason to hold one.
const USER: &str = "quetzalcoatl";
const HOME: &str = "/home/quetzalcoatl";
const DIRECTORY: &str = "xylophone-workshop";

const ARCHIVES: &str = "[[archive]]\nfile = 'a.tar.gz'\n[[archive]]\nfile = 'b.tar.xz'\ntar = 'gnu-1.34-gnu'\n\
    compression = { format = 'xz', level = 1 }\n[[archive]]\nfile = 'c.tar'\n";

fn manifest(source: &str) -> String {
    format!(
        "schema = 1\npackage = {{ name = 'hello', version = '1.0' }}\nsource = {source}\n\
         files = {{ include = ['**'] }}\nnormalize = {{ mtime = {{ set = 1749656217 }} }}\n{ARCHIVES}"
    )
}

/// A project in a directory whose path is known by one word; `None` where there is no git.
fn project() -> Option<(tempfile::TempDir, PathBuf)> {
    if !has_git() {
        return None;
    }
    let root = temp_dir();
    let work = root.path().join(DIRECTORY);
    file(&work, "repo/README", b"read me\n", 0o644);
    file(&work, "repo/src/run.sh", b"#!/bin/sh\n", 0o755);
    git(&work.join("repo"), &["init", "-q"]);
    git(&work.join("repo"), &["add", "-A"]);
    git(&work.join("repo"), &["commit", "-q", "-m", "a commit"]);
    git(&work.join("repo"), &["tag", "-a", "-m", "release", "v1.0"]);
    fs::write(work.join("git.toml"), manifest("{ git = 'repo', rev = 'v1.0' }")).expect("can be written");
    fs::write(work.join("tree.toml"), manifest("{ directory = 'repo/src' }")).expect("can be written");
    Some((root, work))
}

/// Started elsewhere, as a person on a machine would.
fn run(work: &Path, arguments: &[&str]) -> Output {
    let mut command = command(Path::new("/"), &["-q", "-C", work.to_str().expect("a plain path")]);
    command.args(arguments).env("USER", USER).env("LOGNAME", USER).env("HOME", HOME);
    command.env("HOSTNAME", USER).env("PWD", work).env("TMPDIR", work);
    command.output().expect("pkgr can be started")
}

/// The bytes of a file as they are, and as they are decompressed.
fn opened(path: &Path) -> Vec<u8> {
    let mut bytes = fs::read(path).expect("was written");
    let whole = bytes.clone();
    match path.extension().and_then(|end| end.to_str()) {
        Some("gz") => drop(flate2::read::GzDecoder::new(&*whole).read_to_end(&mut bytes).expect("is gzip")),
        Some("xz") => drop(liblzma::read::XzDecoder::new(&*whole).read_to_end(&mut bytes).expect("is xz")),
        _ => {}
    }
    bytes
}

fn host() -> Option<String> {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").ok()?;
    // A name such as `vm` is a word like any other.
    Some(name.trim().to_owned()).filter(|name| name.len() > 5)
}

// T202
#[test]
fn no_output_names_the_user_the_host_or_a_directory() {
    let Some((_root, work)) = project() else { return };
    let mut outputs: Vec<(String, Vec<u8>)> = Vec::new();
    for name in ["git.toml", "tree.toml"] {
        let dist = format!("dist-{name}");
        let with = |arguments: &[&str]| {
            let all = [&["-m", name][..], arguments].concat();
            (all.join(" "), stdout(&run(&work, &all)))
        };
        for format in ["table", "list", "json", "mtree"] {
            outputs.push(with(&["plan", "--format", format, "-o", "plan.json"]));
        }
        outputs.push(with(&["build", "--format", "json", "-d", &dist]));
        let published = ["a.tar.gz", "b.tar.xz", "c.tar"].map(|archive| format!("{dist}/{archive}"));
        let [gzip, xz, tar] = published.each_ref().map(String::as_str);
        outputs.push(with(&["verify", gzip, xz, tar, "--format", "json"]));
        outputs.push(with(&["lint", gzip, "--format", "json"]));
        for file in [gzip, xz, tar, &format!("{dist}/SHA256SUMS"), "plan.json"] {
            outputs.push((format!("{name}: {file}"), opened(&work.join(file))));
        }
        for format in ["text", "json"] {
            let output = run(&work, &["diff", gzip, tar, "--format", format]);
            assert_eq!(output.status.code(), Some(1));
            outputs.push((format!("diff as {format}"), output.stdout));
        }
    }
    outputs
        .push(("shell".to_owned(), stdout(&run(&work, &["-m", "tree.toml", "plan", "--format", "shell"]))));
    let host = host();
    for (what, bytes) in &outputs {
        let shown = text(bytes);
        assert!(!bytes.is_empty(), "{what}");
        for word in [Some(USER), Some(HOME), Some(DIRECTORY), host.as_deref()].into_iter().flatten() {
            assert!(!shown.contains(word), "{what} holds `{word}`:\n{shown}");
        }
    }
    assert!(outputs.len() > 20);
}

/// Put together here, so that this file holds no token.
fn secrets() -> [(&'static str, String, &'static str); 3] {
    let body = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ2bC4eF6hJ8kL0nP";
    let key = format!("-----{} PRIVATE KEY-----\n{body}{}\n", "BEGIN", &body[..23]);
    [
        ("src/key.c", format!("/* a */\n{key}"), "private key in line 2"),
        (
            "README",
            format!("see\n\ntoken: {}{}\n", "gh", format_args!("p_{}", &body[..36])),
            "token of GitHub in line 3",
        ),
        ("conf/deep/settings", format!("id={}{}", "AK", "IAQWERTYUIASDFG234"), "access key of AWS in line 1"),
    ]
}

fn with_secrets(lints: &str) -> tempfile::TempDir {
    let root = temp_dir();
    for (name, bytes, _) in secrets() {
        file(&root.path().join("tree"), name, bytes.as_bytes(), 0o644);
    }
    file(&root.path().join("tree"), "plain", b"nothing\n", 0o644);
    let manifest = manifest("{ directory = 'tree' }") + lints;
    fs::write(root.path().join("release.toml"), manifest).expect("can be written");
    root
}

/// No part of a value that is longer than its public beginning.
fn assert_kept(output: &Output) {
    for (_, bytes, _) in secrets() {
        let value = bytes.split_whitespace().last().expect("is there");
        let (reported, printed) = (text(&output.stderr), text(&output.stdout));
        let is_shown = |part: &[u8]| reported.contains(&text(part)) || printed.contains(&text(part));
        assert!(
            !value.as_bytes().windows(12).any(is_shown),
            "a part of `{value}` is printed:\n{reported}{printed}"
        );
    }
}

// T201
#[test]
fn a_key_or_a_token_inside_a_file_is_rejected_with_its_place_and_without_its_value() {
    let root = with_secrets("");
    for arguments in [&["plan"][..], &["plan", "--format", "json"], &["build"], &["-v", "build"]] {
        let output = pkgr(root.path(), arguments);
        let mut parts = vec!["pkgr::lint::secret-content".to_owned(), "3 files hold".to_owned()];
        parts.extend(secrets().map(|(name, _, what)| format!("`{name}`: {what}")));
        assert_rejected(&output, &parts.iter().map(String::as_str).collect::<Vec<_>>());
        assert_kept(&output);
        assert!(!root.path().join("dist").exists());
    }
    // Names alone need no reading.
    stdout(&pkgr(root.path(), &["plan", "--format", "list"]));
    assert_eq!(
        text(&pkgr(root.path(), &["plan"]).stderr),
        "pkgr::lint::secret-content\n\n  × 3 files hold private keys or access tokens:\n\
         \u{20} │   `README`: token of GitHub in line 3\n  │   `conf/deep/settings`: access key of AWS in line 1\n\
         \u{20} │   `src/key.c`: private key in line 2\n\
         \u{20} help: leave out with `exclude`, and if it was ever published, make it void where it was made; if\n\
         \u{20}       these are meant, write in `[lints]`:\n\
         \u{20}       secret-content = { level = \"deny\", allow = [\n\
         \u{20}         \"README\",\n          \"conf/deep/settings\",\n          \"src/key.c\",\n        ] }\n\n\
         1 error; `pkgr explain CODE` says more about each\n"
    );
}

// T201
#[test]
fn what_a_file_gives_away_is_weighed_as_the_manifest_says() {
    let warned = with_secrets("[lints]\nsecret-content = 'warn'\n");
    let output = pkgr(warned.path(), &["build"]);
    stdout(&output);
    assert!(text(&output.stderr).contains("3 files hold"), "{}", text(&output.stderr));
    assert_kept(&output);
    for quiet in [
        "[lints]\nsecret-content = 'allow'\n",
        "[lints]\nsecret-content = { level = 'deny', allow = ['src/*', 'conf/', 'README'] }\n",
        "[lints]\nsecret = { level = 'deny', allow = ['src/*', 'conf/', 'README'] }\nunmatched-pattern = 'allow'\n",
    ] {
        let root = with_secrets(quiet);
        let output = pkgr(root.path(), &["build"]);
        stdout(&output);
        assert_eq!(text(&output.stderr), "", "{quiet}");
        // A lint changes no byte.
        for name in ["a.tar.gz", "b.tar.xz", "c.tar"] {
            let [one, other] = [&root, &warned]
                .map(|root| fs::read(root.path().join("dist").join(name)).expect("was built"));
            assert!(one == other, "{name}");
        }
    }
    let stale = with_secrets("[lints]\nsecret-content = { level = 'warn', allow = ['README', 'plain'] }\n");
    let reported = text(&pkgr(stale.path(), &["build"]).stderr);
    assert!(
        reported.contains("2 files hold") && reported.contains("`allow` pattern `plain` of `secret-content`"),
        "{reported}"
    );
}

// T201: in an archive that any tool made.
#[test]
fn a_key_or_a_token_in_an_archive_is_found_without_its_value() {
    let root = with_secrets("[lints]\nsecret-content = 'allow'\n");
    stdout(&pkgr(root.path(), &["build"]));
    for name in ["a.tar.gz", "b.tar.xz", "c.tar"] {
        let output = pkgr(root.path(), &["lint", &format!("dist/{name}"), "--format", "json"]);
        assert_eq!(output.status.code(), Some(1));
        assert_kept(&output);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("is JSON");
        let found = report["lints"].as_array().expect("is a list").iter();
        let found: Vec<_> = found.filter(|found| found["lint"] == "secret-content").collect();
        let reported = secrets().map(|(name, _, what)| format!("`hello-1.0/{name}`: {what}"));
        assert_eq!((found[0]["level"].as_str(), found[0]["count"].as_u64()), (Some("deny"), Some(3)));
        for reported in reported {
            assert!(
                found[0]["examples"].as_array().expect("is a list").contains(&reported.clone().into()),
                "{reported}"
            );
        }
    }
}

// T201: what a step makes goes into the archive too.
#[test]
fn a_token_in_a_generated_file_or_in_a_commit_is_found_too() {
    let (_, token, reported) = &secrets()[1];
    let root = with_secrets("");
    fs::remove_dir_all(root.path().join("tree")).expect("can be removed");
    file(root.path(), "tree/README", b"", 0o644);
    file(root.path(), "token", token.as_bytes(), 0o644);
    let step = format!(
        "[[generate]]\nname = 'made'\nrun = ['/bin/cp', '{}', 'made']\noutputs = ['made']\n",
        root.path().join("token").display()
    );
    fs::write(root.path().join("release.toml"), manifest("{ directory = 'tree' }") + &step)
        .expect("can be written");
    assert_rejected(&pkgr(root.path(), &["build"]), &[&format!("`made`: {reported}")]);
    if has_git() {
        file(root.path(), "tree/README", token.as_bytes(), 0o644);
        let repo = root.path().join("tree");
        git(&repo, &["init", "-q"]);
        git(&repo, &["add", "-A"]);
        git(&repo, &["commit", "-q", "-m", "a commit"]);
        let text = manifest("{ git = 'tree', rev = 'main' }");
        fs::write(root.path().join("release.toml"), text).expect("can be written");
        assert_rejected(&pkgr(root.path(), &["build"]), &[&format!("`README`: {reported}")]);
    }
}

/// Each directory between the top of a step's tree and the directory for temporary files, with its mode.
const LOOK: &str = r#"d=$PWD; while [ "$(basename "$d")" != temporary ]; do stat -c "%a $d" "$d" >>"$0"; d=$(dirname "$d"); done"#;

// T382
#[test]
fn no_other_user_gets_into_a_temporary_directory_whatever_the_umask() {
    let root = temp_dir();
    file(root.path(), "source/README", b"private\n", 0o600);
    let (temporary, seen) = (root.path().join("temporary"), root.path().join("seen"));
    let text = manifest("{ directory = 'source' }").replace(ARCHIVES, "[[archive]]\nfile = 'c.tar'\n")
        + &format!(
            "[[generate]]\nname = 'look'\nrun = ['sh', '-c', '''{LOOK}; printf x >made''', '{}']\noutputs = ['made']\n",
            seen.display()
        );
    fs::write(root.path().join("release.toml"), text).expect("can be written");
    fs::create_dir(&temporary).expect("can be made");
    let open = |path: &Path| {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o777)).expect("can be set");
    };
    // Another user has to reach the directory, and the file in which modes are written down.
    [root.path(), &temporary].into_iter().for_each(open);
    let program = env!("CARGO_BIN_EXE_pkgr");
    for mask in ["0", "022", "077", "0777"] {
        for arguments in ["build --force", "vary --only uid,umask,build-path"] {
            fs::write(&seen, "").expect("can be written");
            open(&seen);
            let mut shell = std::process::Command::new("sh");
            shell.args([
                "-c",
                &format!("umask {mask}; exec '{program}' -q {arguments} -C '{}'", root.path().display()),
            ]);
            let output = shell.env("TMPDIR", &temporary).output().expect("sh can be started");
            let said = text_of(&output);
            assert!(output.status.code().is_some_and(|code| code <= 1), "umask {mask}, {arguments}: {said}");
            let modes = fs::read_to_string(&seen).expect("can be read");
            let below = |line: &&str| {
                let path = line.split_once(' ').map_or("", |(_, path)| path);
                Path::new(path).parent().is_some_and(|parent| parent.ends_with("temporary"))
            };
            let tops: Vec<&str> = modes.lines().filter(below).collect();
            assert!(!tops.is_empty(), "umask {mask}, {arguments}: {modes}{said}");
            assert!(tops.iter().all(|line| line.starts_with("700 ")), "umask {mask}, {arguments}: {tops:?}");
            let left: Vec<_> = fs::read_dir(&temporary).expect("is there").collect();
            assert!(left.is_empty(), "umask {mask}, {arguments}: {left:?}");
        }
    }
}

fn text_of(output: &Output) -> String {
    text(&output.stdout) + &text(&output.stderr)
}

/// As an ordinary user: root may write to everything.
// T384
#[test]
fn directories_that_a_step_closed_are_removed_by_an_ordinary_user() {
    if !rustix::process::geteuid().is_root() {
        say("SKIPPED: only root can become another user");
        return;
    }
    use std::os::unix::process::CommandExt as _;
    let root = temp_dir();
    file(root.path(), "source/README", b"x\n", 0o644);
    let script = "mkdir -p v/w $HOME/m/n $TMPDIR/t; echo 1 >v/w/a; echo 1 >$HOME/m/n/f; chmod -R a-w v $HOME/m $TMPDIR/t; chmod 0 $TMPDIR/t";
    let text = manifest("{ directory = 'source' }")
        + &format!("[[generate]]\nname = 'close'\nrun = ['sh', '-c', '{script}']\noutputs = ['v/']\n");
    fs::write(root.path().join("release.toml"), text).expect("can be written");
    let temporary = root.path().join("temporary");
    fs::create_dir(&temporary).expect("can be made");
    for path in [root.path().to_owned(), root.path().join("source"), temporary.clone()] {
        std::os::unix::fs::chown(&path, Some(STRANGER), Some(STRANGER)).expect("root may");
    }
    let mut command = command(root.path(), &["-q", "build"]);
    command.env("TMPDIR", &temporary).uid(STRANGER).gid(STRANGER);
    let output = command.output().expect("pkgr can be started");
    assert_eq!(output.status.code(), Some(0), "{}", text_of(&output));
    let left: Vec<_> = fs::read_dir(&temporary).expect("is there").collect();
    assert!(left.is_empty(), "{left:?}");
}

/// No user of any system.
const STRANGER: u32 = 65_533;
