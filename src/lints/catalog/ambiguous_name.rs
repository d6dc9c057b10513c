//! `ambiguous-name`.

use super::super::check::{Check, Find, Wording};
use super::super::portable;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::ambiguous-name",
        level: Level::Warn,
        applies: Applies::Both,
        summary: "A name that tools take for something else: a leading `-` or `~`, or tar's own \
         `pax_global_header`, `PaxHeaders`, `@LongLink`.",
        explanation: "A command such as `rm *` takes `-rf` for an option, and tar programs take their own names \
         for headers, so the file is lost or does harm.",
    },
    wording: Some(Wording {
        one: "name reads as something else to some tools",
        many: "names read as something else to some tools",
        remedy: "rename in the source",
    }),
    find: Find::Nodes(portable::ambiguous),
};
