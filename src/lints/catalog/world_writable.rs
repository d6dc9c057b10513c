//! `world-writable`.

use super::super::check::{Check, Find, Wording};
use super::super::modes;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::world-writable",
        level: Level::Warn,
        applies: Applies::Both,
        summary: "A file or directory that anyone may write, after the mode policy.",
        explanation: "If root unpacks the release, every user of the machine can change its programs before others \
         run them.",
    },
    wording: Some(Wording {
        one: "entry can be written by anyone",
        many: "entries can be written by anyone",
        remedy: "clear the bit in `[normalize]`, as with `mode = \"o-w\"` or `mode = \"git\"`",
    }),
    find: Find::Nodes(modes::world_writable),
};
