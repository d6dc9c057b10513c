//! `several-tops`.

use super::super::check::{Check, Find};
use super::super::members;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::several-tops",
        level: Level::Warn,
        applies: Applies::Archives,
        summary: "Members that are not all in one directory.",
        explanation: "A user who unpacks the archive gets its files in the current directory, among other files. Pack \
         one directory named after the release, such as `hello-1.0`, as `prefix` in a manifest or \
         `git archive --prefix=hello-1.0/` does.",
    },
    wording: None,
    find: Find::Inventory(members::several_tops),
};
