//! What editors, assistants and other tools put into a tree for themselves.

use super::finding::{LintFinding, judged};
use super::name::LintedName;
use super::tree::{LintNode, Tree};
use crate::artifact;

/// Settings of one person's editor or assistant.
///
/// Documents that a project writes for assistants (`AGENTS.md`, `CLAUDE.md`,
/// `.github/copilot-instructions.md`) are documents, and `.editorconfig` or `.devcontainer/`
/// belong to the project and to no one tool: none of them is found.
pub fn assistants<'a>(tree: &Tree<'a>) -> Vec<LintFinding<'a>> {
    judged(tree, |node| {
        let name = LintedName(node.name());
        if node.is_directory() { settings_directory(name) } else { settings_file(name) }
    })
}

fn settings_directory(name: LintedName<'_>) -> Option<&'static str> {
    let editors = [".idea", ".vscode", ".vs", ".zed", ".fleet", ".nova", "xcuserdata"];
    let assistants = [
        ".cursor",
        ".claude",
        ".windsurf",
        ".aider",
        ".codex",
        ".gemini",
        ".continue",
        ".cline",
        ".clinerules",
        ".roo",
        ".kiro",
        ".augment",
        ".junie",
        ".amazonq",
        ".trae",
        ".qwen",
        ".opencode",
        ".goose",
        ".copilot",
    ];
    which(name.is_one_of(&editors), name.is_one_of(&assistants) || name.starts(".aider."))
}

fn settings_file(name: LintedName<'_>) -> Option<&'static str> {
    let editors = [".sublime-workspace", ".suo"];
    let assistants = [
        ".cursorrules",
        ".cursorignore",
        ".windsurfrules",
        ".clinerules",
        ".roomodes",
        ".aiderignore",
        ".mcp.json",
        ".claude.json",
    ];
    which(name.ends_in_one_of(&editors), name.is_one_of(&assistants) || name.starts(".aider."))
}

fn which(is_editor: bool, is_assistant: bool) -> Option<&'static str> {
    is_editor.then_some("editor").or(is_assistant.then_some("assistant"))
}

/// Backups, rejects, locks and caches.
pub fn leftovers<'a>(tree: &Tree<'a>) -> Vec<LintFinding<'a>> {
    judged(tree, |node| {
        if node.is_directory() {
            return cache(LintedName(node.name()));
        }
        backup(node).filter(|_| !is_original_of_cargo(tree, node))
    })
}

/// cargo packs the manifest that it rewrites beside the result. The result says so itself, and so does a third file if
/// the package comes from a repository.
fn is_original_of_cargo(tree: &Tree<'_>, node: &LintNode<'_>) -> bool {
    let find = |name: &[u8]| match node.parent {
        Some(directory) => tree.child(directory, name).map(|index| &tree.nodes()[index]),
        None => tree.nodes().iter().find(|other| other.path == name),
    };
    node.name() == b"Cargo.toml.orig"
        && find(b"Cargo.toml")
            .is_some_and(|written| written.is_by_cargo || find(b".cargo_vcs_info.json").is_some())
}

fn cache(name: LintedName<'_>) -> Option<&'static str> {
    let caches = [
        "__pycache__",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".tox",
        ".nox",
        ".ipynb_checkpoints",
        ".ccls-cache",
        ".direnv",
        ".venv",
    ];
    name.is_one_of(&caches).then_some("cache of a tool")
}

fn backup(node: &LintNode<'_>) -> Option<&'static str> {
    let name = LintedName(node.name());
    match name.0 {
        // `.#name` is the lock of an editor, `#name#` its unsaved text, `~$name` an office lock.
        [b'.' | b'~', b'#' | b'$', _, ..] | [b'#', _, .., b'#'] => Some("unsaved or locked by an editor"),
        [_, .., b'~'] => Some("backup of an editor"),
        _ if name.ends_in_one_of(&[".swp", ".swo"]) && name.starts(".") => {
            Some("unsaved or locked by an editor")
        }
        _ if artifact::is_temporary(name.0) => Some("left by a run of pkgr that was killed"),
        _ if name.ends_in_one_of(&[".orig", ".rej"]) => Some("left by a patch or a merge"),
        _ if name.ends(".bak") => Some("backup"),
        _ if name.ends_in_one_of(&[".pyc", ".pyo"]) => Some("bytecode"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{found, paths};
    use super::*;

    // T200
    #[test]
    fn settings_of_editors_and_assistants_are_found() {
        let fires = [
            ".idea/x.xml",
            "sub/.vscode/settings.json",
            ".cursor/rules",
            ".claude/settings.json",
            ".windsurf/x",
            ".zed/settings.json",
            ".aider.chat.history.md",
            ".aider.tags.cache.v3/x",
            ".cursorrules",
            ".mcp.json",
            "App.xcodeproj/xcuserdata/me/x",
            "p.sublime-workspace",
            ".vs/x",
            ".IDEA/y",
        ];
        assert_eq!(paths(assistants, &fires).len(), fires.len());
        let fine = [
            "CLAUDE.md",
            "AGENTS.md",
            ".github/copilot-instructions.md",
            ".editorconfig",
            ".devcontainer/Dockerfile",
            "idea/x",
            "vscode/extension.ts",
            ".vscodeignore",
            ".clang-format",
            "src/.cursorless",
            ".aiderman",
        ];
        assert_eq!(found(assistants, &fine), [""; 0]);
    }

    // T200
    #[test]
    fn what_tools_leave_behind_is_found() {
        let fires = [
            "a.c~",
            "b.orig",
            "c.rej",
            ".d.swp",
            "e.bak",
            "#f#",
            ".#g",
            "~$h.docx",
            "i/__pycache__/x.pyc",
            "j.pyc",
            ".tox/x",
            ".venv/y",
        ];
        assert_eq!(paths(leftovers, &fires).len(), fires.len());
        assert_eq!(paths(leftovers, &["Cargo.toml", "Cargo.toml.orig"]).len(), 1);
        assert_eq!(paths(leftovers, &["Cargo.toml", ".cargo_vcs_info.json", "x-Cargo.toml.orig"]).len(), 1);
        assert_eq!(found(leftovers, &["Cargo.toml", "Cargo.toml.orig", ".cargo_vcs_info.json"]), [""; 0]);
        let fine = [
            "~",
            "#",
            "##",
            "a#",
            "#a",
            "swp",
            "flash.swp",
            ".orig",
            "original",
            "x.bakery",
            "pycache/x",
            ".#",
        ];
        assert_eq!(found(leftovers, &fine), [""; 0]);
    }
}
