//! `data-descriptor`.

use super::super::check::{Check, Find};
use super::super::zip;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::data-descriptor",
        level: Level::Warn,
        applies: Applies::Archives,
        summary: "Members of a zip whose sizes stand behind their data, which who reads from the front cannot \
         know.",
        explanation: "A program that reads the zip as a stream must guess where such a member ends, and some \
         programs reject it. Write the zip to a file that the tool can seek in, not to a pipe.",
    },
    wording: None,
    find: Find::Inventory(zip::descriptors),
};
