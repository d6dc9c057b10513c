use std::collections::BTreeSet;

use super::*;
use crate::container::inventory::Inventory;
use crate::container::tar::dialect::{Beside, Form, Keyword, MAX_RECORD, PaxHeaderName};
use crate::container::tar::read::{self, Limits};
use crate::container::tar::signature::Marks;
use crate::container::tar::{ExthdrName, Headers, padding, recognize, sample};
use crate::entry::{Entry, Kind, LinkTarget, Origin, Owner, Size};
use crate::object_id::ObjectId;

const ID: ObjectId = ObjectId::Sha1([0xab; 20]);

/// The dialect of git needs the object of each entry.
fn entry(path: &str, kind: Kind<Size>, seconds: i64) -> Entry<Size> {
    Entry { origin: Origin::Object(ID), ..sample::entry(path, kind, seconds) }
}

fn link(path: &str, target: &str) -> Entry<Size> {
    let target = LinkTarget::parse(target).expect("a test target is valid");
    entry(path, Kind::Symlink(target), 0)
}

/// Short values, which every header has room for.
fn plain() -> Vec<Entry<Size>> {
    vec![entry("d", Kind::Directory, 0), entry("d/f", Kind::File(Size(3)), 7), link("d/l", "f")]
}

/// Values at and beyond the limits of their fields.
fn long() -> Vec<Entry<Size>> {
    let name = |length| "n".repeat(length);
    vec![
        entry("é", Kind::File(Size(3)), 7),
        entry(&name(100), Kind::File(Size(0)), 7),
        entry(&name(101), Kind::File(Size(512)), 7),
        entry(&format!("{}/{}", name(150), name(90)), Kind::Directory, 7),
        entry(&format!("{}/{}", name(200), name(90)), Kind::File(Size(1)), 7),
        link("long target", &name(101)),
        entry("late", Kind::File(Size(1)), 1 << 33),
        entry("early", Kind::File(Size(1)), -1),
    ]
}

/// The bytes of an archive of those entries that the dialect holds.
fn bytes(dialect: &'static Dialect, owner: &Owner, entries: &[Entry<Size>]) -> Vec<u8> {
    let headers =
        Headers::new(dialect, owner).expect("0:0 without names fits everywhere, and so does no owner");
    let headers = headers.with_commit(ID);
    let mut bytes = headers.start();
    for entry in entries {
        let size = match entry.kind {
            Kind::File(Size(size)) => size,
            Kind::Directory | Kind::Symlink(_) => 0,
        };
        if headers.write(entry, &mut bytes).is_ok() {
            bytes.resize(bytes.len() + usize::try_from(size).expect("is small"), b'x');
            bytes.extend_from_slice(padding(size));
        }
    }
    bytes.extend_from_slice(headers.end(bytes.len() as u64));
    bytes
}

/// An archive of those entries that the dialect holds.
fn archive(dialect: &'static Dialect, owner: &Owner, entries: &[Entry<Size>]) -> Inventory {
    let bytes = bytes(dialect, owner, entries);
    let found = read::inventory(&bytes[..], Limits::default()).expect("memory can be read");
    assert!(found.ambiguities.is_empty() && !found.members.is_empty(), "{}", dialect.name);
    found
}

/// Long values before and after plain ones, and each kind alone.
fn lists() -> [Vec<Entry<Size>>; 3] {
    // Not the link: no archive has one twice.
    let again = plain().into_iter().filter(|entry| !matches!(entry.kind, Kind::Symlink(_)));
    let both = [plain(), long(), again.collect()].concat();
    [plain(), [plain(), long()].concat(), both]
}

/// The same with an owner and without one.
fn archives(dialect: &'static Dialect) -> Vec<Inventory> {
    let owners = [Owner::default(), Owner::absent()];
    let one = |owner: &Owner| lists().map(|entries| archive(dialect, owner, &entries));
    owners.iter().flat_map(one).collect()
}

fn tool_of(signature: &Signature) -> &'static Tool {
    let is_mine = |tool: &&Tool| tool.signatures.iter().any(|other| std::ptr::eq(other, signature));
    TOOLS.iter().find(is_mine).expect("signatures come from the table")
}

#[test]
fn every_dialect_is_recognized_as_that_of_its_tool() {
    for tool in &TOOLS {
        for dialect in tool.dialects {
            for entries in lists() {
                let found = recognize(&archive(dialect, &Owner::default(), &entries));
                let found = found.unwrap_or_else(|| panic!("{} is unknown", dialect.name));
                let is_own = tool_of(found).name == tool.name;
                let is_alike = || marks_alike(dialect, found);
                assert!(is_own || is_alike(), "{}: {}", dialect.name, found.label);
                assert_has_marks(dialect, found.marks);
            }
        }
    }
}

/// Whether the headers of a dialect are those of a signature of another tool, as the signature says itself.
fn marks_alike(dialect: &Dialect, found: &Signature) -> bool {
    let is_python = dialect.name.starts_with("python-") && found.label.contains("Python");
    let is_maturin = dialect.name == "maturin-1" && found.label.contains("tar-rs");
    // Without an extended header.
    let is_go = dialect.name == "go-1" && found.label.contains("with device numbers");
    is_python || is_maturin || is_go
}

/// The marks that count are those of the dialect.
fn assert_has_marks(dialect: &Dialect, found: Marks) {
    let own = Marks::from_format(&dialect.formats[0]);
    let name = dialect.name;
    assert!(found.magic.is_none() || found.magic == own.magic, "{name}");
    assert!(found.checksum.is_none() || found.checksum == own.checksum, "{name}");
    assert!(found.has_device.is_none() || found.has_device == own.has_device, "{name}");
}

#[test]
fn the_dialect_of_a_signature_writes_archives_with_that_signature() {
    for signature in TOOLS.iter().flat_map(|tool| tool.signatures) {
        let Some(dialect) = signature.dialect else { continue };
        assert!(dialects().any(|other| other == dialect), "{}", dialect.name);
        let labels: BTreeSet<_> =
            archives(dialect).iter().filter_map(recognize).map(|found| found.label).collect();
        assert!(labels.contains(signature.label), "{}: {labels:?}", dialect.name);
    }
}

#[test]
fn names_of_dialects_and_tools_are_unique() {
    let names: Vec<_> = dialects().map(|dialect| dialect.name).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
    let tools: BTreeSet<_> = TOOLS.iter().map(|tool| tool.name).collect();
    assert_eq!(tools.len(), TOOLS.len());
    assert_eq!(names.first(), Some(&DEFAULT.name));
    for dialect in dialects() {
        assert!(find(dialect.name).is_some_and(|found| std::ptr::eq(found, dialect)));
    }
}

#[test]
fn versions_of_gnu_tar_differ_in_the_device_fields_and_nowhere_else() {
    use crate::container::tar::dialect::{GnuTar, HeaderFormat, Numbers};
    for format in ["posix", "ustar", "v7", "gnu"] {
        let named = |version| find(&format!("gnu-{version}-{format}")).expect("is a dialect");
        let (new, old) = (named("1.35"), named("1.34"));
        let [one, other] = [new, old].map(|dialect| dialect.formats[0]);
        let numbers = Numbers { device: one.numbers.device, ..other.numbers };
        assert_eq!(HeaderFormat { numbers, ..other }, one);
        let command = Some(GnuTar { version: "1.35", format });
        assert_eq!(
            Dialect { name: new.name, summary: new.summary, formats: new.formats, command, ..*old },
            *new
        );
        assert_eq!(one.numbers.device != other.numbers.device, format != "gnu");
    }
}

#[test]
fn every_dialect_is_sound() {
    for dialect in dialects() {
        let name = dialect.name;
        assert!(dialect.record <= MAX_RECORD && dialect.record % 512 == 0, "{name}");
        assert!(!dialect.formats.is_empty(), "{name}");
        assert!(dialect.summary.ends_with('.'), "{name}");
        // Its faults would be those of other reasons.
        assert!(!dialect.formats.last().is_some_and(|format| format.ascii_only), "{name}");
        for extensions in dialect.formats.iter().filter_map(|format| format.extensions) {
            if let Form::Pax(PaxHeaderName::Template(template) | PaxHeaderName::CutTemplate(template, _)) =
                extensions.form
            {
                assert!(ExthdrName::parse(template).is_ok(), "{name}");
            }
            for rule in extensions.values.iter().filter(|rule| rule.beside != Beside::Never) {
                let has_value = matches!(
                    rule.keyword,
                    Keyword::Path | Keyword::Linkpath | Keyword::Size | Keyword::Mtime
                );
                assert!(has_value, "{name} carries {} beside others", rule.keyword.as_str());
            }
        }
    }
}
