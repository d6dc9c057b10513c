//! `several-streams`.

use super::super::check::{Check, Find};
use super::super::framing;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::several-streams",
        level: Level::Warn,
        applies: Applies::Archives,
        summary: "Several gzip members, xz streams, bzip2 streams or zstd frames one after the other.",
        explanation: "gzip, xz, bzip2, zstd and the tar programs that use them read all of them. Programs that \
         decompress with a library, such as Python's `tarfile` in stream mode, can stop after the first. They find \
         that the archive is cut off, unless that stream ends at the header of a member: then they unpack the members \
         before it without an error. Parallel compressors such as pbzip2 and `pigz -i` write such files; compress the \
         whole archive at once, which gives one stream.",
    },
    wording: None,
    find: Find::Inventory(framing::several_streams),
};
