//! libarchive, with which bsdtar packs (docs/spec/tar-dialects.md, section 10.3). Its gnutar format is that of GNU
//! tar.

use crate::container::tar::dialect::{Dialect, Encoding, Ending, Magic};
use crate::container::tar::signature::{Evidence, Marks, Signature};

/// None yet.
pub static DIALECTS: [Dialect; 0] = [];

/// The size fills its field up to one blank, and the checksum ends as in GNU tar.
pub static SIGNATURES: [Signature; 2] =
    [signature("libarchive ustar (bsdtar)", Magic::Ustar), signature("libarchive v7 (bsdtar)", Magic::V7)];

const fn signature(label: &'static str, magic: Magic) -> Signature {
    let marks = Marks {
        magic: Some(magic),
        checksum: Some(Encoding::Octal(6, Ending::NulBlank)),
        size: Some(&[Encoding::Octal(11, Ending::Blank)]),
        ..Marks::ANY
    };
    Signature { label, evidence: Evidence::Headers, marks, dialect: None }
}
