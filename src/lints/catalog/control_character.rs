//! `control-character`.

use super::super::characters;
use super::super::check::{Check, Find, Wording};
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::control-character",
        level: Level::Deny,
        applies: Applies::Both,
        summary: "A name or link target with a control character, such as a newline or an escape sequence.",
        explanation: "Such a name can end a line of a list early, or send commands to the terminal of a user who \
         lists the archive.",
    },
    wording: Some(Wording {
        one: "name or link target holds control characters",
        many: "names or link targets hold control characters",
        remedy: "rename in the source",
    }),
    find: Find::Nodes(characters::control),
};
