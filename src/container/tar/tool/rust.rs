//! The Rust crate `tar`, with which cargo packs, and maturin, which uses it (docs/spec/tar-dialects.md, sections 10.6 and
//! 10.8).

use crate::container::tar::dialect::{
    Dialect, Encoding, Ending, ExtensionHeader, Extensions, Form, Fraction, HeaderFormat, HeaderIds,
    HeaderMode, HeaderOwner, HeaderTime, Keyword, Magic, Modes, Numbers, Ownership, PaxHeaderName,
    PrefixEntries, Split, StandIn, Start, ValueRule,
};
use crate::container::tar::signature::{Evidence, Marks, Signature};

/// cargo since 2020; in 2016 and 2017; in 2015, 2018 and 2019; maturin.
pub static DIALECTS: [Dialect; 4] = [
    dialect("tar-rs-gnu-1", &[GNU]),
    dialect("tar-rs-ustar-1", &[with_checksum(Encoding::Octal(7, Ending::Blank))]),
    dialect("tar-rs-ustar-2", &[USTAR]),
    dialect("maturin-1", &[MATURIN]),
];

/// GNU tar writes a checksum of six digits, this crate one of seven.
pub static SIGNATURES: [Signature; 3] = [
    signature("tar-rs gnu (cargo)", &DIALECTS[0]),
    signature("tar-rs ustar, 2014-16", &DIALECTS[1]),
    signature("ustar, checksum of 7 digits (Go, tar-rs, JavaScript)", &DIALECTS[2]),
];

/// Device numbers and sizes of entries do not count: others fill them otherwise.
const fn signature(label: &'static str, dialect: &'static Dialect) -> Signature {
    let format = &dialect.formats[0];
    let checksum = Some(format.numbers.checksum);
    let marks = Marks { magic: Some(format.magic), checksum, ..Marks::ANY };
    Signature { label, evidence: Evidence::Headers, marks, dialect: Some(dialect) }
}

const fn dialect(name: &'static str, formats: &'static [HeaderFormat]) -> Dialect {
    Dialect {
        name,
        formats,
        modes: Modes::Planned,
        owner: Ownership::Planned,
        start: Start::Nothing,
        prefix: PrefixEntries::All,
        record: 512,
        command: None,
    }
}

/// A field of 8 bytes.
const SHORT: Encoding = Encoding::Octal(7, Ending::Nul);
/// A field of 12 bytes.
const LONG: Encoding = Encoding::Octal(11, Ending::Nul);

const USTAR: HeaderFormat = HeaderFormat {
    magic: Magic::Ustar,
    regular: b'0',
    numbers: Numbers {
        mode: &[SHORT],
        id: &[SHORT],
        size: &[LONG],
        mtime: &[LONG],
        checksum: SHORT,
        device: SHORT,
    },
    fraction: Fraction::Down,
    directory_slash: true,
    split: Split::Longest(155),
    owner_name: 32,
    extensions: None,
};

const fn with_checksum(checksum: Encoding) -> HeaderFormat {
    HeaderFormat { numbers: Numbers { checksum, ..USTAR.numbers }, ..USTAR }
}

/// The header of an extension: its device numbers were never set.
const HEADER: ExtensionHeader = ExtensionHeader {
    mode: HeaderMode::Bits(0o644),
    ids: HeaderIds::Zero,
    time: HeaderTime::Zero,
    owner: HeaderOwner::Nameless,
    device: Encoding::Absent,
    link: "",
};

/// A long target was not seen, so it is rejected.
const GNU: HeaderFormat = HeaderFormat {
    magic: Magic::Gnu,
    split: Split::Never,
    extensions: Some(Extensions {
        form: Form::LongNames,
        values: &[ValueRule::no_room(Keyword::Path)],
        header: HEADER,
        stand_in: StandIn::FirstCharacters,
        marks_binary: false,
    }),
    ..USTAR
};

const MATURIN: HeaderFormat = HeaderFormat {
    numbers: Numbers { device: Encoding::Absent, ..USTAR.numbers },
    extensions: Some(Extensions {
        form: Form::Pax(PaxHeaderName::Template("@PaxHeader")),
        values: &[ValueRule::no_room_or_not_ascii(Keyword::Path)],
        header: ExtensionHeader { time: HeaderTime::Entry, ..HEADER },
        stand_in: StandIn::Counted("PaxHeaders/"),
        marks_binary: false,
    }),
    ..USTAR
};
