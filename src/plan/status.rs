//! How files on disk differ from the commit that is checked out around them.

use std::fmt::Write as _;

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic};
use crate::object_id::ObjectId;
use crate::path::EntryPath;
use crate::text::Shortened;

/// Paths that are listed in full before the rest is counted.
pub const SHOWN: usize = 10;

/// The mark of a plan whose files are part of a work tree. It changes no byte of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Mark")]
pub struct WorkTreeStatus {
    /// The commit that is checked out.
    pub commit: ObjectId,
    /// Files of the commit that have other bytes, another kind or another executable bit, and those
    /// that the manifest selects and that are gone.
    pub changed: Paths,
    /// Files that the commit does not have.
    pub untracked: Paths,
    /// Files that the commit does not have and that a `.gitignore` names.
    pub ignored: Paths,
}

/// Paths below the source, counted; the first of them in full.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Paths {
    /// How many there are.
    pub count: usize,
    /// The first ten, escaped.
    pub first: Vec<String>,
}

impl Paths {
    pub(super) fn push(&mut self, path: &EntryPath) {
        if self.count < SHOWN {
            self.first.push(path.to_string());
        }
        self.count += 1;
    }
}

impl WorkTreeStatus {
    /// Whether the files are those of the commit, and no others.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.changed.count + self.untracked.count + self.ignored.count == 0
    }

    /// The counts in words: `2 changed, 1 untracked`; `clean` when there are none.
    #[must_use]
    pub fn words(&self) -> String {
        let parts = self.parts().filter(|(_, paths)| paths.count > 0);
        let parts: Vec<String> = parts.map(|(word, paths)| format!("{} {word}", paths.count)).collect();
        if parts.is_empty() { "clean".to_owned() } else { parts.join(", ") }
    }

    fn parts(&self) -> impl Iterator<Item = (&'static str, &Paths)> {
        [("changed", &self.changed), ("untracked", &self.untracked), ("ignored", &self.ignored)].into_iter()
    }

    /// A warning that lists what differs; `None` when nothing does.
    #[must_use]
    pub fn warning(&self) -> Option<Diagnostic> {
        if self.is_clean() {
            return None;
        }
        let mut message =
            format!("files of a work tree are packed that are not as in its commit {}:", self.commit);
        for (word, paths) in self.parts().filter(|(_, paths)| paths.count > 0) {
            let first: Vec<String> = paths.first.iter().map(|path| format!("`{path}`")).collect();
            let list = Shortened::counted(&first, paths.count).ungrouped();
            let _ = write!(message, "\n  {} {word}: {list}", paths.count);
        }
        let help = "commit what belongs to the release and name the commit with `git` and `rev` in `[source]`; \
                    a directory is packed as it is on disk";
        Some(Diagnostic::warning(Code::WorkTree, message).help(help))
    }
}
