//! The Rust crate `tar`, with which cargo packs, and its look-alikes (docs/spec/tar-dialects.md, sections 10.6
//! and 10.7).

use crate::container::tar::dialect::{Dialect, Encoding, Ending, Magic};
use crate::container::tar::signature::{Evidence, Marks, Signature};

/// None yet.
pub static DIALECTS: [Dialect; 0] = [];

/// GNU tar writes a checksum of six digits, this crate one of seven.
pub static SIGNATURES: [Signature; 3] = [
    signature("tar-rs gnu (cargo)", Magic::Gnu, Ending::Nul),
    signature("tar-rs ustar, 2014-16", Magic::Ustar, Ending::Blank),
    signature("ustar, checksum of 7 digits (Go, tar-rs, JavaScript)", Magic::Ustar, Ending::Nul),
];

const fn signature(label: &'static str, magic: Magic, ending: Ending) -> Signature {
    let checksum = Some(Encoding::Octal(7, ending));
    let marks = Marks { magic: Some(magic), checksum, ..Marks::ANY };
    Signature { label, evidence: Evidence::Headers, marks, dialect: None }
}
