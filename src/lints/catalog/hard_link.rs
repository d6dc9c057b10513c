//! `hard-link`.

use super::super::check::{Check, Find};
use super::super::members;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::hard-link",
        level: Level::Warn,
        applies: Applies::Archives,
        summary: "A hard link; its target must be a file that comes before it.",
        explanation: "Which of several equal files is the link depends on the disk that the archive was made on, \
         and some programs cannot unpack links. Let the tool write every file whole, as `tar \
         --hard-dereference` does.",
    },
    wording: None,
    find: Find::Inventory(members::hard_links),
};
