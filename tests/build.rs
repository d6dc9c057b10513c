//! What the bytes depend on, and what they do not; what happens when files change under a build.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::fs;
use std::io::{self, Cursor, Read};
use std::num::NonZeroUsize;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use filetime::FileTime;
use pkgr::build::{Options, build};
use pkgr::diagnostic::SourceText;
use pkgr::digest::Digest;
use pkgr::entry::Kind;
use pkgr::error::Error;
use pkgr::manifest;
use pkgr::path::EntryPath;
use pkgr::plan::{self, Plan, PlanContext};
use pkgr::progress::Silent;
use pkgr::source::Contents;
use pkgr::source::Source;
use pkgr::source::directory::Directory;
use proptest::prelude::*;
use support::{command, file, noise, sample, set_times, stdout, temp_dir};

const MANIFEST: &str = "schema = 1\npackage = { name = 'hello', version = '1.0' }\nsource = { directory = 'tree' }\n\
    files = { include = ['**'] }\nnormalize = { mode = 'go+u,go-w,a-s', mtime = { set = 1749656217 } }\n\
    [[archive]]\nfile = 'a.tar.gz'\n[[archive]]\nfile = 'b.tar.xz'\ntar = 'gnu-1.34-gnu'\n\
    compression = { format = 'xz', level = 1 }\n[[archive]]\nfile = 'c.tar'\n\
    [[archive]]\nfile = 'd.tgz'\ntar = 'gnu-1.34-posix'\ncompression = { format = 'gzip', level = 1 }\n\
    [[archive]]\nfile = 'e.txz'\ncompression = { level = 0, encoder = 'xz-blocks-1' }\n\
    [[archive]]\nfile = 'f.tzst'\ncompression = { level = 1 }\n\
    [[archive]]\nfile = 'g.tbz2'\ncompression = { level = 1 }\n";

fn threads(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).expect("not zero")
}

fn plan(source: &Source) -> Plan {
    let text = SourceText::new("release.toml", MANIFEST);
    let pkgr::diagnostic::Checked { value: spec, diagnostics: problems } = manifest::parse(&text);
    let pkgr::diagnostic::Checked { value: draft, diagnostics: problems } =
        plan::draft(&spec.unwrap_or_else(|| panic!("{problems:?}")), source, &PlanContext::default());
    let draft = draft.unwrap_or_else(|| panic!("{problems:?}"));
    plan::hash_contents(draft, source, threads(2), &Silent).expect("the files can be read")
}

fn archives(plan: &Plan, contents: &dyn Contents, count: usize) -> Result<Vec<Vec<u8>>, Error> {
    let mut outputs: Vec<Vec<u8>> = plan.archives().iter().map(|_| Vec::new()).collect();
    let options = Options { threads: threads(count), progress: &Silent };
    let built = build(plan, contents, outputs.iter_mut().collect(), options)?;
    for (built, output) in built.iter().zip(&outputs) {
        assert_eq!((built.size, built.digest), (output.len() as u64, Digest::of(output)), "{}", built.file);
    }
    Ok(outputs)
}

/// All archives of the tree in `root`, by one thread.
fn bytes_of(root: &Path) -> Vec<Vec<u8>> {
    let source = Source::from(Directory::open(&root.join("tree")).expect("is there"));
    archives(&plan(&source), &source, 1).expect("can be built")
}

// T141
#[test]
fn the_number_of_threads_changes_no_byte() {
    let root = temp_dir();
    sample(&root.path().join("tree"));
    // Several blocks of xz at level 0, several jobs of zstd at level 1.
    file(&root.path().join("tree"), "large", &[noise(1_500_000), vec![7; 3_000_000]].concat(), 0o644);
    let source = Source::from(Directory::open(&root.path().join("tree")).expect("is there"));
    let plan = plan(&source);
    let one = archives(&plan, &source, 1).expect("can be built");
    for count in [2, 3, 7, 64] {
        assert!(archives(&plan, &source, count).expect("can be built") == one, "{count} threads");
    }
}

// T111, T180
#[test]
fn neither_modes_of_a_umask_nor_times_nor_the_order_of_creation_change_a_byte() {
    let names: Vec<String> = (0..40).map(|n| format!("d{}/f{n}", n % 7)).collect();
    let lay = |names: &mut dyn Iterator<Item = &String>, mode: u32, start: i64| {
        let root = temp_dir();
        let tree = root.path().join("tree");
        names.for_each(|name| file(&tree, name, name.as_bytes(), mode));
        set_times(&tree, |index| FileTime::from_unix_time(start + index, 1));
        fs::set_permissions(&tree, fs::Permissions::from_mode(0o700 | (mode & 0o077))).expect("can be set");
        bytes_of(root.path())
    };
    let usual = lay(&mut names.iter(), 0o644, 1_800_000_000);
    assert!(lay(&mut names.iter().rev(), 0o600, 5) == usual);
    assert!(lay(&mut names.iter().skip(20).chain(names.iter().take(20)), 0o664, -5) == usual);
}

// T056
#[test]
fn hard_links_change_no_byte() {
    let (linked, copied) = (temp_dir(), temp_dir());
    file(&linked.path().join("tree"), "one", b"same", 0o644);
    fs::hard_link(linked.path().join("tree/one"), linked.path().join("tree/two")).expect("can be linked");
    file(&copied.path().join("tree"), "one", b"same", 0o644);
    file(&copied.path().join("tree"), "two", b"same", 0o644);
    assert!(bytes_of(linked.path()) == bytes_of(copied.path()));
}

// T057
#[test]
fn holes_in_files_change_no_byte() {
    let (sparse, dense) = (temp_dir(), temp_dir());
    let bytes = [vec![0; 300_000], b"end".to_vec(), vec![0; 300_000]].concat();
    file(dense.path(), "tree/zeros", &bytes, 0o644);
    file(sparse.path(), "tree/zeros", b"", 0o644);
    let holes = fs::File::options().write(true).open(sparse.path().join("tree/zeros")).expect("is there");
    holes.set_len(600_003).expect("can be extended");
    std::os::unix::fs::FileExt::write_all_at(&holes, b"end", 300_000).expect("can be written");
    assert!(bytes_of(sparse.path()) == bytes_of(dense.path()));
}

// T095
#[test]
fn names_are_neither_composed_nor_decomposed() {
    let root = temp_dir();
    let names = ["caf\u{e9}", "cafe\u{301}", "\u{d55c}", "\u{1112}\u{1161}\u{11ab}", "\u{fb01}", "\u{212b}"];
    names.iter().for_each(|name| file(root.path(), format!("tree/{name}"), name.as_bytes(), 0o644));
    let made = fs::read_dir(root.path().join("tree")).expect("is there").count();
    if made < names.len() {
        support::say("SKIPPED: this file system takes two of the names for one");
        return;
    }
    let tar = &bytes_of(root.path())[2];
    for name in names {
        let whole = format!("hello-1.0/{name}");
        assert!(tar.windows(whole.len()).any(|window| window == whole.as_bytes()), "{name:?}");
    }
}

// T144
#[test]
fn an_archive_is_one_member_of_its_encoder_and_the_plan_says_which() {
    use pkgr::container::tar::read::{Limits, inventory};
    let root = temp_dir();
    sample(&root.path().join("tree"));
    file(&root.path().join("tree"), "large", &support::noise(3_000_000), 0o644);
    for archive in bytes_of(root.path()) {
        // Another member, block or frame behind the first would be reported.
        let found = inventory(&archive[..], Limits::default()).expect("memory can be read");
        assert!(found.ambiguities.is_empty(), "{}", found.ambiguities[0]);
    }
    fs::write(root.path().join("release.toml"), MANIFEST).expect("can be written");
    let plan = support::pkgr(root.path(), &["plan", "-q", "--format", "json"]);
    let plan: serde_json::Value = serde_json::from_slice(&stdout(&plan)).expect("is JSON");
    let named = |index: usize| {
        let archive = &plan["archives"][index];
        [&archive["format"], &archive["encoder"], &archive["level"]]
            .map(|value| value.as_str().unwrap_or("-").to_owned())
    };
    assert_eq!(named(0), ["gzip", "gnu-1", "9"]);
    assert_eq!(named(1), ["xz", "xz-single-1", "1"]);
    assert_eq!(named(2), ["none", "-", "-"]);
}

// T058
#[test]
fn attributes_labels_and_access_lists_change_no_byte() {
    use rustix::fs::XattrFlags;
    let (plain, dressed) = (temp_dir(), temp_dir());
    for root in [&plain, &dressed] {
        file(root.path(), "tree/src/one", b"same", 0o644);
        file(root.path(), "tree/two", b"same", 0o755);
    }
    let tree = dressed.path().join("tree");
    // An access list of one named user, as Linux stores it (version 2, entries of tag, permissions, id).
    let list = |owner: u16| -> Vec<u8> {
        let entries: [(u16, u16, u32); 5] =
            [(0x01, owner, !0), (0x02, 4, 12_345), (0x04, 4, !0), (0x10, 4, !0), (0x20, 4, !0)];
        let entries = entries
            .map(|(tag, bits, id)| [&tag.to_le_bytes()[..], &bits.to_le_bytes(), &id.to_le_bytes()].concat());
        [2_u32.to_le_bytes().to_vec(), entries.concat()].concat()
    };
    let attributes: [(&str, &[u8]); 4] = [
        ("user.com.apple.quarantine", b"0081;5c;Safari;"),
        ("user.comment", b"\0\xff"),
        ("user.xdg.origin.url", b"https://user@example.org/"),
        ("security.selinux", b"system_u:object_r:user_home_t:s0"),
    ];
    let mut set = Vec::new();
    for (path, owner) in
        [(&tree, 7), (&tree.join("src"), 7), (&tree.join("src/one"), 6), (&tree.join("two"), 7)]
    {
        let list = list(owner);
        let access = [("system.posix_acl_access", &list[..])];
        for (name, value) in attributes.into_iter().chain(access) {
            if rustix::fs::setxattr(path, name, value, XattrFlags::empty()).is_ok() {
                set.push(name);
            }
        }
    }
    for (name, _) in attributes.iter().filter(|(name, _)| !set.contains(name)) {
        support::say(&format!("SKIPPED: `{name}` cannot be set here"));
    }
    let made = bytes_of(dressed.path());
    assert!(made == bytes_of(plain.path()));
    for (name, value) in attributes {
        let holds = |text: &[u8]| made[2].windows(text.len()).any(|window| window == text);
        assert!(!holds(name.as_bytes()) && !holds(value), "{name}");
    }
}

// T060
#[test]
fn owners_that_have_no_room_in_a_header_or_no_name_change_no_byte() {
    if !support::is_root() {
        return;
    }
    let (plain, owned) = (temp_dir(), temp_dir());
    for root in [&plain, &owned] {
        file(root.path(), "tree/src/one", b"same", 0o644);
        support::link(&root.path().join("tree"), "link", "src/one");
    }
    for (name, id) in
        [("tree", 2_097_152), ("tree/src", 4_000_000_000), ("tree/src/one", 54_321), ("tree/link", 2_097_153)]
    {
        std::os::unix::fs::lchown(owned.path().join(name), Some(id), Some(id)).expect("root may");
    }
    assert!(bytes_of(owned.path()) == bytes_of(plain.path()));
}

// T180, T181
#[test]
fn no_environment_variable_changes_a_byte() {
    let root = temp_dir();
    sample(&root.path().join("tree"));
    fs::write(root.path().join("release.toml"), MANIFEST).expect("can be written");
    let hostile = [
        ("TAR_OPTIONS", "--mode=0777"),
        ("GZIP", "-1"),
        ("XZ_OPT", "-9"),
        ("XZ_DEFAULTS", "--threads=0"),
        ("ZSTD_CLEVEL", "19"),
        ("COPYFILE_DISABLE", "1"),
        ("http_proxy", "http://nowhere.invalid:1"),
        ("HTTPS_PROXY", "http://nowhere.invalid:1"),
        ("LANG", "zh_CN.UTF-8"),
        ("HOSTNAME", "elsewhere"),
        ("POSIXLY_CORRECT", "1"),
        ("SOURCE_DATE_EPOCH", "1"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("TZ", "Asia/Kathmandu"),
        ("TMPDIR", "/nonexistent"),
        ("HOME", "/nonexistent"),
        ("USER", "somebody"),
        ("PATH", "/nonexistent"),
    ];
    let sums = |variables: &[(&str, &str)], out: &str| {
        let mut command = command(root.path(), &["build", "-q", "-d", out]);
        stdout(&command.envs(variables.iter().copied()).output().expect("can be started"));
        fs::read(root.path().join(out).join("SHA256SUMS")).expect("was written")
    };
    assert_eq!(sums(&hostile, "hostile"), sums(&[], "clean"));
}

/// Files from memory, some of them spoilt.
struct Spoilt<'a> {
    source: &'a Source,
    path: EntryPath,
    how: How,
}

#[derive(Clone, Copy, Debug)]
enum How {
    Shrunk,
    Grown,
    Rewritten,
    Gone,
    FailsMidway,
}

impl Contents for Spoilt<'_> {
    fn open(&self, path: &EntryPath) -> Result<Box<dyn Read + Send>, Error> {
        if *path != self.path {
            return self.source.open(path);
        }
        Ok(match self.how {
            How::Shrunk => Box::new(Cursor::new(b"read m".to_vec())),
            How::Grown => Box::new(io::repeat(b'x')),
            How::Rewritten => Box::new(Cursor::new(b"READ ME\n".to_vec())),
            How::Gone => return Err(Error::new("open", path.to_string(), io::ErrorKind::NotFound.into())),
            How::FailsMidway => Box::new(Cursor::new(b"read").chain(Failing)),
        })
    }
}

struct Failing;

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is broken"))
    }
}

// T051, T053
#[test]
fn a_file_that_is_not_what_the_plan_says_is_an_error_that_names_it() {
    let root = temp_dir();
    sample(&root.path().join("tree"));
    let source = Source::from(Directory::open(&root.path().join("tree")).expect("is there"));
    let plan = plan(&source);
    for how in [How::Shrunk, How::Grown, How::Rewritten, How::Gone, How::FailsMidway] {
        for count in [1, 3] {
            let path = EntryPath::parse("README").expect("well formed");
            let contents = Spoilt { source: &source, path, how };
            let error = archives(&plan, &contents, count).expect_err("must be noticed");
            assert!(error.to_string().contains("README"), "{how:?}: {error}");
        }
    }
}

/// What an encoder holds back can be minutes of work: a run that failed, or was stopped, does not wait.
#[test]
fn a_pass_that_fails_compresses_nothing_more() {
    let root = temp_dir();
    file(&root.path().join("tree"), "A", &noise(400_000), 0o644);
    file(&root.path().join("tree"), "README", b"read me\n", 0o644);
    let source = Source::from(Directory::open(&root.path().join("tree")).expect("is there"));
    let plan = plan(&source);
    let path = EntryPath::parse("README").expect("well formed");
    let contents = Spoilt { source: &source, path, how: How::FailsMidway };
    for count in [1, 3] {
        let mut outputs: Vec<Vec<u8>> = plan.archives().iter().map(|_| Vec::new()).collect();
        let options = Options { threads: threads(count), progress: &Silent };
        build(&plan, &contents, outputs.iter_mut().collect(), options).expect_err("must be noticed");
        let (blocks, zstd) = (&outputs[4], &outputs[5]);
        assert!(blocks.len() < 100 && zstd.len() < 100, "{} and {} bytes", blocks.len(), zstd.len());
    }
}

/// Output that fails after that number of bytes.
struct Full(usize);

impl io::Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 < bytes.len() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.0 -= bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

// T190
#[test]
fn an_output_that_fails_is_an_error_that_names_the_archive_at_any_thread_count() {
    let root = temp_dir();
    sample(&root.path().join("tree"));
    file(&root.path().join("tree"), "large", &vec![7; 9_000_000], 0o644);
    let source = Source::from(Directory::open(&root.path().join("tree")).expect("is there"));
    let plan = plan(&source);
    for count in [1, 2, 3] {
        let room = |archive| if archive == 2 { 20_000 } else { usize::MAX };
        let outputs = (0..plan.archives().len()).map(room).map(Full).collect();
        let options = Options { threads: threads(count), progress: &Silent };
        let error = build(&plan, &source, outputs, options).expect_err("the third is full");
        assert!(error.to_string().contains("c.tar"), "{error}");
    }
}

/// What an independent reader finds in a tar: names, sizes, modes, times, targets, bytes.
fn check_against_reader(plan: &Plan, root: &Path, tar: &[u8]) {
    let mut reader = tar::Archive::new(tar);
    let mut members = reader.entries().expect("is a tar");
    for entry in plan.entries() {
        let mut member = members.next().expect("as many members as entries").expect("is whole");
        let name = member.path_bytes().into_owned();
        let name = name.strip_suffix(b"/").unwrap_or(&name);
        assert_eq!(name, entry.path.as_bytes());
        assert_eq!(member.header().mode().expect("is octal"), u32::from(entry.mode.bits()));
        assert_eq!(member.header().mtime().expect("is octal"), entry.mtime.seconds() as u64);
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).expect("is whole");
        match &entry.kind {
            Kind::Directory => assert!(member.header().entry_type().is_dir()),
            Kind::Symlink(target) => assert_eq!(member.link_name_bytes().expect("a link"), target.as_bytes()),
            Kind::File(_) => {
                let path = plan.source_path(entry).expect("below the top");
                let on_disk = root.join("tree").join(path.to_string().replace("\\\\", "\\"));
                assert_eq!(bytes, fs::read(on_disk).expect("is there"));
            }
        }
    }
    assert!(members.next().is_none(), "no member too many");
}

#[test]
fn an_independent_reader_finds_the_plan_in_every_archive() {
    let root = temp_dir();
    sample(&root.path().join("tree"));
    let source = Source::from(Directory::open(&root.path().join("tree")).expect("is there"));
    let plan = plan(&source);
    let archives = archives(&plan, &source, 2).expect("can be built");
    let unpack = |index: usize, bytes: &[u8]| {
        let mut tar = Vec::new();
        match index {
            0 | 3 => flate2::read::GzDecoder::new(bytes).read_to_end(&mut tar).expect("is gzip"),
            1 | 4 => liblzma::read::XzDecoder::new(bytes).read_to_end(&mut tar).expect("is xz"),
            5 => zstd::Decoder::new(bytes).expect("a decoder").read_to_end(&mut tar).expect("is zstd"),
            6 => bzip2::read::BzDecoder::new(bytes).read_to_end(&mut tar).expect("is bzip2"),
            _ => bytes.to_vec().as_slice().read_to_end(&mut tar).expect("memory does not fail"),
        };
        tar
    };
    for (index, bytes) in archives.iter().enumerate() {
        check_against_reader(&plan, root.path(), &unpack(index, bytes));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn random_trees_are_read_back_the_same_and_do_not_depend_on_threads(
        files in prop::collection::btree_map("[a-c]{1,2}(/[a-d]{1,3}){0,3}", prop::collection::vec(any::<u8>(), 0..2000), 1..12)
    ) {
        let root = temp_dir();
        let tree = root.path().join("tree");
        fs::create_dir(&tree).expect("can be made");
        for (name, bytes) in &files {
            let path = tree.join(name);
            // A name may already be the directory of another.
            if fs::create_dir_all(path.parent().expect("below the tree")).is_ok() && !path.is_dir() {
                fs::write(&path, bytes).expect("can be written");
            }
        }
        let source = Source::from(Directory::open(&tree).expect("is there"));
        let plan = plan(&source);
        let one = archives(&plan, &source, 1).expect("can be built");
        check_against_reader(&plan, root.path(), &one[2]);
        prop_assert!(archives(&plan, &source, 3).expect("can be built") == one);
    }
}
