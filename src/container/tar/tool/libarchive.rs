//! libarchive and packers that end numbers as it does (docs/spec/tar-dialects.md, section 10.3).

use crate::container::tar::dialect::{Dialect, Encoding, Ending, Magic};
use crate::container::tar::signature::{Evidence, Marks, Signature};

/// None yet.
pub static DIALECTS: [Dialect; 0] = [];

/// The size fills its field up to one blank.
pub static SIGNATURES: [Signature; 1] = [Signature {
    label: "libarchive, or numbers as it writes them",
    evidence: Evidence::Headers,
    marks: Marks {
        magic: Some(Magic::Ustar),
        checksum: Some(Encoding::Octal(6, Ending::BlankNul)),
        size: Some(Encoding::Octal(11, Ending::Blank)),
        ..Marks::ANY
    },
    dialect: None,
}];
