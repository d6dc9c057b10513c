//! `build-service`.

use super::super::check::{Check, Find};
use super::super::members;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::build-service",
        level: Level::Warn,
        applies: Applies::Archives,
        summary: "Settings of a service that builds the project, such as `.github/`: of no use in a release.",
        explanation: "Nobody who unpacks a release runs these settings, and they change without the program \
         changing. Leave them out with `exclude` in a manifest, or with `export-ignore` in \
         `.gitattributes`.",
    },
    wording: None,
    find: Find::Inventory(members::build_services),
};
