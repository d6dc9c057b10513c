//! `reserved-name`.

use super::super::check::{Check, Find, Wording};
use super::super::portable;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::reserved-name",
        level: Level::Warn,
        applies: Applies::Both,
        summary: "A name that Windows reserves or cannot store, such as `aux.c`, `CON`, or one with a colon.",
        explanation: "Windows cannot create the file, so the archive cannot be unpacked there, or only in part.",
    },
    wording: Some(Wording {
        one: "name is reserved on Windows or cannot be stored there",
        many: "names are reserved on Windows or cannot be stored there",
        remedy: "rename in the source",
    }),
    find: Find::Nodes(portable::reserved),
};
