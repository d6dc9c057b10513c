//! What every command needs: the manifest, the environment, and a reporter.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::exit::{Exit, Failure};
use crate::arguments::{Global, ReportArgs};
use crate::limits;
use crate::manifest::AppliedInputs;
use crate::ops::{Context, Loaded, StepContext};
use crate::report::format::ReportFormat;
use crate::report::paint::Paint;
use crate::sink::Syntax;
use crate::source::generate::PinnedEnvironment;
use crate::terminal::{Environment, Reporter, ReporterOptions, Verbosity, output};

/// The manifest that is read if `-m` names none.
const MANIFEST: &str = "release.toml";

/// One run of the program.
pub struct Session {
    pub global: Global,
    pub environment: Environment,
    pub reporter: Reporter,
    /// What `vary` decides about the environment of steps.
    pinned: Option<PinnedEnvironment>,
}

impl Session {
    pub fn new(global: Global, environment: Environment, pinned: Option<PinnedEnvironment>) -> Self {
        let verbosity = match (global.quiet, global.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, true) => Verbosity::Verbose,
            (false, false) => Verbosity::Normal,
        };
        let options = ReporterOptions { verbosity, color: global.color, format: global.message_format };
        let reporter = Reporter::new(&environment, options, manifest(&global));
        Self { global, environment, reporter, pinned }
    }

    /// A path of the command line: relative to `-C`.
    pub fn path(&self, path: &Path) -> PathBuf {
        start(&self.global).join(path)
    }

    /// The manifest's path.
    pub fn manifest(&self) -> PathBuf {
        manifest(&self.global)
    }

    /// Reads and checks the manifest, and reports its warnings.
    pub fn load(&self, inputs: impl Into<AppliedInputs>) -> Result<Loaded, Failure> {
        self.load_from(&self.manifest(), inputs)
    }

    /// As [`load`](Self::load), from another path than `-m` names.
    pub fn load_from(&self, manifest: &Path, inputs: impl Into<AppliedInputs>) -> Result<Loaded, Failure> {
        let (loaded, warnings) = Loaded::read_with(manifest, inputs.into())?;
        self.reporter.point_into(Arc::clone(&loaded.text));
        self.reporter.report(&warnings);
        Ok(loaded)
    }

    /// Does work that depends on the process: threads, a progress bar, and where warnings go.
    pub fn with_context<R>(&self, work: impl FnOnce(Context<'_>) -> R) -> R {
        let progress = self.reporter.progress();
        work(Context {
            threads: limits::threads(self.global.jobs.unwrap_or(self.environment.cores)),
            progress: &progress,
            report: &|problems| self.reporter.report(problems),
            announce: &|step| self.reporter.announce(step),
            drafted: &|manifest, plan| self.reporter.print_policies(manifest, plan),
            source_date_epoch: self.environment.source_date_epoch.as_deref(),
            run_reference: self.environment.github.as_ref().and_then(|github| github.reference.as_deref()),
            start: start(&self.global),
            steps: StepContext {
                path: self.environment.path.as_deref(),
                temporary: &self.environment.temporary,
                pinned: self.pinned.as_ref(),
            },
        })
    }

    /// Writes a report to standard output, or to a file.
    pub fn write_report(
        &self,
        args: &ReportArgs,
        render: impl FnOnce(ReportFormat, Paint, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let format = args.format();
        let Some(path) = args.file() else {
            let (syntax, paint) = self.painted(format.syntax());
            return print(syntax, |out| render(format, paint, out)).map(|_| ());
        };
        let render = |out: &mut dyn Write| render(format, Paint::PLAIN, out);
        Ok(output::save(&self.path(path), format.syntax(), &self.reporter.progress(), render)?)
    }

    /// How text on standard output is coloured; other results have no colours.
    pub fn painted(&self, syntax: Syntax) -> (Syntax, Paint) {
        // Standard error can be a terminal while a result goes into a pipe, so each stream decides for itself.
        let is_terminal = output::stdout_is_terminal();
        if syntax == Syntax::Text && self.global.color.is_colored(is_terminal, self.environment.color) {
            (Syntax::Colored, Paint::new(true))
        } else {
            (syntax, Paint::PLAIN)
        }
    }

    /// Ends the run: reports the problems that are left, and chooses the exit code.
    pub fn conclude(&self, result: Result<Exit, Failure>) -> Exit {
        let exit = match result {
            Ok(exit) => exit,
            Err(Failure::ClosedPipe) => Exit::Done,
            Err(Failure::Reported) => Exit::Trouble,
            Err(Failure::Problems(problems)) => {
                self.reporter.report(&problems);
                Exit::Trouble
            }
        };
        if exit == Exit::Trouble {
            self.reporter.count();
        }
        self.reporter.summarize();
        exit
    }
}

/// Prints a result on standard output.
pub fn print(syntax: Syntax, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<Exit, Failure> {
    output::print(syntax, write).map_err(Failure::output)?;
    Ok(Exit::Done)
}

/// The directory that relative paths start from; empty for the current one.
fn start(global: &Global) -> &Path {
    let directory = global.directory.as_path();
    if directory == Path::new(".") { Path::new("") } else { directory }
}

fn manifest(global: &Global) -> PathBuf {
    start(global).join(global.manifest.as_deref().unwrap_or(Path::new(MANIFEST)))
}
