//! What a repository has to offer for a first manifest.

use std::path::{Path, PathBuf};

/// The repository that a directory is in.
pub struct Survey {
    /// The top of its work tree.
    pub top: PathBuf,
    /// The short names of its tags.
    pub tags: Vec<String>,
    /// Whether something is committed.
    pub has_commit: bool,
}

/// The top of the work tree that a directory is in, which must be absolute. Nothing is opened: a source is never found
/// this way.
pub(super) fn work_tree_around(directory: &Path) -> Option<&Path> {
    directory.ancestors().find(|above| above.join(".git").exists())
}
