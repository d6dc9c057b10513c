//! `process-id`.

use super::super::check::{Check, Find};
use super::super::headers;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::process-id",
        level: Level::Warn,
        applies: Applies::Archives,
        summary: "The number of a process in the name of an extended header, where POSIX puts it by default.",
        explanation: "Each run of the tool has another number, so each archive has other bytes. Name the headers \
         without it, with GNU tar by `--pax-option=exthdr.name=%d/PaxHeaders/%f`.",
    },
    wording: None,
    find: Find::Inventory(headers::processes),
};
