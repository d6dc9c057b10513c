//! `long-name`.

use super::super::characters;
use super::super::check::{Check, Find, Wording};
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::long-name",
        level: Level::Warn,
        applies: Applies::Both,
        summary: "A path of more than 255 bytes, the prefix included, which some systems cannot unpack.",
        explanation: "Windows limits whole paths to 260 characters by default, and the directory that the archive \
         is unpacked in counts too.",
    },
    wording: Some(Wording {
        one: "path is longer than 255 bytes",
        many: "paths are longer than 255 bytes",
        remedy: "shorten the path, or the `prefix`",
    }),
    find: Find::Nodes(characters::long),
};
