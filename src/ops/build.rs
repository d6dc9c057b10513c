//! From a plan to the archives in a directory, and `SHA256SUMS` beside them.

use std::path::{Path, PathBuf};

use super::steps::Consent;
use super::{Context, Loaded, Release};
use crate::artifact::{CHECKSUMS, Checksums};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::contract::Contract;
use crate::path::shown;
use crate::plan::Plan;

pub use super::job::{BuildOutcome, Line};

/// What to build, and where to.
#[derive(Clone, Copy)]
pub struct BuildInput<'a> {
    /// The directory of the archives.
    pub directory: &'a Path,
    /// The plan that must come out; `None` for any.
    pub contract: Option<&'a Contract>,
    /// Whether files of other bytes are replaced, or nothing is written at all.
    pub mode: BuildMode,
    /// Whether the steps of the manifest may be run.
    pub consent: Consent<'a>,
}

/// What becomes of the archives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuildMode {
    /// They are written; a file of other bytes is an error.
    Write,
    /// They are written; files of other bytes are replaced.
    Replace,
    /// They are compared with the files in the directory.
    Check,
}

/// What was built.
#[derive(Clone, Debug)]
pub struct BuildReport {
    /// What was to be built.
    pub plan: Plan,
    /// The directory of the archives.
    pub directory: PathBuf,
    /// The archives, in the order of the manifest.
    pub lines: Vec<Line>,
}

impl BuildReport {
    /// Whether a file in the directory differs or is missing.
    #[must_use]
    pub fn is_finding(&self) -> bool {
        self.lines.iter().any(|line| line.outcome.is_finding())
    }

    /// What is wrong with the checksum file, which may have lines about other files.
    ///
    /// # Errors
    /// Returns an error if it exists and cannot be read.
    pub fn check_sums(&self) -> Result<Option<Diagnostic>, Diagnostics> {
        let path = self.directory.join(CHECKSUMS);
        let sums = Checksums::new(self.lines.iter().map(|line| (line.built.file.clone(), line.built.digest)));
        let missing = sums.missing_in(&path)?;
        Ok((!missing.is_empty()).then(|| wrong_sums(&path, &missing)))
    }
}

/// Plans the release and builds its archives, or compares them with the files in the directory.
///
/// # Errors
/// Returns an error if there is no plan, or not the one that must come out, if a file of other bytes would have
/// to be replaced, or if something cannot be read or written; then the directory is as it was.
pub fn run(loaded: Loaded, input: BuildInput<'_>, context: Context<'_>) -> Result<BuildReport, Diagnostics> {
    let mut release = Release::open(loaded, input.directory, input.contract, context)?;
    // Before the steps: a program of the manifest must not run for a build that cannot end well.
    release.reject_output(input.directory)?;
    release.run_steps(input.consent, context.announce)?;
    let plan = release.plan()?;
    let job = release.job(&plan, input.directory);
    let lines = match input.mode {
        BuildMode::Check => job.check()?,
        mode => job.write(mode == BuildMode::Replace)?,
    };
    context.progress.end();
    let directory = job.directory;
    Ok(BuildReport { plan, directory, lines })
}

fn wrong_sums(path: &Path, missing: &[String]) -> Diagnostic {
    let message = format!("`{}` lacks the lines\n  {}", shown(path), missing.join("\n  "));
    Diagnostic::warning(Code::Checksums, message)
        .help("`pkgr build` writes it anew; if it was published, find out who changed it")
}
