//! Python's `tarfile`, recognized by its extended headers. Without them its headers are those of GNU tar's
//! ustar (docs/spec/tar-dialects.md, section 10.2).

use crate::container::style::tar::PaxName;
use crate::container::tar::dialect::Dialect;
use crate::container::tar::signature::{Evidence, Marks, Signature};

/// None yet.
pub static DIALECTS: [Dialect; 0] = [];

/// Every version names its extended headers `././@PaxHeader`.
pub static SIGNATURES: [Signature; 1] = [Signature {
    label: "Python pax",
    evidence: Evidence::UniqueName(PaxName::Python),
    marks: Marks::ANY,
    dialect: None,
}];
