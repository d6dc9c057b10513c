//! node-tar, with which npm packs, and tar-stream, with which yarn and pnpm do (docs/spec/tar-dialects.md, sections 10.5
//! and 10.9).

use crate::container::tar::dialect::{
    Beside, Dialect, Encoding, Ending, ExtensionHeader, Extensions, Form, Fraction, HeaderFormat, HeaderIds,
    HeaderMode, HeaderOwner, HeaderTime, Keyword, Magic, Numbers, PaxHeaderName, Split, StandIn, ValueRule,
};
use crate::container::tar::encodings::{LONG, SHORT, SIX};
use crate::container::tar::signature::{Evidence, Marks, Signature};

/// node-tar 4 to 6, and 7; tar-stream with and without the slash of directories.
pub static DIALECTS: [Dialect; 4] = [
    dialect("node-tar-1", "node-tar 4 to 6 (npm 5 to 9).", &[node_tar(RECORDS_1)]),
    dialect("node-tar-2", "node-tar 7 (npm 10 and 11).", &[node_tar(RECORDS_2)]),
    dialect(
        "tar-stream-1",
        "tar-stream without a slash after directories (yarn 1).",
        &[HeaderFormat { directory_slash: false, ..TAR_STREAM }],
    ),
    dialect("tar-stream-2", "tar-stream with a slash after directories (yarn 4, pnpm).", &[TAR_STREAM]),
];

/// A body of 0 bytes has no record of its size.
const RECORDS_1: &[ValueRule] = &[PATH, MTIME, ValueRule::only_beside(Keyword::Size, Beside::UnlessZero)];
const RECORDS_2: &[ValueRule] = &[PATH, MTIME, ValueRule::only_beside(Keyword::Size, Beside::Always)];

/// npm since version 5 leaves out the owner. In tar-stream the size fills its field up to one blank.
pub static SIGNATURES: [Signature; 3] = [
    signature(
        "tar-stream (yarn, pnpm)",
        &DIALECTS[3],
        Marks { size: Some(TAR_STREAM.numbers.size), ..MARKS },
    ),
    signature("node-tar portable (npm)", &DIALECTS[1], Marks { has_id: Some(false), ..MARKS }),
    signature("fstream, owner kept (old npm)", &DIALECTS[0], MARKS),
];

const MARKS: Marks =
    Marks { magic: Some(Magic::Ustar), checksum: Some(TAR_STREAM.numbers.checksum), ..Marks::ANY };

const fn signature(label: &'static str, dialect: &'static Dialect, marks: Marks) -> Signature {
    Signature { label, evidence: Evidence::Headers, marks, dialect: Some(dialect) }
}

const fn dialect(name: &'static str, summary: &'static str, formats: &'static [HeaderFormat]) -> Dialect {
    Dialect::planned(name, summary, formats, 512)
}

const PATH: ValueRule = ValueRule::no_room_or_not_ascii(Keyword::Path);
const MTIME: ValueRule = ValueRule::only_beside(Keyword::Mtime, Beside::Always);

/// An extended header has mode, owner and time of its entry.
const HEADER: ExtensionHeader = ExtensionHeader {
    mode: HeaderMode::Entry,
    ids: HeaderIds::Entry,
    time: HeaderTime::Entry,
    owner: HeaderOwner::Entry,
    device: SIX,
    link: "",
};

const fn node_tar(values: &'static [ValueRule]) -> HeaderFormat {
    HeaderFormat {
        magic: Magic::Ustar,
        regular: b'0',
        numbers: Numbers {
            // A number that needs one digit more takes the place of the blank.
            mode: &[SIX, SHORT],
            id: &[SIX, SHORT],
            size: &[Encoding::Octal(10, Ending::BlankNul), LONG],
            mtime: &[Encoding::Octal(10, Ending::BlankNul), LONG],
            checksum: SIX,
            device: SIX,
        },
        fraction: Fraction::Down,
        directory_slash: true,
        split: Split::Node,
        owner_name: 32,
        ascii_only: false,
        extensions: Some(Extensions {
            form: Form::Pax(PaxHeaderName::CutTemplate("PaxHeader/%f", 99)),
            values,
            header: HEADER,
            stand_in: StandIn::FirstBytes,
            marks_binary: false,
        }),
    }
}

const TAR_STREAM: HeaderFormat = HeaderFormat {
    magic: Magic::Ustar,
    regular: b'0',
    numbers: Numbers {
        mode: &[SIX],
        id: &[SIX],
        size: &[Encoding::Octal(11, Ending::Blank)],
        mtime: &[Encoding::Octal(11, Ending::Blank)],
        checksum: SIX,
        device: SIX,
    },
    fraction: Fraction::Down,
    directory_slash: true,
    split: Split::Shortest(155),
    owner_name: 32,
    ascii_only: false,
    extensions: Some(Extensions {
        form: Form::Pax(PaxHeaderName::Template("PaxHeader")),
        values: &[
            ValueRule::no_room_or_not_ascii(Keyword::Path).or_beside(Beside::Always),
            ValueRule::no_room(Keyword::Linkpath).or_beside(Beside::UnlessZero),
        ],
        header: ExtensionHeader { link: "PaxHeader", ..HEADER },
        stand_in: StandIn::Fixed("PaxHeader"),
        marks_binary: false,
    }),
};
