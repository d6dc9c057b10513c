//! Options that several commands share.

use std::ffi::OsStr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::report::format::ReportFormat;
use crate::terminal::{ColorWhen, MessageFormat};

/// Options of every command.
#[derive(Args, Clone)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Change to DIR first
    #[arg(short = 'C', global = true, value_name = "DIR", default_value = ".", hide_default_value = true)]
    pub directory: PathBuf,
    /// The manifest [default: release.toml]
    #[arg(short, long, global = true, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// When to use colours; `NO_COLOR` is honoured
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = false)]
    pub color: ColorWhen,
    /// How to print diagnostics
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    pub message_format: MessageFormat,
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

/// The file of an option for which `-` is standard output.
pub fn output_file(output: Option<&Path>) -> Option<&Path> {
    output.filter(|output| *output != Path::new("-"))
}

/// Where a report goes, and in which form.
#[derive(Args)]
pub struct ReportArgs {
    /// How to report [default: text, or as the ending of the output file says]
    #[arg(long, value_name = "FORMAT", default_value_if("json", "true", "json"))]
    format: Option<ReportFormat>,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Write the report to this file; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl ReportArgs {
    /// The file, unless it is standard output.
    pub fn file(&self) -> Option<&Path> {
        output_file(self.output.as_deref())
    }

    /// The format that was asked for, or else the one by the file's ending.
    pub fn format(&self) -> ReportFormat {
        let ending = self.file().and_then(Path::extension).and_then(OsStr::to_str);
        self.format.unwrap_or_else(|| ending.map_or(ReportFormat::Text, ReportFormat::of_ending))
    }
}
