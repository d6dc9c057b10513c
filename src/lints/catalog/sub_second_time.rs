//! `sub-second-time`.

use super::super::check::{Check, Find};
use super::super::headers;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::sub-second-time",
        level: Level::Warn,
        applies: Applies::Archives,
        summary: "Times with fractions of a second, which only files on disk have.",
        explanation: "Fractions come from the clock of the machine that wrote the files. Give every member a time \
         in whole seconds, as `mtime` in a manifest or `tar --mtime=@SECONDS` does.",
    },
    wording: None,
    find: Find::Inventory(headers::fractions),
};
