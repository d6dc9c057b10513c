//! `unreadable`.

use super::super::check::{Check, Find, Wording};
use super::super::modes;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::unreadable",
        level: Level::Warn,
        applies: Applies::Both,
        summary: "A file that not everyone may read, or a directory that not everyone may list, after the mode \
         policy.",
        explanation: "If root unpacks the release for all users of a machine, they cannot use it. The mode often \
         comes from the umask of one person.",
    },
    wording: Some(Wording {
        one: "entry cannot be read by everyone",
        many: "entries cannot be read by everyone",
        remedy: "set the bits in `[normalize]`, as with `mode = \"a+rX\"` or `mode = \"git\"`",
    }),
    find: Find::Nodes(modes::unreadable),
};
