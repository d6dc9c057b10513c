//! The repository around a directory, as far as a first manifest asks.

use std::path::Path;

use super::repository::Repository;
use crate::diagnostic::Diagnostic;
use crate::source::survey::{Survey, work_tree_around};

/// The short names of the tags of a repository.
///
/// # Errors
/// Returns an error if there is none, or if it cannot be read.
pub fn tag_names(repository: &Path) -> Result<Vec<String>, Diagnostic> {
    Ok(Repository::open(repository)?.tags().into_iter().map(|(name, _)| name).collect())
}

/// Surveys the repository that `directory` is in, which must be absolute; `None` if there is none.
///
/// # Errors
/// Returns an error if there is a repository and it cannot be read.
pub fn survey(directory: &Path) -> Result<Option<Survey>, Diagnostic> {
    let Some(top) = work_tree_around(directory) else { return Ok(None) };
    let repository = Repository::open(top)?;
    let tags = repository.tags().into_iter().map(|(name, _)| name).collect();
    Ok(Some(Survey { top: top.to_owned(), tags, has_commit: repository.reference("HEAD")?.is_some() }))
}
