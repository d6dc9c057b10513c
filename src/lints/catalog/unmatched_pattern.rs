//! `unmatched-pattern`.

use super::super::check::{Check, Find, Wording};
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::unmatched-pattern",
        level: Level::Warn,
        applies: Applies::Plans,
        summary: "An `exclude`, `newer` or lint `allow` pattern that matches nothing.",
        explanation: "A file that the pattern was written for may have another name now, and be packed although it \
         should not be.",
    },
    wording: Some(Wording {
        one: "pattern matches nothing",
        many: "patterns match nothing",
        remedy: "remove the pattern, or mend it",
    }),
    find: Find::Manifest,
};
