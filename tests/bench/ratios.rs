//! How fast pkgr is beside the tools it stands in for, in one run on this machine.
//!
//! `PKGR_TEST_DATA=… cargo bench` unpacks CPython's official tree and prints ratios: how many times
//! as fast as the tool, the median of runs that alternate. Numbers are for comparing, not for
//! passing: nothing here fails for being slow.
#![allow(
    clippy::disallowed_methods,
    reason = "a benchmark measures time and starts the tools it compares with"
)]

mod git;

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

const ROUNDS: usize = 5;

fn main() {
    let Some(data) = std::env::var_os("PKGR_TEST_DATA") else {
        say("SKIPPED: PKGR_TEST_DATA is not set; it names the folder with Python-3.13.5.tar.xz");
        return;
    };
    let work = tempfile::tempdir().expect("a temporary folder can be made");
    let tree = cpython(Path::new(&data), work.path());
    let tar = work.path().join("python.tar");
    shell(&format!("xz -dc '{}' > '{}'", official(Path::new(&data)).display(), tar.display()));
    let many = many_files(work.path());
    let pkgr = env!("CARGO_BIN_EXE_pkgr");

    compare(
        "plan of CPython's tree, against sha256sum of its files",
        &[pkgr, "-C", text(&tree), "plan"],
        &[
            "sh",
            "-c",
            &format!("find '{0}/Python-3.13.5' -type f -print0 | xargs -0 sha256sum", tree.display()),
        ],
    );
    compare(
        "plan --format list of 80,000 files, against find -printf and sort",
        &[pkgr, "-C", text(&many), "plan", "--format", "list"],
        &["sh", "-c", &format!("find '{}/tree' -printf '%m %s %T@ %p\\n' | LC_ALL=C sort", many.display())],
    );
    compare(
        "build of the .tgz with -j 1, against gzip -n -9 of its tar",
        &[pkgr, "-C", text(&tree), "build", "--check", "-j", "1"],
        &["sh", "-c", &format!("gzip -n -9 < '{}'", tar.display())],
    );
    compare(
        "build of the .tgz with -j 2, against gzip -n -9 of its tar",
        &[pkgr, "-C", text(&tree), "build", "--check", "-j", "2"],
        &["sh", "-c", &format!("gzip -n -9 < '{}'", tar.display())],
    );
    git::compare_all(work.path(), &tree);
}

fn say(line: &str) {
    let _ = std::io::stdout().write_all(format!("{line}\n").as_bytes());
}

fn text(path: &Path) -> &str {
    path.to_str().expect("temporary folders have plain names")
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
    let folder = work.join("cpython");
    fs::create_dir(&folder).expect("can be made");
    shell(&format!("tar -C '{}' -xf '{}'", folder.display(), official(data).display()));
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/cpython/release.toml");
    let manifest = fs::read_to_string(example).expect("the example is there");
    let (gzip_only, _) = manifest.rsplit_once("[[archive]]").expect("the example has two archives");
    fs::write(folder.join("release.toml"), gzip_only).expect("can be written");
    folder
}

fn many_files(work: &Path) -> PathBuf {
    let folder = work.join("many");
    for directory in 0..800 {
        let directory = folder.join(format!("tree/d{}/e{directory}", directory % 20));
        fs::create_dir_all(&directory).expect("can be made");
        for file in 0..100 {
            fs::write(directory.join(format!("file{file}.c")), format!("{file}")).expect("can be written");
        }
    }
    let manifest = "schema = 1\npackage = { name = \"many\", version = \"1\" }\nsource = { directory = \"tree\" }\n\
        files = { include = [\"**\"] }\nnormalize = { mtime = { set = 1 } }\narchive = [{ file = \"many.tar\" }]\n";
    fs::write(folder.join("release.toml"), manifest).expect("can be written");
    folder
}

/// Prints how many times as fast as `theirs` `ours` is.
fn compare(what: &str, ours: &[&str], theirs: &[&str]) {
    let mut ratios: Vec<f64> = (0..ROUNDS).map(|_| seconds(theirs) / seconds(ours)).collect();
    ratios.sort_by(f64::total_cmp);
    let (least, median, most) = (ratios[0], ratios[ROUNDS / 2], ratios[ROUNDS - 1]);
    say(&format!("{median:5.2}×  ({least:.2} to {most:.2})  {what}"));
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
