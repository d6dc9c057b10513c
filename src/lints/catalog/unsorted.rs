//! `unsorted`.

use super::super::check::{Check, Find};
use super::super::order;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::unsorted",
        level: Level::Warn,
        applies: Applies::Archives,
        summary: "Members in no order that another machine would come to.",
        explanation: "The order is the one in which a file system lists its files, so another machine writes other \
         bytes. Sort the names, as `order` in a manifest or `tar --sort=name` does. The orders of cargo, npm, yarn \
         and the builders of Python packages are functions of the names and are not reported.",
    },
    wording: None,
    find: Find::Inventory(order::unsorted),
};
