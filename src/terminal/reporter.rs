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
use crate::report::{message, plan, written};
use crate::sink::Syntax;
use crate::source::IgnoringLine;

/// Columns that an explanation below a diagnostic leaves free on both sides together.
const EXPLANATION_MARGIN: usize = 8;

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

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum MessageFormat {
    /// For people
    Text,
    /// A line of JSON for each
    Json,
}

/// What the command line asks of a reporter.
#[derive(Clone, Copy, Debug)]
pub struct ReporterOptions {
    /// How much is printed.
    pub verbosity: Verbosity,
    /// When colours are used.
    pub color: ColorWhen,
    /// How diagnostics are printed.
    pub format: MessageFormat,
}

/// Prints what belongs beside the result.
pub struct Reporter {
    verbosity: Verbosity,
    format: MessageFormat,
    style: RenderStyle,
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
    pub fn new(environment: &Environment, options: ReporterOptions, manifest: PathBuf) -> Self {
        let ReporterOptions { verbosity, color, format } = options;
        let is_text = format == MessageFormat::Text;
        let color = color.is_colored(environment.stderr_is_terminal, environment.color);
        let width = environment.width.unwrap_or(RenderStyle::default().width);
        Self {
            verbosity,
            format,
            style: RenderStyle { color, width },
            is_terminal: environment.stderr_is_terminal && !environment.is_ci && is_text,
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
    pub fn announce(&self, step: &Generate) {
        self.mention(&plan::step(step));
    }

    /// Says something that is no diagnostic.
    fn mention(&self, text: &str) {
        output::say(Syntax::Text, &self.mentioned(text));
    }

    fn mentioned(&self, text: &str) -> String {
        match self.format {
            MessageFormat::Text => text.to_owned(),
            MessageFormat::Json => message::note(text),
        }
    }

    /// Prints what was resolved, if that much is asked for.
    pub fn print_policies(&self, manifest: &Manifest, draft: &Plan<Size>) {
        if self.verbosity == Verbosity::Verbose {
            let mode = &manifest.normalize.mode;
            self.mention(&written(|text| plan::table::policies(draft, mode, text)));
        }
    }

    /// Prints every line of an attribute file that leaves something out, if that much is asked for.
    pub fn print_ignoring(&self, ignoring: &[IgnoringLine]) {
        if self.verbosity == Verbosity::Verbose {
            self.mention(&written(|text| plan::table::ignoring_lines(ignoring, text)));
        }
    }

    /// A progress bar on a terminal, otherwise nothing; both are cancelled by signals.
    #[must_use]
    pub fn progress(&self) -> Bar {
        let is_visible = self.is_terminal && self.verbosity != Verbosity::Quiet;
        Bar::new(is_visible, &self.mentioned("stopping…\n"))
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
            self.print(problem);
            self.annotate(problem);
            self.reported.borrow_mut().push(problem.clone());
        }
    }

    fn print(&self, problem: &Diagnostic) {
        if self.format == MessageFormat::Json {
            return output::say(Syntax::Text, &message::line(problem, &self.text.borrow()));
        }
        self.draw(problem);
        if self.verbosity == Verbosity::Verbose {
            let width = self.style.width - EXPLANATION_MARGIN;
            output::say(Syntax::Text, &indented(problem.code.explanation(), width));
        }
        output::say(Syntax::Text, "\n");
    }

    fn draw(&self, problem: &Diagnostic) {
        let syntax = if self.style.color { Syntax::Colored } else { Syntax::Text };
        output::say(syntax, &render(problem, &self.text.borrow(), self.style));
    }

    /// Shows a diagnostic in the pages of GitHub Actions, up to the number of its kind that they show.
    fn annotate(&self, problem: &Diagnostic) {
        // A program that reads lines of JSON shows them itself.
        let Some(job) = self.job.as_ref().filter(|_| self.format == MessageFormat::Text) else { return };
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
        if self.format == MessageFormat::Text {
            found.found.iter().for_each(|finding| self.show(finding.severity, || found.annotation(finding)));
        }
        self.hand_on(&found.outputs(), &found.summary(job.room()))
    }

    /// Adds the diagnostics of this run to the summary of a GitHub Actions job.
    pub fn summarize(&self) {
        let reported = self.reported.borrow();
        if let Some(job) = self.job.as_ref().filter(|_| !reported.is_empty()) {
            let text = github::summary_of_problems(&reported, job.room());
            if let Err(error) = job.put_summary(&text) {
                self.print(&error.into());
            }
        }
    }

    /// Prints the last line of a failed run: the number of problems, and where they are explained.
    pub fn count(&self) {
        let reported = self.reported.borrow();
        let count = |severity| reported.iter().filter(|other| other.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        if reported.is_empty() || self.format == MessageFormat::Json {
            return;
        }
        let warnings =
            if warnings == 0 { String::new() } else { format!(", {}", counted(warnings, "warning")) };
        let errors = counted(errors, "error");
        output::say(Syntax::Text, &format!("{errors}{warnings}; `pkgr explain CODE` says more about each\n"));
    }
}

/// A paragraph below a diagnostic.
fn indented(text: &str, width: usize) -> String {
    format!("    {}\n", wrap(text, width).replace('\n', "\n    "))
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
