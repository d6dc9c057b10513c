//! `ambiguous`.

use super::super::check::{Check, Find};
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::ambiguous",
        level: Level::Deny,
        applies: Applies::Archives,
        summary: "The archive is damaged, or two programs could read it differently.",
        explanation: "Programs that guess differently unpack different files from such an archive, which is how a \
         harmful file passes a check. Download the archive again and compare its digest with the \
         published one; if the digest is right, the tool that wrote the archive is at fault.",
    },
    wording: None,
    find: Find::Inventory(|inventory| inventory.ambiguities.iter().map(ToString::to_string).collect()),
};
