//! `os-litter`.

use super::super::check::{Check, Find, Wording};
use super::super::portable;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::os-litter",
        level: Level::Warn,
        applies: Applies::Both,
        summary: "Files that an operating system leaves in every directory, such as `.DS_Store`, `._name`, \
         `Thumbs.db`.",
        explanation: "They exist on one machine by accident and describe its directories; `._name` even changes \
         another file where macOS unpacks it.",
    },
    wording: Some(Wording {
        one: "path was left by an operating system",
        many: "paths were left by an operating system",
        remedy: "leave out with `exclude`",
    }),
    find: Find::Nodes(portable::os_litter),
};
