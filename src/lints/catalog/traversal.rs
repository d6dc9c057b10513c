//! `traversal`.

use super::super::check::{Check, Find};
use super::super::members;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::traversal",
        level: Level::Deny,
        applies: Applies::Archives,
        summary: "A name that is absolute, names a drive, or leads out of the directory where it is unpacked.",
        explanation: "A program that does not check names writes such a member anywhere that its user may write. \
         Do not unpack the archive; pack it again from the directory that holds the files, with \
         relative names.",
    },
    wording: None,
    find: Find::Inventory(members::traversal),
};
