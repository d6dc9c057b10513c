//! `secret`.

use super::super::check::{Check, Find, Wording};
use super::super::secret;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::secret",
        level: Level::Deny,
        applies: Applies::Both,
        summary: "What holds credentials or history by its name, such as `.env`, `*.pem`, `id_ed25519`, \
         `.git/`.",
        explanation: "A published key or password must be replaced, and `.git/` contains everything that was ever \
         committed. Only the name is judged; `secret-content` reads the files.",
    },
    wording: Some(Wording {
        one: "path has the name of a secret or of private data",
        many: "paths have names of secrets or of private data",
        remedy: "leave out with `exclude`",
    }),
    find: Find::Nodes(secret::secrets),
};
