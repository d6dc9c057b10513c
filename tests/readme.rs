//! Tables and examples of the manual that sessions do not cover: what they show is what the program does.
#![allow(
    clippy::disallowed_methods,
    reason = "tests read the project's files, and start the program under test"
)]

use crate::manual::{blocks, page};
use crate::support;

use std::fs;
use std::path::{Path, PathBuf};

use pkgr::diagnostic::SourceText;
use pkgr::lint::Applies;
use pkgr::lints::catalog;
use pkgr::manifest;
use pkgr::vary::Variation;
use support::{pkgr, stdout, temp_dir, text};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn parse(name: &str, manifest: String) {
    let pkgr::diagnostic::Checked { value: spec, diagnostics: problems } =
        manifest::parse(&SourceText::new(name, manifest));
    assert!(spec.is_some() && problems.iter().count() == 0, "{name}: {problems:?}");
}

/// The table of the lints.
fn lints(is_listed: impl Fn(Applies) -> bool) -> String {
    let lints = catalog::all().filter(|lint| is_listed(lint.applies));
    let rows =
        lints.map(|lint| format!("| `{}` | {} | {} |\n", lint.name(), lint.level.name(), lint.summary));
    "| lint | level | looks for |\n| --- | --- | --- |\n".to_owned() + &rows.collect::<String>()
}

#[test]
fn the_table_of_lints_in_the_manual_is_current() {
    let table = lints(|applies| applies.to_plans());
    assert!(page("docs/lints.md").contains(&table), "docs/lints.md needs this table:\n{table}");
}

#[test]
fn the_table_of_lints_of_archives_in_the_manual_is_current() {
    let table = lints(|applies| !applies.to_plans());
    assert!(page("docs/lints.md").contains(&table), "docs/lints.md needs this table:\n{table}");
}

#[test]
fn the_table_of_variations_in_the_manual_is_current() {
    let rows =
        Variation::ALL.iter().map(|varied| format!("| `{}` | {} |\n", varied.name(), varied.summary()));
    let table = rows.fold("| name | what is varied |\n| --- | --- |\n".to_owned(), |table, row| table + &row);
    assert!(page("docs/vary.md").contains(&table), "docs/vary.md needs this table:\n{table}");
}

#[test]
fn the_variations_in_the_manual_are_what_vary_prints() {
    let work = temp_dir();
    let example = fs::read_to_string(root().join("examples/minimal/release.toml")).expect("is there");
    let source = format!("directory = \"{}\"", root().join("examples/minimal/hello").display());
    let step = "[[generate]]\nname = \"stamp\"\nrun = [\"/bin/sh\", \"-c\", \"pwd >PLACE\"]\noutputs = [\"PLACE\"]\n\n[files]";
    let manifest = example.replace("directory = \"hello\"", &source).replace("[files]", step);
    fs::write(work.path().join("release.toml"), manifest).expect("can be written");
    let output = pkgr(work.path(), &["vary", "--only", "working-directory,umask"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    let end = printed.find("hello-1.0/PLACE\n").expect("it differs") + "hello-1.0/PLACE\n".len();
    assert!(
        page("docs/vary.md").contains(&printed[..end]),
        "docs/vary.md shows other variations than these:\n{printed}"
    );
}

#[test]
fn every_example_is_valid_and_those_with_a_source_build_twice_the_same() {
    let examples = fs::read_dir(root().join("examples")).expect("there are examples");
    let mut built = 0;
    for example in examples.map(|entry| entry.expect("can be listed").path()) {
        // A program that uses the library has no manifest: it is compiled with the tests.
        if example.join("main.rs").is_file() {
            continue;
        }
        let manifest = example.join("release.toml");
        parse(&manifest.display().to_string(), fs::read_to_string(&manifest).expect("each has a manifest"));
        // CPython's tree is not in the repository, and the other's source is the repository that it is
        // copied to: `tests/cpython/` and `tests/workflow.rs` bring them.
        if example.ends_with("cpython") || example.ends_with("release-from-tag") {
            continue;
        }
        assert_eq!(sums(&manifest), sums(&manifest), "{}", example.display());
        built += 1;
    }
    assert!(built >= 2);
}

fn sums(manifest: &Path) -> Vec<u8> {
    let out = temp_dir();
    let dist = out.path().to_str().expect("a plain path");
    stdout(&pkgr(&root(), &["build", "-q", "-m", manifest.to_str().expect("a plain path"), "-d", dist]));
    fs::read(out.path().join("SHA256SUMS")).expect("was written")
}

/// Two builds of the smallest example, the second with another owner.
fn two_archives() -> tempfile::TempDir {
    let work = temp_dir();
    let example = root().join("examples/minimal/release.toml");
    let ours = fs::read_to_string(&example).expect("the example is there");
    let source = format!("directory = \"{}\"", root().join("examples/minimal/hello").display());
    let ours = ours.replace("directory = \"hello\"", &source);
    let owner = "[normalize]\nowner = { uid = 1000, gid = 1000, user = \"thomas\", group = \"users\" }\n";
    for (name, manifest) in [("ours", ours.clone()), ("published", ours.replace("[normalize]\n", owner))] {
        fs::write(work.path().join("release.toml"), manifest).expect("can be written");
        stdout(&pkgr(work.path(), &["build", "-q", "--force"]));
        let built = work.path().join("dist/hello-1.0.tar.gz");
        fs::rename(built, work.path().join(format!("{name}.tar.gz"))).expect("was built");
    }
    work
}

#[test]
fn the_comparison_in_the_manual_is_what_diff_prints() {
    let work = two_archives();
    let printed = text(&pkgr(work.path(), &["diff", "ours.tar.gz", "published.tar.gz"]).stdout);
    let shown = page("docs/verifying.md");
    assert!(shown.contains(&printed), "docs/verifying.md shows another comparison than this:\n{printed}");
}

#[test]
fn the_script_in_the_manual_distinguishes_the_three_exit_codes() {
    let work = two_archives();
    let script = blocks(&page("docs/verifying.md"), "sh").into_iter().find(|block| block.contains("case $?"));
    let script = script.expect("the page has a script");
    let run = || {
        let own = Path::new(env!("CARGO_BIN_EXE_pkgr")).parent().expect("is in a directory");
        let mut shell = std::process::Command::new("/bin/sh");
        shell.args(["-c", &script]).current_dir(work.path()).env_clear();
        shell.env("PATH", format!("{}:/usr/bin:/bin", own.display()));
        text(&shell.output().expect("a shell can be started").stdout)
    };
    assert!(run().starts_with("they differ\nsame-content: "), "{}", run());
    fs::copy(work.path().join("ours.tar.gz"), work.path().join("published.tar.gz")).expect("can be copied");
    assert_eq!(run(), "the same files\n");
    fs::write(work.path().join("published.tar.gz"), "no archive").expect("can be written");
    assert_eq!(run(), "they could not be compared\n");
}
