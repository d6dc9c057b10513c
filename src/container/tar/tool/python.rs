//! Python's `tarfile` in its pax and GNU formats, of the eras that differ in bytes (docs/spec/tar-dialects.md, section
//! 10.2). Without an extended header its headers are those of GNU tar's ustar.

use crate::container::style::tar::PaxName;
use crate::container::tar::dialect::{
    Dialect, Encoding, ExtensionHeader, Extensions, FloatField, Form, Fraction, HeaderFormat, HeaderIds,
    HeaderMode, HeaderOwner, HeaderTime, Keyword, MAX_RECORD, Magic, Numbers, PaxHeaderName, Split, StandIn,
    ValueRule,
};
use crate::container::tar::encodings::{LONG, NUMBERS, SHORT};
use crate::container::tar::signature::{Evidence, Marks, Signature};

/// Up to 3.8; early releases of 3.9 to 3.11; later ones. The GNU format was the default up to 3.7.
pub static DIALECTS: [Dialect; 7] = [
    dialect("python-pax-1", "Python's `tarfile`, pax format, up to 3.8.", &[pax(SHORT, FloatField::Zero)]),
    dialect(
        "python-pax-2",
        "Python's `tarfile`, pax format, in early releases of 3.9 to 3.11.",
        &[pax(Encoding::Absent, FloatField::Zero)],
    ),
    dialect(
        "python-pax-3",
        "Python's `tarfile`, pax format, from 3.9.18, 3.10.13, 3.11.7 and 3.12.1 on.",
        &[pax(Encoding::Absent, FloatField::Nearest)],
    ),
    dialect("python-gnu-1", "Python's `tarfile`, GNU format, up to 3.8.", &[gnu(SHORT)]),
    dialect("python-gnu-2", "Python's `tarfile`, GNU format, from 3.9 on.", &[gnu(Encoding::Absent)]),
    dialect("python-ustar-1", "Python's `tarfile`, ustar format, from 3.6 to 3.8.", &[ustar(SHORT)]),
    dialect("python-ustar-2", "Python's `tarfile`, ustar format, from 3.9 on.", &[ustar(Encoding::Absent)]),
];

/// Every version names its extended headers `././@PaxHeader`.
pub static SIGNATURES: [Signature; 2] = [signature(&DIALECTS[0]), signature(&DIALECTS[2])];

const fn signature(dialect: &'static Dialect) -> Signature {
    let marks = Marks { has_device: Marks::from_format(&dialect.formats[0]).has_device, ..Marks::ANY };
    let evidence = Evidence::UniqueName(PaxName::Python);
    Signature { label: "Python pax", evidence, marks, dialect: Some(dialect) }
}

const fn dialect(name: &'static str, summary: &'static str, formats: &'static [HeaderFormat]) -> Dialect {
    Dialect::planned(name, summary, formats, MAX_RECORD)
}

/// From 3.6 on the prefix is as short as possible.
const fn ustar(device: Encoding) -> HeaderFormat {
    HeaderFormat {
        magic: Magic::Ustar,
        regular: b'0',
        numbers: Numbers { device, ..NUMBERS },
        fraction: Fraction::TowardZero,
        directory_slash: true,
        split: Split::Shortest(155),
        owner_name: 32,
        ascii_only: false,
        extensions: None,
    }
}

const fn header(device: Encoding) -> ExtensionHeader {
    ExtensionHeader {
        mode: HeaderMode::Bits(0),
        ids: HeaderIds::Zero,
        time: HeaderTime::Zero,
        owner: HeaderOwner::Nameless,
        device,
        link: "",
    }
}

const RECORDS: &[ValueRule] = &[
    ValueRule::no_room_or_not_ascii(Keyword::Path),
    ValueRule::no_room_or_not_ascii(Keyword::Linkpath),
    ValueRule::no_room_or_not_ascii(Keyword::Uname),
    ValueRule::no_room_or_not_ascii(Keyword::Gname),
    ValueRule::no_room(Keyword::Uid),
    ValueRule::no_room(Keyword::Gid),
    ValueRule::no_room(Keyword::Size),
    ValueRule::no_room(Keyword::Mtime),
];

/// A long target comes before a long name.
const LONG_NAMES: &[ValueRule] = &[ValueRule::no_room(Keyword::Linkpath), ValueRule::no_room(Keyword::Path)];

/// `PAX_FORMAT`: the prefix field is never used, and the fields of names hold ASCII alone.
const fn pax(device: Encoding, field: FloatField) -> HeaderFormat {
    HeaderFormat {
        fraction: Fraction::Float(field),
        split: Split::Never,
        extensions: Some(Extensions {
            form: Form::Pax(PaxHeaderName::Template("././@PaxHeader")),
            values: RECORDS,
            header: header(device),
            stand_in: StandIn::QuestionMarks,
            marks_binary: true,
        }),
        ..ustar(device)
    }
}

/// `GNU_FORMAT`: long names in members of their own.
const fn gnu(device: Encoding) -> HeaderFormat {
    let plain = ustar(device);
    HeaderFormat {
        magic: Magic::Gnu,
        numbers: Numbers {
            id: &[SHORT, Encoding::Base256],
            size: &[LONG, Encoding::Base256],
            mtime: &[LONG, Encoding::Base256],
            ..plain.numbers
        },
        split: Split::Never,
        extensions: Some(Extensions {
            form: Form::LongNames,
            values: LONG_NAMES,
            header: header(device),
            stand_in: StandIn::FirstBytes,
            marks_binary: false,
        }),
        ..plain
    }
}
