//! `several-times`.

use super::super::check::{Check, Find};
use super::super::headers;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::several-times",
        level: Level::Warn,
        applies: Applies::Archives,
        summary: "Members with different times, as files on disk have them: another checkout has others.",
        explanation: "A checkout gives each file the time at which it was written, so nobody else gets these \
         bytes. Give every member one time, as `mtime` in a manifest or `tar --mtime=@SECONDS` does, \
         or times that the commits determine, as `mtime = \"per-path-commit\"` does.",
    },
    wording: None,
    find: Find::Inventory(headers::several_times),
};
