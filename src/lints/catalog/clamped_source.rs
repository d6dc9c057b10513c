//! `clamped-source`.

use super::super::check::{Check, Find, Wording};
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::clamped-source",
        level: Level::Warn,
        applies: Applies::Plans,
        summary: "Times of a directory on disk pass through a clamp, so they depend on when the tree was \
         checked out.",
        explanation: "A file with a time before the clamp keeps that time, and a checkout on another day has other \
         times, so nobody else gets these bytes.",
    },
    wording: Some(Wording {
        one: "time depends on the checkout",
        many: "times depend on the checkout",
        remedy: "give every entry one time, as with `mtime = \"source-date-epoch\"`",
    }),
    find: Find::Manifest,
};
