//! Much of everything: many entries, deep trees, large files. What takes long is ignored by default.

use std::fs;
use std::io::{self, Read, Write as _};
use std::path::Path;
use std::process::{Command, Output};

use crate::support::{file, noise, pkgr, stdout, temp_dir, text};
use pkgr::container::tar::read::{self, Limits};
use pkgr::digest::{Digest, Hasher};
use serde_json::Value;

fn manifest(archives: &str) -> String {
    format!(
        "schema = 1\npackage = {{ name = 'hello', version = '1.0' }}\nsource = {{ directory = 'tree' }}\n\
         files = {{ include = ['**'] }}\nnormalize = {{ mtime = {{ set = 1749656217 }} }}\n{archives}"
    )
}

const PLAIN: &str = "[[archive]]\nfile = 'a.tar'\n";
const GZIP: &str = "[[archive]]\nfile = 'a.tar'\n[[archive]]\nfile = 'b.tgz'\ncompression = { format = 'gzip', level = 1 }\n";

/// The program with so much address space and no more: in MiB.
fn bounded(root: &Path, mebibytes: u32, arguments: &str) -> Output {
    let script = format!("ulimit -v {}; exec '{}' {arguments}", mebibytes * 1024, env!("CARGO_BIN_EXE_pkgr"));
    Command::new("sh").args(["-c", &script]).current_dir(root).output().expect("sh starts")
}

// T090, T220
#[test]
fn a_tree_of_a_hundred_levels_is_packed_and_read_back() {
    let root = temp_dir();
    let deep = vec!["level"; 100].join("/");
    file(&root.path().join("tree"), format!("{deep}/file"), b"deep\n", 0o644);
    fs::write(root.path().join("release.toml"), manifest(PLAIN)).expect("can be written");
    stdout(&pkgr(root.path(), &["build", "-q"]));
    let archive = fs::read(root.path().join("dist/a.tar")).expect("was built");
    let found = read::inventory(&archive[..], Limits::default()).expect("memory can be read");
    assert!(found.ambiguities.is_empty());
    assert_eq!(found.members.len(), 102);
    assert_eq!(text(found.members[101].path.raw()), format!("hello-1.0/{deep}/file"));
}

// T090: longer than any system takes in one call.
#[test]
fn a_path_of_more_than_4096_bytes_is_packed_whole() {
    use rustix::fs::{CWD, Mode, OFlags, mkdirat, openat};
    let root = temp_dir();
    fs::create_dir(root.path().join("tree")).expect("can be made");
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let mut at = openat(CWD, root.path().join("tree"), flags, Mode::empty()).expect("can be opened");
    let part = "d".repeat(200);
    for _ in 0..25 {
        mkdirat(&at, &part, Mode::RWXU).expect("can be made");
        at = openat(&at, &part, flags, Mode::empty()).expect("can be opened");
    }
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::CLOEXEC;
    let bottom = openat(&at, "file", flags, Mode::RUSR | Mode::WUSR).expect("can be made");
    fs::File::from(bottom).write_all(b"deep\n").expect("can be written");
    fs::write(root.path().join("release.toml"), manifest(PLAIN)).expect("can be written");
    let output = pkgr(root.path(), &["build", "-q"]);
    stdout(&output);
    let archive = fs::read(root.path().join("dist/a.tar")).expect("was built");
    let found = read::inventory(&archive[..], Limits::default()).expect("memory can be read");
    assert!(found.ambiguities.is_empty(), "{}", found.ambiguities[0]);
    let last = found.members.last().expect("has members");
    assert_eq!(text(last.path.raw()), format!("hello-1.0/{}/file", vec![part; 25].join("/")));
    assert_eq!(last.body.digest, Digest::of(b"deep\n"));
    // No system call accepts the path, so the directory is removed as it was made.
    let removed = Command::new("rm").arg("-r").arg(root.path().join("tree")).status();
    assert!(removed.expect("rm can be started").success());
}

fn gunzipped(path: &Path) -> (u64, Digest) {
    let file = io::BufReader::new(fs::File::open(path).expect("was built"));
    let mut decoder = flate2::bufread::GzDecoder::new(file);
    let (mut hasher, mut buffer) = (Hasher::new(), vec![0; 1 << 20]);
    loop {
        let count = decoder.read(&mut buffer).expect("is gzip");
        if count == 0 {
            let rest = decoder.into_inner().bytes().next();
            assert!(rest.is_none(), "something stands behind the member");
            return (hasher.length(), hasher.finish());
        }
        hasher.update(&buffer[..count]);
    }
}

// T143
#[test]
fn nothing_and_a_single_byte_are_archives() {
    for (bytes, blocks) in [(&b""[..], 2), (b"x", 3)] {
        let root = temp_dir();
        file(root.path(), "tree/f", bytes, 0o644);
        let xz = "[[archive]]\nfile = 'c.tar.xz'\n";
        fs::write(root.path().join("release.toml"), manifest(&format!("{GZIP}{xz}")))
            .expect("can be written");
        stdout(&pkgr(root.path(), &["build", "-q"]));
        let dist = root.path().join("dist");
        let tar = fs::read(dist.join("a.tar")).expect("was built");
        assert_eq!(tar.len(), 10_240);
        assert!(tar[blocks * 512..].iter().all(|&byte| byte == 0));
        assert_eq!(gunzipped(&dist.join("b.tgz")), (10_240, Digest::of(&tar)));
        let mut unpacked = Vec::new();
        let file = fs::File::open(dist.join("c.tar.xz")).expect("was built");
        liblzma::read::XzDecoder::new(file).read_to_end(&mut unpacked).expect("is xz");
        assert!(unpacked == tar);
    }
}

// T143
#[test]
#[ignore = "long: compresses a gigabyte that cannot be compressed"]
fn a_gigabyte_of_noise_is_packed_and_comes_out_again() {
    let _alone = crate::alone();
    let root = temp_dir();
    fs::create_dir(root.path().join("tree")).expect("can be made");
    let piece = noise(64 << 20);
    let mut out = fs::File::create(root.path().join("tree/noise")).expect("can be made");
    for turn in 0_u8..16 {
        // Each piece another one, so that none is found again.
        let other: Vec<u8> = piece.iter().map(|byte| byte.wrapping_mul(2 * turn + 1) ^ turn).collect();
        out.write_all(&other).expect("can be written");
    }
    drop(out);
    fs::write(root.path().join("release.toml"), manifest(GZIP)).expect("can be written");
    stdout(&bounded(root.path(), 512, "build -q -j 2"));
    let tar = fs::File::open(root.path().join("dist/a.tar")).expect("was built");
    let length = tar.metadata().expect("is there").len();
    assert!(length > 1 << 30);
    let mut hashing = pkgr::digest::HashingWriter::new(io::sink());
    io::copy(&mut { tar }, &mut hashing).expect("can be read");
    let digest = hashing.into_parts().1.finish();
    assert_eq!(gunzipped(&root.path().join("dist/b.tgz")), (length, digest));
}

// T057, T114, T220: more than 8 GiB, which is where the size has no room in its field.
#[test]
#[ignore = "long: hashes nine gigabytes three times"]
fn a_file_of_nine_gibibytes_is_packed_in_little_memory() {
    let _alone = crate::alone();
    let root = temp_dir();
    fs::create_dir(root.path().join("tree")).expect("can be made");
    let large = fs::File::create(root.path().join("tree/large")).expect("can be made");
    let size = 9_u64 << 30;
    large.set_len(size).expect("can be extended");
    file(root.path(), "tree/small", b"x", 0o644);
    fs::write(root.path().join("release.toml"), manifest(PLAIN)).expect("can be written");
    let output = bounded(root.path(), 512, "build --check --format json -j 2");
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let built: Value = serde_json::from_slice(&output.stdout).expect("is JSON");
    let found = built["archives"][0]["size"].as_u64().expect("is a number");
    // The top, the pax header with its body, the large file, the small one, the end.
    let blocks = (2 + 1 + 1 + size / 512 + 2 + 2).next_multiple_of(20);
    assert_eq!(found, blocks * 512);
}
