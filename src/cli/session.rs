//! What every command needs: the manifest, the source, and a voice.

use std::cell::RefCell;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{ColorWhen, Global, ReportArgs, ReportFormat};
use super::env::Env;
use super::exit::{Exit, Failure};
use super::progress::Bar;
use super::sink;
use crate::diagnostic::wrap::wrap;
use crate::diagnostic::{Diagnostic, Diagnostics, RenderStyle, Severity, SourceText, render};
use crate::entry::Size;
use crate::limits;
use crate::manifest::{Generate, Manifest};
use crate::ops::{Context, Loaded, StepContext};
use crate::plan::Plan;
use crate::report;
use crate::sink::Syntax;
use crate::source::generate::command_line;

/// The manifest that is looked for where none is named.
const MANIFEST: &str = "release.toml";

/// One run of the program.
pub struct Session {
    pub global: Global,
    pub env: Env,
    /// The manifest's text, once it was read: diagnostics point into it.
    text: RefCell<Arc<SourceText>>,
    /// Every diagnostic that was told.
    reported: RefCell<Vec<Diagnostic>>,
}

impl Session {
    pub fn new(global: Global, env: Env) -> Self {
        let text = Arc::new(SourceText::new("", ""));
        Self { global, env, text: RefCell::new(text), reported: RefCell::default() }
    }

    /// A path as the user meant it: relative to `-C`.
    pub fn path(&self, path: &Path) -> PathBuf {
        self.start().join(path)
    }

    /// The manifest's path.
    pub fn manifest(&self) -> PathBuf {
        self.path(self.global.manifest.as_deref().unwrap_or(Path::new(MANIFEST)))
    }

    /// Threads to use.
    pub fn threads(&self) -> NonZeroUsize {
        limits::threads(self.global.jobs.unwrap_or(self.env.cores))
    }

    /// Reads and checks the manifest, and reports its warnings.
    pub fn load(&self) -> Result<Loaded, Failure> {
        let (loaded, warnings) = Loaded::read(&self.manifest())?;
        self.text.replace(Arc::clone(&loaded.text));
        self.report(&warnings);
        Ok(loaded)
    }

    /// Does work that needs the surroundings: threads, a progress bar, and somebody who reports.
    pub fn with_context<R>(&self, work: impl FnOnce(Context<'_>) -> R) -> R {
        let progress = self.progress();
        let temporary = std::env::temp_dir();
        work(Context {
            threads: self.threads(),
            progress: &progress,
            report: &|problems| self.report(problems),
            announce: &Self::announce,
            drafted: &|manifest, plan| self.report_policies(manifest, plan),
            source_date_epoch: self.env.source_date_epoch.as_deref(),
            start: self.start(),
            steps: StepContext {
                path: self.env.path.as_deref(),
                temporary: &temporary,
                pinned: self.env.held.as_ref(),
            },
        })
    }

    /// The directory that relative paths start from; empty for the current one.
    fn start(&self) -> &Path {
        let directory = self.global.directory.as_path();
        if directory == Path::new(".") { Path::new("") } else { directory }
    }

    /// Says to those who asked for more what was resolved.
    fn report_policies(&self, manifest: &Manifest, plan: &Plan<Size>) {
        if self.global.verbose {
            let mut text = Vec::new();
            let _ = report::plan::table::policies(plan, &manifest.normalize.mode, &mut text);
            sink::say(&String::from_utf8_lossy(&text));
        }
    }

    /// Names the command of a step that is about to run, also under `--quiet`: no program of a manifest
    /// runs without having been named.
    pub fn announce(step: &Generate) {
        sink::say(&format!("running the step `{}`: [{}]\n", step.name.get_ref(), command_line(step)));
    }

    /// A progress bar on a terminal, silence elsewhere.
    pub fn progress(&self) -> Bar {
        Bar::new(self.env.stderr_is_terminal && !self.global.quiet)
    }

    /// Tells diagnostics on standard error, as loudly as asked.
    pub fn report(&self, problems: &Diagnostics) {
        let least = match (self.global.quiet, self.global.verbose) {
            (true, _) => Severity::Error,
            (false, _) => Severity::Note,
        };
        for problem in problems.iter().filter(|problem| problem.severity >= least) {
            self.draw(problem);
            if self.global.verbose {
                sink::say(&indented(problem.code.explanation()));
            }
            sink::say("\n");
            self.annotate(problem);
            self.reported.borrow_mut().push(problem.clone());
        }
    }

    fn draw(&self, problem: &Diagnostic) {
        let style = self.style();
        let say = if style.color { sink::say_colored } else { sink::say };
        say(&render(problem, &self.text.borrow(), style));
    }

    /// The same for the pages that GitHub Actions shows, as many of a kind as it shows.
    fn annotate(&self, problem: &Diagnostic) {
        let Some(github) = &self.env.github else { return };
        let same =
            self.reported.borrow().iter().filter(|reported| reported.severity == problem.severity).count();
        if same < report::github::MOST_ANNOTATIONS {
            let file = match &problem.source {
                Some(text) if *text.name != *self.text.borrow().name => github.name(Path::new(&text.name)),
                _ => github.name(&self.manifest()),
            };
            sink::annotate(&report::github::annotation(problem, &self.text.borrow(), &file));
        }
    }

    /// Writes a report to standard output, or to a file.
    pub fn write_report(
        &self,
        args: &ReportArgs,
        render: impl FnOnce(ReportFormat, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let syntax = match args.format {
            ReportFormat::Text => Syntax::Text,
            ReportFormat::Json => Syntax::Json,
            #[cfg(feature = "html")]
            ReportFormat::Html => Syntax::Html,
        };
        let render = |out: &mut dyn Write| render(args.format, out);
        match &args.output {
            Some(path) => Ok(sink::save(&self.path(path), syntax, &self.progress(), render)?),
            None => sink::print(syntax, render),
        }
    }

    /// Hands a result to the later steps of a GitHub Actions job, and to its readers.
    pub fn hand_on(&self, outputs: &str, summary: &str) -> Result<(), Failure> {
        let Some(github) = &self.env.github else { return Ok(()) };
        github.put_output(outputs)?;
        if summary.len() <= github.room() {
            github.put_summary(summary)?;
        }
        Ok(())
    }

    /// What was told, in the summary of a GitHub Actions job.
    fn summarize(&self) {
        let reported = self.reported.borrow();
        if let Some(github) = self.env.github.as_ref().filter(|_| !reported.is_empty()) {
            let text = report::github::summary_of_problems(&reported, github.room());
            if let Err(error) = github.put_summary(&text) {
                self.draw(&error.into());
            }
        }
    }

    /// The last line of a failed run: how much there is to mend, and where to read more.
    fn count(&self) {
        let reported = self.reported.borrow();
        let count = |severity| reported.iter().filter(|other| other.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let warnings =
            if warnings == 0 { String::new() } else { format!(", {}", counted(warnings, "warning")) };
        sink::say(&format!(
            "{}{warnings}; `pkgr explain CODE` says more about each\n",
            counted(errors, "error")
        ));
    }

    /// Ends the run: tells what is still to be told and chooses the exit code.
    pub fn conclude(&self, result: Result<Exit, Failure>) -> Exit {
        let exit = match result {
            Ok(exit) => exit,
            Err(Failure::ClosedPipe) => Exit::Done,
            Err(Failure::Reported) => Exit::Trouble,
            Err(Failure::Problems(problems)) => {
                self.report(&problems);
                Exit::Trouble
            }
        };
        if exit == Exit::Trouble && !self.reported.borrow().is_empty() {
            self.count();
        }
        self.summarize();
        exit
    }

    fn style(&self) -> RenderStyle {
        let color = match self.global.color {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => self.env.stderr_is_terminal && !self.env.no_color,
        };
        RenderStyle { color, ..RenderStyle::default() }
    }
}

/// A paragraph below a diagnostic.
fn indented(text: &str) -> String {
    format!("    {}\n", wrap(text, 92).replace('\n', "\n    "))
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
