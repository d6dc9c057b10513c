//! GNU tar 1.34 and 1.35 in four of its formats. Versions differ only in the device numbers of entries
//! (docs/spec/tar-dialects.md, section 3).

use crate::container::style::tar::PaxName;
use crate::container::tar::dialect::{
    Dialect, Encoding, ExtensionHeader, Extensions, Form, Fraction, GnuTar, HeaderFormat, HeaderIds,
    HeaderMode, HeaderOwner, HeaderTime, Keyword, MAX_RECORD, Magic, Numbers, PaxHeaderName, Split, StandIn,
    ValueRule,
};
use crate::container::tar::encodings::{LONG, NUMBERS, SHORT};
use crate::container::tar::signature::{Evidence, Marks, Signature};

/// The dialects, the default first.
pub static DIALECTS: [Dialect; 8] = [
    dialect("gnu-1.35-posix", "GNU tar 1.35 with `--format=posix`.", "1.35", "posix", &[POSIX]),
    dialect("gnu-1.34-posix", "GNU tar 1.34 with `--format=posix`.", "1.34", "posix", &[with_devices(POSIX)]),
    dialect("gnu-1.35-gnu", "GNU tar 1.35 with `--format=gnu`.", "1.35", "gnu", &[GNU]),
    dialect("gnu-1.34-gnu", "GNU tar 1.34 with `--format=gnu`.", "1.34", "gnu", &[GNU]),
    dialect("gnu-1.35-ustar", "GNU tar 1.35 with `--format=ustar`.", "1.35", "ustar", &[USTAR]),
    dialect("gnu-1.34-ustar", "GNU tar 1.34 with `--format=ustar`.", "1.34", "ustar", &[with_devices(USTAR)]),
    dialect("gnu-1.35-v7", "GNU tar 1.35 with `--format=v7`.", "1.35", "v7", &[V7]),
    dialect("gnu-1.34-v7", "GNU tar 1.34 with `--format=v7`.", "1.34", "v7", &[with_devices(V7)]),
];

/// Without an extended header, posix and ustar cannot be distinguished, and Python writes the same.
pub static SIGNATURES: [Signature; 7] = [
    extended("GNU tar 1.35 posix", &DIALECTS[0]),
    extended("GNU tar 1.34 posix", &DIALECTS[1]),
    plain("ustar without device numbers (Python, GNU tar 1.35)", &DIALECTS[0]),
    plain("ustar with device numbers (GNU tar 1.34, older Python)", &DIALECTS[1]),
    Signature {
        // Both versions write the same, bsdtar does too, and old versions of Python fill the device numbers.
        marks: Marks { has_device: None, ..Marks::from_format(&GNU) },
        ..plain("gnu format (GNU tar, bsdtar, Python)", &DIALECTS[2])
    },
    plain("v7 without device numbers (GNU tar 1.35)", &DIALECTS[6]),
    plain("v7 with device numbers (GNU tar 1.34)", &DIALECTS[7]),
];

const fn dialect(
    name: &'static str,
    summary: &'static str,
    version: &'static str,
    format: &'static str,
    formats: &'static [HeaderFormat],
) -> Dialect {
    Dialect {
        command: Some(GnuTar { version, format }),
        ..Dialect::planned(name, summary, formats, MAX_RECORD)
    }
}

const fn plain(label: &'static str, dialect: &'static Dialect) -> Signature {
    let marks = Marks::from_format(&dialect.formats[0]);
    Signature { label, evidence: Evidence::Headers, marks, dialect: Some(dialect) }
}

const fn extended(label: &'static str, dialect: &'static Dialect) -> Signature {
    let evidence = Evidence::Name(&[PaxName::Gnu, PaxName::Numbered]);
    let marks = Marks { magic: None, ..Marks::from_format(&dialect.formats[0]) };
    Signature { label, evidence, marks, dialect: Some(dialect) }
}

/// A name is stored with a NUL after it in its field of 32 bytes.
const OWNER_NAME: usize = 31;

/// `--format=ustar`: POSIX.1-1988. Long names are split at a slash, and nothing else that is long is held.
const USTAR: HeaderFormat = HeaderFormat {
    magic: Magic::Ustar,
    regular: b'0',
    numbers: NUMBERS,
    fraction: Fraction::Down,
    directory_slash: true,
    split: Split::Longest(155),
    owner_name: OWNER_NAME,
    ascii_only: false,
    extensions: None,
};

/// `--format=posix`: ustar headers, and pax records for the values that they cannot hold. The prefix field is
/// never used (docs/spec/tar-dialects.md, section 5).
const POSIX: HeaderFormat = HeaderFormat {
    fraction: Fraction::Decimal,
    split: Split::Never,
    extensions: Some(Extensions {
        form: Form::Pax(PaxHeaderName::Manifest),
        values: &[
            ValueRule::no_room(Keyword::Linkpath),
            ValueRule::no_room_or_not_ascii(Keyword::Path),
            ValueRule::no_room(Keyword::Uid),
            ValueRule::no_room(Keyword::Gid),
            ValueRule::no_room(Keyword::Size),
            ValueRule::no_room(Keyword::Mtime),
            ValueRule::no_room_or_not_ascii(Keyword::Uname),
            ValueRule::no_room_or_not_ascii(Keyword::Gname),
        ],
        header: ExtensionHeader {
            mode: HeaderMode::Bits(0o644),
            ids: HeaderIds::Zero,
            time: HeaderTime::Reference,
            owner: HeaderOwner::Nameless,
            device: Encoding::Absent,
            link: "",
        },
        stand_in: StandIn::FirstBytes,
        marks_binary: false,
    }),
    ..USTAR
};

/// `--format=gnu`: its own magic, long names in members of their own, numbers in base 256
/// (docs/spec/tar-dialects.md, section 7).
const GNU: HeaderFormat = HeaderFormat {
    magic: Magic::Gnu,
    numbers: Numbers {
        id: &[SHORT, Encoding::Base256],
        size: &[LONG, Encoding::Base256],
        mtime: &[LONG, Encoding::Base256],
        ..NUMBERS
    },
    split: Split::Never,
    extensions: Some(Extensions {
        form: Form::LongNames,
        values: &[ValueRule::no_room(Keyword::Linkpath), ValueRule::no_room(Keyword::Path)],
        header: ExtensionHeader {
            mode: HeaderMode::Bits(0o644),
            ids: HeaderIds::Zero,
            time: HeaderTime::Zero,
            owner: HeaderOwner::RootIfNamed,
            device: Encoding::Absent,
            link: "",
        },
        stand_in: StandIn::FirstBytes,
        marks_binary: false,
    }),
    ..USTAR
};

/// `--format=v7`: the oldest format, without magic, owner names and long names.
const V7: HeaderFormat =
    HeaderFormat { magic: Magic::V7, regular: 0, split: Split::Never, owner_name: 0, ..USTAR };

/// As 1.34 writes it.
const fn with_devices(format: HeaderFormat) -> HeaderFormat {
    HeaderFormat { numbers: Numbers { device: SHORT, ..format.numbers }, ..format }
}
