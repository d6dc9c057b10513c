//! Go's package `archive/tar` (docs/spec/tar-dialects.md, section 10.4).

use crate::container::style::tar::PaxName;
use crate::container::tar::dialect::{
    Dialect, Encoding, ExtensionHeader, Extensions, Form, Fraction, HeaderFormat, HeaderIds, HeaderMode,
    HeaderOwner, HeaderTime, Keyword, Magic, Numbers, PaxHeaderName, Split, StandIn, ValueRule,
};
use crate::container::tar::encodings::{NUMBERS, SHORT};
use crate::container::tar::signature::{Evidence, Marks, Signature};

/// Without a format in its header, an entry is in ustar, or in pax if ustar cannot hold it.
pub static DIALECTS: [Dialect; 1] =
    [Dialect::planned("go-1", "Go's package `archive/tar` (1.19).", &[USTAR, PAX], 512)];

/// Without an extended header it cannot be distinguished from others.
pub static SIGNATURES: [Signature; 1] = [Signature {
    label: "Go pax",
    evidence: Evidence::UniqueName(PaxName::Go),
    marks: Marks::ANY,
    dialect: Some(&DIALECTS[0]),
}];

const USTAR: HeaderFormat = HeaderFormat {
    magic: Magic::Ustar,
    regular: b'0',
    numbers: Numbers { device: SHORT, ..NUMBERS },
    fraction: Fraction::HalfUp,
    directory_slash: true,
    split: Split::Longest(155),
    owner_name: 32,
    ascii_only: true,
    extensions: None,
};

/// The prefix is never used, so a long name has a record even if it could be split.
const PAX: HeaderFormat = HeaderFormat {
    split: Split::Never,
    ascii_only: false,
    extensions: Some(Extensions {
        form: Form::Pax(PaxHeaderName::Beside("PaxHeaders.0")),
        // Sorted by their keywords.
        values: &[
            ValueRule::no_room(Keyword::Gid),
            ValueRule::no_room_or_not_ascii(Keyword::Gname),
            ValueRule::no_room_or_not_ascii(Keyword::Linkpath),
            ValueRule::no_room(Keyword::Mtime),
            ValueRule::no_room_or_not_ascii(Keyword::Path),
            ValueRule::no_room(Keyword::Size),
            ValueRule::no_room(Keyword::Uid),
            ValueRule::no_room_or_not_ascii(Keyword::Uname),
        ],
        header: ExtensionHeader {
            mode: HeaderMode::Bits(0),
            ids: HeaderIds::Zero,
            time: HeaderTime::Zero,
            owner: HeaderOwner::Nameless,
            device: Encoding::Absent,
            link: "",
        },
        stand_in: StandIn::Ascii,
        marks_binary: false,
    }),
    ..USTAR
};
