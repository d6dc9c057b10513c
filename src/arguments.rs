//! The arguments, as data; help, man page and completions are made from it.

mod common;
mod levels;
mod suggested;
#[cfg(feature = "vary")]
mod vary;

use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use common::output_file;
pub use common::{Global, ReportArgs};
pub use levels::LevelArgs;
#[cfg(feature = "vary")]
pub use vary::{ChildArguments, VaryArgs, VaryChildArgs};

use crate::manifest::Inputs;
#[cfg(feature = "git")]
use crate::manifest::inputs::commit;
#[cfg(feature = "git")]
use crate::object_id::ObjectId;
use crate::report::format::{BuildFormat, PlanFormat};
use crate::report::manual::{names, with_usage};
use crate::report::schema::SchemaOf;

/// What exit codes mean; the same three for every command.
const EXIT_CODES: &str = "\
Exit codes: 0 done, or the same; 1 a finding; 2 the command could not do its work.
`pkgr help COMMAND` shows options and examples of a command.";

/// Builds reproducible source release archives from a manifest.
///
/// A release.toml says what goes in, how metadata is normalized and how it is compressed. The
/// archives are a function of that manifest and the source: the same bytes on every machine, with
/// no tar, gzip or xz installed.
#[derive(Parser)]
#[command(name = "pkgr", bin_name = "pkgr", version, after_help = EXIT_CODES)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Write a release.toml for the project in this directory, or for a published archive
    Init(InitArgs),
    /// Show what would be packed, entry by entry, and write nothing
    Plan(PlanArgs),
    /// Write the archives and their SHA256SUMS
    Build(BuildArgs),
    /// Rebuild and compare with published archives, without writing a copy to disk
    Verify(VerifyArgs),
    /// Compare two archives, or an archive and a directory, and report why they differ
    Diff(DiffArgs),
    /// Check archives made by any tool: what is unsafe, not reproducible or better left out
    Lint(LintArgs),
    #[cfg(feature = "git")]
    /// Compare an archive with a commit: what was added, changed or left out, and what explains it
    Audit(AuditArgs),
    #[cfg(feature = "vary")]
    /// Rebuild in varied environments and report what the bytes depend on
    Vary(VaryArgs),
    /// Check the manifest alone: keys, types, patterns, templates
    Check {
        /// The manifest [default: release.toml]
        #[arg(value_name = "MANIFEST", conflicts_with = "manifest")]
        file: Option<PathBuf>,
    },
    /// Print a JSON schema: of the manifest, or of a command's JSON output
    Schema {
        /// Which document's schema
        #[arg(default_value = "release")]
        document: SchemaOf,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page of pkgr or of a command, or write all of them
    Man {
        /// The command
        #[arg(value_parser = manual_page, conflicts_with = "output")]
        command: Option<String>,
        /// Write a page for pkgr and one for each command to this directory
        #[arg(short, long, value_name = "DIR")]
        output: Option<PathBuf>,
    },
    /// Explain a diagnostic code or a lint, or list all of them
    Explain {
        /// A code, such as `pkgr::manifest::unknown-key`, the last part of one, a lint, such as `owner-id`, a key of the
        /// manifest, a dialect or an encoder; without one, all codes are listed
        #[arg(value_parser = suggested::topic(), hide_possible_values = true)]
        code: Option<String>,
    },
}

/// `pkgr init`
#[derive(Args)]
pub struct InitArgs {
    /// Write the manifest to this file, whose directory is the project [default: release.toml]
    #[arg(short, long, value_name = "FILE", conflicts_with = "manifest")]
    pub output: Option<PathBuf>,
    /// Replace a manifest that is there
    #[arg(long)]
    pub force: bool,
    /// Infer the manifest from this published archive, and prove that it rebuilds it
    #[arg(long, value_name = "ARCHIVE")]
    pub from: Option<PathBuf>,
    #[command(flatten)]
    pub from_options: FromArgs,
}

/// What `pkgr init --from` takes beside the archive.
#[derive(Args)]
#[group(requires = "from")]
pub struct FromArgs {
    /// Where the files are, in place of the unpacked archive
    #[arg(long = "directory", value_name = "DIR", requires = "from")]
    pub files: Option<PathBuf>,
    /// The repository that the archive was made from, in place of the unpacked archive
    #[cfg(feature = "git")]
    #[arg(long, value_name = "REPO", requires = "from", conflicts_with = "files")]
    pub git: Option<PathBuf>,
    /// Its tag, branch or commit [default: the commit that the archive names, or the tag of its version]
    #[cfg(feature = "git")]
    #[arg(long, value_name = "REV", requires = "git")]
    pub rev: Option<String>,
    /// Write the files of the archive that the commit does not have into this new directory; the manifest adds them
    #[cfg(feature = "git")]
    #[arg(long, value_name = "DIR", requires = "git")]
    pub overlay: Option<PathBuf>,
    /// Where times and modes come from that no rule describes: the files on disk, or a table beside the manifest
    #[arg(long, value_name = "WHERE", default_value = "tree", requires = "from")]
    pub times: TimesOption,
    /// Also write release.modern.toml: the same release without what depends on a machine
    #[arg(long, requires = "from")]
    pub modernize: bool,
}

/// The value of `--times`.
#[derive(Clone, Copy, ValueEnum)]
pub enum TimesOption {
    /// The files on disk have them, as unpacked.
    Tree,
    /// A table beside the manifest has them, so a checkout does too.
    Table,
}

/// `pkgr plan`
#[derive(Args)]
pub struct PlanArgs {
    /// Also write the plan as JSON to this file; `-` is standard output, which then has the JSON in place of the table
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How to show the plan [default: table]
    #[arg(long, value_name = "FORMAT", default_value_if("json", "true", "json"))]
    format: Option<PlanFormat>,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// Accepted, as a plan never writes anything
    #[arg(long, hide = true)]
    pub dry_run: bool,
    /// The directory that `build` writes to; if it is in the source, it is not packed
    #[arg(short = 'd', long, value_name = "DIR", default_value = "dist")]
    pub dist: PathBuf,
    /// Explain which rule decides this path, in the source or in the archive
    #[arg(long, value_name = "PATH", conflicts_with_all = ["format", "output", "run_steps"])]
    pub explain: Option<PathBuf>,
    /// Run the programs of the manifest's `[[generate]]` steps; without it, their outputs are listed by name
    #[arg(long)]
    pub run_steps: bool,
    #[command(flatten)]
    pub inputs: Inputs,
}

impl PlanArgs {
    /// The file that the plan is written to as well, unless it is standard output.
    pub fn file(&self) -> Option<&Path> {
        output_file(self.output.as_deref())
    }

    /// The format that was asked for, or else the one that is most useful on standard output.
    pub fn format(&self) -> PlanFormat {
        let is_output = self.output.is_some() && self.file().is_none();
        self.format.unwrap_or(if is_output { PlanFormat::Json } else { PlanFormat::Table })
    }
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
    #[command(flatten)]
    pub inputs: Inputs,
    /// How to print the digests
    #[arg(long, value_name = "FORMAT", default_value = "text", default_value_if("json", "true", "json"))]
    pub format: BuildFormat,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
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
    pub inputs: Inputs,
    #[command(flatten)]
    pub report: ReportArgs,
}

/// `pkgr lint`
#[derive(Args)]
pub struct LintArgs {
    /// Tar archives, compressed or not, or zips
    #[arg(value_name = "ARCHIVE", required = true)]
    pub archives: Vec<PathBuf>,
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
    /// Reject every other commit
    #[arg(long, value_name = "ID", value_parser = commit)]
    pub expect_commit: Option<ObjectId>,
    #[command(flatten)]
    pub report: ReportArgs,
}

/// The name of a command's manual page.
fn manual_page(command: &str) -> Result<String, String> {
    let page = format!("pkgr-{command}");
    let known = names(&Arguments::command());
    if known.contains(&page) { Ok(page) } else { Err("there is no such command".to_owned()) }
}

/// The whole command line as data, for help, man page and completions.
#[must_use]
pub fn command() -> clap::Command {
    with_usage(Arguments::command())
}
