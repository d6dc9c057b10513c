//! `gzip-header`.

use super::super::check::{Check, Find};
use super::super::headers;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::gzip-header",
        level: Level::Warn,
        applies: Applies::Archives,
        summary: "A time, a file name, a comment or an uncommon system in the header of gzip.",
        explanation: "The header records when and where the archive was compressed, so another run writes other \
         bytes. Compress with `gzip -n`, or set the time of Python's `GzipFile` with `mtime=0`.",
    },
    wording: None,
    find: Find::Inventory(headers::gzip),
};
