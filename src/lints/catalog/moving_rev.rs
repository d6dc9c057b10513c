//! `moving-rev`.

use super::super::check::{Check, Find, Wording};
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::moving-rev",
        level: Level::Warn,
        applies: Applies::Plans,
        summary: "`[source] rev` is a branch or `HEAD`, and `expect.commit` does not pin the commit.",
        explanation: "It can name another commit later, and then the manifest builds another archive. A tag or `expect.commit` \
         fixes the commit.",
    },
    wording: Some(Wording {
        one: "revision can move",
        many: "revisions can move",
        remedy: "name a tag, or pin the commit with `commit = \"…\"` in `[source.expect]`",
    }),
    find: Find::Source,
};
