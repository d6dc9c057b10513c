//! `no-mode`.

use super::super::check::{Check, Find};
use super::super::zip;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::no-mode",
        level: Level::Warn,
        applies: Applies::Archives,
        summary: "Members of a zip without a Unix mode: whether they can be executed depends on the \
         program.",
        explanation: "A zip made on Windows, or by a tool that writes DOS attributes only, loses the executable \
         bits of scripts. Make it with a tool that writes Unix modes, such as Info-ZIP or `git \
         archive`.",
    },
    wording: None,
    find: Find::Inventory(zip::no_mode),
};
