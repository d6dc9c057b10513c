//! `ref-mismatch`.

use super::super::check::{Check, Find, Wording};
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::ref-mismatch",
        level: Level::Deny,
        applies: Applies::Plans,
        summary: "A GitHub Actions run for a tag that is not the tag of the manifest.",
        explanation: "One tag started the run, and the manifest names another one. The release would get the wrong files.",
    },
    wording: Some(Wording {
        one: "run is for another tag",
        many: "runs are for another tag",
        remedy: "change `[source] rev` to the tag of the run",
    }),
    find: Find::Source,
};
