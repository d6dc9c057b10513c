//! `epoch-time`.

use super::super::check::{Check, Find, Wording};
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::epoch-time",
        level: Level::Warn,
        applies: Applies::Plans,
        summary: "The commit is dated 1970-01-01, and the entries get its time.",
        explanation: "An unset clock or an import made the commit. Some tools take a time of 0 for a missing one, \
         and zip archives cannot hold it.",
    },
    wording: Some(Wording {
        one: "commit is dated 1970-01-01",
        many: "commits are dated 1970-01-01",
        remedy: "write another time with `mtime = { set = \"…\" }`",
    }),
    find: Find::Source,
};
