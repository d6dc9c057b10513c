//! `case-collision`.

use super::super::check::{Check, Find, Wording};
use super::super::collision;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::case-collision",
        level: Level::Warn,
        applies: Applies::Both,
        summary: "Names that become one where letter case is folded or Unicode is composed, as on most Windows \
         and macOS disks: one of them overwrites the other when the archive is unpacked.",
        explanation: "Users of these systems miss a file, and which one depends on the program that unpacks.",
    },
    wording: Some(Wording {
        one: "group of names becomes one where case is folded or Unicode is composed",
        many: "groups of names become one each where case is folded or Unicode is composed",
        remedy: "rename in the source",
    }),
    find: Find::Nodes(collision::collisions),
};
