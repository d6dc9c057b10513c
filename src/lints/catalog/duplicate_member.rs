//! `duplicate-member`.

use super::super::check::{Check, Find};
use super::super::members;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::duplicate-member",
        level: Level::Deny,
        applies: Applies::Archives,
        summary: "A name that comes more than once: which of them is unpacked depends on the program.",
        explanation: "Most programs keep the last member of a name, and some keep the first or stop. Name each \
         file once on the command line of the tool, and do not append to an archive with `tar -r`.",
    },
    wording: None,
    find: Find::Inventory(members::duplicates),
};
