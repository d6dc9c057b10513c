//! `version-mismatch`.

use super::super::check::{Check, Find, Wording};
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::version-mismatch",
        level: Level::Deny,
        applies: Applies::Plans,
        summary: "The name of the tag contains another version than `[package] version`.",
        explanation: "The archive would have one version in its name and the files of another one. \
         `rev = \"v{version}\"` takes the version from `[package]`.",
    },
    wording: Some(Wording {
        one: "tag is of another version",
        many: "tags are of another version",
        remedy: "correct `version` or `rev`",
    }),
    find: Find::Source,
};
