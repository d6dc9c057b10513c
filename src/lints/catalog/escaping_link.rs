//! `escaping-link`.

use super::super::check::{Check, Find, Wording};
use super::super::link;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::escaping-link",
        level: Level::Deny,
        applies: Applies::Both,
        summary: "A symbolic link that is absolute or leads out of the archive's top directory.",
        explanation: "The link leads to a file of the machine where the archive is unpacked, and what is written \
         through it changes that file. Some programs do not unpack it.",
    },
    wording: Some(Wording {
        one: "symbolic link leads out of the archive",
        many: "symbolic links lead out of the archive",
        remedy: "let the link lead to a relative path inside, or leave it out with `exclude`",
    }),
    find: Find::Nodes(link::escaping),
};
