//! Options that several commands share.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use crate::report::format::ReportFormat;
use crate::terminal::ColorWhen;

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
