use super::*;
use crate::container::tar::dialect::{
    Encoding, Ending, ExtensionHeader, Extensions, Form, Fraction, HeaderIds, HeaderMode, HeaderOwner,
    HeaderTime, Magic, Numbers, PaxHeaderName, Split, StandIn, ValueRule,
};
use crate::container::tar::sample::entry;
use crate::container::tar::{OutOfRange, tool};
use crate::entry::LinkTarget;

const EIGHT_GIB: u64 = 1 << 33;

fn file(path: &str, size: u64) -> Entry<Size> {
    entry(path, Kind::File(Size(size)), 1_000_000_000)
}

fn named(dialect: &str) -> &'static Dialect {
    tool::find(dialect).expect("is a dialect")
}

fn headers(dialect: &str) -> Headers {
    Headers::new(named(dialect), &Owner::default()).expect("0:0 without names fits everywhere")
}

fn written(dialect: &str, entry: &Entry<Size>) -> Result<Vec<u8>, Unrepresentable> {
    let mut out = Vec::new();
    headers(dialect).write(entry, &mut out).map(|()| out)
}

fn fields(dialect: &str, entry: &Entry<Size>, field: std::ops::Range<usize>) -> Vec<Vec<u8>> {
    let blocks = written(dialect, entry).expect("the entry fits");
    blocks.chunks(block::BLOCK).map(|block| block[field.clone()].to_vec()).collect()
}

// T114
#[test]
fn a_size_up_to_8_gib_less_one_is_octal_in_every_dialect_of_gnu_tar_and_git() {
    for Dialect { name, .. } in tool::gnu::DIALECTS.iter().chain(&tool::git::DIALECTS) {
        for size in [0, 511, 512, 513, EIGHT_GIB - 1] {
            let octal = format!("{size:011o}\0").into_bytes();
            assert_eq!(fields(name, &file("f", size), block::SIZE), [octal], "{name}");
        }
    }
}

// T114: the field of a recorded size says 0, as GNU tar has it; readers take the record.
#[test]
fn a_size_of_8_gib_is_recorded_encoded_in_binary_or_rejected() {
    let file = file("f", EIGHT_GIB);
    let posix = fields("gnu-1.35-posix", &file, 0..512);
    assert!(posix[1].starts_with(b"19 size=8589934592\n\0"));
    assert_eq!(posix[2][block::SIZE], *b"00000000000\0");
    assert_eq!(fields("gnu-1.35-gnu", &file, block::SIZE), [[0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0]]);
    for dialect in ["gnu-1.35-ustar", "gnu-1.35-v7"] {
        let fault = written(dialect, &file).expect_err("must be rejected");
        assert_eq!(
            fault.to_string(),
            "has a size of 8589934592 bytes, and this dialect holds 0 to 8589934591; \
             the posix and gnu dialects hold it"
        );
    }
}

// T112
#[test]
fn times_outside_eleven_digits_are_recorded_encoded_in_binary_or_rejected() {
    for seconds in [0, 1, (1 << 31) - 1, 1 << 31, 1 << 32, (1 << 33) - 1] {
        let directory = entry("d", Kind::Directory, seconds);
        for Dialect { name, .. } in tool::gnu::DIALECTS.iter().chain(&tool::git::DIALECTS) {
            let octal = format!("{seconds:011o}\0").into_bytes();
            assert_eq!(fields(name, &directory, block::MTIME), [octal], "{name}");
        }
    }
    for seconds in [-1, 1 << 33, -2_147_483_648] {
        let directory = entry("d", Kind::Directory, seconds);
        let posix = written("gnu-1.35-posix", &directory).expect("a record holds any time");
        let text = format!(" mtime={seconds}\n");
        assert!(posix[512..].windows(text.len()).any(|window| window == text.as_bytes()));
        assert!(written("gnu-1.35-gnu", &directory).is_ok());
        let fault = Unrepresentable::Number(OutOfRange {
            number: Number::Mtime,
            value: seconds.into(),
            least: 0,
            most: 8_589_934_591,
        });
        assert_eq!(written("gnu-1.35-ustar", &directory), Err(fault));
        assert_eq!(written("gnu-1.35-v7", &directory), Err(fault));
    }
}

// T112
#[test]
fn an_extended_header_has_the_reference_time_or_its_entrys_clipped_to_its_field() {
    let mtime = |own, reference: Option<i64>| {
        let mut headers = headers("gnu-1.35-posix");
        if let Some(seconds) = reference {
            headers = headers.with_reference_time(Timestamp::from_seconds(seconds).expect("in range"));
        }
        let mut out = Vec::new();
        headers.write(&entry("é", Kind::Directory, own), &mut out).expect("posix holds it");
        String::from_utf8_lossy(&out[block::MTIME]).into_owned()
    };
    assert_eq!(mtime(7, None), "00000000007\0");
    assert_eq!(mtime(7, Some(8)), "00000000010\0");
    assert_eq!(mtime(-1, None), "00000000000\0");
    assert_eq!(mtime(1 << 34, None), "77777777777\0");
}

// T090
#[test]
fn a_name_gets_a_record_from_101_bytes_on_or_when_it_is_not_ascii() {
    let blocks = |path: &str| written("gnu-1.35-posix", &file(path, 0)).expect("posix holds it").len() / 512;
    assert_eq!(blocks(&"n".repeat(100)), 1);
    assert_eq!(blocks(&"n".repeat(101)), 3);
    assert_eq!(blocks("é"), 3);
    let link = |target: &str| {
        let target = LinkTarget::parse(target).expect("a test target is valid");
        let link = entry("l", Kind::Symlink(target), 0);
        written("gnu-1.35-posix", &link).expect("posix holds it").len() / 512
    };
    assert_eq!([link("é"), link(&"t".repeat(100)), link(&"t".repeat(101))], [1, 1, 3]);
}

// T090
#[test]
fn a_long_target_comes_ahead_of_a_long_name() {
    let target = LinkTarget::parse("t".repeat(101)).expect("a test target is valid");
    let link = entry(&"n".repeat(101), Kind::Symlink(target), 0);
    let blocks = fields("gnu-1.35-gnu", &link, 0..512);
    let typeflags: Vec<_> = blocks.iter().map(|block| block[block::TYPEFLAG]).collect();
    assert_eq!(typeflags, [b'K', 0, b'L', 0, b'2']);
    assert!(blocks[1].starts_with(&[b't'; 101]) && blocks[3].starts_with(&[b'n'; 101]));
    assert_eq!(blocks[0][block::SIZE], *b"00000000146\0", "the length and one NUL");
    assert_eq!(blocks[4][block::LINKNAME], [b't'; 100]);
    assert_eq!(blocks[4][block::NAME], [b'n'; 100]);
}

#[test]
fn records_come_in_their_fixed_order() {
    let name = "ü".repeat(32);
    let owner = Owner {
        uid: 1 << 21,
        gid: 1 << 22,
        user: name.as_str().into(),
        group: name.into(),
        is_absent: false,
    };
    let headers = Headers::new(named("gnu-1.35-posix"), &owner).expect("posix holds it");
    let order = |kind, expected: &[&str]| {
        let mut out = Vec::new();
        headers.write(&entry("é", kind, -1), &mut out).expect("posix holds it");
        let text = String::from_utf8_lossy(&out[512..]).into_owned();
        let keys: Vec<_> = text
            .lines()
            .filter_map(|line| line.split_once('=')?.0.split_once(' '))
            .map(|(_, key)| key)
            .collect();
        assert_eq!(keys, expected);
    };
    let target = LinkTarget::parse("t".repeat(101)).expect("a test target is valid");
    order(Kind::Symlink(target), &["linkpath", "path", "uid", "gid", "mtime", "uname", "gname"]);
    order(Kind::File(Size(EIGHT_GIB)), &["path", "uid", "gid", "size", "mtime", "uname", "gname"]);
}

// T090
#[test]
fn a_rejected_entry_leaves_nothing_behind() {
    let mut out = b"before".to_vec();
    let fault = headers("gnu-1.35-v7").write(&file(&"n".repeat(101), 0), &mut out);
    assert_eq!(fault, Err(Unrepresentable::NameTooLong { length: 101, limit: 100 }));
    assert_eq!(out, b"before");
    let target = LinkTarget::parse("t".repeat(101)).expect("a test target is valid");
    let fault = headers("gnu-1.35-ustar").write(&entry("l", Kind::Symlink(target), 0), &mut out);
    assert_eq!(fault, Err(Unrepresentable::TargetTooLong { length: 101, limit: 100 }));
    assert_eq!(out, b"before");
}

/// Choices that no dialect makes yet, in one that no tool writes: formats to choose from, numbers that are
/// absent or have a second encoding, extended headers with a template of their own.
static MADE_UP: Dialect = CHOICES;

const CHOICES: Dialect = Dialect::planned("made-up", "No program.", &[SHORT_NAMES, LONG_NAMES], 512);

const SHORT_NAMES: HeaderFormat = HeaderFormat {
    magic: Magic::Ustar,
    regular: b'0',
    numbers: Numbers {
        mode: &[Encoding::Octal(6, Ending::BlankNul)],
        id: &[Encoding::Absent],
        size: &[Encoding::Octal(10, Ending::BlankNul), Encoding::Octal(11, Ending::Nul)],
        mtime: &[Encoding::Octal(11, Ending::Blank)],
        checksum: Encoding::Octal(6, Ending::BlankNul),
        device: Encoding::Octal(6, Ending::BlankNul),
    },
    fraction: Fraction::Down,
    directory_slash: true,
    split: Split::Longest(155),
    owner_name: 32,
    ascii_only: false,
    extensions: None,
};

const LONG_NAMES: HeaderFormat = HeaderFormat {
    split: Split::Never,
    extensions: Some(Extensions {
        form: Form::Pax(PaxHeaderName::Template("PaxHeader/%f")),
        values: &[
            ValueRule::no_room_or_not_ascii(Keyword::Path),
            ValueRule::no_room_or_not_ascii(Keyword::Linkpath),
        ],
        header: ExtensionHeader {
            mode: HeaderMode::Bits(0),
            ids: HeaderIds::Zero,
            time: HeaderTime::Entry,
            owner: HeaderOwner::Nameless,
            device: Encoding::Absent,
            link: "",
        },
        stand_in: StandIn::FirstBytes,
        marks_binary: false,
    }),
    ..SHORT_NAMES
};

fn made_up(entry: &Entry<Size>) -> Vec<u8> {
    let headers = Headers::new(&MADE_UP, &Owner::default()).expect("0:0 may be absent");
    let headers = headers.with_reference_time(Timestamp::from_seconds(5).expect("in range"));
    let mut out = Vec::new();
    headers.write(entry, &mut out).expect("the last format holds it");
    assert_eq!(headers.end(out.len() as u64).len(), 1024);
    out
}

#[test]
fn the_first_format_that_holds_an_entry_is_used() {
    let name = "n".repeat(90);
    assert_eq!(made_up(&file(&format!("{name}/{name}"), 0)).len(), 512, "the first one splits");
    let long = made_up(&entry(&format!("{name}/{}", "m".repeat(101)), Kind::Directory, 7));
    assert_eq!(long.len(), 3 * 512);
    assert!(long.starts_with(&[b"PaxHeader/", &[b'm'; 90][..]].concat()));
    assert_eq!(long[block::MODE], *b"000000 \0");
    assert_eq!(long[block::MTIME], *b"00000000007 ", "the time of the entry");
    assert!(long[512..].starts_with(format!("203 path={name}/").as_bytes()));
}

#[test]
fn each_number_has_its_own_encoding_or_none() {
    let size = |size| made_up(&file("é", size))[block::SIZE].to_vec();
    assert_eq!(size(8), b"0000000010 \0");
    assert_eq!(size((1 << 33) - 1), b"77777777777\0");
    let block = made_up(&file("é", 8));
    assert_eq!(block[block::UID], [0; 8]);
    assert_eq!(block[block::DEVMAJOR], *b"000000 \0");
    let fault = Headers::new(&MADE_UP, &Owner { gid: 5, ..Owner::default() });
    let fault = fault.expect_err("an absent number is no 5");
    assert!(fault.to_string().contains("a group id of 5, and this dialect holds 0 to 0"), "{fault}");
}

#[test]
fn values_are_carried_in_the_order_of_the_format() {
    const GNU: HeaderFormat = HeaderFormat {
        extensions: Some(Extensions {
            form: Form::LongNames,
            values: &[ValueRule::no_room(Keyword::Path), ValueRule::no_room(Keyword::Linkpath)],
            header: ExtensionHeader {
                mode: HeaderMode::Bits(0o644),
                ids: HeaderIds::Zero,
                time: HeaderTime::Zero,
                owner: HeaderOwner::Root,
                device: Encoding::Absent,
                link: "",
            },
            stand_in: StandIn::FirstBytes,
            marks_binary: false,
        }),
        ..LONG_NAMES
    };
    static OTHER: Dialect = Dialect { formats: &[GNU], ..CHOICES };
    let target = LinkTarget::parse("t".repeat(101)).expect("a test target is valid");
    let headers = Headers::new(&OTHER, &Owner::default()).expect("fits");
    let mut out = Vec::new();
    headers.write(&entry(&"n".repeat(101), Kind::Symlink(target), 0), &mut out).expect("fits");
    let typeflags: Vec<_> = out.chunks(512).map(|block| block[block::TYPEFLAG]).collect();
    assert_eq!(typeflags, [b'L', 0, b'K', 0, b'2']);
    assert_eq!(out[block::USER][..5], *b"root\0");
}
