//! `git archive --format=tar` with its default `tar.umask`: ustar headers, modes and an owner of its
//! own, and pax headers that are named after objects (docs/spec/tar-dialects.md, section 10.1).

use crate::container::style::tar::PaxName;
use crate::container::tar::dialect::{
    Dialect, ExtensionHeader, Extensions, Form, Fraction, HeaderFormat, HeaderIds, HeaderMode, HeaderOwner,
    HeaderTime, Keyword, MAX_RECORD, Magic, Modes, Numbers, Ownership, PaxHeaderName, PrefixEntries, Split,
    StandIn, Start, ValueRule,
};
use crate::container::tar::encodings::{NUMBERS, SHORT};
use crate::container::tar::signature::{Evidence, Marks, Signature};

/// As git 2.47 writes it.
pub static DIALECTS: [Dialect; 1] = [Dialect {
    name: "git",
    summary: "`git archive --format=tar` of a commit, with its default `tar.umask`.",
    formats: &[FORMAT],
    modes: Modes::GitArchive,
    owner: Ownership::Root,
    start: Start::Commit { name: "pax_global_header", header: HEADER },
    prefix: PrefixEntries::Last,
    record: MAX_RECORD,
    command: None,
}];

/// Of a tree, which has no global header, and without an extended header, git writes what others write too.
pub static SIGNATURES: [Signature; 2] = [
    signature(Evidence::UniqueName(PaxName::Git), Marks::ANY),
    signature(Evidence::Comment, Marks { has_device: None, ..Marks::from_format(&FORMAT) }),
];

const fn signature(evidence: Evidence, marks: Marks) -> Signature {
    Signature { label: "git archive", evidence, marks, dialect: Some(&DIALECTS[0]) }
}

/// Of the pax extended headers and of the global one.
const HEADER: ExtensionHeader = ExtensionHeader {
    mode: HeaderMode::Bits(0o666),
    ids: HeaderIds::Zero,
    time: HeaderTime::Reference,
    owner: HeaderOwner::Root,
    device: SHORT,
    link: "",
};

const FORMAT: HeaderFormat = HeaderFormat {
    magic: Magic::Ustar,
    regular: b'0',
    numbers: Numbers { checksum: SHORT, device: SHORT, ..NUMBERS },
    fraction: Fraction::Down,
    directory_slash: true,
    // One byte less than the field has room for.
    split: Split::Longest(154),
    owner_name: 31,
    ascii_only: false,
    extensions: Some(Extensions {
        form: Form::Pax(PaxHeaderName::Object),
        values: &[
            ValueRule::no_room(Keyword::Path),
            ValueRule::no_room(Keyword::Linkpath),
            ValueRule::no_room(Keyword::Size),
        ],
        header: HEADER,
        stand_in: StandIn::Object,
        marks_binary: false,
    }),
};

#[cfg(test)]
mod tests {
    use crate::container::tar::{Headers, Unrepresentable, block, find};
    use crate::entry::{Entry, Kind, LinkTarget, Origin, OwnHeader, Owner, Rule, Size};
    use crate::mode::Mode;
    use crate::object_id::ObjectId;
    use crate::path::EntryPath;
    use crate::time::Timestamp;

    const ID: ObjectId = ObjectId::Sha1([0xab; 20]);
    const LIMIT: i64 = 8_589_934_591;

    fn entry(path: &str, kind: Kind<Size>, origin: Origin, seconds: i64) -> Entry<Size> {
        Entry {
            path: EntryPath::parse(path).expect("a test path is well formed"),
            kind,
            mode: Mode::from_bits(0o600),
            mtime: time(seconds),
            origin,
            rule: Rule::Include(0),
            own: OwnHeader::default(),
        }
    }

    fn file(length: usize, size: u64, origin: Origin) -> Entry<Size> {
        entry(&"n".repeat(length), Kind::File(Size(size)), origin, 0)
    }

    fn time(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds).expect("a test time is in range")
    }

    fn headers(reference: i64) -> Headers {
        let owner = Owner { uid: u64::MAX, user: "u".repeat(99).into(), ..Owner::default() };
        let headers = Headers::new(&super::DIALECTS[0], &owner).expect("the owner of the plan is not read");
        headers.with_reference_time(time(reference)).with_commit(ID)
    }

    fn written(headers: &Headers, entry: &Entry<Size>) -> Result<Vec<u8>, Unrepresentable> {
        let mut out = Vec::new();
        let result = headers.write(entry, &mut out);
        assert!(result.is_ok() || out.is_empty(), "a rejected entry leaves nothing behind");
        result.map(|()| out)
    }

    #[test]
    fn what_needs_an_extended_header_needs_an_object() {
        let target = || Kind::Symlink(LinkTarget::parse("t".repeat(101)).expect("a test target is valid"));
        let is_rejected = |entry: &Entry<Size>| written(&headers(0), entry) == Err(Unrepresentable::NoObject);
        for origin in [Origin::Source, Origin::Generated(0)] {
            assert!(!is_rejected(&file(100, 0, origin)));
            assert!(is_rejected(&file(101, 0, origin)));
            assert!(is_rejected(&file(1, 1 << 33, origin)));
            assert!(is_rejected(&entry("link", target(), origin, 0)));
        }
        for origin in [Origin::Object(ID), Origin::Derived(ID)] {
            assert!(!is_rejected(&file(101, 1 << 33, origin)));
            assert!(!is_rejected(&entry("link", target(), origin, 0)));
        }
    }

    // T114: seen in an archive of a file of 8 GiB that git made.
    #[test]
    fn a_size_of_8_gib_is_recorded_after_the_name() {
        let blocks = written(&headers(0), &file(101, 1 << 33, Origin::Object(ID))).expect("has an object");
        let records = String::from_utf8_lossy(&blocks[512..1024]).into_owned();
        let expected = format!("111 path={}\n19 size=8589934592\n\0", "n".repeat(101));
        assert!(records.starts_with(&expected), "{records}");
        assert_eq!(blocks[1024..][block::SIZE], *b"00000000000\0");
        assert_eq!(blocks[1024..][..46], [ID.to_string().as_bytes(), b".data\0"].concat());
    }

    #[test]
    fn of_the_prefix_only_the_top_of_the_source_has_an_entry() {
        let above = entry("a", Kind::Directory, Origin::Prefix, 0);
        assert_eq!(written(&headers(0), &above), Ok(Vec::new()));
        let top = entry("a/b", Kind::Directory, Origin::Object(ID), 0);
        assert_eq!(written(&headers(0), &top).map(|blocks| blocks.len()), Ok(512));
    }

    // T112
    #[test]
    fn one_late_time_for_all_entries_stands_at_the_start_and_no_other_can_beside_it() {
        let own = |reference, own| {
            written(&headers(reference), &entry("d", Kind::Directory, Origin::Object(ID), own))
                .map(|blocks| String::from_utf8_lossy(&blocks[block::MTIME]).into_owned())
        };
        let late = LIMIT + 1;
        assert_eq!(own(late, late), Ok("77777777777\0".to_owned()));
        let other = |own| Err(Unrepresentable::OtherTime { own, all: late, limit: LIMIT.unsigned_abs() });
        assert_eq!(own(late, late + 1), other(late + 1));
        assert_eq!(own(late, 0), other(0));
        assert_eq!(own(LIMIT, 7), Ok("00000000007\0".to_owned()));
        assert!(matches!(own(LIMIT, late), Err(Unrepresentable::Number(_))), "nothing at the start says so");
        assert!(matches!(own(0, -1), Err(Unrepresentable::Number(_))));
    }

    // T112
    #[test]
    fn the_start_names_the_commit_and_a_late_time() {
        let body = |headers: Headers| {
            let start = String::from_utf8(headers.start()).expect("ASCII");
            start.get(512..).unwrap_or_default().trim_end_matches('\0').to_owned()
        };
        assert_eq!(body(headers(LIMIT)), format!("52 comment={ID}\n"));
        assert_eq!(body(headers(LIMIT + 1)), format!("52 comment={ID}\n20 mtime=8589934592\n"));
        let without_commit = Headers::new(&super::DIALECTS[0], &Owner::default()).expect("has its own owner");
        assert_eq!(body(without_commit), "");
        let gnu = Headers::new(find("gnu-1.35-posix").expect("is a dialect"), &Owner::default())
            .expect("fits")
            .with_commit(ID);
        assert_eq!(body(gnu), "");
    }
}
