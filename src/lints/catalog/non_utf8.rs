//! `non-utf8`.

use super::super::characters;
use super::super::check::{Check, Find, Wording};
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::non-utf8",
        level: Level::Deny,
        applies: Applies::Both,
        summary: "A name or link target whose bytes are not UTF-8; not every system can unpack it.",
        explanation: "macOS and Windows store names as Unicode, so such a file gets another name there or is not \
         unpacked.",
    },
    wording: Some(Wording {
        one: "name or link target is not UTF-8",
        many: "names or link targets are not UTF-8",
        remedy: "rename in the source",
    }),
    find: Find::Nodes(characters::non_utf8),
};
