//! What an untrusted manifest can do to its reader: nothing is run, nothing is written
//! through a link, and nothing is packed from elsewhere without a word.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Output;

use support::{assert_rejected, command, file, git, has_git, stdout, temp_dir, text};

/// A tree and a manifest with one step, which leaves a mark outside of its scratch copy.
fn project(source: &str, outputs: &str) -> tempfile::TempDir {
    let root = temp_dir();
    file(root.path(), "tree/README", b"read me\n", 0o644);
    let mark = root.path().join("RAN");
    let text = format!(
        "schema = 1\npackage = {{ name = 'p', version = '1' }}\nsource = {source}\n\
         files = {{ include = ['**'], require = ['README', 'made'] }}\nnormalize = {{ mtime = {{ set = 1749656217 }} }}\n\
         [[archive]]\nfile = 'a.tar'\ncompression = {{ format = 'none' }}\n\
         [[generate]]\nname = 'make'\nrun = ['sh', '-c', 'echo >>{}; printf x >made; mkdir -p gen; printf y >gen/z']\n\
         outputs = {outputs}\n",
        mark.display()
    );
    fs::write(root.path().join("release.toml"), text).expect("can be written");
    root
}

const DIRECTORY: &str = "{ directory = 'tree' }";
const OUTPUTS: &str = "['made', 'gen/z']";

fn run(root: &Path, arguments: &str) -> Output {
    let mut command = command(root, &arguments.split(' ').collect::<Vec<_>>());
    command.env("PATH", "/usr/local/bin:/usr/bin:/bin").output().expect("pkgr can be started")
}

fn has_run(root: &Path) -> bool {
    fs::remove_file(root.join("RAN")).is_ok()
}

/// Every command, whether it may run steps, and the exit code.
const COMMANDS: [(&str, bool, i32); 22] = [
    ("check", false, 0),
    ("plan", false, 0),
    ("plan --format table", false, 0),
    ("plan --format list", false, 0),
    ("plan --format shell", false, 0),
    ("plan --format json", false, 2),
    ("plan --format mtree", false, 2),
    ("plan -o plan.json", false, 2),
    ("plan --format list -o plan.json", false, 2),
    ("plan --explain made", false, 0),
    ("plan --explain README", false, 0),
    ("build --check", false, 2),
    ("verify a.tar", false, 2),
    ("lint a.tar", false, 0),
    ("diff a.tar a.tar", false, 0),
    ("build --no-steps", false, 2),
    ("plan --run-steps", true, 0),
    ("plan --run-steps --format json", true, 0),
    ("plan --run-steps -o plan.json", true, 0),
    ("build", true, 0),
    ("build --check --run-steps", true, 0),
    ("verify --run-steps a.tar", true, 0),
];

// T385
#[test]
fn looking_runs_nothing_and_building_names_what_it_runs() {
    let root = project(DIRECTORY, OUTPUTS);
    stdout(&run(root.path(), "build"));
    assert!(has_run(root.path()));
    fs::copy(root.path().join("dist/a.tar"), root.path().join("a.tar")).expect("was built");
    for (arguments, runs, code) in COMMANDS {
        let output = run(root.path(), arguments);
        let reported = text(&output.stderr);
        assert_eq!(has_run(root.path()), runs, "{arguments}: {reported}");
        assert_eq!(output.status.code(), Some(code), "{arguments}: {reported}");
        let names_it = reported.contains("running the step `make`: [\"sh\", \"-c\", ");
        assert_eq!(names_it, runs, "{arguments}: {reported}");
        if code == 2 {
            for part in ["pkgr::generate::not-run", "step `make`", "printf x >made"] {
                assert!(reported.contains(part), "{arguments}: `{part}` is not in\n{reported}");
            }
        }
    }
}

#[test]
fn a_plan_lists_the_outputs_of_steps_that_were_not_run() {
    let root = project(DIRECTORY, OUTPUTS);
    let table = text(&stdout(&run(root.path(), "plan")));
    for part in [
        "p-1/README\n",
        "p-1/gen/\n",
        "p-1/gen/z  (made by the step `make`)\n",
        "p-1/made  (made by the step `make`)\n",
        "step      make: [\"sh\"",
    ] {
        assert!(table.contains(part), "`{part}` is not in\n{table}");
    }
    assert!(!table.contains("content   sha256"), "{table}");
    let list = text(&stdout(&run(root.path(), "plan --format list")));
    assert_eq!(list, "p-1/\np-1/README\np-1/gen/\np-1/gen/z\np-1/made\n");
    stdout(&run(root.path(), "build"));
    let explained = text(&stdout(&run(root.path(), "plan --explain made")));
    assert!(explained.starts_with("made: made by a step, which was not run\n  taken by"), "{explained}");
    let script = text(&stdout(&run(root.path(), "plan --format shell")));
    assert!(script.contains("# First make the outputs of the step `make` in the source"), "{script}");
    let reported = text(&run(root.path(), "build --check").stderr);
    assert!(reported.contains("`pkgr build --check --run-steps` runs them"), "{reported}");
}

#[test]
fn outputs_that_are_patterns_are_said_to_be_unlisted() {
    let root = project(DIRECTORY, "['made', 'gen/']");
    for arguments in ["plan", "plan --format list"] {
        let output = run(root.path(), arguments);
        let reported = text(&output.stderr);
        assert!(
            reported.contains("pkgr::generate::open-outputs") && reported.contains("step `make`: gen/"),
            "{reported}"
        );
        assert!(text(&stdout(&output)).contains("p-1/made"));
    }
    assert_rejected(
        &run(root.path(), "plan --format shell"),
        &["pkgr::plan::no-shell", "their outputs are patterns"],
    );
    assert!(!has_run(root.path()));
}

/// What the source rejects must be fixed first: a step that misses the file fails for want
/// of it, and hides the cause.
// T386
#[test]
fn files_that_the_source_rejects_are_reported_before_a_step_runs() {
    if !has_git() {
        return;
    }
    let root = project("{ git = 'tree', rev = 'main' }", OUTPUTS);
    let tree = root.path().join("tree");
    let pointer =
        format!("version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 5\n", "1".repeat(64));
    file(&tree, "big", pointer.as_bytes(), 0o644);
    git(&tree, &["init", "-q"]);
    git(&tree, &["add", "-A"]);
    git(&tree, &["commit", "-q", "-m", "a commit"]);
    for arguments in ["plan", "build", "plan --run-steps"] {
        assert_rejected(&run(root.path(), arguments), &["pkgr::git::refused", "Git LFS pointer"]);
        assert!(!has_run(root.path()), "{arguments}");
    }
    let root = project(DIRECTORY, OUTPUTS);
    rustix::fs::mkfifoat(rustix::fs::CWD, root.path().join("tree/pipe"), rustix::fs::Mode::RWXU)
        .expect("can be made");
    assert_rejected(&run(root.path(), "build"), &["`pipe` is a fifo"]);
    assert!(!has_run(root.path()));
}

// T387
#[test]
fn no_archive_is_written_through_a_link_of_a_checkout() {
    let root = project(DIRECTORY, OUTPUTS);
    let victim = root.path().join("victim");
    fs::create_dir_all(victim.join("below")).expect("can be made");
    symlink("victim", root.path().join("dist")).expect("can be linked");
    symlink("nowhere", root.path().join("dangling")).expect("can be linked");
    fs::create_dir(root.path().join("sub")).expect("can be made");
    for arguments in [
        "build",
        "build -d dist/below",
        "build -d sub/../dist",
        "build -d ./dist/new",
        "build -d dangling",
        "build --check --run-steps",
    ] {
        assert_rejected(&run(root.path(), arguments), &["pkgr::output::link", "symbolic link"]);
        assert!(!has_run(root.path()), "{arguments}");
        assert_eq!(fs::read_dir(&victim).expect("is there").count(), 1, "{arguments}");
        assert!(!root.path().join("nowhere").exists());
    }
    // The manifest is named from elsewhere: the directory is still its own.
    let output = command(Path::new("/"), &["-C", root.path().to_str().expect("is plain"), "build"]).output();
    assert_rejected(&output.expect("pkgr can be started"), &["pkgr::output::link"]);
    stdout(&run(root.path(), "build -d victim"));
    let name = root.path().file_name().expect("has a name").to_str().expect("is plain");
    for arguments in
        [format!("build -d ../{name}/dist/there-and-back"), "plan --run-steps -o dist/plan.json".to_owned()]
    {
        assert_rejected(&run(root.path(), &arguments), &["pkgr::output::link"]);
    }
    // The manifest is in a directory of the checkout, or is named through a link to the checkout.
    let manifest = fs::read_to_string(root.path().join("release.toml")).expect("can be read");
    fs::write(root.path().join("sub/release.toml"), manifest.replace("'tree'", "'../tree'"))
        .expect("can be written");
    assert_rejected(&run(root.path(), "-m sub/release.toml build"), &["pkgr::output::link"]);
    let beside = temp_dir();
    symlink(root.path(), beside.path().join("checkout")).expect("can be linked");
    assert_rejected(
        &run(beside.path(), "-m checkout/release.toml build -d checkout/dist"),
        &["pkgr::output::link"],
    );
    stdout(&run(beside.path(), "-m checkout/release.toml build -d out"));
    // In a work tree, the checkout begins where its repository is.
    fs::create_dir(root.path().join(".git")).expect("can be made");
    let elsewhere = root.path().join("sub/release.toml").display().to_string();
    let output = root.path().join("dist").display().to_string();
    assert_rejected(
        &run(beside.path(), &format!("-m {elsewhere} build -d {output}")),
        &["pkgr::output::link"],
    );
    fs::remove_dir(root.path().join(".git")).expect("can be removed");
    // A link outside of the manifest's directory is the user's own.
    let other = temp_dir();
    symlink(&victim, other.path().join("out")).expect("can be linked");
    stdout(&run(root.path(), &format!("build -d {}/out/new", other.path().display())));
    assert!(victim.join("new/a.tar").is_file());
}

// T388
#[test]
fn a_source_outside_of_the_manifests_directory_is_said_in_the_plan() {
    let root = project(DIRECTORY, OUTPUTS);
    let manifest = fs::read_to_string(root.path().join("release.toml")).expect("can be read");
    let inner = root.path().join("inner");
    fs::create_dir(&inner).expect("can be made");
    symlink("../tree", inner.join("link")).expect("can be linked");
    let absolute = root.path().join("tree").display().to_string();
    for source in ["../tree", "link", &absolute] {
        fs::write(inner.join("release.toml"), manifest.replace("'tree'", &format!("'{source}'")))
            .expect("can be written");
        let output = run(&inner, "plan");
        let table = text(&stdout(&output));
        assert!(
            table.contains(&format!("source    {source} (outside of the manifest's directory)\n")),
            "{table}"
        );
        assert!(text(&output.stderr).contains("pkgr::source::outside"));
        let json: serde_json::Value =
            serde_json::from_slice(&stdout(&run(&inner, "plan --run-steps --format json"))).expect("is JSON");
        assert_eq!(json["outside-source"], source);
    }
    let json: serde_json::Value =
        serde_json::from_slice(&stdout(&run(root.path(), "plan --run-steps --format json")))
            .expect("is JSON");
    assert_eq!(json.get("outside-source"), None);
}
