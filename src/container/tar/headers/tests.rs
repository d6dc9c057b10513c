use super::*;
use crate::container::tar::OutOfRange;
use crate::entry::{LinkTarget, Origin, Rule};
use crate::mode::Mode;
use crate::path::EntryPath;

const EIGHT_GIB: u64 = 1 << 33;

fn entry(path: &str, kind: Kind<Size>, seconds: i64) -> Entry<Size> {
    Entry {
        path: EntryPath::parse(path).expect("a test path is well formed"),
        kind,
        mode: Mode::from_bits(0o644),
        mtime: Timestamp::from_seconds(seconds).expect("a test time is in range"),
        origin: Origin::Source,
        rule: Rule::Include(0),
    }
}

fn file(path: &str, size: u64) -> Entry<Size> {
    entry(path, Kind::File(Size(size)), 1_000_000_000)
}

fn headers(preset: Preset) -> Headers {
    Headers::new(preset, &Owner::default()).expect("0:0 without names fits everywhere")
}

fn written(preset: Preset, entry: &Entry<Size>) -> Result<Vec<u8>, Unrepresentable> {
    let mut out = Vec::new();
    headers(preset).write(entry, &mut out).map(|()| out)
}

fn fields(preset: Preset, entry: &Entry<Size>, field: std::ops::Range<usize>) -> Vec<Vec<u8>> {
    let blocks = written(preset, entry).expect("the entry fits");
    blocks.chunks(block::BLOCK).map(|block| block[field.clone()].to_vec()).collect()
}

// T114
#[test]
fn a_size_up_to_8_gib_less_one_is_octal_in_every_dialect() {
    for preset in Preset::ALL {
        for size in [0, 511, 512, 513, EIGHT_GIB - 1] {
            let octal = format!("{size:011o}\0").into_bytes();
            assert_eq!(fields(preset, &file("f", size), block::SIZE), [octal], "{}", preset.name());
        }
    }
}

// T114: the field of a recorded size says 0, as GNU tar has it; readers take the record.
#[test]
fn a_size_of_8_gib_is_recorded_encoded_in_binary_or_rejected() {
    let file = file("f", EIGHT_GIB);
    let posix = fields(Preset::Gnu135Posix, &file, 0..512);
    assert!(posix[1].starts_with(b"19 size=8589934592\n\0"));
    assert_eq!(posix[2][block::SIZE], *b"00000000000\0");
    assert_eq!(fields(Preset::Gnu135Gnu, &file, block::SIZE), [[0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0]]);
    for preset in [Preset::Gnu135Ustar, Preset::Gnu135V7] {
        let fault = written(preset, &file).expect_err("must be refused");
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
        for preset in Preset::ALL {
            let octal = format!("{seconds:011o}\0").into_bytes();
            assert_eq!(fields(preset, &directory, block::MTIME), [octal], "{}", preset.name());
        }
    }
    for seconds in [-1, 1 << 33, -2_147_483_648] {
        let directory = entry("d", Kind::Directory, seconds);
        let posix = written(Preset::Gnu135Posix, &directory).expect("a record holds any time");
        let text = format!(" mtime={seconds}\n");
        assert!(posix[512..].windows(text.len()).any(|window| window == text.as_bytes()));
        assert!(written(Preset::Gnu135Gnu, &directory).is_ok());
        let fault = Unrepresentable::Number(OutOfRange {
            number: Number::Mtime,
            value: seconds.into(),
            least: 0,
            most: 8_589_934_591,
        });
        assert_eq!(written(Preset::Gnu135Ustar, &directory), Err(fault));
        assert_eq!(written(Preset::Gnu135V7, &directory), Err(fault));
    }
}

// T112
#[test]
fn an_extended_header_has_the_reference_time_or_its_entrys_clipped_to_its_field() {
    let mtime = |own, reference: Option<i64>| {
        let mut headers = headers(Preset::Gnu135Posix);
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
    let blocks =
        |path: &str| written(Preset::Gnu135Posix, &file(path, 0)).expect("posix holds it").len() / 512;
    assert_eq!(blocks(&"n".repeat(100)), 1);
    assert_eq!(blocks(&"n".repeat(101)), 3);
    assert_eq!(blocks("é"), 3);
    let link = |target: &str| {
        let target = LinkTarget::parse(target).expect("a test target is valid");
        let link = entry("l", Kind::Symlink(target), 0);
        written(Preset::Gnu135Posix, &link).expect("posix holds it").len() / 512
    };
    assert_eq!([link("é"), link(&"t".repeat(100)), link(&"t".repeat(101))], [1, 1, 3]);
}

// T090
#[test]
fn a_long_target_comes_ahead_of_a_long_name() {
    let target = LinkTarget::parse("t".repeat(101)).expect("a test target is valid");
    let link = entry(&"n".repeat(101), Kind::Symlink(target), 0);
    let blocks = fields(Preset::Gnu135Gnu, &link, 0..512);
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
    let owner = Owner { uid: 1 << 21, gid: 1 << 22, user: name.as_str().into(), group: name.into() };
    let headers = Headers::new(Preset::Gnu135Posix, &owner).expect("posix holds it");
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
    let fault = headers(Preset::Gnu135V7).write(&file(&"n".repeat(101), 0), &mut out);
    assert_eq!(fault, Err(Unrepresentable::NameTooLong { length: 101, limit: 100 }));
    assert_eq!(out, b"before");
    let target = LinkTarget::parse("t".repeat(101)).expect("a test target is valid");
    let fault = headers(Preset::Gnu135Ustar).write(&entry("l", Kind::Symlink(target), 0), &mut out);
    assert_eq!(fault, Err(Unrepresentable::TargetTooLong { length: 101, limit: 100 }));
    assert_eq!(out, b"before");
}
