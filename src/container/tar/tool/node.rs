//! node-tar and fstream, with which npm packs (docs/spec/tar-dialects.md, section 10.5).

use crate::container::tar::dialect::{Dialect, Encoding, Ending, Magic};
use crate::container::tar::signature::{Evidence, Marks, Signature};

/// None yet.
pub static DIALECTS: [Dialect; 0] = [];

/// npm since version 5 leaves out the owner.
pub static SIGNATURES: [Signature; 2] =
    [signature("node-tar portable (npm)", Some(false)), signature("fstream, owner kept (old npm)", None)];

const fn signature(label: &'static str, has_id: Option<bool>) -> Signature {
    let checksum = Some(Encoding::Octal(6, Ending::BlankNul));
    let marks = Marks { magic: Some(Magic::Ustar), checksum, has_id, ..Marks::ANY };
    Signature { label, evidence: Evidence::Headers, marks, dialect: None }
}
