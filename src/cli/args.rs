//! The arguments, as data; help, man page and completions are made from it.

mod levels;
#[cfg(feature = "vary")]
mod vary;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub use levels::LevelArgs;
#[cfg(feature = "vary")]
pub use vary::{ChildArguments, VaryArgs, VaryChildArgs};

/// What exit codes mean; the same three for every command.
pub const EXIT_CODES: &str = "\
Exit codes:
  0  done, or the same
  1  a finding: `verify`, `diff`, `audit` or `vary` found a difference, `lint` something to say,
     `build --check` files that differ
  2  the command could not do its work: usage, manifest, a denied lint, input or output";

/// Builds reproducible source release archives from a manifest.
///
/// A release.toml says what goes in, how metadata is normalized and how it is compressed. The
/// archives are a function of that manifest and the source: the same bytes on every machine, with
/// no tar, gzip or xz installed.
#[derive(Parser)]
#[command(name = "pkgr", bin_name = "pkgr", version, after_help = EXIT_CODES, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Args, Clone)]
pub struct Global {
    /// Change to DIR first
    #[arg(
        short = 'C',
        long,
        global = true,
        value_name = "DIR",
        default_value = ".",
        hide_default_value = true
    )]
    pub directory: PathBuf,
    /// The manifest [default: release.toml]
    #[arg(short, long, global = true, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// When to use colours; `NO_COLOR` is honoured
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = false)]
    pub color: ColorWhen,
    /// Print errors only: no warnings, no notes, no progress; commands of steps are still named
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print more: what was resolved, and an explanation of each diagnostic
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Threads to use at most [default: one per core]; the bytes do not depend on it
    #[arg(short, long, global = true, value_name = "N", value_parser = jobs)]
    pub jobs: Option<NonZeroUsize>,
}

/// More threads than any machine has cores cost memory and can fail to start.
const MOST_JOBS: usize = 1024;

fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    let jobs = text.parse::<NonZeroUsize>().ok().filter(|jobs| jobs.get() <= MOST_JOBS);
    jobs.ok_or_else(|| format!("a number from 1 to {MOST_JOBS} is needed"))
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal
    Auto,
    /// Even into a file
    Always,
    /// Not at all
    Never,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Show what would be packed, entry by entry, and write nothing
    Plan(PlanArgs),
    /// Write the archives and their SHA256SUMS
    Build(BuildArgs),
    /// Rebuild and compare with published archives, without writing a copy to disk
    Verify(VerifyArgs),
    /// Compare two archives, or an archive and a directory, and report why they differ
    Diff(DiffArgs),
    /// Check an archive made by any tool: what is unsafe, not reproducible or better left out
    Lint(LintArgs),
    #[cfg(feature = "git")]
    /// Compare an archive with a commit: what was added, changed or left out, and what explains it
    Audit(AuditArgs),
    #[cfg(feature = "vary")]
    /// Rebuild in varied environments and report what the bytes depend on
    Vary(VaryArgs),
    /// Check the manifest alone: keys, types, patterns, templates
    Check,
    /// Print a JSON schema: of the manifest, or of a command's JSON output
    Schema(SchemaArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Print the man page
    Man,
    /// Explain a diagnostic code or a lint, or list all of them
    Explain(ExplainArgs),
}

/// `pkgr plan`
#[derive(Args)]
pub struct PlanArgs {
    /// Also write the plan as JSON to this file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How to show the plan
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: PlanFormat,
    /// The directory that `build` writes to; if it is in the source, it is not packed
    #[arg(short = 'd', long, value_name = "DIR", default_value = "dist")]
    pub dist: PathBuf,
    /// Explain which rule decides this path, in the source or in the archive
    #[arg(long, value_name = "PATH", conflicts_with_all = ["format", "output", "run_steps"])]
    pub explain: Option<PathBuf>,
    /// Run the programs of the manifest's `[[generate]]` steps; without it, their outputs are listed by name
    #[arg(long)]
    pub run_steps: bool,
}

/// How a plan is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// Mode, size, time and path of each entry, and a summary
    Table,
    /// The names alone; files are not read
    List,
    /// One JSON document
    Json,
    /// An mtree(5) specification for bsdtar and mtree(8)
    Mtree,
    /// The equivalent commands of GNU tar and of the compressors; files are not read
    Shell,
}

/// `pkgr build`
#[derive(Args)]
pub struct BuildArgs {
    /// Build exactly this plan, as `plan -o` wrote it, or fail; no name is resolved again
    #[arg(long, value_name = "FILE")]
    pub plan: Option<PathBuf>,
    /// The directory to write to
    #[arg(short = 'd', long = "dist", value_name = "DIR", default_value = "dist")]
    pub dist: PathBuf,
    /// Write nothing; compare with the files in the directory and exit 1 if they differ
    #[arg(long, conflicts_with = "force")]
    pub check: bool,
    /// Replace files that have other bytes
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub steps: StepArgs,
    /// How to print the digests
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: BuildFormat,
}

/// Whether `build` may run steps.
#[derive(Args)]
pub struct StepArgs {
    /// With `--check`: run the programs of the manifest's `[[generate]]` steps
    #[arg(long, requires = "check")]
    pub run_steps: bool,
    /// Reject a manifest that has `[[generate]]` steps, so that no program of it is run
    #[arg(long, conflicts_with = "run_steps")]
    pub no_steps: bool,
}

/// How a build is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BuildFormat {
    /// For people
    Text,
    /// One JSON document
    Json,
}

/// `pkgr verify`
#[derive(Args)]
pub struct VerifyArgs {
    /// Published archives, under the names that the manifest gives them
    #[arg(value_name = "ARCHIVE", required = true)]
    pub archives: Vec<PathBuf>,
    /// Run the programs of the manifest's `[[generate]]` steps
    #[arg(long)]
    pub run_steps: bool,
    #[command(flatten)]
    pub report: ReportArgs,
}

/// `pkgr lint`
#[derive(Args)]
pub struct LintArgs {
    /// A tar archive, compressed or not, or a zip
    #[arg(value_name = "ARCHIVE")]
    pub archive: PathBuf,
    #[command(flatten)]
    pub levels: LevelArgs,
    #[command(flatten)]
    pub report: ReportArgs,
}

/// `pkgr diff`
#[derive(Args)]
pub struct DiffArgs {
    /// A tar archive, compressed or not, a zip, or a directory
    #[arg(value_name = "A")]
    pub left: PathBuf,
    /// The archive or directory to compare it with
    #[arg(value_name = "B")]
    pub right: PathBuf,
    /// Also compare files that differ and are archives themselves, one level down
    #[arg(long)]
    pub nested: bool,
    #[command(flatten)]
    pub report: ReportArgs,
}

#[cfg(feature = "git")]
/// `pkgr audit`
#[derive(Args)]
pub struct AuditArgs {
    /// A tar archive, compressed or not, or a zip
    #[arg(value_name = "ARCHIVE")]
    pub archive: PathBuf,
    /// The repository it was made from: a work tree or a bare repository
    #[arg(long, value_name = "REPO")]
    pub git: PathBuf,
    /// A tag, a branch or a full commit id [default: the commit that the archive names]
    #[arg(long, value_name = "REV")]
    pub rev: Option<String>,
    #[command(flatten)]
    pub report: ReportArgs,
}

/// Where a report goes, and in which form.
#[derive(Args)]
pub struct ReportArgs {
    /// How to report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
    /// Write the report to this file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people
    Text,
    /// One JSON document
    Json,
    #[cfg(feature = "html")]
    /// One HTML file, without scripts and without anything from elsewhere
    Html,
}

/// `pkgr schema`
#[derive(Args)]
pub struct SchemaArgs {
    /// Which document's schema
    #[arg(default_value = "release")]
    pub document: SchemaOf,
}

/// A document with a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// release.toml
    Release,
    /// The output of `plan --format json`
    Plan,
    /// The output of `build --format json`
    Build,
    /// The output of `diff --format json`
    Diff,
    /// The output of `verify --format json`
    Verify,
    /// The output of `lint --format json`
    Lint,
    #[cfg(feature = "git")]
    /// The output of `audit --format json`
    Audit,
    #[cfg(feature = "vary")]
    /// The output of `vary --format json`
    Vary,
}

/// `pkgr completions`
#[derive(Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: Shell,
}

/// `pkgr explain`
#[derive(Args)]
pub struct ExplainArgs {
    /// A code, such as `pkgr::manifest::unknown-key`, the last part of one, or a lint, such as `owner-id`; without
    /// one, all codes are listed
    pub code: Option<String>,
}

/// The whole command line as data, for help, man page and completions.
#[must_use]
pub fn command() -> clap::Command {
    Arguments::command()
}
