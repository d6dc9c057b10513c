//! How fast pkgr is beside the tools it stands in for, in one run on this machine.
//!
//! `PKGR_TEST_DATA=… cargo bench` unpacks CPython's official tree and prints ratios: how many times
//! as fast as the tool, the median of runs that alternate, and how many times less processor time
//! that takes. Numbers are for comparing, not for passing: nothing here fails for being slow.
//!
//! `cargo bench -- WORD…` runs only the groups that are named: `plan`, `commit`, `source`, `zlib`, `xz`,
//! `binaries`, `random`, `zeros`, `tiny`.
#![allow(
    clippy::disallowed_methods,
    reason = "a benchmark measures time and starts the tools it compares with"
)]

mod git;
mod trees;

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

const ROUNDS: usize = 5;

fn main() {
    let Some(data) = std::env::var_os("PKGR_TEST_DATA") else {
        say("SKIPPED: PKGR_TEST_DATA is not set; it names the directory with Python-3.13.5.tar.xz");
        return;
    };
    let work = tempfile::tempdir().expect("a temporary directory can be made");
    let tree = cpython(Path::new(&data), work.path());
    let many = many_files(work.path());
    if is_wanted("plan") {
        plans(&tree, &many);
    }
    trees::compare_all(work.path(), &tree, &many);
    if is_wanted("commit") {
        git::compare_all(work.path(), &tree);
    }
}

fn plans(tree: &Path, many: &Path) {
    let pkgr = env!("CARGO_BIN_EXE_pkgr");
    compare(
        "plan of CPython's tree, against sha256sum of its files",
        &[pkgr, "-C", text(tree), "plan"],
        &[
            "sh",
            "-c",
            &format!("find '{0}/Python-3.13.5' -type f -print0 | xargs -0 sha256sum", tree.display()),
        ],
    );
    compare(
        "plan --format list of 80,000 files, against find -printf and sort",
        &[pkgr, "-C", text(many), "plan", "--format", "list"],
        &["sh", "-c", &format!("find '{}/tree' -printf '%m %s %T@ %p\\n' | LC_ALL=C sort", many.display())],
    );
}

/// Whether a group of comparisons is asked for: all are, if none is named.
fn is_wanted(group: &str) -> bool {
    let mut named = std::env::args().skip(1).filter(|word| !word.starts_with('-')).peekable();
    named.peek().is_none() || named.any(|word| word == group)
}

fn say(line: &str) {
    let _ = std::io::stdout().write_all(format!("{line}\n").as_bytes());
}

fn text(path: &Path) -> &str {
    path.to_str().expect("temporary directories have plain names")
}

fn official(data: &Path) -> PathBuf {
    data.join("Python-3.13.5.tar.xz")
}

fn shell(script: &str) {
    let status = Command::new("sh").args(["-c", script]).status().expect("sh can be started");
    assert!(status.success(), "{script}");
}

/// CPython's tree, with a manifest for the gzip archive alone.
fn cpython(data: &Path, work: &Path) -> PathBuf {
    let dir = work.join("cpython");
    fs::create_dir(&dir).expect("can be made");
    shell(&format!("tar -C '{}' -xf '{}'", dir.display(), official(data).display()));
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/cpython/release.toml");
    let manifest = fs::read_to_string(example).expect("the example is there");
    let (gzip_only, _) = manifest.rsplit_once("[[archive]]").expect("the example has two archives");
    fs::write(dir.join("release.toml"), gzip_only).expect("can be written");
    dir
}

fn many_files(work: &Path) -> PathBuf {
    let dir = work.join("many");
    for directory in 0..800 {
        let directory = dir.join(format!("tree/d{}/e{directory}", directory % 20));
        fs::create_dir_all(&directory).expect("can be made");
        for file in 0..100 {
            fs::write(directory.join(format!("file{file}.c")), format!("{file}")).expect("can be written");
        }
    }
    let manifest = "schema = 1\npackage = { name = \"many\", version = \"1\" }\nsource = { directory = \"tree\" }\n\
        files = { include = [\"**\"] }\nnormalize = { mtime = { set = 1 } }\narchive = [{ file = \"many.tar\" }]\n";
    fs::write(dir.join("release.toml"), manifest).expect("can be written");
    dir
}

/// Prints how many times as fast as `theirs` `ours` is.
fn compare(what: &str, ours: &[&str], theirs: &[&str]) {
    compare_rounds(ROUNDS, what, ours, theirs);
}

fn compare_rounds(rounds: usize, what: &str, ours: &[&str], theirs: &[&str]) {
    let pairs: Vec<(Cost, Cost)> = (0..rounds).map(|_| (cost(theirs), cost(ours))).collect();
    let sorted = |of: fn(&Cost) -> f64| {
        let mut ratios: Vec<f64> = pairs.iter().map(|(theirs, ours)| of(theirs) / of(ours)).collect();
        ratios.sort_by(f64::total_cmp);
        ratios
    };
    let (elapsed, cpu) = (sorted(|cost| cost.elapsed), sorted(|cost| cost.cpu));
    let middle = rounds / 2;
    say(&format!(
        "{:5.2}×  ({:.2} to {:.2}; processor time {:.2}×)  {what}",
        elapsed[middle],
        elapsed[0],
        elapsed[rounds - 1],
        cpu[middle]
    ));
}

/// What a command takes, in seconds.
struct Cost {
    elapsed: f64,
    /// Of all its processes, in user and system mode.
    cpu: f64,
}

fn cost(command: &[&str]) -> Cost {
    let before = processor_time();
    let elapsed = seconds(command);
    Cost { elapsed, cpu: processor_time() - before }
}

/// The processor time of all children so far, in seconds (`proc_pid_stat(5)`).
fn processor_time() -> f64 {
    const TICKS: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux has it");
    let (_, fields) = stat.rsplit_once(')').expect("the name is in brackets");
    fields
        .split_whitespace()
        .skip(13)
        .take(2)
        .map(|ticks| ticks.parse::<f64>().expect("a number"))
        .sum::<f64>()
        / TICKS
}

fn seconds(command: &[impl AsRef<OsStr>]) -> f64 {
    let start = Instant::now();
    let (program, arguments) = command.split_first().expect("a command has a program");
    let status =
        Command::new(program).args(arguments).stdout(Stdio::null()).status().expect("can be started");
    // `build --check` finds no file to compare with, which is a finding and no trouble.
    assert!(matches!(status.code(), Some(0 | 1)), "the command failed");
    start.elapsed().as_secs_f64()
}
