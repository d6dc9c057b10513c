//! Random entries: what was written is read back the same, and only entries that do not fit are rejected.

use pkgr::container::inventory::{MemberTime, RawKind, RawOwner, RawTime};
use pkgr::container::tar::read::{self, Limits};
use pkgr::container::tar::{Dialect, Headers, dialects, find};
use pkgr::digest::Digest;
use pkgr::entry::{Entry, Kind, LinkTarget, Origin, OwnHeader, Owner, Rule, Size};
use pkgr::mode::Mode;
use pkgr::object_id::ObjectId;
use pkgr::path::EntryPath;
use pkgr::time::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;

use super::readback::{self, Seen};
use super::stream::Stream;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    // T090, T091, T092, T112, T117
    #[test]
    fn what_a_dialect_accepts_is_read_back_the_same(
        entries in vec(entry(), 0..6),
        owner in owner(),
        dialect in prop::sample::select(own_dialects()),
    ) {
        let Ok(headers) = Headers::new(dialect, &owner) else { return Ok(()) };
        let mut writer = Stream::new(headers.with_commit(ObjectId::Sha1([7; 20])));
        let mut accepted = Vec::new();
        for entry in entries {
            match writer.append(&entry, &body(&entry)[..]) {
                Ok(()) => {
                    prop_assert!(fits(dialect, &entry), "accepted: {entry:?}");
                    accepted.push(entry);
                }
                Err(_) => prop_assert!(!fits(dialect, &entry), "rejected: {entry:?}"),
            }
        }
        let archive = writer.finish();
        prop_assert_eq!(archive.len() % 10_240, 0);
        prop_assert!(archive.ends_with(&[0; 1024]));
        read_by_our_own_reader(dialect, &archive, &accepted, &owner)?;
        let found = readback::read(&archive);
        prop_assert_eq!(found.len(), accepted.len());
        for (entry, (seen, bytes)) in accepted.iter().zip(found) {
            prop_assert_eq!(seen, stored(dialect, entry, &owner));
            prop_assert_eq!(bytes, body(entry));
        }
    }

    // T116: the only keywords are those of docs/spec/tar-dialects.md, section 5, and nothing speaks of the machine.
    #[test]
    fn records_say_nothing_but_what_the_entry_says(entry in entry(), owner in owner()) {
        let Ok(headers) = Headers::new(find("gnu-1.35-posix").expect("is a dialect"), &owner) else { return Ok(()) };
        let mut writer = Stream::new(headers);
        writer.append(&entry, &body(&entry)[..]).expect("posix holds every entry");
        let archive = writer.finish();
        let mut archive = tar::Archive::new(&archive[..]);
        let mut found = archive.entries().expect("an archive opens");
        let mut found = found.next().expect("one entry").expect("that can be read");
        let keys: Vec<_> = found
            .pax_extensions()
            .expect("records can be read")
            .into_iter()
            .flatten()
            .map(|record| record.expect("well formed").key().expect("ASCII").to_owned())
            .collect();
        let order = ["linkpath", "path", "uid", "gid", "size", "mtime", "uname", "gname"];
        let places: Vec<_> = keys.iter().map(|key| order.iter().position(|known| known == key)).collect();
        prop_assert!(places.iter().all(Option::is_some), "{keys:?}");
        prop_assert!(places.is_sorted(), "{keys:?}");
    }
}

// T097
#[test]
fn names_that_mean_something_elsewhere_are_only_names() {
    let names =
        ["-rf", "~", "host:file", "._x", "PaxHeaders", "pax_global_header", "@LongLink", "GlobalHead.1"];
    let entries = names.map(|name| Entry {
        path: EntryPath::parse(name).expect("one part"),
        kind: Kind::File(Size(5)),
        mode: Mode::from_bits(0o644),
        mtime: Timestamp::from_seconds(1).expect("in range"),
        origin: Origin::Source,
        rule: Rule::Include(0),
        own: OwnHeader::default(),
    });
    for dialect in dialects() {
        let headers = Headers::new(dialect, &Owner::default()).expect("fits everywhere");
        let mut writer = Stream::new(headers);
        for entry in &entries {
            writer.append(entry, &body(entry)[..]).expect("short names fit everywhere");
        }
        let archive = writer.finish();
        let found: Vec<_> = readback::read(&archive).into_iter().map(|(seen, _)| seen.name).collect();
        assert_eq!(found, names.map(str::as_bytes), "{}", dialect.name);
    }
}

/// Our own reader finds nothing to say against what our own writer writes, and finds all of it.
fn read_by_our_own_reader(
    dialect: &Dialect,
    archive: &[u8],
    entries: &[Entry<Size>],
    owner: &Owner,
) -> Result<(), TestCaseError> {
    let found = read::inventory(archive, Limits::default()).expect("memory can be read");
    prop_assert!(found.ambiguities.is_empty(), "{}", found.ambiguities[0]);
    prop_assert_eq!(found.members.len(), entries.len());
    for (member, entry) in found.members.iter().zip(entries) {
        let seen = stored(dialect, entry, owner);
        prop_assert_eq!(member.path.raw(), entry.path.as_bytes());
        let kind = match &entry.kind {
            Kind::Directory => RawKind::Directory,
            Kind::File(_) => RawKind::File,
            Kind::Symlink(target) => RawKind::Symlink(target.as_bytes().to_vec()),
        };
        prop_assert_eq!(&member.kind, &kind);
        let mtime = RawTime { seconds: seen.mtime, fraction: Vec::new() };
        prop_assert_eq!((member.mode, &member.mtime), (Some(seen.mode), &Some(MemberTime::Exact(mtime))));
        let ([uid, gid], [user, group]) = (seen.ids, seen.names);
        prop_assert_eq!(&member.owner, &Some(RawOwner { uid, gid, user, group }));
        let body = body(entry);
        prop_assert_eq!((member.body.size, member.body.digest), (body.len() as u64, Digest::of(&body)));
    }
    Ok(())
}

/// What an entry is to be read as: as planned, but git has modes and an owner of its own.
fn stored(dialect: &Dialect, entry: &Entry<Size>, owner: &Owner) -> Seen {
    if dialect.name != "git" {
        return readback::expected(entry, owner);
    }
    let mode = match entry.kind {
        Kind::Symlink(_) => 0o777,
        Kind::File(_) if entry.mode.bits() & 0o100 == 0 => 0o664,
        Kind::File(_) | Kind::Directory => 0o775,
    };
    let names = [b"root".to_vec(), b"root".to_vec()];
    Seen { mode, ids: [0, 0], names, ..readback::expected(entry, owner) }
}

/// Those of GNU tar and git. What others hold is in `tests/golden_import.rs`.
fn own_dialects() -> Vec<&'static Dialect> {
    dialects().filter(|dialect| dialect.command.is_some() || dialect.name == "git").collect()
}

/// Whether a dialect can hold an entry, said another way than the writer says it.
fn fits(dialect: &Dialect, entry: &Entry<Size>) -> bool {
    let name = &readback::expected(entry, &Owner::default()).name;
    let target_fits = !matches!(&entry.kind, Kind::Symlink(target) if target.as_bytes().len() > 100);
    let time_fits = (0..1 << 33).contains(&entry.mtime.seconds());
    let is_cut_at =
        |&slash: &usize| slash > 0 && name[slash] == b'/' && (1..=100).contains(&(name.len() - slash - 1));
    match dialect.name.rsplit('-').next().expect("names are not empty") {
        "posix" | "gnu" => true,
        "git" => {
            let end = name.strip_suffix(b"/").unwrap_or(name).len();
            let is_placed = target_fits && (name.len() <= 100 || (0..end.min(155)).any(|at| is_cut_at(&at)));
            time_fits && (is_placed || entry.origin.object().is_some())
        }
        "ustar" => {
            target_fits
                && time_fits
                && (name.len() <= 100 || (0..name.len().min(156)).any(|at| is_cut_at(&at)))
        }
        _ => target_fits && time_fits && name.len() <= 100,
    }
}

fn body(entry: &Entry<Size>) -> Vec<u8> {
    match entry.kind {
        Kind::File(Size(size)) => (0..size).map(|at| at as u8).collect(),
        Kind::Directory | Kind::Symlink(_) => Vec::new(),
    }
}

fn entry() -> impl Strategy<Value = Entry<Size>> {
    (path(), kind(), 0..0o10000_u32, mtime(), origin()).prop_map(|(path, kind, bits, mtime, origin)| Entry {
        path,
        kind,
        mode: Mode::from_bits(bits),
        mtime,
        origin,
        rule: Rule::Include(0),
        own: OwnHeader::default(),
    })
}

/// Up to 300 bytes, long parts as often as short ones.
fn path() -> impl Strategy<Value = EntryPath> {
    let part = prop_oneof![name(1..12), name(40..101), name(90..160)];
    vec(part, 1..8).prop_filter_map("too long, or a part is `.` or `..`", |parts| {
        let mut bytes = parts.join(&b'/');
        bytes.truncate(300);
        EntryPath::parse(bytes).ok()
    })
}

/// Any bytes but NUL, slash, and the newline, at which the reader cuts records although their length
/// says otherwise.
fn name(length: std::ops::Range<usize>) -> impl Strategy<Value = Vec<u8>> {
    let byte = (1..=255_u8).prop_filter("not in a part", |byte| !b"/\n".contains(byte));
    prop_oneof![
        vec(prop::sample::select(&b"abcXYZ019._- %"[..]), length.clone()),
        vec(byte, length.clone()),
        vec(prop::sample::select(&['a', 'ß', '日', '😀'][..]), length)
            .prop_map(|characters| characters.into_iter().collect::<String>().into_bytes()),
    ]
}

fn origin() -> impl Strategy<Value = Origin> {
    prop_oneof![
        Just(Origin::Source),
        any::<[u8; 20]>().prop_map(|bytes| Origin::Object(ObjectId::Sha1(bytes))),
        any::<[u8; 32]>().prop_map(|bytes| Origin::Derived(ObjectId::Sha256(bytes))),
    ]
}

fn kind() -> impl Strategy<Value = Kind<Size>> {
    let target = prop_oneof![name(1..30), name(95..106), name(1..300)]
        .prop_map(|bytes| LinkTarget::parse(bytes).expect("not empty and without NUL"));
    let size = prop_oneof![Just(0), Just(511), Just(512), Just(513), 0..3000_u64];
    prop_oneof![
        Just(Kind::Directory),
        size.prop_map(|size| Kind::File(Size(size))),
        target.prop_map(Kind::Symlink)
    ]
}

fn mtime() -> impl Strategy<Value = Timestamp> {
    let edge = prop::sample::select(&[-1, 0, 1, (1 << 31) - 1, 1 << 31, 1 << 32, (1 << 33) - 1, 1 << 33][..]);
    prop_oneof![4 => 0..2_000_000_000_i64, 1 => edge, 1 => -(1_i64 << 36)..1 << 36]
        .prop_map(|seconds| Timestamp::from_seconds(seconds).expect("within ten thousand years"))
}

fn owner() -> impl Strategy<Value = Owner> {
    let id = || prop_oneof![Just(0), Just(2_097_151), Just(2_097_152), 0..1_u64 << 32];
    let name = || prop_oneof![4 => Just(String::new()), 2 => "[a-z]{1,40}", 1 => "[a-zé日]{1,12}"];
    (id(), id(), name(), name()).prop_map(|(uid, gid, user, group)| Owner {
        uid,
        gid,
        user: user.into(),
        group: group.into(),
        is_absent: false,
    })
}
