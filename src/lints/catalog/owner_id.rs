//! `owner-id`.

use super::super::check::{Check, Find};
use super::super::headers;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::owner-id",
        level: Level::Warn,
        applies: Applies::Archives,
        summary: "A user or group id other than 0: that of the user who made the archive.",
        explanation: "The ids differ between machines, and root gives the unpacked files to users that have these \
         ids by chance. Set `owner` in a manifest, or pack with `tar --owner=0 --group=0 \
         --numeric-owner`.",
    },
    wording: None,
    find: Find::Inventory(headers::ids),
};
