//! A repository at one commit: that of the source, or of a submodule in it.

use std::path::PathBuf;

use super::object::Commit;
use super::repository::Repository;
use super::store::Objects;
use crate::path::EntryPath;

/// A repository at one commit.
pub struct Scope {
    /// Reads its objects.
    pub objects: Objects,
    /// The commit.
    pub commit: Commit,
    /// Where references, objects and the repositories of submodules are.
    pub common_dir: PathBuf,
    /// The checked-out files.
    pub work_dir: Option<PathBuf>,
    /// The path of a submodule in the whole tree.
    pub top: Option<EntryPath>,
}

impl Scope {
    /// The repository at `commit`; `top` is the path of a submodule in the whole tree.
    pub fn new(repository: &Repository, objects: Objects, commit: Commit, top: Option<EntryPath>) -> Self {
        Self { objects, commit, common_dir: repository.common_dir(), work_dir: repository.work_dir(), top }
    }
}
