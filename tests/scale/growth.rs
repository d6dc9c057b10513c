//! Large trees: memory that grows with the number of entries and with nothing else, time in
//! proportion, few file handles, however deep the directories are.
//!
//! `cargo test --test scale -- --ignored --nocapture` compares 10,000 entries with 100,000 and takes a
//! minute. With `PKGR_TEST_SCALE=1` it goes on to 1,000,000 entries of 30 GB and to a file of 20 GB, which
//! are holes: it needs inodes, 1 GB of disk, and most of an hour.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::support::{say, temp_dir};

/// File handles that a run may have.
const HANDLES: usize = 64;

/// What a run took.
#[derive(Clone, Copy)]
struct Usage {
    /// The most memory at any time, in bytes.
    peak: u64,
    /// Processor time of all threads, in seconds.
    seconds: f64,
}

/// Runs the program with few file handles, and watches it.
fn run(root: &Path, arguments: &[&str]) -> Usage {
    let script = format!("ulimit -n {HANDLES}; exec \"$@\"");
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_pkgr"), "-q"]).args(arguments);
    shell.current_dir(root).env_clear().stdout(Stdio::null());
    let mut child = shell.spawn().expect("a shell can be started");
    let usage = watch(&child);
    assert!(child.wait().expect("is a child").success(), "pkgr {arguments:?}");
    usage
}

/// Watches a process until it has ended. What it used of the processor can be read even then; its
/// memory cannot, so it is read often.
fn watch(child: &Child) -> Usage {
    let read = |name: &str| fs::read_to_string(format!("/proc/{}/{name}", child.id())).unwrap_or_default();
    let mut peak = 0;
    loop {
        let status = read("status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        peak = peak.max(kibibytes.unwrap_or(0) * 1024);
        // The fields after the name, which may hold blanks: the state, and from there on the 12th and 13th.
        let stat = read("stat");
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        if fields.first().is_none_or(|state| *state == "Z") {
            let ticks =
                |index: usize| fields.get(index).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
            return Usage { peak, seconds: (ticks(11) + ticks(12)) / 100.0 };
        }
        sleep(Duration::from_millis(1));
    }
}

/// A hole of that number of bytes.
fn hole(path: &Path, size: u64) {
    File::create(path).and_then(|file| file.set_len(size)).expect("can be made");
}

/// A project with that number of files, a hundred in each directory, and a directory a hundred levels deep.
fn project(entries: u64, size: u64) -> tempfile::TempDir {
    let root = temp_dir();
    let tree = root.path().join("tree");
    fs::create_dir_all(tree.join(vec!["d"; 100].join("/"))).expect("can be made");
    hole(&tree.join(vec!["d"; 100].join("/")).join("deepest"), size);
    for first in (0..entries).step_by(100) {
        let directory = tree.join(format!("part-{:03}/directory-{:05}", first / 10_000, first / 100));
        fs::create_dir_all(&directory).expect("can be made");
        for number in first..entries.min(first + 100) {
            hole(&directory.join(format!("file-number-{number:07}.c")), size);
        }
    }
    manifest(root.path());
    root
}

fn manifest(root: &Path) {
    let text = "schema = 1\npackage = { name = 'scale', version = '1' }\nsource = { directory = 'tree' }\n\
        files = { include = ['**'] }\nnormalize = { mtime = { set = 1 } }\n[[archive]]\nfile = 'a.tar.gz'\n\
        compression = { level = 1 }\n";
    fs::write(root.join("release.toml"), text).expect("can be written");
}

/// Every command that goes over all entries, in an order in which each finds what it needs, and the
/// bytes of memory that it may take for an entry. What an entry says of its own header takes 16 bytes in it, and there are
/// three copies at most.
const COMMANDS: [(&str, &[&str], f64); 7] = [
    ("plan", &["plan"], 700.0),
    ("plan as JSON", &["plan", "--format", "json"], 700.0),
    ("plan to a file", &["plan", "-o", "plan.json"], 700.0),
    ("build", &["build"], 700.0),
    ("build of a plan", &["build", "--check", "--plan", "plan.json"], 700.0),
    ("verify", &["verify", "dist/a.tar.gz"], 1300.0),
    ("diff", &["diff", "dist/a.tar.gz", "tree"], 1000.0),
];

/// Runs every command over trees of growing size; what each takes for an entry must stay what it is.
fn is_linear(sizes: &[u64], size: u64) {
    let _alone = crate::alone();
    let mut before: Vec<(u64, Usage)> = Vec::new();
    for &entries in sizes {
        let root = project(entries, size);
        let usages: Vec<Usage> = COMMANDS.iter().map(|(_, command, _)| run(root.path(), command)).collect();
        for (index, (name, _, most)) in COMMANDS.iter().enumerate() {
            let now = usages[index];
            let Some(&(fewer, then)) = before.get(index) else { continue };
            let each = (now.peak.saturating_sub(then.peak)) as f64 / (entries - fewer) as f64;
            let (time, earlier) = (now.seconds / entries as f64, then.seconds / fewer as f64);
            say(&format!(
                "{name:16} {entries:8} entries: {:5} MiB, {each:5.0} bytes for each more; {:6.1} s, {:5.1} µs for each",
                now.peak >> 20,
                now.seconds,
                time * 1e6
            ));
            assert!(each < *most, "{name}: {each} bytes for each entry");
            // Below 10,000 entries what every run takes counts.
            assert!(
                fewer < 10_000 || time < 2.0 * earlier,
                "{name}: {time} s for each entry, {earlier} before"
            );
        }
        before = usages.into_iter().map(|usage| (entries, usage)).collect();
    }
}

// T220
#[test]
fn directories_a_hundred_levels_deep_need_few_file_handles() {
    let root = project(10, 10);
    for (_, command, _) in COMMANDS {
        run(root.path(), command);
    }
}

// T220
#[test]
#[ignore = "long: a minute"]
fn memory_and_time_for_an_entry_do_not_grow() {
    is_linear(&[10_000, 100_000], 100);
}

fn is_asked_for() -> bool {
    let is_asked_for = std::env::var_os("PKGR_TEST_SCALE").is_some();
    if !is_asked_for {
        say("SKIPPED: PKGR_TEST_SCALE=1 asks for the largest trees");
    }
    is_asked_for
}

// T220
#[test]
#[ignore = "very long, by PKGR_TEST_SCALE=1: a million entries, 30 GB"]
fn memory_and_time_for_an_entry_do_not_grow_up_to_a_million() {
    if is_asked_for() {
        is_linear(&[10_000, 100_000, 1_000_000], 30_000);
    }
}

// T220
#[test]
#[ignore = "very long, by PKGR_TEST_SCALE=1: a file of 20 GB"]
fn a_file_of_twenty_gigabytes_takes_no_memory() {
    if !is_asked_for() {
        return;
    }
    let _alone = crate::alone();
    let root = project(10, 10);
    hole(&root.path().join("tree/large"), 20_000_000_000);
    for (name, command, _) in COMMANDS {
        let Usage { peak, seconds } = run(root.path(), command);
        say(&format!("{name:16} a file of 20 GB: {:5} MiB; {seconds:6.1} s", peak >> 20));
        assert!(peak < 64 << 20, "{name}: {peak} bytes");
    }
}
