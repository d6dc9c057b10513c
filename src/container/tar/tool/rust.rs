//! The Rust crate `tar`, with which cargo packs, and maturin, which uses it (docs/spec/tar-dialects.md, sections 10.6 and
//! 10.8).

use crate::container::tar::dialect::{
    Dialect, Encoding, Ending, ExtensionHeader, Extensions, Form, Fraction, HeaderFormat, HeaderIds,
    HeaderMode, HeaderOwner, HeaderTime, Keyword, Magic, Numbers, PaxHeaderName, Split, StandIn, ValueRule,
};
use crate::container::tar::encodings::{NUMBERS, SHORT};
use crate::container::tar::signature::{Evidence, Marks, Signature};

/// cargo since 2020; in 2016 and 2017; in 2015, 2018 and 2019; maturin.
pub static DIALECTS: [Dialect; 4] = [
    dialect("tar-rs-gnu-1", "The Rust crate `tar`, GNU format (cargo since 2020).", &[GNU]),
    dialect(
        "tar-rs-ustar-1",
        "The Rust crate `tar`, ustar format with a blank after the checksum (cargo in 2016 and 2017).",
        &[with_checksum(Encoding::Octal(7, Ending::Blank))],
    ),
    dialect("tar-rs-ustar-2", "The Rust crate `tar`, ustar format (cargo in 2015, 2018 and 2019).", &[USTAR]),
    dialect("maturin-1", "maturin 1.16.", &[MATURIN]),
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

const fn dialect(name: &'static str, summary: &'static str, formats: &'static [HeaderFormat]) -> Dialect {
    Dialect::planned(name, summary, formats, 512)
}

const USTAR: HeaderFormat = HeaderFormat {
    magic: Magic::Ustar,
    regular: b'0',
    numbers: Numbers { checksum: SHORT, device: SHORT, ..NUMBERS },
    fraction: Fraction::Down,
    directory_slash: true,
    split: Split::Longest(155),
    owner_name: 32,
    ascii_only: false,
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
