//! Diagnostics on standard error, as many as asked for, and in the pages of a CI job.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::bar::Bar;
use super::color::ColorWhen;
use super::environment::Environment;
use super::github::JobFiles;
use super::{output, signals};
use crate::diagnostic::wrap::wrap;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, RenderStyle, Severity, SourceText, render};
use crate::entry::Size;
use crate::error::Error;
use crate::manifest::{Generate, Manifest};
use crate::plan::Plan;
use crate::report::github::{self, Annotation, JobFindings};
use crate::report::{plan, written};
use crate::sink::Syntax;
use crate::source::IgnoringLine;

/// Columns of the explanation below a diagnostic.
const EXPLANATION_WIDTH: usize = 92;

/// How much is printed on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verbosity {
    /// Errors only, and no progress bar.
    Quiet,
    /// All diagnostics.
    Normal,
    /// All diagnostics, each with its explanation, and what was resolved.
    Verbose,
}

/// Prints what belongs beside the result.
pub struct Reporter {
    verbosity: Verbosity,
    color: bool,
    /// Whether a progress bar can be drawn.
    is_terminal: bool,
    job: Option<JobFiles>,
    /// The manifest, in which annotations without a file of their own are shown.
    manifest: PathBuf,
    /// The manifest's text, once it was read: the labels of diagnostics point into it.
    text: RefCell<Arc<SourceText>>,
    reported: RefCell<Vec<Diagnostic>>,
    /// How many annotations of each kind were shown.
    annotated: RefCell<BTreeMap<Severity, usize>>,
}

impl Reporter {
    /// A reporter that has printed nothing; `manifest` is the path of the manifest.
    #[must_use]
    pub fn new(environment: &Environment, verbosity: Verbosity, color: ColorWhen, manifest: PathBuf) -> Self {
        Self {
            verbosity,
            color: color.is_colored(environment.stderr_is_terminal, environment.color),
            is_terminal: environment.stderr_is_terminal && !environment.is_ci,
            job: environment.github.clone(),
            manifest,
            text: RefCell::new(Arc::new(SourceText::new("", ""))),
            reported: RefCell::default(),
            annotated: RefCell::default(),
        }
    }

    /// The text that the labels of diagnostics point into, unless they have one of their own.
    pub fn point_into(&self, text: Arc<SourceText>) {
        self.text.replace(text);
    }

    /// Names the command of a step that is about to run, also under `--quiet`: no program of a manifest runs
    /// without having been named.
    pub fn announce(step: &Generate) {
        output::say(Syntax::Text, &plan::step(step));
    }

    /// Prints what was resolved, if that much is asked for.
    pub fn print_policies(&self, manifest: &Manifest, draft: &Plan<Size>) {
        if self.verbosity == Verbosity::Verbose {
            let mode = &manifest.normalize.mode;
            output::say(Syntax::Text, &written(|text| plan::table::policies(draft, mode, text)));
        }
    }

    /// Prints every line of an attribute file that leaves something out, if that much is asked for.
    pub fn print_ignoring(&self, ignoring: &[IgnoringLine]) {
        if self.verbosity == Verbosity::Verbose {
            output::say(Syntax::Text, &written(|text| plan::table::ignoring_lines(ignoring, text)));
        }
    }

    /// A progress bar on a terminal, otherwise nothing; both are cancelled by signals.
    #[must_use]
    pub fn progress(&self) -> Bar {
        Bar::new(self.is_terminal && self.verbosity != Verbosity::Quiet)
    }

    /// Prints diagnostics, and annotates the manifest with them in a CI job.
    pub fn report(&self, problems: &Diagnostics) {
        let least = if self.verbosity == Verbosity::Quiet { Severity::Error } else { Severity::Note };
        for problem in problems.iter().filter(|problem| problem.severity >= least) {
            let problem = &problem.clone().source(&self.text.borrow());
            // The user stopped the run, and the progress bar has said so.
            if problem.code == Code::Cancelled && signals::pending().is_some() {
                continue;
            }
            self.draw(problem);
            if self.verbosity == Verbosity::Verbose {
                output::say(Syntax::Text, &indented(problem.code.explanation()));
            }
            output::say(Syntax::Text, "\n");
            self.annotate(problem);
            self.reported.borrow_mut().push(problem.clone());
        }
    }

    fn draw(&self, problem: &Diagnostic) {
        let style = RenderStyle { color: self.color, ..RenderStyle::default() };
        let syntax = if self.color { Syntax::Colored } else { Syntax::Text };
        output::say(syntax, &render(problem, &self.text.borrow(), style));
    }

    /// Shows a diagnostic in the pages of GitHub Actions, up to the number of its kind that they show.
    fn annotate(&self, problem: &Diagnostic) {
        let Some(job) = &self.job else { return };
        self.show(problem.severity, || {
            let file = match &problem.source {
                Some(text) if *text.name != *self.text.borrow().name => job.name(Path::new(&text.name)),
                _ => job.name(&self.manifest),
            };
            github::annotation(problem, &self.text.borrow(), &file)
        });
    }

    /// Shows an annotation, up to the number of its kind that a step shows.
    fn show(&self, severity: Severity, annotation: impl FnOnce() -> Annotation) {
        let mut annotated = self.annotated.borrow_mut();
        let count = annotated.entry(severity).or_default();
        if *count < github::MOST_ANNOTATIONS {
            *count += 1;
            output::annotate(&annotation());
        }
    }

    /// Passes a result to the later steps of a GitHub Actions job, and to its readers.
    ///
    /// # Errors
    /// Returns an error if a file of the job cannot be written.
    pub fn hand_on(&self, outputs: &str, summary: &str) -> Result<(), Error> {
        let Some(job) = &self.job else { return Ok(()) };
        job.put_output(outputs)?;
        if summary.len() <= job.room() {
            job.put_summary(summary)?;
        }
        Ok(())
    }

    /// Shows what a command found in the pages of a GitHub Actions job.
    ///
    /// # Errors
    /// Returns an error if a file of the job cannot be written.
    pub fn hand_on_findings(&self, found: &JobFindings) -> Result<(), Error> {
        let Some(job) = &self.job else { return Ok(()) };
        for finding in &found.found {
            self.show(finding.severity, || found.annotation(finding));
        }
        self.hand_on(&found.outputs(), &found.summary(job.room()))
    }

    /// Adds the diagnostics of this run to the summary of a GitHub Actions job.
    pub fn summarize(&self) {
        let reported = self.reported.borrow();
        if let Some(job) = self.job.as_ref().filter(|_| !reported.is_empty()) {
            let text = github::summary_of_problems(&reported, job.room());
            if let Err(error) = job.put_summary(&text) {
                self.draw(&error.into());
            }
        }
    }

    /// Prints the last line of a failed run: the number of problems, and where they are explained.
    pub fn count(&self) {
        let reported = self.reported.borrow();
        let count = |severity| reported.iter().filter(|other| other.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        if reported.is_empty() {
            return;
        }
        let warnings =
            if warnings == 0 { String::new() } else { format!(", {}", counted(warnings, "warning")) };
        let errors = counted(errors, "error");
        output::say(Syntax::Text, &format!("{errors}{warnings}; `pkgr explain CODE` says more about each\n"));
    }
}

/// A paragraph below a diagnostic.
fn indented(text: &str) -> String {
    format!("    {}\n", wrap(text, EXPLANATION_WIDTH).replace('\n', "\n    "))
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
