//! `beneath-link`.

use super::super::check::{Check, Find};
use super::super::members;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::beneath-link",
        level: Level::Deny,
        applies: Applies::Archives,
        summary: "A member below a symbolic link of the same archive, which is unpacked where the link leads.",
        explanation: "A program that follows the link writes the member outside of the directory that it unpacks \
         to. Do not unpack the archive; pack it again with a directory in place of the link.",
    },
    wording: None,
    find: Find::Inventory(members::beneath_link),
};
