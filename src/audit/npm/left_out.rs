//! What npm does not pack. Files that are left out do no harm, so what npm might pack after all is not explained.
//!
//! Source: the documentation of npm about `package.json` ("files") and about developers ("Keeping files out of your
//! Package").

use std::path::Path;

use gix_ignore::glob::pattern::Case;
use gix_ignore::{Search, search::Ignore};
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::source::git::CommitTree;

/// Files at the top that are packed whatever else is said, by how their names begin, in lower case.
const ALWAYS: [&str; 4] = ["package.json", "readme", "license", "licence"];

/// Names of files and directories that are never packed, at any depth.
const NEVER: [&str; 11] = [
    ".git",
    ".npmrc",
    ".ds_store",
    ".svn",
    ".hg",
    "cvs",
    "npm-debug.log",
    ".lock-wscript",
    "node_modules",
    ".npmignore",
    ".gitignore",
];

/// Files that are never packed from the top.
const NEVER_AT_TOP: [&str; 4] = ["package-lock.json", "yarn.lock", "pnpm-lock.yaml", "bun.lockb"];

/// The files that npm leaves out of a package.
pub struct NpmLeftOut {
    /// `files` of the manifest.
    files: Option<Search>,
    /// `.npmignore` of each directory, or `.gitignore` where there is none.
    ignored: Search,
    /// What the manifest names elsewhere and npm packs therefore.
    named: Vec<String>,
}

impl NpmLeftOut {
    /// By the manifest of a package and the files beside it.
    ///
    /// # Errors
    /// Returns an error if an object of the repository is missing or damaged.
    pub fn new(tree: &CommitTree<'_>, manifest: &Value) -> Result<Self, Diagnostic> {
        let list = manifest.get("files").and_then(Value::as_array);
        let files = list.map(|list| {
            let lines: Vec<String> = list.iter().filter_map(Value::as_str).map(at_the_top).collect();
            patterns(Search::default(), Path::new("/"), lines.join("\n").as_bytes())
        });
        let named = ["main", "browser"].into_iter().filter_map(|key| manifest.get(key)?.as_str());
        let named = named.map(|name| name.trim_start_matches("./").to_owned()).collect();
        let ignored = ignored(tree, files.is_some())?;
        Ok(Self { files, ignored, named })
    }

    /// Why a file is not in a package; `None` if npm would pack it, or might.
    pub fn why(&self, path: &[u8]) -> Option<&'static str> {
        let text = std::str::from_utf8(path).ok()?;
        // npm compares its own names without regard to case.
        let lower = text.to_ascii_lowercase();
        let is_at_top = !text.contains('/');
        if is_at_top && ALWAYS.iter().any(|name| lower.starts_with(name)) || self.is_named(text) {
            return None;
        }
        if lower.split('/').any(|part| NEVER.contains(&part)) || is_at_top && NEVER_AT_TOP.contains(&&*lower)
        {
            return Some("npm never packs it");
        }
        match &self.files {
            Some(files) if !matches(files, path) => Some("not in `files` of the commit's `package.json`"),
            _ if matches(&self.ignored, path) => Some("in `.npmignore` or `.gitignore` of the commit"),
            _ => None,
        }
    }

    /// Whether the manifest names a file as its entry, with or without the end of its name.
    fn is_named(&self, path: &str) -> bool {
        self.named.iter().any(|name| path.starts_with(name.trim_end_matches('/')))
    }
}

/// An entry of `files` as a pattern of `.gitignore`: it counts from the top.
fn at_the_top(entry: &str) -> String {
    let (not, entry) = entry.strip_prefix('!').map_or(("", entry), |entry| ("!", entry));
    format!("{not}/{}", entry.trim_start_matches("./").trim_start_matches('/'))
}

/// The patterns of every directory; those at the top do not count beside `files`.
fn ignored(tree: &CommitTree<'_>, has_files: bool) -> Result<Search, Diagnostic> {
    let mut search = Search::default();
    for leaf in &tree.leaves {
        let path = leaf.path.as_bytes();
        let at = path.iter().rposition(|&byte| byte == b'/').map_or(0, |at| at + 1);
        let (directory, name) = path.split_at(at);
        let is_replaced = || tree.find(&[directory, b".npmignore"].concat()).is_some();
        // npm reads `.gitignore` only where there is no `.npmignore`. Where `files` is given, those
        // at the top do not count.
        let counts = name == b".npmignore" || name == b".gitignore" && !is_replaced();
        if let (true, Ok(directory)) = (counts && !(has_files && at == 0), std::str::from_utf8(directory)) {
            search = patterns(search, &Path::new("/").join(directory), &tree.bytes(leaf)?);
        }
    }
    Ok(search)
}

/// With the patterns of a directory, as `.gitignore` has them.
fn patterns(mut search: Search, directory: &Path, lines: &[u8]) -> Search {
    // The one error is a name that is not UTF-8 on Windows.
    let file = directory.join(".gitignore");
    let _ = search.add_patterns_buffer(lines, file, Some(Path::new("/")), Ignore::default());
    search
}

/// Whether a pattern matches the path or, failing that, a directory above it.
fn matches(search: &Search, path: &[u8]) -> bool {
    let above = path.iter().enumerate().rev().filter(|(_, byte)| **byte == b'/').map(|(at, _)| &path[..at]);
    let mut chain = std::iter::once((path, false)).chain(above.map(|directory| (directory, true)));
    let found = chain.find_map(|(part, is_directory)| {
        search.pattern_matching_relative_path(part.into(), Some(is_directory), Case::Sensitive)
    });
    found.is_some_and(|found| !found.pattern.is_negative())
}
