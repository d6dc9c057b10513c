//! libarchive, with which bsdtar packs (docs/spec/tar-dialects.md, section 10.3). Its gnutar format is that of GNU
//! tar.

use crate::container::tar::dialect::{
    Dialect, Encoding, Ending, Fraction, HeaderFormat, Magic, Numbers, Split,
};
use crate::container::tar::encodings::{NUMBERS, SIX};
use crate::container::tar::signature::{Evidence, Marks, Signature};

/// `bsdtar --format ustar -f FILE` of 3.6.2.
pub static DIALECTS: [Dialect; 1] =
    [Dialect::planned("bsdtar-ustar-1", "`bsdtar --format ustar -f FILE` of libarchive 3.6.", &[USTAR], 512)];

/// The size fills its field up to one blank, and the checksum ends as in GNU tar.
pub static SIGNATURES: [Signature; 2] = [
    Signature { dialect: Some(&DIALECTS[0]), ..signature("libarchive ustar (bsdtar)", Magic::Ustar) },
    signature("libarchive v7 (bsdtar)", Magic::V7),
];

const fn signature(label: &'static str, magic: Magic) -> Signature {
    let marks = Marks {
        magic: Some(magic),
        checksum: Some(USTAR.numbers.checksum),
        size: Some(USTAR.numbers.size),
        ..Marks::ANY
    };
    Signature { label, evidence: Evidence::Headers, marks, dialect: None }
}

/// A field of 12 bytes.
const LONG: Encoding = Encoding::Octal(11, Ending::Blank);

const USTAR: HeaderFormat = HeaderFormat {
    magic: Magic::Ustar,
    regular: b'0',
    numbers: Numbers { mode: &[SIX], id: &[SIX], size: &[LONG], mtime: &[LONG], device: SIX, ..NUMBERS },
    fraction: Fraction::Down,
    directory_slash: true,
    split: Split::Shortest(155),
    owner_name: 32,
    ascii_only: false,
    extensions: None,
};
