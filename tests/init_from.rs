//! `pkgr init --from`: the manifest of a published archive, and that it says `identical` only where it is.
#![allow(clippy::disallowed_methods, reason = "a test reads the project's own files")]

use std::fs;
use std::num::NonZeroUsize;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use filetime::FileTime;
use pkgr::container::bytes::Bytes;
use pkgr::container::inventory::{Member, MemberTime, RawKind};
use pkgr::container::limits::Limits;
use pkgr::container::read;
use pkgr::diff::Verdict;
use pkgr::encoder::decode::{DecodeLimits, Decoder};
use pkgr::infer::{Grade, InferredManifest, InferredSource, TimesFrom};
use pkgr::ops::rebuild::{self, RebuildInput, RebuildReport, RebuildSource};
use pkgr::ops::{Context, Loaded, Release};

use crate::support::random::Random;
use crate::support::{pkgr, say, temp_dir, text, zip};

/// Golden archives that no manifest rebuilds, and why.
const OTHERS: [(&str, &str); 4] = [
    ("bsdtar-3.6.2-ustar.tar.gz", "hard link"),
    ("go-1.19.tgz", "does not rebuild"),
    ("python-2.7.18-pax.tar.gz", "does not rebuild"),
    ("split-sp.py2.7.18.tar.gz", "does not rebuild"),
];

fn golden() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/import");
    let listing = fs::read_dir(directory).expect("the directory is there");
    let mut paths: Vec<PathBuf> = listing.map(|entry| entry.expect("can be listed").path()).collect();
    // Beside them are the programs that made some.
    let is_archive = |path: &PathBuf| path.extension().is_some_and(|ending| ending != "py" && ending != "go");
    paths.retain(is_archive);
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().expect("has a name").to_string_lossy().into_owned()
}

/// What stays of an archive when it is unpacked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unpacked {
    /// All.
    Whole,
    /// The bytes, and which files may be executed: under the umask 077, without times.
    Bytes,
}

/// Unpacks an archive.
fn unpack(archive: &Path, root: &Path, what: Unpacked) {
    let file = fs::File::open(archive).expect("can be opened");
    let mut stream = Vec::new();
    let mut decoder = Decoder::new(file, DecodeLimits::default()).expect("can be read");
    std::io::Read::read_to_end(&mut decoder, &mut stream).expect("can be read");
    let inventory =
        read::inventory(&Bytes::of_memory(stream.as_slice()), Limits::default()).expect("can be read");
    let at = |name: &[u8]| root.join(std::ffi::OsStr::from_bytes(name));
    let ends = inventory.members.iter().skip(1).map(|member| member.offset);
    let ends = ends.chain([stream.len() as u64 - inventory.tar().expect("is a tar").ending]);
    for (member, end) in inventory.members.iter().zip(ends) {
        let path = at(member.path.bare());
        fs::create_dir_all(path.parent().expect("has one")).expect("can be made");
        let start = end - member.body.size.next_multiple_of(512);
        let body = &stream[start as usize..(start + member.body.size) as usize];
        match &member.kind {
            RawKind::Directory => fs::create_dir_all(&path).expect("can be made"),
            RawKind::Symlink(target) => {
                symlink(std::ffi::OsStr::from_bytes(target), &path).expect("can be linked");
            }
            _ => fs::write(&path, body).expect("can be written"),
        }
    }
    // Directories last: what is written into them changes their times.
    for member in inventory.members.iter().rev() {
        settle(&at(member.path.bare()), member, what);
    }
}

fn settle(path: &Path, member: &Member, what: Unpacked) {
    let mode = member.mode.expect("a tar has modes") & 0o7777;
    let is_link = matches!(member.kind, RawKind::Symlink(_));
    if !is_link {
        let mode = if what == Unpacked::Whole { mode } else { mode & 0o700 | 0o600 };
        let mode = if member.kind == RawKind::Directory { mode | 0o700 } else { mode };
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("can be set");
    }
    if what == Unpacked::Whole {
        let time = member.mtime.as_ref().and_then(MemberTime::exact).expect("a tar has times");
        let nanoseconds = format!("{:0<9}", text(&time.fraction)).parse().expect("digits");
        let time = FileTime::from_unix_time(time.seconds, nanoseconds);
        filetime::set_symlink_file_times(path, time, time).expect("can be set");
    }
}

fn files(directory: &Path) -> Vec<String> {
    let listing = fs::read_dir(directory).expect("is there");
    let mut names: Vec<String> =
        listing.map(|entry| entry.expect("is listed").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Infers, unpacks beside the manifest, and lets `verify` rebuild from what is on disk.
fn infer_and_verify(archive: &Path, options: &[&str], what: Unpacked) -> tempfile::TempDir {
    let name = name(archive);
    let root = temp_dir();
    let path = archive.to_str().expect("is UTF-8");
    let output = pkgr(root.path(), &[&["init", "--from", path], options].concat());
    let printed = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{name}: {printed}{}", text(&output.stderr));
    assert!(printed.starts_with("identical: release.toml rebuilds "), "{name}: {printed}");
    assert!(
        files(root.path())
            .iter()
            .all(|file| ["release.toml", "release.entries", "release.modern.toml"].contains(&&**file))
    );
    let manifest = fs::read_to_string(root.path().join("release.toml")).expect("was written");
    let table: toml::Table = manifest.parse().expect("is TOML");
    let directory = table["source"]["directory"].as_str().expect("is there");
    let prefix = table["files"]["prefix"].as_str().expect("is there");
    // Without a prefix, the source is a directory that the archive is unpacked in.
    let place = if prefix.is_empty() { root.path().join(directory) } else { root.path().to_owned() };
    fs::create_dir_all(&place).expect("can be made");
    unpack(archive, &place, what);
    let output = pkgr(root.path(), &["verify", path]);
    let report = format!("{manifest}\n{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{name}: {report}");
    root
}

#[test]
fn archives_of_other_programs_are_rebuilt_from_what_they_unpack_to() {
    let mut count = 0;
    for archive in golden().into_iter().filter(|path| !OTHERS.iter().any(|other| other.0 == name(path))) {
        let root = infer_and_verify(&archive, &["--modernize"], Unpacked::Whole);
        // What no machine decides is a release, too.
        let modern = pkgr(root.path(), &["build", "-q", "-m", "release.modern.toml", "-d", "modern"]);
        assert_eq!(modern.status.code(), Some(0), "{}: {}", name(&archive), text(&modern.stderr));
        infer_and_verify(&archive, &["--times", "table"], Unpacked::Bytes);
        count += 1;
    }
    assert_eq!(count, 57);
}

#[test]
fn what_cannot_be_rebuilt_is_said() {
    for (other, why) in OTHERS {
        let archive = golden().into_iter().find(|path| name(path) == other).expect("is there");
        let root = temp_dir();
        let output = pkgr(root.path(), &["init", "--from", archive.to_str().expect("is UTF-8")]);
        let printed = text(&output.stdout) + &text(&output.stderr);
        assert!(matches!(output.status.code(), Some(1 | 2)), "{other}: {printed}");
        assert!(printed.contains(why) && !printed.contains("identical: "), "{other}: {printed}");
        // A manifest that does not rebuild is written as such; none where there is nothing that it could say.
        assert_eq!(files(root.path()).is_empty(), output.status.code() == Some(2), "{other}");
    }
}

/// Names that break TOML, templates, patterns and tables.
const NAMES: [&[u8]; 14] = [
    b"tab\tname",
    b"line\nfeed",
    b"quote\"'name",
    b"brace{version}name",
    b"star*[a]?",
    b"back\\slash\\n",
    b"\xff\xfe not text",
    b" blank ",
    b"#comment",
    "\u{202e}turned".as_bytes(),
    "e\u{301}".as_bytes(),
    b"-option",
    b"~home",
    b"\x1b[31mred",
];

/// A tar in which each member has its own time and mode, so that all must be named.
fn hostile(prefix: &[u8], order: impl Fn(usize) -> usize) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for number in 0..NAMES.len() {
        let number = order(number);
        let mut header = tar::Header::new_gnu();
        let path = [prefix, NAMES[number]].concat();
        header.as_mut_bytes()[..path.len()].copy_from_slice(&path);
        header.set_entry_type(tar::EntryType::Regular);
        header.set_mode([0o644, 0o755, 0o600, 0o444][number % 4]);
        header.set_mtime(1_600_000_000 + number as u64 * 86_400);
        header.set_uid(0);
        header.set_gid(0);
        header.set_size(3);
        header.set_cksum();
        builder.append(&header, &b"abc"[..]).expect("memory takes all");
    }
    builder.into_inner().expect("memory takes all")
}

#[test]
fn names_that_break_manifests_and_tables_survive() {
    let root = temp_dir();
    for (file, prefix) in [
        ("a-1.0.tar", &b"a-1.0/"[..]),
        ("flat.tar", b""),
        ("b{name}-1.tar", b"b\"{name}-1/"),
        ("c.tar", b"\xff/"),
    ] {
        for reversed in [false, true] {
            let stream = hostile(prefix, |number| if reversed { NAMES.len() - 1 - number } else { number });
            let archive = root.path().join(file);
            fs::write(&archive, stream).expect("can be written");
            infer_and_verify(&archive, &[], Unpacked::Whole);
            infer_and_verify(&archive, &["--times", "table"], Unpacked::Bytes);
        }
    }
}

/// Where one name stands elsewhere than the rule says, the manifest has it as it is.
#[test]
fn names_with_a_place_of_their_own_are_written_as_they_are() {
    let root = temp_dir();
    for odd in ["tab\tname", "line\nfeed", "quote\"'name", "back\\slash", "\u{202e}turned", "e\u{301}"] {
        let mut names: Vec<String> = (0..20).map(|number| format!("file-{number:02}")).collect();
        names.insert(7, format!("z{odd}"));
        let mut builder = tar::Builder::new(Vec::new());
        for name in names {
            let mut header = tar::Header::new_gnu();
            header.set_entry_type(tar::EntryType::Regular);
            header.set_mode(0o644);
            header.set_uid(0);
            header.set_gid(0);
            header.set_mtime(1_600_000_000);
            header.set_size(0);
            let path = format!("a-1.0/{name}");
            header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
            header.set_cksum();
            builder.append(&header, &b""[..]).expect("memory takes all");
        }
        let archive = root.path().join("a-1.0.tar");
        fs::write(&archive, builder.into_inner().expect("memory takes all")).expect("can be written");
        let place = infer_and_verify(&archive, &[], Unpacked::Whole);
        let manifest = fs::read_to_string(place.path().join("release.toml")).expect("was written");
        assert!(manifest.contains("before = {"), "{manifest}");
    }
}

#[test]
fn nothing_that_is_there_is_replaced_without_force() {
    let root = temp_dir();
    let path = |wanted: &str| {
        let found = golden().into_iter().find(|path| name(path) == wanted).expect("is there");
        found.to_str().expect("is UTF-8").to_owned()
    };
    fs::write(root.path().join("release.entries"), "mine").expect("can be written");
    let (rules, table) = (path("hatchling.tar.gz"), path("setuptools.tar.gz"));
    // The rules of this archive need no table.
    let output = pkgr(root.path(), &["init", "--from", &rules]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let output = pkgr(root.path(), &["init", "--from", &rules]);
    assert!(text(&output.stderr).contains("`release.toml` exists already"), "{}", text(&output.stderr));
    fs::remove_file(root.path().join("release.toml")).expect("was written");
    let output = pkgr(root.path(), &["init", "--from", &table, "--times", "table"]);
    assert!(text(&output.stderr).contains("`release.entries` exists already"), "{}", text(&output.stderr));
    assert_eq!(files(root.path()), ["release.entries"]);
    assert_eq!(fs::read(root.path().join("release.entries")).expect("is there"), b"mine");
    let output = pkgr(root.path(), &["init", "--from", &table, "--times", "table", "--force", "--modernize"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_ne!(fs::read(root.path().join("release.entries")).expect("is there"), b"mine");
    let modern = fs::read_to_string(root.path().join("release.modern.toml")).expect("was written");
    assert!(
        modern.contains("tar = \"gnu-1.35-posix\"") && modern.contains("order = \"gnu-name\""),
        "{modern}"
    );
}

#[test]
fn what_is_no_tar_is_no_manifest() {
    let root = temp_dir();
    fs::write(root.path().join("a.zip"), zip::zip(&[zip::file("a/b", b"c")]).bytes).expect("can be written");
    fs::write(root.path().join("a.txt"), "text").expect("can be written");
    for (file, why) in
        [("a.zip", "pkgr cannot make zips yet"), ("a.txt", "is no archive"), ("none", "No such file")]
    {
        let output = pkgr(root.path(), &["init", "--from", file]);
        assert_eq!(output.status.code(), Some(2), "{file}");
        assert!(text(&output.stderr).contains(why), "{}", text(&output.stderr));
        assert!(!root.path().join("release.toml").exists());
    }
}

#[test]
fn a_directory_is_packed_without_what_the_archive_lacks() {
    let root = temp_dir();
    let archive = golden().into_iter().find(|path| name(path) == "hatchling.tar.gz").expect("is there");
    let path = archive.to_str().expect("is UTF-8");
    unpack(&archive, root.path(), Unpacked::Bytes);
    let listing = files(root.path());
    let [tree] = listing.as_slice() else { panic!("one directory is at the top: {listing:?}") };
    let place = root.path().join(tree);
    fs::create_dir_all(place.join("build/out")).expect("can be made");
    fs::write(place.join("build/out/log"), "x").expect("can be written");
    let from = ["init", "--from", path, "--directory", tree];
    let output = pkgr(root.path(), &from);
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
    let manifest = fs::read_to_string(root.path().join("release.toml")).expect("was written");
    assert!(manifest.contains("exclude = [\"build\"]"), "{manifest}");
    assert_eq!(pkgr(root.path(), &["verify", path]).status.code(), Some(0));
    // A file of the archive that is not there is none that a manifest could pack.
    fs::remove_file(place.join("PKG-INFO")).expect("was unpacked");
    let output = pkgr(root.path(), &[&from[..], &["--force"]].concat());
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("lacks 1 entry of the archive") && said.contains("PKG-INFO"), "{said}");
}

/// Infers in this process.
fn infer(archive: &Path, manifest: &Path) -> Option<RebuildReport> {
    let input = RebuildInput {
        archive,
        manifest,
        source: RebuildSource::Archive,
        times: TimesFrom::Table,
        replace: true,
        modernize: false,
    };
    let threads = NonZeroUsize::MIN;
    rebuild::run(input, Context { threads, ..Context::default() }).ok()
}

/// What the manifest builds from what the archive unpacks to.
pub fn build_from(recipe: &InferredManifest, archive: &Path, root: &Path, what: Unpacked) -> Vec<u8> {
    let manifest = root.join("release.toml");
    if let Some(table) = &recipe.table {
        fs::write(root.join("release.entries"), table.to_string()).expect("can be written");
    }
    let place = match &recipe.prefix {
        Some(_) => root.to_owned(),
        None => {
            let InferredSource::Directory(directory) = &recipe.source else { panic!("no commit was given") };
            root.join(directory)
        }
    };
    fs::create_dir_all(&place).expect("can be made");
    unpack(archive, &place, what);
    let (loaded, _) = Loaded::parse(&manifest, recipe.to_string().into_bytes()).expect("is valid");
    let release = Release::open(loaded, Path::new("dist"), None, Context::default()).expect("opens");
    let plan = release.plan().expect("can be planned");
    let mut outputs = vec![Vec::new()];
    release.build_into(&plan, outputs.iter_mut().collect()).expect("builds");
    outputs.swap_remove(0)
}

/// One byte or a few are others; the checksum of the header around the first is mended half of the time.
fn mutated(stream: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = stream.to_vec();
    // The first half is mostly headers; most of the rest is the end.
    let block = random.below(bytes.len() / 1024) * 512;
    for _ in 0..=random.below(3) {
        let values = [0, b'0', b'7', b' ', b'/', b'.', b'a', 0xff, random.below(256) as u8];
        bytes[block + random.below(512)] = values[random.below(values.len())];
    }
    if random.below(2) == 0 {
        let sum: u32 =
            (0..512).map(|at| if (148..156).contains(&at) { 32 } else { u32::from(bytes[block + at]) }).sum();
        bytes[block + 148..block + 154].copy_from_slice(format!("{sum:06o}").as_bytes());
        bytes[block + 154..block + 156].copy_from_slice(b"\0 ");
    }
    bytes
}

/// Mutations of golden archives: where `identical` is said, what is on disk builds the archive.
fn mutate(count: usize, seed: u64) {
    let streams: Vec<Vec<u8>> = golden()
        .iter()
        .map(|path| {
            let mut stream = Vec::new();
            let mut decoder = flate2::read::GzDecoder::new(fs::File::open(path).expect("can be opened"));
            std::io::Read::read_to_end(&mut decoder, &mut stream).expect("is gzip");
            stream
        })
        .collect();
    let mut random = Random(seed);
    let (mut read, mut identical) = (0, 0);
    for _ in 0..count {
        let bytes = mutated(&streams[random.below(streams.len())], &mut random);
        let root = temp_dir();
        let archive = root.path().join("a-1.tar");
        fs::write(&archive, &bytes).expect("can be written");
        let place = root.path().join("place");
        fs::create_dir(&place).expect("can be made");
        let Some(report) = infer(&archive, &place.join("release.toml")) else { continue };
        read += 1;
        assert!(matches!(report.grade, Grade::Rules | Grade::NamedPaths(_) | Grade::Table));
        if report.verdict == Verdict::Identical {
            identical += 1;
            let found = build_from(&report.recipe, &archive, &place, Unpacked::Bytes);
            if found != bytes {
                fs::write("/tmp/mutated.tar", &bytes).expect("can be written");
                panic!("not the archive:\n{}", report.recipe);
            }
        }
    }
    say(&format!("{count} mutations: {read} were read, {identical} of them rebuilt"));
    assert!(identical * 60 > count && read < count);
}

#[test]
fn mutated_archives_are_rebuilt_or_not_called_identical() {
    mutate(300, 1);
}

#[test]
#[ignore = "takes minutes"]
fn ten_thousand_mutated_archives_are_rebuilt_or_not_called_identical() {
    mutate(10_000, 2);
}

/// Inputs that fuzzing found worth keeping: broken, ambiguous, and archives of every odd kind.
#[test]
fn hostile_archives_are_rebuilt_or_not_called_identical() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus");
    let kinds = ["read_tar", "read_zip", "read_gzip", "read_xz", "read_zstd", "read_bzip2"];
    let found = kinds.iter().flat_map(|kind| walkdir::WalkDir::new(corpus.join(kind)));
    let inputs: Vec<PathBuf> = found.map(|entry| entry.expect("can be walked").into_path()).collect();
    let (mut tried, mut identical) = (0, 0);
    for input in inputs.iter().filter(|path| path.is_file()) {
        let root = temp_dir();
        let archive = root.path().join("a-1.tar");
        fs::copy(input, &archive).expect("can be copied");
        let place = root.path().join("place");
        fs::create_dir(&place).expect("can be made");
        tried += 1;
        let Some(report) = infer(&archive, &place.join("release.toml")) else { continue };
        if report.verdict == Verdict::Identical {
            identical += 1;
            let built = build_from(&report.recipe, &archive, &place, Unpacked::Bytes);
            assert!(built == fs::read(&archive).expect("is there"), "{}", input.display());
        }
    }
    say(&format!("{tried} inputs of fuzzing: {identical} were rebuilt"));
    assert!(tried > 300 && identical > 0);
}
