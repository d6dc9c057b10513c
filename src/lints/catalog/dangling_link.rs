//! `dangling-link`.

use super::super::check::{Check, Find, Wording};
use super::super::link;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::dangling-link",
        level: Level::Warn,
        applies: Applies::Both,
        summary: "A symbolic link whose target is not in the archive, or that leads to itself.",
        explanation: "A user who unpacks the release finds a link that leads nowhere. Often the target was left out \
         by mistake, or exists on one machine only.",
    },
    wording: Some(Wording {
        one: "symbolic link leads to nothing in the archive",
        many: "symbolic links lead to nothing in the archive",
        remedy: "`include` what the link leads to, or leave the link out with `exclude`",
    }),
    find: Find::Nodes(link::dangling),
};
