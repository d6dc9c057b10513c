//! The archives of a plan in a directory, written or compared, and `SHA256SUMS` beside them.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use super::Context;
use crate::artifact::{self, CHECKSUMS, Checksums, Draft, Existing, MergedChecksums};
use crate::build::{self, Built, Options};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::digest::Digest;
use crate::error::Error;
use crate::path::shown;
use crate::plan::Plan;
use crate::source::Source;
use crate::text::Shortened;

/// One archive, and how it compares with what stood in the output directory.
#[derive(Clone, Debug)]
pub struct Line {
    /// What was built.
    pub built: Built,
    /// What became of it.
    pub outcome: BuildOutcome,
}

/// What became of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuildOutcome {
    /// It was written; nothing stood there.
    Written,
    /// It replaced another file.
    Replaced(Digest),
    /// The same bytes stood there; the file was not touched.
    Unchanged,
    /// Only checked: the same bytes stand there.
    Same,
    /// Only checked: other bytes stand there.
    Differs(Digest),
    /// Only checked: nothing stands there.
    Missing,
}

impl BuildOutcome {
    /// Whether `build --check` counts it as a finding.
    #[must_use]
    pub fn is_finding(self) -> bool {
        matches!(self, Self::Differs(_) | Self::Missing)
    }

    /// One word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Replaced(_) => "replaced",
            Self::Unchanged => "unchanged",
            Self::Same => "same",
            Self::Differs(_) => "differs",
            Self::Missing => "missing",
        }
    }
}

/// A plan, its source and the directory that its archives belong in.
pub struct Job<'a> {
    /// What is built.
    pub plan: &'a Plan,
    /// Where its files come from.
    pub source: &'a Source,
    /// Where the archives go.
    pub directory: PathBuf,
    /// The surroundings.
    pub context: Context<'a>,
}

impl Job<'_> {
    fn options(&self) -> Options<'_> {
        Options { threads: self.context.threads, progress: self.context.progress }
    }

    /// Builds into hashes only, and compares with the files that are there.
    ///
    /// # Errors
    /// Returns an error if a file of the source or of the directory cannot be read.
    pub fn check(&self) -> Result<Vec<Line>, Diagnostics> {
        // Only the digests are wanted, so that a check writes nothing, and works in a directory
        // that it cannot write.
        let outputs = self.plan.archives().iter().map(|_| io::sink()).collect();
        let built = build::build(self.plan, self.source, outputs, self.options())?;
        let lines = built.into_iter().map(|built| {
            let outcome = match self.existing(&built)? {
                Existing::Absent => BuildOutcome::Missing,
                Existing::Same => BuildOutcome::Same,
                Existing::Other(found) => BuildOutcome::Differs(found),
            };
            Ok(Line { built, outcome })
        });
        lines.collect()
    }

    /// Builds into temporary files, and renames them once all are whole. Files of other bytes are replaced
    /// only with `force`.
    ///
    /// # Errors
    /// Returns an error if a file of another content stands in the way, or the system reports an error; then the
    /// directory is as it was.
    pub fn write(&self, force: bool) -> Result<Vec<Line>, Diagnostics> {
        (self.context.report)(&abandoned(&artifact::remove_abandoned(&self.directory)));
        let _created = artifact::create_directory(&self.directory)?;
        let names = self.plan.archives().iter().map(|archive| archive.file.as_str());
        // Created before the build: a directory that cannot be written is found before the work is
        // done.
        let drafts: Vec<Draft> =
            names.map(|name| Draft::create(&self.directory, name)).collect::<Result<_, _>>()?;
        let outputs =
            drafts.iter().map(|draft| draft.writer().map(BufWriter::new)).collect::<Result<_, _>>()?;
        let built = build::build::<BufWriter<File>>(self.plan, self.source, outputs, self.options())?;
        // Only from here on: two builds may run side by side, and not compare and replace at the
        // same time.
        let _lock = artifact::lock_directory(&self.directory)?;
        let existing = built.iter().map(|built| self.existing(built)).collect::<Result<Vec<_>, _>>()?;
        if !force {
            self.reject_others(&built, &existing)?;
        }
        self.publish(drafts, &built, &existing, force)?;
        Ok(built.into_iter().zip(existing).map(|(built, existing)| line(built, existing)).collect())
    }

    fn publish(
        &self,
        drafts: Vec<Draft>,
        built: &[Built],
        existing: &[Existing],
        force: bool,
    ) -> Result<(), Diagnostics> {
        let sums = Checksums::new(built.iter().map(|built| (built.file.clone(), built.digest)));
        let path = self.directory.join(CHECKSUMS);
        // Before the first rename, so that a rejected list leaves every archive as it was.
        let MergedChecksums { sums, lost } = sums.merged(&path)?;
        if !force && !lost.is_empty() {
            return Err(other_sums(&path, &lost).into());
        }
        // A file with the right bytes keeps its time and its inode, so that a repeated build
        // changes nothing.
        let changed = drafts.into_iter().zip(existing).filter(|(_, existing)| **existing != Existing::Same);
        let mut ready: Vec<Draft> = changed.map(|(draft, _)| draft).collect();
        if Existing::compare(&path, sums.digest())? != Existing::Same {
            ready.push(sums.draft(&self.directory)?);
        }
        // The last moment: after the first rename, an end would leave old and new archives side by
        // side.
        if self.context.progress.is_cancelled() {
            return Err(Diagnostic::from(Error::Cancelled).into());
        }
        Ok(artifact::publish(&self.directory, ready)?)
    }

    fn existing(&self, built: &Built) -> Result<Existing, Error> {
        Existing::compare(&self.directory.join(&built.file), built.digest)
    }

    /// Rejects files with other bytes: a published file must not change under its name.
    fn reject_others(&self, built: &[Built], existing: &[Existing]) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        for (built, existing) in built.iter().zip(existing) {
            if let Existing::Other(found) = existing {
                let path = self.directory.join(&built.file);
                let message = format!(
                    "`{}` exists with other bytes\n  on disk  sha256 {found}\n  built    sha256 {}",
                    shown(&path),
                    built.digest
                );
                problems.push(
                    Diagnostic::error(Code::OutputExists, message).help(
                        "if that file was published, make a new version; if not, `--force` replaces it",
                    ),
                );
            }
        }
        if problems.has_errors() { Err(problems) } else { Ok(()) }
    }
}

/// Temporary files of a run that could not remove them itself.
fn abandoned(names: &[String]) -> Diagnostics {
    if names.is_empty() {
        return Diagnostics::new();
    }
    let message =
        format!("an earlier run was killed; its temporary files were removed:\n  {}", names.join("\n  "));
    Diagnostic::new(Code::Abandoned, Severity::Note, message).into()
}

/// Lines of a checksum file that a diagnostic shows.
const SHOWN_LINES: usize = 5;

fn other_sums(path: &Path, lost: &[String]) -> Diagnostic {
    let shown_lines = Shortened::lines(lost, SHOWN_LINES).ungrouped();
    let message = format!(
        "`{}` has other digests of files that were built, or lines that are no checksums:{shown_lines}",
        shown(path)
    );
    Diagnostic::error(Code::OutputExists, message).help(
        "if they were published, build into another directory with `-d`; if not, `--force` removes them",
    )
}

fn line(built: Built, existing: Existing) -> Line {
    let outcome = match existing {
        Existing::Absent => BuildOutcome::Written,
        Existing::Same => BuildOutcome::Unchanged,
        Existing::Other(found) => BuildOutcome::Replaced(found),
    };
    Line { built, outcome }
}
