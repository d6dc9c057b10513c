//! `dos-time`.

use super::super::check::{Check, Find};
use super::super::zip;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::dos-time",
        level: Level::Warn,
        applies: Applies::Archives,
        summary: "Times of a zip in an unknown zone, and in steps of two seconds: another machine \
         reads other times.",
        explanation: "The field holds local time without a zone, so the bytes depend on `TZ` when the archive is \
         made, and the times on `TZ` when it is unpacked. Let the tool write the extended timestamp \
         field too, or run it with `TZ=UTC`.",
    },
    wording: None,
    find: Find::Inventory(zip::dos_times),
};
