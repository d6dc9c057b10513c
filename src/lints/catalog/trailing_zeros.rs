//! `trailing-zeros`.

use super::super::check::{Check, Find};
use super::super::framing;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::trailing-zeros",
        level: Level::Warn,
        applies: Applies::Archives,
        summary: "Zeros behind the compressed data, as copies to tapes and in fixed blocks leave them.",
        explanation: "gzip ignores zeros at the end of a file, and bzip2 warns of them, but 7z and some libraries \
         reject the file. Its digest depends on how many zeros were added. Decompress the archive and compress it \
         again, or download it again if the copy was cut into blocks.",
    },
    wording: None,
    find: Find::Inventory(framing::trailing_zeros),
};
