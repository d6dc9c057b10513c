//! Files on disk that are part of a work tree: how they differ from the commit they are of.

use super::Plan;
use super::select::{Decision, Rules};
use super::status::{Paths, WorkTreeStatus};
use crate::entry::{Entry, Kind, Origin, Size};
use crate::error::Error;
use crate::path::EntryPath;
use crate::progress::Progress;
use crate::source::git::WorkTree;
use crate::source::{self, Contents, ObjectHasher, Source, TreeEntry, TreeEntryKind};

impl Plan<Size> {
    /// Compares the files with the commit of the work tree that they are part of, and remembers
    /// what was found. Nothing is remembered if a `.gitignore` cannot be read: why comes back.
    ///
    /// # Errors
    /// A file of the source cannot be read, or the work was cancelled.
    pub fn mark(
        &mut self,
        mut work_tree: WorkTree,
        rules: Rules<'_>,
        source: &Source,
        progress: &dyn Progress,
    ) -> Result<Option<Error>, Error> {
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
                // A file of a step or of the overlay that the commit has too is neither gone nor as it is on disk.
                work_tree.find(&path).into_iter().for_each(|index| is_there[index] = true);
                continue;
            }
            let list = if let Some(index) = work_tree.find(&path) {
                is_there[index] = true;
                let tracked = &work_tree.files()[index].1;
                (!is_same(entry, &path, tracked, source, progress)?).then_some(&mut mark.changed)
            } else {
                match work_tree.ignores(&path) {
                    Ok(true) => Some(&mut mark.ignored),
                    Ok(false) => Some(&mut mark.untracked),
                    Err(unread) => return Ok(Some(unread)),
                }
            };
            if let Some(list) = list {
                list.push(&path);
            }
        }
        let is_selected = |path: &&EntryPath| matches!(rules.decide(path, false), Decision::Included(_));
        let gone = work_tree.files().iter().zip(is_there).filter(|(_, is_there)| !is_there);
        let gone = gone.map(|((path, _), _)| path).filter(|path| !source.is_of_overlay(path));
        gone.filter(is_selected).for_each(|path| mark.changed.push(path));
        self.work_tree = Some(mark);
        Ok(None)
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
