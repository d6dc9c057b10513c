//! `needless-zip64`.

use super::super::check::{Check, Find};
use super::super::zip;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::needless-zip64",
        level: Level::Warn,
        applies: Applies::Archives,
        summary: "Sizes of 64 bits in a zip where they have room in 32, as only some writers have them.",
        explanation: "Old programs cannot read these fields, and two writers make different bytes of the same \
         files. Turn Zip64 off in the tool, or let it write to a file that it can seek in.",
    },
    wording: None,
    find: Find::Inventory(zip::needless_zip64),
};
