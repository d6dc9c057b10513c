//! `non-nfc`.

use super::super::characters;
use super::super::check::{Check, Find, Wording};
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::non-nfc",
        level: Level::Warn,
        applies: Applies::Both,
        summary: "A name that is not in Unicode normal form C, so that it may come back as another name.",
        explanation: "Some file systems and programs compose such names, and then a file is not found under the \
         name that the sources use.",
    },
    wording: Some(Wording {
        one: "name is not in Unicode normal form C",
        many: "names are not in Unicode normal form C",
        remedy: "rename in the source",
    }),
    find: Find::Nodes(characters::non_nfc),
};
