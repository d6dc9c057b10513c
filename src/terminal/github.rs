//! A job of GitHub Actions: where annotations, outputs and the summary go.

#![expect(clippy::disallowed_methods, reason = "annotations name files by their path below the workspace")]

use std::path::{Path, PathBuf};

use super::output;
use crate::error::Error;
use crate::report::github::MOST_SUMMARY;
use crate::sink::Syntax;

/// The files that a job's environment names.
#[derive(Clone)]
pub struct JobFiles {
    /// Where the repository is checked out: annotations name files below it.
    pub workspace: Option<PathBuf>,
    /// `GITHUB_OUTPUT`: keys and values for later steps.
    pub output: Option<PathBuf>,
    /// `GITHUB_STEP_SUMMARY`: Markdown for people.
    pub summary: Option<PathBuf>,
    /// `GITHUB_REF`: the full name of the reference that started the run.
    pub reference: Option<String>,
}

impl JobFiles {
    /// The path of a file as annotations want it: relative to the workspace if it is below it.
    #[must_use]
    pub fn name(&self, file: &Path) -> String {
        let below = || {
            let (file, top) = (file.canonicalize().ok()?, self.workspace.as_ref()?.canonicalize().ok()?);
            Some(file.strip_prefix(top).ok()?.to_owned())
        };
        below().unwrap_or_else(|| file.to_owned()).to_string_lossy().into_owned()
    }

    /// Adds to the outputs of the step.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written, or if the text has characters that need an escape; names of
    /// a manifest have none.
    pub fn put_output(&self, text: &str) -> Result<(), Error> {
        self.output.as_ref().map_or(Ok(()), |path| output::append(path, Syntax::Exact, text))
    }

    /// Adds to the summary of the step.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written.
    pub fn put_summary(&self, text: &str) -> Result<(), Error> {
        self.summary.as_ref().map_or(Ok(()), |path| output::append(path, Syntax::Text, text))
    }

    /// Bytes that the summary may still take.
    #[must_use]
    pub fn room(&self) -> usize {
        let length =
            self.summary.as_ref().and_then(|path| path.metadata().ok()).map_or(0, |found| found.len());
        MOST_SUMMARY.saturating_sub(usize::try_from(length).unwrap_or(MOST_SUMMARY))
    }
}
