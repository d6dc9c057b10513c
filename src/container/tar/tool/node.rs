//! node-tar and fstream, with which npm packs (docs/spec/tar-dialects.md, section 10.5), and tar-stream.

use crate::container::tar::dialect::{Dialect, Encoding, Ending, Magic};
use crate::container::tar::signature::{Evidence, Marks, Signature};

/// None yet.
pub static DIALECTS: [Dialect; 0] = [];

/// npm since version 5 leaves out the owner. In tar-stream the size fills its field up to one blank.
pub static SIGNATURES: [Signature; 3] = [
    signature(
        "tar-stream (yarn, pnpm)",
        Marks { size: Some(&[Encoding::Octal(11, Ending::Blank)]), ..MARKS },
    ),
    signature("node-tar portable (npm)", Marks { has_id: Some(false), ..MARKS }),
    signature("fstream, owner kept (old npm)", MARKS),
];

const MARKS: Marks =
    Marks { magic: Some(Magic::Ustar), checksum: Some(Encoding::Octal(6, Ending::BlankNul)), ..Marks::ANY };

const fn signature(label: &'static str, marks: Marks) -> Signature {
    Signature { label, evidence: Evidence::Headers, marks, dialect: None }
}
