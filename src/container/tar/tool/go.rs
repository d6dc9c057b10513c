//! Go's package `archive/tar` (docs/spec/tar-dialects.md, section 10.4).

use crate::container::style::tar::PaxName;
use crate::container::tar::dialect::Dialect;
use crate::container::tar::signature::{Evidence, Marks, Signature};

/// None yet.
pub static DIALECTS: [Dialect; 0] = [];

/// Without an extended header it cannot be distinguished from others.
pub static SIGNATURES: [Signature; 1] = [Signature {
    label: "Go pax",
    evidence: Evidence::UniqueName(PaxName::Go),
    marks: Marks::ANY,
    dialect: None,
}];
