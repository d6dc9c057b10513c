//! `home-path`.

use super::super::check::{Check, Find};
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::home-path",
        level: Level::Warn,
        applies: Applies::Archives,
        summary: "A file that names somebody's home directory, such as `/home/thomas`: of the machine that \
         made it. Placeholders of documentation, such as `/home/user`, are passed over.",
        explanation: "A build left the path in its output, so the output differs between machines and names a \
         person. Find the step that writes the file; compilers have options such as \
         `-ffile-prefix-map` and `--remap-path-prefix`.",
    },
    wording: None,
    find: Find::Bodies(|bodies| bodies.homes()),
};
