//! `owner-name`.

use super::super::check::{Check, Find};
use super::super::headers;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::owner-name",
        level: Level::Warn,
        applies: Applies::Archives,
        summary: "A user or group name other than root: that of the user who made the archive.",
        explanation: "The archive publishes the account of a person or a build machine, and its bytes depend on \
         it. Set `owner` in a manifest, or pack with `tar --owner=0 --group=0 --numeric-owner`.",
    },
    wording: None,
    find: Find::Inventory(headers::names),
};
