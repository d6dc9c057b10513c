//! What a repository has to offer for a first manifest.

use std::path::{Path, PathBuf};

use super::repository::Repository;
use crate::diagnostic::Diagnostic;

/// The repository that a directory is in.
pub struct Survey {
    /// The top of its work tree.
    pub top: PathBuf,
    /// The short names of its tags.
    pub tags: Vec<String>,
    /// Whether something is committed.
    pub has_commit: bool,
}

impl Survey {
    /// Finds the work tree that `directory` is in, which must be absolute; `None` if there is none.
    ///
    /// # Errors
    /// Returns an error if there is a repository and it cannot be read.
    pub fn around(directory: &Path) -> Result<Option<Self>, Diagnostic> {
        let Some(top) = directory.ancestors().find(|above| above.join(".git").exists()) else {
            return Ok(None);
        };
        let repository = Repository::open(top)?;
        let tags = repository.tags().into_iter().map(|(name, _)| name).collect();
        Ok(Some(Self { top: top.to_owned(), tags, has_commit: repository.reference("HEAD")?.is_some() }))
    }
}
