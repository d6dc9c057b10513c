//! `assistant-directory`.

use super::super::check::{Check, Find, Wording};
use super::super::tools;
use crate::lint::{Applies, Level, Lint};

/// The lint.
pub static CHECK: Check = Check {
    lint: Lint {
        code: "pkgr::lint::assistant-folder",
        level: Level::Deny,
        applies: Applies::Both,
        summary: "Settings of one person's editor or coding assistant, such as `.idea/`, `.vscode/`, \
         `.cursor/`, `.claude/`.",
        explanation: "Such files describe the machine of one person, can contain tokens and conversations, and can \
         start programs when the directory is opened. Documents that a project writes for assistants, \
         such as `AGENTS.md`, are not found.",
    },
    wording: Some(Wording {
        one: "path belongs to an editor or an assistant",
        many: "paths belong to an editor or an assistant",
        remedy: "leave out with `exclude`",
    }),
    find: Find::Nodes(tools::assistants),
};
