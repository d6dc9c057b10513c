//! Small archives that other programs wrote, in `tests/golden/import`: each is read, its dialect is named, and its
//! headers are written again. Then the whole archive is built from a manifest, its files and a table.
#![allow(clippy::disallowed_methods, reason = "a test reads the project's own files")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use pkgr::container::bytes::Bytes;
use pkgr::container::inventory::Inventory;
use pkgr::container::tar::read::{self, Limits};
use pkgr::container::tar::{Headers, Headings, Respelling, dialects, padding, respellings};
use pkgr::entry::{DeviceFields, Entry, Kind, LinkTarget, Origin, OwnHeader, Owner, PaxMtime, Rule, Size};
use pkgr::glob;
use pkgr::manifest::{EntryTable, EntryTableLine};
use pkgr::mode::Mode;
use pkgr::path::EntryPath;
use pkgr::time::Timestamp;
use proptest::prelude::*;

use crate::support::{file, link, pkgr, stdout, temp_dir};

/// The dialect of each archive: of those with the same bytes, the first one.
const DIALECTS: [(&str, &str); 57] = [
    ("cargo-1.95.crate", "tar-rs-gnu-1"),
    ("flit.tar.gz", "python-pax-3"),
    ("git-2.47-tgz.tar.gz", "git"),
    ("hatchling.tar.gz", "python-pax-2"),
    ("maturin.tar.gz", "maturin-1"),
    ("names-cargo-1.95.crate", "tar-rs-gnu-1"),
    ("names-go-1.19.tgz", "go-1"),
    ("names-maturin.tar.gz", "maturin-1"),
    ("names-npm10.tgz", "node-tar-2"),
    ("names-npm11.tgz", "node-tar-2"),
    ("names-npm5.tgz", "node-tar-1"),
    ("names-npm6.tgz", "node-tar-1"),
    ("names-npm600.tgz", "node-tar-1"),
    ("names-npm7.tgz", "node-tar-1"),
    ("names-npm8.tgz", "node-tar-1"),
    ("names-npm9.tgz", "node-tar-1"),
    ("names-pnpm9.tgz", "tar-stream-1"),
    ("npm10.tgz", "node-tar-1"),
    ("npm11.tgz", "node-tar-1"),
    ("npm5.tgz", "node-tar-1"),
    ("npm6.tgz", "node-tar-1"),
    ("npm600.tgz", "node-tar-1"),
    ("npm7.tgz", "node-tar-1"),
    ("npm8.tgz", "node-tar-1"),
    ("npm9.tgz", "node-tar-1"),
    ("pdm.tar.gz", "python-pax-3"),
    ("pnpm7.tgz", "tar-stream-1"),
    ("pnpm9.tgz", "tar-stream-1"),
    ("poetry.tar.gz", "python-pax-2"),
    ("python-2.7.18-default.tar.gz", "python-gnu-1"),
    ("python-2.7.18-gnu.tar.gz", "python-gnu-1"),
    ("python-2.7.18-ustar.tar.gz", "gnu-1.34-ustar"),
    ("python-3.13.0-default.tar.gz", "python-pax-3"),
    ("python-3.13.0-gnu.tar.gz", "python-gnu-2"),
    ("python-3.13.0-pax.tar.gz", "python-pax-3"),
    ("python-3.13.0-ustar.tar.gz", "gnu-1.35-ustar"),
    ("python-3.7.16-default.tar.gz", "python-gnu-1"),
    ("python-3.7.16-gnu.tar.gz", "python-gnu-1"),
    ("python-3.7.16-pax.tar.gz", "python-pax-1"),
    ("python-3.7.16-ustar.tar.gz", "gnu-1.34-ustar"),
    ("python-3.8.18-default.tar.gz", "python-pax-1"),
    ("python-3.8.18-gnu.tar.gz", "python-gnu-1"),
    ("python-3.8.18-pax.tar.gz", "python-pax-1"),
    ("python-3.8.18-ustar.tar.gz", "gnu-1.34-ustar"),
    ("python-3.9.18-default.tar.gz", "python-pax-3"),
    ("python-3.9.18-gnu.tar.gz", "python-gnu-2"),
    ("python-3.9.18-pax.tar.gz", "python-pax-3"),
    ("python-3.9.18-ustar.tar.gz", "gnu-1.35-ustar"),
    ("setuptools.tar.gz", "python-pax-3"),
    ("split-sp.bsd.tar.gz", "bsdtar-ustar-1"),
    ("split-sp.git.tar.gz", "git"),
    ("split-sp.gnu.tar.gz", "gnu-1.34-ustar"),
    // It has nothing that Go writes otherwise, but for the end.
    ("split-sp.go.tar.gz", "gnu-1.34-ustar"),
    ("split-sp.py3.13.0.tar.gz", "python-ustar-2"),
    ("split-sp.py3.6.15.tar.gz", "python-ustar-1"),
    ("yarn1.tgz", "tar-stream-1"),
    ("yarn4.tgz", "tar-stream-1"),
];

/// Archives with members that no dialect has, and their numbers.
const OTHERS: [(&str, &str, &[usize]); 4] = [
    // A hard link.
    ("bsdtar-3.6.2-ustar.tar.gz", "bsdtar-ustar-1", &[7]),
    // Made in several formats on purpose: these members are in PAX with a fraction of a second, and in GNU.
    ("go-1.19.tgz", "go-1", &[7, 8, 9]),
    // Of several records, Python 2 writes the one first that its dictionary has first.
    ("python-2.7.18-pax.tar.gz", "python-pax-1", &[11, 12]),
    // Python 2 splits one of these names where neither GNU tar nor Python 3 does.
    ("split-sp.py2.7.18.tar.gz", "gnu-1.34-ustar", &[3]),
];

/// An archive, read.
struct Golden {
    name: String,
    stream: Vec<u8>,
    inventory: Inventory,
    headings: Headings,
}

impl Golden {
    fn new(path: &Path) -> Self {
        let name = path.file_name().expect("has a name").to_string_lossy().into_owned();
        let file = fs::read(path).expect("can be read");
        let mut stream = Vec::new();
        GzDecoder::new(&file[..]).read_to_end(&mut stream).expect("is gzip");
        let inventory = read::inventory(&stream[..], Limits::default()).expect("memory can be read");
        assert!(inventory.ambiguities.is_empty(), "{name}: {:?}", inventory.ambiguities);
        let headings = headings(&inventory, &stream);
        Self { name, stream, inventory, headings }
    }

    fn best(&self) -> Respelling {
        respellings(&self.headings).swap_remove(0)
    }

    fn entries(&self) -> Vec<Entry<Size>> {
        let entries = self.headings.members.iter().map(|heading| heading.entry.clone());
        entries.map(|entry| entry.expect("can be planned")).collect()
    }
}

fn headings(inventory: &Inventory, stream: &[u8]) -> Headings {
    let read = Headings::read(inventory, &Bytes::of_memory(stream));
    read.expect("memory can be read").expect("is its own")
}

fn archives() -> Vec<Golden> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/import");
    let listing = fs::read_dir(directory).expect("the directory is there");
    let mut paths: Vec<PathBuf> = listing.map(|entry| entry.expect("can be listed").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending != "py" && ending != "go"));
    paths.sort();
    assert_eq!(paths.len(), 61);
    paths.iter().map(|path| Golden::new(path)).collect()
}

#[test]
fn every_archive_is_in_its_dialect_and_written_again() {
    let expected = BTreeMap::from(DIALECTS);
    for golden in archives() {
        let best = golden.best();
        let name = &*golden.name;
        match OTHERS.iter().find(|other| other.0 == name) {
            Some((_, dialect, different)) => {
                assert_eq!((best.dialect.name, &*best.different), (*dialect, *different), "{name}");
            }
            None => {
                assert_eq!(Some(&best.dialect.name), expected.get(name), "{name}");
                assert!(best.is_exact(), "{name}: {best:?}");
                // cargo makes three files itself, and leaves their device numbers out.
                let generated = if name.contains("cargo") { 3 } else { 0 };
                assert_eq!(best.other_device.len(), generated, "{name}");
            }
        }
    }
}

// An archive does not show what nothing in it depends on.
#[test]
fn dialects_with_the_same_bytes_are_found_together() {
    let exact = |name: &str| {
        let golden = archives().into_iter().find(|golden| golden.name == name).expect("is there");
        let all = respellings(&golden.headings);
        let exact = all.iter().filter(|one| one.is_exact() && one.other_device.is_empty());
        exact.map(|one| one.dialect.name).collect::<Vec<_>>()
    };
    assert_eq!(exact("npm11.tgz"), ["node-tar-1", "node-tar-2"]);
    assert_eq!(exact("hatchling.tar.gz"), ["python-pax-2", "python-pax-3"]);
    assert_eq!(exact("flit.tar.gz"), ["python-pax-3"]);
    assert_eq!(exact("yarn1.tgz"), ["tar-stream-1"]);
}

/// Each archive again from a manifest with a table, and its files.
#[test]
fn every_archive_is_built_again_from_a_manifest() {
    let mut built = 0;
    for golden in archives().into_iter().filter(|golden| !OTHERS.iter().any(|other| other.0 == golden.name)) {
        let best = golden.best();
        let root = temp_dir();
        let entries = golden.entries();
        unpack(&golden, &entries, root.path());
        fs::write(root.path().join("release.toml"), manifest(&golden, &best, &entries))
            .expect("can be written");
        fs::write(root.path().join("release.entries"), table(&entries).to_string()).expect("can be written");
        stdout(&pkgr(root.path(), &["plan", "-q", "-o", "plan.json"]));
        stdout(&pkgr(root.path(), &["build", "-q", "--plan", "plan.json"]));
        let found = fs::read(root.path().join("dist/a.tar")).expect("was built");
        assert!(found == golden.stream, "{} in {}", golden.name, best.dialect.name);
        built += 1;
    }
    assert_eq!(built, 57);
}

/// The files, whatever their modes and times.
fn unpack(golden: &Golden, entries: &[Entry<Size>], root: &Path) {
    let tree = root.join("tree");
    fs::create_dir(&tree).expect("can be made");
    let mut archive = tar::Archive::new(&golden.stream[..]);
    let members = archive.entries().expect("is tar").map(|member| member.expect("can be read"));
    // Of a commit, a header for all members comes first.
    let members = members.filter(|member| member.header().entry_type() != tar::EntryType::XGlobalHeader);
    for (mut member, entry) in members.zip(entries) {
        let mut body = Vec::new();
        member.read_to_end(&mut body).expect("can be read");
        let name = std::str::from_utf8(entry.path.as_bytes()).expect("names are UTF-8");
        match &entry.kind {
            Kind::File(_) => file(&tree, name, &body, 0o644),
            Kind::Directory => fs::create_dir_all(tree.join(name)).expect("can be made"),
            Kind::Symlink(target) => {
                link(&tree, name, std::str::from_utf8(target.as_bytes()).expect("UTF-8"));
            }
        }
    }
}

fn manifest(golden: &Golden, best: &Respelling, entries: &[Entry<Size>]) -> String {
    let has_directories = entries.iter().any(Entry::is_directory);
    let mut text = format!(
        "schema = 1\npackage = {{ name = 'a', version = '1' }}\nsource = {{ directory = 'tree' }}\n\
        [files]\nprefix = ''\ninclude = ['**']\nempty-directories = true\n\
        {}\n[normalize]\norder = 'table'\nmode = 'table'\ntable = 'release.entries'\n",
        if has_directories { no_entry(entries) } else { "parents = false".to_owned() }
    );
    let comment = golden.inventory.globals().into_iter().find(|record| record.keyword == b"comment");
    match &comment {
        // The global header has the one time of a commit.
        Some(_) => writeln!(text, "mtime = {{ set = '{}' }}", entries[0].time()),
        None => writeln!(text, "mtime = 'table'"),
    }
    .expect("text takes all");
    for entry in entries {
        text.push_str(&overriding(entry, best));
    }
    let end = best.end.expect("is one of two").name();
    let _ = writeln!(text, "[[archive]]\nfile = 'a.tar'\ntar = '{}'\nend = '{end}'", best.dialect.name);
    if let Some(comment) = comment {
        let _ = writeln!(text, "pax = {{ comment = '{}' }}", String::from_utf8_lossy(&comment.value));
    }
    // No lint is asked: these archives are as they are.
    text.push_str("[lints]\nclamped-source = 'allow'\nlong-name = 'allow'\nnon-nfc = 'allow'\n");
    text
}

fn no_entry(entries: &[Entry<Size>]) -> String {
    let named: Vec<&EntryPath> =
        entries.iter().filter(|entry| entry.is_directory()).map(|entry| &entry.path).collect();
    let mut missing: Vec<String> = Vec::new();
    for above in entries.iter().flat_map(|entry| entry.path.parents()) {
        let text = format!("'{}'", glob::escaped(above.as_bytes()));
        if !named.contains(&&above) && !missing.contains(&text) {
            missing.push(text);
        }
    }
    format!("no-entry = [{}]", missing.join(", "))
}

fn overriding(entry: &Entry<Size>, best: &Respelling) -> String {
    let owner = entry.own.owner.as_deref().expect("each has its own");
    let mut text = format!("[[override]]\npaths = ['{}']\n", glob::escaped(entry.path.as_bytes()));
    let _ = match owner.is_absent {
        true => writeln!(text, "owner = 'absent'"),
        false => writeln!(
            text,
            "owner = {{ uid = {}, gid = {}, user = '{}', group = '{}' }}",
            owner.uid, owner.gid, owner.user, owner.group
        ),
    };
    if entry.own.is_time_absent {
        text.push_str("mtime = 'absent'\n");
    }
    let _ = writeln!(text, "device = '{}'", entry.own.device.map_or("zero", DeviceFields::name));
    if best.dialect.has_float_times() {
        let _ = writeln!(text, "pax-mtime = '{}'", entry.own.pax_mtime.map_or("none", PaxMtime::name));
    }
    text
}

fn table(entries: &[Entry<Size>]) -> EntryTable {
    let line = |entry: &Entry<Size>| EntryTableLine {
        path: entry.path.clone(),
        time: Some(entry.time()),
        mode: Some(entry.mode),
    };
    EntryTable::new(entries.iter().map(line).collect()).expect("no path is there twice")
}

fn entry() -> impl Strategy<Value = Entry<Size>> {
    let part =
        prop_oneof![6 => "[a-z]{1,6}", 2 => "[a-zé日]{1,20}", 1 => "[a-z]{90,105}", 1 => "[a-z]{150,160}"];
    let kind = prop_oneof![
        3 => (0..2000_u64).prop_map(|size| Kind::File(Size(size))),
        1 => Just(Kind::Directory),
        1 => "[a-zé]{1,120}".prop_map(|target| Kind::Symlink(LinkTarget::parse(target).expect("is valid"))),
    ];
    let time = (0..2_000_000_000_i64, prop_oneof![2 => Just(0), 1 => 0..1_000_000_000_u32]);
    let device = prop_oneof![Just(None), Just(Some(DeviceFields::Empty)), Just(Some(DeviceFields::Zero))];
    let owner = prop_oneof![
        2 => Just(None),
        1 => Just(Some(Owner::absent())),
        1 => (0..70_000_u64, "[a-zé]{0,20}").prop_map(|(uid, user)| {
            Some(Owner { uid, user: user.into(), ..Owner::default() })
        }),
    ];
    let mode = prop_oneof![Just(0o644), Just(0o755), Just(0o100_644)];
    let float = prop_oneof![Just(None), Just(Some(PaxMtime::Float))];
    (prop::collection::vec(part, 1..5), kind, time, device, owner, mode, float).prop_map(
        |(parts, kind, (seconds, nanoseconds), device, owner, mode, pax_mtime)| Entry {
            path: EntryPath::parse(parts.join("/")).expect("is well formed"),
            kind,
            mode: Mode::with_type(mode).expect("has 16 bits"),
            mtime: Timestamp::from_seconds(seconds).expect("is in range"),
            origin: Origin::Source,
            rule: Rule::Parents,
            own: OwnHeader {
                nanoseconds,
                is_time_absent: false,
                owner: owner.map(Into::into),
                device,
                pax_mtime,
            },
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// What a dialect accepts is read back as the same name, kind, mode and size, by this reader and by the crate `tar`.
    #[test]
    fn what_any_dialect_accepts_is_read_back(
        entry in entry(),
        dialect in prop::sample::select(dialects().filter(|dialect| dialect.name != "git").collect::<Vec<_>>()),
    ) {
        let headers = Headers::new(dialect, &Owner::default()).expect("0:0 without names fits");
        let mut bytes = Vec::new();
        if headers.write(&entry, &mut bytes).is_err() {
            prop_assert!(bytes.is_empty());
            return Ok(());
        }
        let size = if let Kind::File(Size(size)) = entry.kind { size } else { 0 };
        bytes.resize(bytes.len() + usize::try_from(size).expect("is small"), b'x');
        bytes.extend_from_slice(padding(size));
        bytes.extend_from_slice(headers.end(bytes.len() as u64));
        let found = read::inventory(&bytes[..], Limits::default()).expect("memory can be read");
        prop_assert!(found.ambiguities.is_empty(), "{}: {:?}", dialect.name, found.ambiguities);
        let members = headings(&found, &bytes).members;
        prop_assert_eq!(members.len(), 1);
        let again = members[0].entry.clone().expect("can be planned");
        prop_assert_eq!(&again.path, &entry.path, "{}", dialect.name);
        prop_assert_eq!((again.mode, &again.kind), (entry.mode, &entry.kind), "{}", dialect.name);
    }
}
