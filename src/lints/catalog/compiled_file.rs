//! `compiled-file`.

use super::super::check::{Check, Find, Wording};
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::compiled-file",
        level: Level::Warn,
        applies: Applies::Both,
        summary: "A file that a compiler made, by its content: programs, libraries, object files, jars, bytecode, \
         WebAssembly.",
        explanation: "A source release is what people read, change and build. Nobody can review machine code, and no \
         one can rebuild it from the release; the Apache Software Foundation and distributions reject such \
         files. Leave the file out, and build or fetch it in the build; name files that tests need in `allow`.",
    },
    wording: Some(Wording {
        one: "file was made by a compiler",
        many: "files were made by a compiler",
        remedy: "leave out with `exclude`, or name in `allow` what tests need",
    }),
    find: Find::Bodies(|bodies| bodies.compiled()),
};
