//! `special-member`.

use super::super::check::{Check, Find};
use super::super::members;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::special-member",
        level: Level::Deny,
        applies: Applies::Archives,
        summary: "A device, a fifo, a sparse file, a part of a volume, or a type that is not known.",
        explanation: "A source release holds files, directories and symbolic links; programs skip anything else, \
         or need special rights to unpack it. Leave the member out.",
    },
    wording: None,
    find: Find::Inventory(members::special),
};
