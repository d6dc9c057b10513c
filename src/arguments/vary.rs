//! The arguments of `vary`, and of the processes that it starts.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, Parser, ValueEnum};

use super::common::{Global, ReportArgs};
use crate::manifest::Inputs;
use crate::ops::vary::job::CHILD;
use crate::vary::Variation;

/// What `--help` says below the options.
const SCOPE: &str = "\
Each variation builds in a process of its own, writes nothing but temporary files, and compares the tar
stream of each archive with that of a build where nothing is varied. An encoder is a function of the tar
stream, so archives are compressed and compared whole only where an encoder could notice: `cpus`,
`memory`, all at once; everywhere with `--full`.

Where the manifest has steps, each sees a clock that stands still (libfaketime) and a scratch directory
whose name stays the same, unless that is what is varied; only the first row, `nothing`, is two builds as they
come. What cannot be tried on this machine is listed, and never counted as passed.";

/// `pkgr vary`
#[derive(Args)]
#[command(after_long_help = SCOPE)]
pub struct VaryArgs {
    /// Vary these alone, separated by commas
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    pub only: Vec<Variation>,
    /// Compress every time, and compare whole archives
    #[arg(long)]
    pub full: bool,
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub report: ReportArgs,
}

impl ValueEnum for Variation {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()).help(self.summary()))
    }
}

/// What `vary` starts: not a command, so that help, completions and manual do not show it.
#[derive(Parser)]
#[command(name = ChildArguments::NAME)]
pub struct ChildArguments {
    #[command(flatten)]
    pub global: Global,
    #[command(flatten)]
    pub args: VaryChildArgs,
}

impl ChildArguments {
    /// The first argument of the process.
    pub const NAME: &str = CHILD;

    /// The arguments of such a child; `None` for every other process.
    pub fn parse(arguments: &[OsString]) -> Option<Result<Self, clap::Error>> {
        let is_child = arguments.get(1)? == Self::NAME;
        is_child.then(|| Self::try_parse_from(&arguments[1..]))
    }
}

/// The arguments of a child beside the options of every command.
#[derive(Args)]
pub struct VaryChildArgs {
    /// Where to put the archives
    #[arg(long)]
    pub archives: PathBuf,
    /// The directory that `build` would write to
    #[arg(long)]
    pub dist: PathBuf,
    /// What to change and to build, as JSON
    pub job: String,
}
