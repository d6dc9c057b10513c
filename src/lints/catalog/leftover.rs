//! `leftover`.

use super::super::check::{Check, Find, Wording};
use super::super::tools;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::leftover",
        level: Level::Warn,
        applies: Applies::Both,
        summary: "What tools leave behind: backups and rejects of editors and patches, bytecode and tool \
         caches.",
        explanation: "These files exist on one machine by accident, so another checkout gives another archive, and \
         old versions of files can contain what was removed from them.",
    },
    wording: Some(Wording {
        one: "path looks left behind by a tool",
        many: "paths look left behind by tools",
        remedy: "leave out with `exclude`",
    }),
    find: Find::Nodes(tools::leftovers),
};
