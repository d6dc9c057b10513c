//! What asks too much of the machine ends with a named limit: within 512 MiB of address space, within a
//! minute, and without an abort.
#![allow(clippy::disallowed_methods, reason = "a test starts the program and lays files on disk")]

use crate::support;
use crate::support::tar::gzip;

use std::fs;
use std::io::Write as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use gix_object::{Kind, compute_hash};
use rustix::fs::{CWD, FileType, Mode, OFlags};

/// KiB of address space.
const SPACE: u64 = 512 * 1024;
const MINUTE: Duration = Duration::from_secs(60);

/// A directory that is removed whatever is in it: trees deeper than the standard library goes.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        Self(support::temp_dir().keep())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("below the directory")).expect("can be made");
        // Writing into a fifo would wait for a reader.
        let _ = fs::remove_file(&path);
        fs::write(path, bytes).expect("can be written");
    }

    fn fifo(&self, name: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("below the directory")).expect("can be made");
        let _ = fs::remove_file(&path);
        rustix::fs::mknodat(CWD, &path, FileType::Fifo, Mode::from_raw_mode(0o600), 0).expect("can be made");
    }

    fn manifest(&self, source: &str, files: &str) {
        let time =
            if source.contains("directory") { "[normalize]\nmtime = { set = 1700000000 }\n" } else { "" };
        self.write(
            "release.toml",
            format!(
                "schema = 1\n[package]\nname = 'p'\nversion = '1'\n[source]\n{source}\n[files]\ninclude = ['**']\n\
                 {files}\n{time}[[archive]]\nfile = 'p.tar.gz'\n"
            ),
        );
    }

    /// Runs pkgr within the bounds: its exit code and what it said.
    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let script = format!("ulimit -v {SPACE}; exec \"$0\" \"$@\"");
        let mut child = Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_pkgr")])
            .args(arguments)
            .current_dir(&self.0)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(fs::File::create(self.path("stdout")).expect("can be made"))
            .stderr(fs::File::create(self.path("stderr")).expect("can be made"))
            .spawn()
            .expect("sh can be started");
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().expect("can be waited for") {
                break status;
            }
            if start.elapsed() > MINUTE {
                let _ = child.kill();
                panic!("{arguments:?} takes more than a minute");
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        let said = fs::read(self.path("stderr")).expect("is there");
        let mut said = String::from_utf8_lossy(&said).into_owned();
        said.push_str(&String::from_utf8_lossy(&fs::read(self.path("stdout")).expect("is there")));
        let short: String = said.chars().take(2000).collect();
        assert_eq!(status.signal(), None, "{arguments:?} was killed: {short}");
        assert!(!said.contains("panicked") && !said.contains("allocation of"), "{arguments:?}: {short}");
        (status.code().expect("no signal"), said)
    }

    /// A run ends with one of the exit codes, and says all of the parts.
    fn ends(&self, arguments: &[&str], codes: &[i32], parts: &[&str]) {
        let (code, said) = self.run(arguments);
        let short: String = said.chars().take(2000).collect();
        assert!(codes.contains(&code), "{arguments:?} ends with {code}: {short}");
        let joined = said.replace("\n  │ ", " ");
        for part in parts {
            assert!(joined.contains(part), "{arguments:?} does not say `{part}`: {short}");
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = Command::new("rm").arg("-rf").arg(&self.0).status();
    }
}

fn hex(id: &[u8]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A bare repository made object by object.
struct Repository<'a>(&'a Place);

impl<'a> Repository<'a> {
    fn new(place: &'a Place) -> Self {
        for directory in ["objects/pack", "refs/tags", "refs/heads"] {
            fs::create_dir_all(place.path("repo").join(directory)).expect("can be made");
        }
        place.write("repo/HEAD", "ref: refs/heads/main\n");
        place.write("repo/config", "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
        place.manifest("git = 'repo'\nrev = 'v1'", "");
        Self(place)
    }

    /// An object as it should be.
    fn object(&self, kind: Kind, bytes: &[u8]) -> Vec<u8> {
        let id = compute_hash(gix_hash::Kind::Sha1, kind, bytes).expect("can be hashed").as_bytes().to_vec();
        let header = format!("{kind} {}\0", bytes.len());
        self.store(&id, header.as_bytes(), bytes);
        id
    }

    /// A loose object with any header.
    fn store(&self, id: &[u8], header: &[u8], bytes: &[u8]) {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(header).and_then(|()| zlib.write_all(bytes)).expect("memory takes it");
        let id = hex(id);
        self.0.write(
            &format!("repo/objects/{}/{}", &id[..2], &id[2..]),
            zlib.finish().expect("memory takes it"),
        );
    }

    fn tree(&self, entries: &[(&str, &str, &[u8])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (mode, name, id) in entries {
            bytes.extend_from_slice(format!("{mode} {name}\0").as_bytes());
            bytes.extend_from_slice(id);
        }
        self.object(Kind::Tree, &bytes)
    }

    fn tag(&self, tree: &[u8], message: &str) -> Vec<u8> {
        let text = format!(
            "tree {}\nauthor A <a@b> 1700000000 +0000\ncommitter A <a@b> 1700000000 +0000\n\n{message}\n",
            hex(tree)
        );
        let commit = self.object(Kind::Commit, text.as_bytes());
        self.0.write("repo/refs/tags/v1", hex(&commit) + "\n");
        commit
    }

    /// The tag `v1` of a commit with one file.
    fn file(&self, id: &[u8]) {
        let tree = self.tree(&[("100644", "f", id)]);
        self.tag(&tree, "m");
    }
}

/// A tar header of the GNU kind, or the first block of any other.
fn header(name: &[u8], size: u64, flag: u8) -> [u8; 512] {
    let mut block = [0; 512];
    block[..name.len().min(100)].copy_from_slice(&name[..name.len().min(100)]);
    block[100..108].copy_from_slice(b"0000644\0");
    block[108..116].copy_from_slice(b"0000000\0");
    block[116..124].copy_from_slice(b"0000000\0");
    if size < 8 << 30 {
        block[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
    } else {
        block[124] = 0x80;
        block[128..136].copy_from_slice(&size.to_be_bytes());
    }
    block[136..148].copy_from_slice(b"14524770400\0");
    block[148..156].copy_from_slice(b"        ");
    block[156] = flag;
    block[257..265].copy_from_slice(b"ustar  \0");
    let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut padded = bytes.to_vec();
    padded.resize(bytes.len().next_multiple_of(512), 0);
    padded
}

/// A member with a name of any length.
fn long(name: &[u8]) -> Vec<u8> {
    let text = [name, b"\0"].concat();
    [&header(b"././@LongLink", text.len() as u64, b'L')[..], &padded(&text), &header(name, 0, b'0')].concat()
}

// T341
#[test]
fn trees_of_git_are_read_as_deep_as_git_reads_them_and_no_deeper() {
    let place = Place::new();
    let repository = Repository::new(&place);
    let blob = repository.object(Kind::Blob, b"x\n");
    let mut tree = repository.tree(&[("100644", "f", &blob)]);
    for _ in 0..2048 {
        tree = repository.tree(&[("40000", "d", &tree)]);
    }
    let before = repository.tag(&tree, "m");
    place.ends(&["plan", "--format", "list"], &[0], &["/d/f"]);
    place.ends(&["build", "-q"], &[0], &[]);
    place.ends(&["audit", "dist/p.tar.gz", "--git", "repo", "--rev", "v1"], &[0], &[]);
    let deeper = repository.tree(&[("40000", "d", &tree)]);
    let after = repository.tag(&deeper, "m");
    let rejected = ["pkgr::source::too-deep", "limit `depth`: 2,048 levels", "exclude = [\"d/\"]"];
    place.ends(&["plan"], &[2], &rejected);
    place.ends(&["audit", "dist/p.tar.gz", "--git", "repo", "--rev", "v1"], &[2], &rejected);
    // The history of each path, from the deep tree back to one that is not the same at its end.
    let other = repository.object(Kind::Blob, b"y\n");
    let mut tree = repository.tree(&[("100644", "f", &other)]);
    for _ in 0..2048 {
        tree = repository.tree(&[("40000", "d", &tree)]);
    }
    let text = format!(
        "tree {}\nparent {}\nparent {}\nauthor A <a@b> 1700000001 +0000\ncommitter A <a@b> 1700000001 +0000\n\nm\n",
        hex(&tree),
        hex(&before),
        hex(&after)
    );
    let commit = repository.object(Kind::Commit, text.as_bytes());
    place.write("repo/refs/tags/v1", hex(&commit) + "\n");
    let manifest = fs::read_to_string(place.path("release.toml")).expect("is there");
    let manifest = manifest.replace("[[archive]]", "[normalize]\nmtime = 'per-path-commit'\n[[archive]]");
    place.write("release.toml", manifest);
    place.ends(&["plan", "--format", "list"], &[0], &["/d/f"]);
}

// T342
#[test]
fn a_directory_is_read_as_deep_as_a_tree() {
    let place = Place::new();
    place.manifest("directory = 'src'", "");
    fs::create_dir(place.path("src")).expect("can be made");
    let open = |at: &rustix::fd::OwnedFd, name: &str| {
        rustix::fs::openat(at, name, OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty())
            .expect("can be opened")
    };
    let mut at = rustix::fs::open(place.path("src"), OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty())
        .expect("can be opened");
    for level in 0..20_000 {
        if level == 2048 {
            rustix::fs::openat(&at, "f", OFlags::CREATE | OFlags::WRONLY, Mode::from_raw_mode(0o644))
                .expect("made");
            place.ends(&["plan", "--format", "list"], &[0], &["/d/f"]);
        }
        rustix::fs::mkdirat(&at, "d", Mode::from_raw_mode(0o755)).expect("can be made");
        at = open(&at, "d");
    }
    place.ends(&["plan"], &[2], &["pkgr::source::too-deep", "limit `depth`"]);
}

// T343
#[test]
fn what_few_objects_ask_for_ends_at_a_limit() {
    let place = Place::new();
    let repository = Repository::new(&place);
    let blob = repository.object(Kind::Blob, b"x\n");
    let fan = |mut tree: Vec<u8>, levels: usize| {
        for _ in 0..levels {
            let names: Vec<String> = (0..10).map(|name| name.to_string()).collect();
            let entries: Vec<(&str, &str, &[u8])> =
                names.iter().map(|name| ("40000", name.as_str(), tree.as_slice())).collect();
            tree = repository.tree(&entries);
        }
        tree
    };
    repository.tag(&fan(repository.tree(&[("100644", "f", &blob)]), 8), "m");
    place.ends(&["plan"], &[2], &["pkgr::memory", "too many entries at `", "ulimit -v unlimited"]);
    // A hundred million directories without a file are none at all.
    repository.tag(&fan(repository.tree(&[]), 8), "m");
    place.ends(&["plan"], &[2], &["pkgr::files::nothing-selected"]);
    // Half a million placeholders of a megabyte.
    let attributes = repository.object(Kind::Blob, b"* export-subst\n");
    let bomb = repository.object(Kind::Blob, format!("$Format:{}$", "%B".repeat(500_000)).as_bytes());
    let tree = repository.tree(&[("100644", ".gitattributes", &attributes), ("100644", "f", &bomb)]);
    repository.tag(&tree, &"m".repeat(1_000_000));
    place.ends(
        &["plan"],
        &[2],
        &["pkgr::git::subst-too-large", "limit `subst-file`", "export-subst = \"omit\""],
    );
    // A few megabytes in each of very many files.
    let part = repository.object(Kind::Blob, format!("$Format:{}$", "%B".repeat(16)).as_bytes());
    let names: Vec<String> = (0..99).map(|name| format!("f{name:02}")).collect();
    let mut entries: Vec<(&str, &str, &[u8])> = vec![("100644", ".gitattributes", &attributes)];
    entries.extend(names.iter().map(|name| ("100644", name.as_str(), part.as_slice())));
    repository.tag(&repository.tree(&entries), &"m".repeat(1_000_000));
    place.ends(&["plan"], &[2], &["pkgr::git::subst-too-large", "limit `subst-total`"]);
    // A subject that is long to look through and short to write costs nothing the second time.
    let subject = repository.object(Kind::Blob, format!("$Format:{}$", "%f".repeat(500_000)).as_bytes());
    let tree = repository.tree(&[("100644", ".gitattributes", &attributes), ("100644", "f", &subject)]);
    repository.tag(&tree, &"-".repeat(1_000_000));
    place.ends(&["plan"], &[0], &[]);
}

// T344
#[test]
fn objects_that_say_other_sizes_than_they_have_are_never_believed() {
    for size in ["99999999999999999", "18446744073709551615", "1099511627776", "4294967296", "1", "-1", "x"] {
        let place = Place::new();
        let repository = Repository::new(&place);
        let id = [7; 20];
        repository.store(&id, format!("blob {size}\0").as_bytes(), b"x\n");
        let tree = repository.tree(&[("100644", "f", &id), ("100644", "g", &id)]);
        repository.tag(&tree, "m");
        place.ends(&["plan"], &[2], &["pkgr::git::corrupt-object", "`f`: the object 0707"]);
    }
    let place = Place::new();
    let repository = Repository::new(&place);
    repository.store(&[7; 20], b"tree 1099511627776\0", b"");
    repository.tag(&[7; 20], "m");
    place.ends(&["plan"], &[2], &["pkgr::memory", "0707", "ulimit -v unlimited"]);
}

// T345
#[test]
fn a_large_file_that_git_stores_whole_is_streamed() {
    let place = Place::new();
    let repository = Repository::new(&place);
    let bytes = vec![0; 192 << 20];
    repository.file(&repository.object(Kind::Blob, &bytes));
    place.ends(&["plan"], &[0], &[]);
    // One byte less than the header says, and one more.
    for length in [bytes.len() - 1, bytes.len() + 1] {
        let id = compute_hash(gix_hash::Kind::Sha1, Kind::Blob, &bytes).expect("can be hashed");
        let header = format!("blob {}\0", bytes.len());
        repository.store(id.as_bytes(), header.as_bytes(), &vec![0; length]);
        place.ends(&["plan"], &[2], &["pkgr::git::corrupt-object", "`f`: the object"]);
    }
    // The right length, and other bytes.
    let mut other = bytes;
    other[100 << 20] = 1;
    let id = compute_hash(gix_hash::Kind::Sha1, Kind::Blob, &vec![0; other.len()]).expect("can be hashed");
    let header = format!("blob {}\0", other.len());
    repository.store(id.as_bytes(), header.as_bytes(), &other);
    place.ends(&["plan"], &[2], &["pkgr::git::corrupt-object", "its bytes are those of"]);
}

// T346
#[test]
fn a_chain_of_tags_ends() {
    let place = Place::new();
    let repository = Repository::new(&place);
    let blob = repository.object(Kind::Blob, b"x\n");
    let mut id = repository.tag(&repository.tree(&[("100644", "f", &blob)]), "m");
    let mut kind = Kind::Commit;
    for number in 1..=65 {
        let text =
            format!("object {}\ntype {kind}\ntag v1\ntagger A <a@b> 1700000000 +0000\n\nm\n", hex(&id));
        id = repository.object(Kind::Tag, text.as_bytes());
        kind = Kind::Tag;
        place.write("repo/refs/tags/v1", hex(&id) + "\n");
        match number {
            64 => place.ends(&["plan"], &[0], &[]),
            65 => place.ends(&["plan"], &[2], &["pkgr::git::too-many-tags", "limit `tags`: 64"]),
            _ => {}
        }
    }
}

// T347
#[test]
fn archives_with_deep_paths_and_with_many_members_are_read_or_rejected() {
    let place = Place::new();
    let deep = [b"top/".to_vec(), b"a/".repeat(400_000), b"f".to_vec()].concat();
    place.write("deep.tar.gz", gzip(&[long(&deep), vec![0; 1024]].concat()));
    place.ends(&["lint", "deep.tar.gz"], &[1], &["warn long-name (1)"]);
    place.ends(&["diff", "deep.tar.gz", "deep.tar.gz"], &[0], &[]);
    let odd = [b"top/".to_vec(), b"\x01/".repeat(40_000), b"f".to_vec()].concat();
    place.write("odd.tar.gz", gzip(&[long(&odd), vec![0; 1024]].concat()));
    place.ends(&["lint", "odd.tar.gz"], &[1], &["control-character (40,000)"]);
    let name = |at: usize| format!("top/{at:03}/{}f", "a/".repeat(2000));
    let many: Vec<u8> = (0..100).flat_map(|at| long(name(at).as_bytes())).chain(vec![0; 1024]).collect();
    place.write("many.tar.gz", gzip(&many));
    place.ends(&["lint", "many.tar.gz"], &[1], &["warn long-name (100)"]);
    let members = |count: usize| {
        let headers = (0..count).flat_map(|at| header(format!("top/{at:07}").as_bytes(), 0, b'0'));
        gzip(&headers.chain(vec![0; 1024]).collect::<Vec<u8>>())
    };
    place.write("some.tar.gz", members(50_000));
    place.ends(&["lint", "some.tar.gz"], &[0], &["clean"]);
    place.write("more.tar.gz", members(600_000));
    place.ends(&["lint", "more.tar.gz"], &[2], &["pkgr::memory", "more.tar.gz", "536,870,912 bytes"]);
    place.ends(&["diff", "more.tar.gz", "some.tar.gz"], &[2], &["pkgr::memory", "more.tar.gz"]);
    // Two thousand names of a megabyte in a few kilobytes.
    let name = [b"top/".to_vec(), vec![b'a'; 1_000_000]].concat();
    let huge: Vec<u8> = (0..600).flat_map(|_| long(&name)).collect();
    place.write("names.tar.gz", gzip(&huge));
    place.ends(&["lint", "names.tar.gz"], &[1, 2], &[]);
}

// T348
#[test]
fn headers_of_archives_that_promise_too_much_are_rejected() {
    let place = Place::new();
    let xz = |dictionary: u8| {
        let mut block = vec![2, 0, 0x21, 1, dictionary, 0, 0, 0];
        let crc = crc32fast::hash(&block).to_le_bytes();
        block.extend(crc);
        let flags = [0, 1];
        let crc = crc32fast::hash(&flags).to_le_bytes();
        [&b"\xfd7zXZ\0"[..], &flags, &crc, &block, &[1, 0, 0, 0]].concat()
    };
    let cases: [(&str, Vec<u8>, &str); 8] = [
        ("size.tar", header(b"x", 1 << 62, b'0').to_vec(), "ends within the body"),
        (
            "long.tar.gz",
            gzip(&[&header(b"x", 1 << 40, b'L')[..], &vec![0; 400 << 20]].concat()),
            "limit `header`",
        ),
        (
            "pax.tar.gz",
            gzip(&[&header(b"x", 2 << 20, b'x')[..], &vec![b'a'; 2 << 20]].concat()),
            "limit `header`",
        ),
        ("large.tar.xz", xz(39), "limit `window`"),
        ("half.tar.xz", xz(35), "memory"),
        ("large.tar.zst", [&b"\x28\xb5\x2f\xfd"[..], &[0, 0xa8, 1, 0, 0]].concat(), "limit `window`"),
        (
            "name.tar.gz",
            [&b"\x1f\x8b\x08\x08\0\0\0\0\0\x03"[..], &vec![b'a'; 1 << 20]].concat(),
            "limit `header`",
        ),
        (
            "empty.zip",
            [&b"PK\x05\x06"[..], &[0, 0, 0, 0, 0xff, 0xfe, 0xff, 0xfe], &[0xfe; 8], &[0, 0]].concat(),
            "",
        ),
    ];
    for (name, bytes, said) in cases {
        place.write(name, bytes);
        place.ends(&["lint", name], &[1, 2], &[said]);
        place.ends(&["diff", name, name], &[2], &[]);
    }
}

// T349
#[test]
fn manifests_and_plans_of_any_shape_end_soon() {
    let place = Place::new();
    place.write("src/a", "a");
    let patterns: Vec<String> = (0..20_000).map(|number| format!("'zz{number}*'")).collect();
    for key in ["exclude", "require"] {
        place.manifest("directory = 'src'", &format!("{key} = [{}]", patterns.join(",")));
        let (code, said) = place.run(&["plan"]);
        assert_eq!(code, if key == "require" { 2 } else { 0 });
        assert!(said.contains(&format!("`{key}` has 19,980 more patterns")), "{said}");
        assert!(said.len() < 50_000, "{} bytes for {key}", said.len());
    }
    let keys: String = (0..40_000).map(|number| format!("k{number} = 1\n")).collect();
    place.write("release.toml", format!("schema = 1\n{keys}"));
    place.ends(&["check"], &[2], &["pkgr::manifest::unknown-key", "more problems are not shown"]);
    place.write("release.toml", format!("schema = 1\na = {}", "[".repeat(200_000)));
    place.ends(&["check"], &[2], &[]);
    place.manifest("directory = 'src'", "");
    for (name, text) in [("array", "[".repeat(100_000)), ("object", "{\"a\":".repeat(100_000))] {
        place.write(name, text);
        place.ends(&["build", "--plan", name], &[2], &["pkgr::contract::unreadable", name]);
    }
    for length in [1 << 20, 3 << 30] {
        fs::File::create(place.path("large")).and_then(|file| file.set_len(length)).expect("can be made");
        place.ends(&["build", "--plan", "large"], &[2], &["pkgr::contract::unreadable", "large"]);
    }
    place.ends(&["plan", "-j", "1024"], &[0], &[]);
    place.ends(&["build", "-q", "-j", "1024"], &[0], &[]);
    let manifest = fs::read_to_string(place.path("release.toml")).expect("is there");
    let xz = "compression = { format = 'xz', level = 9 }\n";
    place.write("release.toml", manifest.replace("p.tar.gz'\n", &format!("p.tar.xz'\n{xz}")));
    place.ends(&["build", "-q"], &[2], &["pkgr::memory", "p.tar.xz"]);
}

// T340, T350
#[test]
fn a_fifo_in_place_of_any_input_is_rejected_at_once() {
    let repository_files = [
        "HEAD",
        "config",
        "packed-refs",
        "commondir",
        "shallow",
        "refs/tags/v1",
        "refs/heads/other",
        "objects/info/alternates",
        "objects/info/commit-graph",
        "objects/pack/pack-1.idx",
        "objects/pack/pack-1.pack",
        "objects/pack/multi-pack-index",
    ];
    for file in repository_files {
        let place = Place::new();
        let repository = Repository::new(&place);
        repository.file(&repository.object(Kind::Blob, b"x\n"));
        place.fifo(&format!("repo/{file}"));
        place.ends(&["plan"], &[2], &["pkgr::git::repository", &format!("repo/{file}` is a fifo")]);
    }
    let place = Place::new();
    let repository = Repository::new(&place);
    let id = repository.object(Kind::Blob, b"x\n");
    repository.file(&id);
    let path = format!("repo/objects/{}/{}", &hex(&id)[..2], &hex(&id)[2..]);
    place.fifo(&path);
    place.ends(&["plan"], &[2], &["pkgr::git::repository", &format!("{path}` is a fifo")]);
    place.fifo("work/.git");
    place.manifest("git = 'work'\nrev = 'v1'", "");
    place.ends(&["plan"], &[2], &["pkgr::git::repository", "work/.git` is a fifo"]);
    for name in ["release.toml", "p.json", "p.tar.gz"] {
        place.fifo(name);
    }
    place.ends(&["check"], &[2], &["pkgr::io", "release.toml", "but a fifo"]);
    place.write("src/a", "a");
    place.manifest("directory = 'src'", "");
    place.ends(&["build", "--plan", "p.json"], &[2], &["p.json", "but a fifo"]);
    for command in [&["lint", "p.tar.gz"][..], &["diff", "p.tar.gz", "src"], &["verify", "p.tar.gz"]] {
        place.ends(command, &[2], &["p.tar.gz", "but a fifo"]);
    }
    fs::remove_file(place.path("p.tar.gz")).expect("is there");
    place.ends(&["build", "-q"], &[0], &[]);
    place.fifo("dist/SHA256SUMS");
    place.ends(&["verify", "dist/p.tar.gz"], &[2], &["SHA256SUMS", "but a fifo"]);
    place.ends(&["build", "-q"], &[2], &["SHA256SUMS", "but a fifo"]);
    // An output: a fifo without a reader.
    place.fifo("report");
    place.ends(&["plan", "-o", "report"], &[2], &["pkgr::io", "report", "this fifo has no reader"]);
    place.ends(&["plan", "-o", "/dev/null"], &[0], &[]);
    // Standard output is a file here; its name must stay the system's.
    place.ends(&["plan", "-q", "-o", "/dev/stdout"], &[0], &[]);
    assert!(fs::symlink_metadata("/dev/stdout").is_ok_and(|kind| kind.is_symlink()));
}

// T351
#[test]
fn every_limit_is_in_the_manual_and_in_the_explanation() {
    let page = crate::manual::page("docs/limits.md");
    let output = support::pkgr(Path::new("."), &["explain", "limits"]);
    let explained = support::text(&support::stdout(&output));
    for limit in pkgr::limits::ALL {
        let value = pkgr::text::Grouped(limit.value);
        let row = format!("| `{}` | {value} {} |", limit.name, limit.unit);
        assert!(page.contains(&row), "docs/limits.md lacks\n{row}");
        assert!(explained.contains(&format!("{}: {value} {}", limit.name, limit.unit)), "{explained}");
    }
}
