//! Trees made into archives, from the files to the last byte, beside pipes of the tools that do it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{compare_rounds, is_wanted, say, shell, text};

/// Bytes of the trees that are made here.
const SIZE: usize = 64 << 20;
const ROUNDS: usize = 3;
/// A comparison with xz takes minutes: once is enough.
const ROUNDS_OF_XZ: usize = 1;

/// A directory with a manifest and a tree, and how an archive is made of it by a pipe.
struct Subject {
    name: &'static str,
    directory: PathBuf,
    /// The tree's name in the directory.
    tree: &'static str,
}

/// What is compared with a pipe.
struct Ours<'a> {
    manifest: &'a str,
    threads: u8,
}

impl Subject {
    /// Compares a build into nothing with `PRODUCER | FILTER` into nothing.
    fn compare(&self, rounds: usize, ours: &Ours, producer: &str, filter: &str) {
        let tool = filter.split(' ').next().unwrap_or_default();
        let maker = producer.split(' ').next().unwrap_or_default();
        if !is_there(tool) || !is_there(maker) {
            return say(&format!("SKIPPED: `{tool}` or `{maker}` is not installed"));
        }
        let Ours { manifest, threads } = ours;
        let jobs = threads.to_string();
        let pkgr = env!("CARGO_BIN_EXE_pkgr");
        let build = [pkgr, "-C", text(&self.directory), "-m", manifest, "build", "--check", "-j", &jobs];
        let pipe = format!("cd '{}' && {producer} | {filter} > /dev/null", self.directory.display());
        let what = format!("{}, {manifest} with -j {threads}, against {producer} | {filter}", self.name);
        compare_rounds(rounds, &what, &build, &["sh", "-c", &pipe]);
    }

    fn compare_gzip(&self, level: u8, filter: &str) {
        let manifest = format!("gzip{level}.toml");
        for threads in [1, 2] {
            let ours = Ours { manifest: &manifest, threads };
            self.compare(ROUNDS, &ours, &format!("tar -cf - {}", self.tree), filter);
        }
    }

    /// Python compresses as most of its builders do, by zlib.
    fn compare_zlib(&self, level: u8) {
        let manifest = format!("zlib{level}.toml");
        let filter = format!(
            "python3 -c \"import sys, zlib; out = sys.stdout.buffer; deflater = zlib.compressobj({level}, 8, 31); \
             [out.write(deflater.compress(piece)) for piece in iter(lambda: sys.stdin.buffer.read(65536), b'')]; \
             out.write(deflater.flush())\""
        );
        for threads in [1, 2] {
            let ours = Ours { manifest: &manifest, threads };
            self.compare(ROUNDS, &ours, &format!("tar -cf - {}", self.tree), &filter);
        }
    }

    /// Manifests for one archive each.
    fn write_manifests(&self) {
        let manifests = [
            ("gzip9", "gzip", 9, "gnu-1"),
            ("gzip6", "gzip", 6, "gnu-1"),
            ("zlib9", "gzip", 9, "zlib-1"),
            ("zlib6", "gzip", 6, "zlib-1"),
            ("xz6", "xz", 6, "xz-single-1"),
        ];
        for (name, format, level, encoder) in manifests {
            let manifest = format!(
                "schema = 1\npackage = {{ name = \"bench\", version = \"1\" }}\n\
                 source = {{ directory = \"{}\" }}\nfiles = {{ include = [\"**\"] }}\n\
                 normalize = {{ mtime = {{ set = 1 }} }}\n\
                 lints = {{ secret = \"allow\", secret-content = \"allow\", assistant-folder = \"allow\" }}\n\
                 [[archive]]\nfile = \"bench.tar.{format}\"\n\
                 compression = {{ format = \"{format}\", level = {level}, encoder = \"{encoder}\" }}\n",
                self.tree
            );
            fs::write(self.directory.join(format!("{name}.toml")), manifest).expect("can be written");
        }
    }
}

pub fn compare_all(work: &Path, cpython: &Path, many: &Path) {
    let source = Subject { name: "CPython", directory: cpython.to_owned(), tree: "Python-3.13.5" };
    source.write_manifests();
    if is_wanted("source") {
        source.compare_gzip(9, "gzip -9n");
        source.compare_gzip(9, "pigz -9n -p2");
        source.compare_gzip(6, "gzip -6n");
        from_commit(&source);
    }
    if is_wanted("zlib") {
        source.compare_zlib(9);
        source.compare_zlib(6);
    }
    if is_wanted("xz") {
        xz(&source);
    }
    let tiny = Subject { name: "80,000 tiny files", directory: many.to_owned(), tree: "tree" };
    let made = ["binaries", "random", "zeros"].map(|name| made(work, name));
    for subject in made.into_iter().flatten().chain([tiny]) {
        if is_wanted(subject.name.split(' ').nth(1).unwrap_or(subject.name)) {
            subject.write_manifests();
            subject.compare_gzip(9, "gzip -9n");
        }
    }
}

/// The official files: one by xz alone, and both at once, which should take no longer.
fn xz(source: &Subject) {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/cpython/release.toml");
    fs::copy(example, source.directory.join("both.toml")).expect("can be copied");
    let (tar, ours) = (format!("tar -cf - {}", source.tree), Ours { manifest: "xz6.toml", threads: 2 });
    source.compare(ROUNDS_OF_XZ, &ours, &tar, "xz -6 -T1");
    let pkgr = env!("CARGO_BIN_EXE_pkgr");
    let build =
        |manifest| [pkgr, "-C", text(&source.directory), "-m", manifest, "build", "--check", "-j", "2"];
    let what = "CPython, both official files with -j 2, against the xz one alone";
    compare_rounds(ROUNDS_OF_XZ, what, &build("both.toml"), &build("xz6.toml"));
}

/// The same tree out of a commit.
fn from_commit(source: &Subject) {
    if !is_there("git") {
        return say("SKIPPED: `git` is not installed");
    }
    let repo = source.directory.join(source.tree);
    let git = "git -c user.name=A -c user.email=a@b -c core.autocrlf=false";
    shell(&format!("cd '{}' && {git} init -q && {git} add -A -f && {git} commit -q -m all", repo.display()));
    let manifest = "schema = 1\npackage = { name = \"bench\", version = \"1\" }\n\
        source = { git = \"Python-3.13.5\", rev = \"HEAD\" }\nfiles = { include = [\"**\"] }\n\
        normalize = { mtime = \"commit\" }\nlints = { secret = \"allow\", secret-content = \"allow\", assistant-folder = \"allow\" }\n\
        [[archive]]\nfile = \"bench.tar.gz\"\ntar = \"git\"\n\
        compression = { format = \"gzip\", level = 9 }\n";
    fs::write(source.directory.join("commit.toml"), manifest).expect("can be written");
    for threads in [1, 2] {
        let ours = Ours { manifest: "commit.toml", threads };
        let archive = format!("git -C {} archive --format=tar HEAD", source.tree);
        source.compare(ROUNDS, &ours, &archive, "gzip -9n");
    }
    fs::remove_dir_all(repo.join(".git")).expect("can be removed");
}

/// A tree of one sort of data; `None`, said aloud, where this machine has none of it.
fn made(work: &Path, name: &'static str) -> Option<Subject> {
    if !is_wanted(name) {
        return None;
    }
    let subject = Subject { name, directory: work.join(name), tree: "tree" };
    let tree = subject.directory.join(subject.tree);
    fs::create_dir_all(&tree).expect("can be made");
    match name {
        "zeros" => fs::write(tree.join("zeros"), vec![0; SIZE]).expect("can be written"),
        "random" => fs::write(tree.join("random"), noise()).expect("can be written"),
        _ if copy_programs(&tree) == 0 => {
            say("SKIPPED: no programs of 64 MiB in /usr/bin");
            return None;
        }
        _ => {}
    }
    Some(subject)
}

/// Bytes that nothing compresses (SplitMix64).
fn noise() -> Vec<u8> {
    let mix = |number: u64| {
        let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    };
    (0..SIZE as u64 / 8).flat_map(|number| mix(number).to_le_bytes()).collect()
}

/// Copies programs until there are enough; how many bytes, or 0 if there are too few.
fn copy_programs(tree: &Path) -> usize {
    let Ok(entries) = fs::read_dir("/usr/bin") else { return 0 };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut copied = 0;
    for path in paths.iter().filter(|path| path.symlink_metadata().is_ok_and(|found| found.is_file())) {
        if copied < SIZE {
            let target = tree.join(path.file_name().expect("an entry has a name"));
            copied += fs::copy(path, target).map_or(0, |length| length as usize);
        }
    }
    if copied < SIZE { 0 } else { copied }
}

fn is_there(tool: &str) -> bool {
    let found = Command::new("sh").args(["-c", &format!("command -v {tool}")]).stdout(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}
