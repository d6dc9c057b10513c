//! `type-bits`.

use super::super::check::{Check, Find};
use super::super::headers;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::type-bits",
        level: Level::Warn,
        applies: Applies::Archives,
        summary: "Modes with more than the twelve permission bits.",
        explanation: "POSIX keeps only permissions in this field; readers ignore the other bits or misread them. \
         Nothing is unsafe, and a newer version of the tool that wrote the archive may leave them \
         out.",
    },
    wording: None,
    find: Find::Inventory(headers::type_bits),
};
