//! `special-bits`.

use super::super::check::{Check, Find, Wording};
use super::super::modes;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::special-bits",
        level: Level::Warn,
        applies: Applies::Both,
        summary: "A mode with set-user-id, set-group-id or the sticky bit after the mode policy.",
        explanation: "A program with set-user-id that root unpacks runs with the rights of root for every user of \
         the machine.",
    },
    wording: Some(Wording {
        one: "entry sets the user id, the group id or the sticky bit",
        many: "entries set the user id, the group id or the sticky bit",
        remedy: "clear the bits in `[normalize]`, as with `mode = \"a-st\"` or `mode = \"git\"`",
    }),
    find: Find::Nodes(modes::special),
};
