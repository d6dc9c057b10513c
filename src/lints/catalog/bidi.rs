//! `bidi`.

use super::super::characters;
use super::super::check::{Check, Find, Wording};
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::bidi",
        level: Level::Deny,
        applies: Applies::Both,
        summary: "A name or link target with bidirectional controls, invisible or private-use characters, \
         which reads as another name. Joiners (U+200C, U+200D) are accepted where scripts need \
         them: between emoji, beside a virama, and between letters of Arabic and other cursive \
         scripts.",
        explanation: "A reviewer sees another name than the one that is unpacked, such as a program that looks \
         like a picture.",
    },
    wording: Some(Wording {
        one: "name or link target holds invisible characters or controls of reading direction",
        many: "names or link targets hold invisible characters or controls of reading direction",
        remedy: "rename in the source",
    }),
    find: Find::Nodes(characters::bidi),
};
