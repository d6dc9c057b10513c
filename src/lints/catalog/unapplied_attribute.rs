//! `unapplied-attribute`.

use super::super::check::{Check, Find, Wording};
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::unapplied-attribute",
        level: Level::Warn,
        applies: Applies::Plans,
        summary: "A file that a checkout writes with other bytes, as the attributes `eol`, `ident` or \
         `working-tree-encoding` of the commit ask.",
        explanation: "The archive holds the file as git stores it, so it differs from a checkout and from what \
         `git archive` packs. `conversions = \"apply\"` in `[source]` applies the attributes.",
    },
    wording: Some(Wording {
        one: "file is packed as git stores it, although an attribute of the commit converts it",
        many: "files are packed as git stores them, although attributes of the commit convert them",
        remedy: "add `conversions = \"apply\"` to `[source]`",
    }),
    find: Find::Source,
};
