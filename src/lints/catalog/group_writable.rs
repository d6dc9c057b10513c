//! `group-writable`.

use super::super::check::{Check, Find};
use super::super::headers;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::group-writable",
        level: Level::Warn,
        applies: Applies::Archives,
        summary: "Modes that come from a umask: files that a group may write.",
        explanation: "The umask differs between users, so another user gets other bytes. Set `mode` in a manifest, \
         or pack with `tar --mode=go+u,go-w`.",
    },
    wording: None,
    find: Find::Inventory(headers::group_writable),
};
