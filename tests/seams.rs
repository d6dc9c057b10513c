//! Faults where files are read and archives are written: what changes under the build, what fails, and
//! what gives or takes little at a time.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and change them")]

use crate::support;

use std::fs;
use std::io::{self, Read, Write};
use std::num::NonZeroUsize;
use std::os::unix::fs::symlink;
use std::path::Path;

use pkgr::build::{Options, build};
use pkgr::diagnostic::Diagnostic;
use pkgr::error::Error;
use pkgr::path::EntryPath;
use pkgr::plan::Plan;
use pkgr::progress::Silent;
use pkgr::source::{Contents, Source};
use proptest::prelude::*;
use support::{fifo, file, is_root, noise, planned, sample, say, temp_dir};

const MANIFEST: &str = "schema = 1\npackage = { name = 'hello', version = '1.0' }\nsource = { directory = 'tree' }\n\
    files = { include = ['**'] }\nnormalize = { mtime = { set = 1749656217 } }\n\
    [[archive]]\nfile = 'a.tar.gz'\n[[archive]]\nfile = 'b.tar.xz'\ntar = 'gnu-1.34-gnu'\n\
    compression = { format = 'xz', level = 1 }\n[[archive]]\nfile = 'c.tar'\n\
    [[archive]]\nfile = 'd.tgz'\ncompression = { format = 'gzip', level = 1 }\n";

fn options(threads: usize) -> Options<'static> {
    Options { threads: NonZeroUsize::new(threads).expect("not zero"), progress: &Silent }
}

fn archives(plan: &Plan, contents: &dyn Contents, threads: usize) -> Result<Vec<Vec<u8>>, Error> {
    let mut outputs: Vec<Vec<u8>> = plan.archives().iter().map(|_| Vec::new()).collect();
    build(plan, contents, outputs.iter_mut().collect(), options(threads))?;
    Ok(outputs)
}

fn remove(path: &Path) {
    fs::remove_file(path).expect("can be removed");
}

type Change = (&'static str, fn(&Path));

/// Changes of a file between the plan and the build, and their errors.
const CHANGES: [Change; 9] = [
    ("found 8 bytes", |path| fs::write(path, "READ ME\n").expect("can be written")),
    ("found 4 bytes", |path| fs::write(path, "read").expect("can be written")),
    ("found 0 bytes", |path| fs::write(path, "").expect("can be written")),
    ("and there are more", |path| fs::write(path, "read me\nand more\n").expect("can be written")),
    ("No such file", |path| remove(path)),
    ("symbolic link", |path| {
        // To the same bytes: they are not read through a link all the same.
        fs::rename(path, path.with_extension("moved")).expect("can be renamed");
        symlink(path.with_extension("moved"), path).expect("can be linked");
    }),
    ("no longer a regular file", |path| {
        remove(path);
        fifo(path);
    }),
    ("no longer a regular file", |path| {
        remove(path);
        fs::create_dir(path).expect("can be made");
    }),
    ("No such device", |path| {
        remove(path);
        // A socket cannot be opened at all.
        drop(std::os::unix::net::UnixListener::bind(path).expect("can be bound"));
    }),
];

// T051, T054
#[test]
fn whatever_becomes_of_a_file_after_the_plan_is_an_error_that_names_it() {
    for (reported, change) in CHANGES {
        let root = temp_dir();
        file(root.path(), "tree/README", b"read me\n", 0o644);
        let (source, plan) = planned(root.path(), MANIFEST);
        archives(&plan, &source, 1).expect("nothing has changed yet");
        change(&root.path().join("tree/README"));
        for threads in [1, 3] {
            let error = archives(&plan, &source, threads).expect_err(reported).to_string();
            assert!(error.contains("README") && error.contains(reported), "{reported}: {error}");
        }
    }
}

// T051
#[test]
fn a_device_in_the_place_of_a_file_is_not_read() {
    if !is_root() {
        return;
    }
    use rustix::fs::{CWD, FileType, Mode};
    let root = temp_dir();
    file(root.path(), "tree/README", b"read me\n", 0o644);
    let (source, plan) = planned(root.path(), MANIFEST);
    let path = root.path().join("tree/README");
    remove(&path);
    let zero = rustix::fs::makedev(1, 5);
    if rustix::fs::mknodat(CWD, &path, FileType::CharacterDevice, Mode::from(0o600), zero).is_err() {
        say("SKIPPED: devices cannot be made here");
        return;
    }
    let error = archives(&plan, &source, 1).expect_err("a device").to_string();
    assert!(error.contains("README") && error.contains("no longer a regular file"), "{error}");
}

// T051: the same bytes in another file are the same bytes.
#[test]
fn a_file_that_was_replaced_by_its_like_is_packed() {
    let root = temp_dir();
    file(root.path(), "tree/README", b"read me\n", 0o644);
    let (source, plan) = planned(root.path(), MANIFEST);
    let before = archives(&plan, &source, 1).expect("can be built");
    let path = root.path().join("tree/README");
    fs::copy(&path, root.path().join("copy"))
        .and_then(|_| fs::rename(root.path().join("copy"), &path))
        .expect("can be moved");
    assert!(archives(&plan, &source, 1).expect("can be built") == before);
}

/// A source with readers that the test controls.
struct Altered<'a> {
    source: &'a Source,
    sizes: Vec<usize>,
    fails: bool,
}

impl Contents for Altered<'_> {
    fn open(&self, path: &EntryPath) -> Result<Box<dyn Read + Send>, Error> {
        let inner = self.source.open(path)?;
        Ok(Box::new(Pieces { inner, sizes: self.sizes.clone(), turn: 0, fails: self.fails }))
    }
}

/// Reads that number of bytes at a time, with an interruption before each.
struct Pieces<R> {
    inner: R,
    sizes: Vec<usize>,
    turn: usize,
    fails: bool,
}

impl<R: Read> Read for Pieces<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.turn += 1;
        if self.turn % 2 == 1 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        if self.fails && self.turn > 4 {
            // EIO
            return Err(io::Error::from_raw_os_error(5));
        }
        let size = self.sizes[self.turn / 2 % self.sizes.len()].min(buffer.len());
        self.inner.read(&mut buffer[..size])
    }
}

/// Accepts that number of bytes at a time, with an interruption before each, up to a limit.
struct Trickle {
    bytes: Vec<u8>,
    sizes: Vec<usize>,
    turn: usize,
    limit: usize,
    error: i32,
}

impl Write for Trickle {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.turn += 1;
        if self.turn % 2 == 1 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        if self.bytes.len() >= self.limit {
            return Err(io::Error::from_raw_os_error(self.error));
        }
        let size = self.sizes[self.turn / 2 % self.sizes.len()].min(bytes.len());
        self.bytes.extend_from_slice(&bytes[..size]);
        Ok(size)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.limit == 0 { Err(io::Error::from_raw_os_error(self.error)) } else { Ok(()) }
    }
}

fn trickles(plan: &Plan, sizes: &[usize], limit: usize, error: i32) -> Vec<Trickle> {
    let one = |_| Trickle { bytes: Vec::new(), sizes: sizes.to_vec(), turn: 0, limit, error };
    plan.archives().iter().map(one).collect()
}

struct Tree {
    root: tempfile::TempDir,
    source: Source,
    plan: Plan,
    whole: Vec<Vec<u8>>,
}

fn tree() -> Tree {
    let root = temp_dir();
    sample(&root.path().join("tree"));
    file(&root.path().join("tree"), "noise", &noise(150_000), 0o644);
    let (source, plan) = planned(root.path(), MANIFEST);
    let whole = archives(&plan, &source, 1).expect("can be built");
    Tree { root, source, plan, whole }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    // T141, T190
    #[test]
    fn however_bytes_come_and_go_the_archives_are_the_same(
        reads in prop::collection::vec(1..5000_usize, 1..6),
        writes in prop::collection::vec(1..5000_usize, 1..6),
        threads in 1..9_usize,
    ) {
        let Tree { root: _root, source, plan, whole } = tree();
        let contents = Altered { source: &source, sizes: reads, fails: false };
        let mut outputs = trickles(&plan, &writes, usize::MAX, 5);
        build(&plan, &contents, outputs.iter_mut().collect(), options(threads)).expect("nothing fails");
        for (output, whole) in outputs.iter().zip(&whole) {
            prop_assert!(output.bytes == *whole);
        }
    }
}

// T190: EIO, a full disk, a quota, a limit, a read-only system, at any byte and any thread count.
#[test]
fn an_output_that_fails_anywhere_is_an_error_that_names_its_archive() {
    let Tree { root: _root, source, plan, whole } = tree();
    for error in [5, 28, 122, 27, 30] {
        for threads in [1, 2, 5] {
            for at in [0, 1, 9, 10, 11, 512, whole[0].len() / 2, whole[0].len() - 1] {
                let outputs = trickles(&plan, &[700], at, error);
                let failed =
                    build(&plan, &source, outputs, options(threads)).expect_err("it fails").to_string();
                let cause = io::Error::from_raw_os_error(error).to_string();
                let is_named = plan.archives().iter().any(|archive| failed.contains(&archive.file));
                assert!(is_named && failed.contains(&cause), "{at} bytes, {threads} threads: {failed}");
            }
        }
    }
}

// T053
#[test]
fn a_disk_that_fails_while_a_file_is_read_is_an_error_that_names_it() {
    let Tree { root: _root, source, plan, .. } = tree();
    let contents = Altered { source: &source, sizes: vec![1], fails: true };
    for threads in [1, 3] {
        let failed = archives(&plan, &contents, threads).expect_err("it fails").to_string();
        assert!(failed.contains("failed to read `") && failed.contains("(os error 5)"), "{failed}");
    }
}

/// A file of the kernel mounted over a file of the tree; `None` where that cannot be.
fn mounted(root: &Path, what: &str) -> Option<Mounted> {
    let path = root.join("tree/mounted");
    fs::write(&path, "").expect("can be written");
    let done = std::process::Command::new("mount").args(["--bind", what]).arg(&path).output();
    if !done.is_ok_and(|output| output.status.success()) {
        say("SKIPPED: nothing can be mounted here");
        return None;
    }
    Some(Mounted(path))
}

struct Mounted(std::path::PathBuf);

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(&self.0).status();
    }
}

/// What the measuring says of a tree with something mounted in it.
fn reported(root: &Path) -> String {
    let text = pkgr::diagnostic::SourceText::new("release.toml", MANIFEST);
    let pkgr::diagnostic::Checked { value: spec, .. } = pkgr::manifest::parse(&text);
    let source = pkgr::source::directory::Directory::open(&root.join("tree")).expect("is there");
    let source = Source::from(source);
    let world = pkgr::plan::PlanContext::default();
    let pkgr::diagnostic::Checked { value: draft, diagnostics: problems } =
        pkgr::plan::draft(&spec.expect("is good"), &source, &world);
    let draft = draft.unwrap_or_else(|| panic!("{problems:?}"));
    let measured = pkgr::plan::hash_contents(draft, &source, NonZeroUsize::MIN, &Silent);
    let problems: Vec<Diagnostic> = measured.err().iter().flatten().cloned().collect();
    problems.iter().map(|problem| format!("{}: {}\n", problem.code, problem.message)).collect()
}

// T055
#[test]
fn a_file_that_says_it_is_empty_and_yields_bytes_is_an_error() {
    let root = temp_dir();
    file(root.path(), "tree/README", b"read me\n", 0o644);
    let Some(mount) = is_root().then(|| mounted(root.path(), "/proc/version")).flatten() else { return };
    let reported = reported(root.path());
    drop(mount);
    assert!(reported.contains("pkgr::source::changed") && reported.contains("`mounted`"), "{reported}");
    assert!(reported.contains("it was listed with 0 bytes and read with"), "{reported}");
}

// T053, T055: reading the memory of a process at address 0 is a real input/output error.
#[test]
fn a_file_that_cannot_be_read_to_its_end_is_an_error() {
    let root = temp_dir();
    file(root.path(), "tree/README", b"read me\n", 0o644);
    let memory = format!("/proc/{}/mem", std::process::id());
    let Some(mount) = is_root().then(|| mounted(root.path(), &memory)).flatten() else { return };
    let reported = reported(root.path());
    drop(mount);
    assert!(reported.contains("failed to read `mounted`") && reported.contains("(os error 5)"), "{reported}");
}

// T055
#[test]
fn what_is_mounted_in_the_tree_is_packed_as_the_files_that_it_shows() {
    let (root, copy) = (temp_dir(), temp_dir());
    for place in [root.path(), copy.path()] {
        file(place, "tree/README", b"read me\n", 0o644);
        file(place, "tree/sub/file", b"mounted\n", 0o644);
    }
    fs::rename(root.path().join("tree/sub"), root.path().join("elsewhere")).expect("can be renamed");
    let point = root.path().join("tree/sub");
    fs::create_dir(&point).expect("can be made");
    let elsewhere = root.path().join("elsewhere");
    let done = std::process::Command::new("mount").arg("--bind").args([&elsewhere, &point]).output();
    if !is_root() || !done.is_ok_and(|output| output.status.success()) {
        say("SKIPPED: nothing can be mounted here");
        return;
    }
    let mount = Mounted(point);
    let build = |root: &Path| {
        let (source, plan) = planned(root, MANIFEST);
        archives(&plan, &source, 1).expect("can be built")
    };
    let (over, plain) = (build(root.path()), build(copy.path()));
    drop(mount);
    assert!(over == plain);
}
