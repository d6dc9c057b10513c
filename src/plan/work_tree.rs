//! Files on disk that are part of a work tree: how they differ from the commit they are of.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Plan, Rules, SHOWN};
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::{Entry, Kind, Origin, Size};
use crate::error::Error;
use crate::object_id::ObjectId;
use crate::path::EntryPath;
use crate::progress::Progress;
use crate::source::git::WorkTree;
use crate::source::{self, Contents, ObjectHasher, TreeEntry, TreeEntryKind};

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
    fn push(&mut self, path: &EntryPath) {
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
            let rest = paths.count - first.len();
            let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
            let _ = write!(message, "\n  {} {word}: {}{more}", paths.count, first.join(", "));
        }
        let help = "commit what belongs to the release and name the commit with `git` and `rev` in `[source]`; \
                    a directory is packed as it is on disk";
        Some(Diagnostic::warning(Code::WorkTree, message).help(help))
    }
}

impl Plan<Size> {
    /// Compares the files with the commit of the work tree that they are part of, and remembers
    /// what was found.
    ///
    /// # Errors
    /// A file or a `.gitignore` cannot be read, or the work was cancelled.
    pub fn mark(
        &mut self,
        mut work_tree: WorkTree,
        rules: Rules<'_>,
        contents: &dyn Contents,
        progress: &dyn Progress,
    ) -> Result<(), Error> {
        let mut mark = WorkTreeStatus {
            commit: work_tree.commit(),
            changed: Paths::default(),
            untracked: Paths::default(),
            ignored: Paths::default(),
        };
        let mut is_there = vec![false; work_tree.files().len()];
        for entry in self.entries.iter().filter(|entry| !entry.is_directory()) {
            let path = self.file_path(entry);
            if entry.origin != Origin::Source {
                // A generated file that the commit has too is neither gone nor as it is on disk.
                work_tree.find(&path).into_iter().for_each(|index| is_there[index] = true);
                continue;
            }
            let list = if let Some(index) = work_tree.find(&path) {
                is_there[index] = true;
                let tracked = &work_tree.files()[index].1;
                (!is_same(entry, &path, tracked, contents, progress)?).then_some(&mut mark.changed)
            } else if work_tree.ignores(&path)? {
                Some(&mut mark.ignored)
            } else {
                Some(&mut mark.untracked)
            };
            if let Some(list) = list {
                list.push(&path);
            }
        }
        let is_selected =
            |path: &&EntryPath| matches!(rules.decide(path, false), super::Decision::Included(_));
        let gone = work_tree.files().iter().zip(is_there).filter(|(_, is_there)| !is_there);
        gone.map(|((path, _), _)| path).filter(is_selected).for_each(|path| mark.changed.push(path));
        self.work_tree = Some(mark);
        Ok(())
    }
}

fn is_same(
    entry: &Entry<Size>,
    path: &EntryPath,
    tracked: &TreeEntry,
    contents: &dyn Contents,
    progress: &dyn Progress,
) -> Result<bool, Error> {
    match &entry.kind {
        Kind::Directory => Ok(false),
        Kind::Symlink(target) => {
            let mut hasher = ObjectHasher::new("blob", target.as_bytes().len() as u64, &tracked.id);
            hasher.update(target.as_bytes());
            Ok(tracked.kind == TreeEntryKind::Symlink && hasher.finish() == Some(tracked.id))
        }
        Kind::File(size) => {
            let is_executable = entry.mode.is_executable();
            let kind = if is_executable { TreeEntryKind::Executable } else { TreeEntryKind::File };
            if tracked.kind != kind {
                return Ok(false);
            }
            let mut hasher = ObjectHasher::new("blob", size.0, &tracked.id);
            source::read(contents, path, progress, |bytes| {
                hasher.update(bytes);
                Ok(())
            })?;
            Ok(hasher.finish() == Some(tracked.id))
        }
    }
}
