//! `secret-content`.

use super::super::check::{Check, Find, Wording};
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::secret-content",
        level: Level::Deny,
        applies: Applies::Both,
        summary: "A private key, or the token of a well-known service, inside a file; those that `secret` \
         allows are passed over.",
        explanation: "Programs search every new release for such values and use them within minutes. The value \
         itself is never printed.",
    },
    wording: Some(Wording {
        one: "file holds a private key or an access token",
        many: "files hold private keys or access tokens",
        remedy: "leave out with `exclude`, and if it was ever published, make it void where it was \
                  made",
    }),
    find: Find::Bodies(|bodies| bodies.secrets()),
};
