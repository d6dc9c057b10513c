//! `leaking-record`.

use super::super::check::{Check, Find};
use super::super::headers;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::leaking-record",
        level: Level::Warn,
        applies: Applies::Archives,
        summary: "Records of extended headers about the machine: access times, devices, attributes.",
        explanation: "Such records differ between machines and runs, and can contain private data. Leave them out, \
         with GNU tar by `--pax-option=delete=atime,delete=ctime` and without `--xattrs`, `--acls` \
         and `--selinux`.",
    },
    wording: None,
    find: Find::Inventory(headers::records),
};
