//! Levels of lints on the command line.

use clap::Args;

use super::suggested;
use crate::inspect::Levels;
use crate::lint::Lint;

/// Levels of lints; where a lint is given more than one, the strictest counts.
#[derive(Args)]
pub struct LevelArgs {
    /// Do not report this lint; can be repeated
    #[arg(long, value_name = "LINT", value_parser = suggested::lint(), hide_possible_values = true)]
    pub allow: Vec<&'static Lint>,
    /// Report this lint as a warning; can be repeated
    #[arg(long, value_name = "LINT", value_parser = suggested::lint(), hide_possible_values = true)]
    pub warn: Vec<&'static Lint>,
    /// Report this lint as denied; can be repeated, and the strictest level of a lint counts
    #[arg(long, value_name = "LINT", value_parser = suggested::lint(), hide_possible_values = true)]
    pub deny: Vec<&'static Lint>,
}

impl LevelArgs {
    /// The levels that differ from those of the lints.
    #[must_use]
    pub fn levels(&self) -> Levels {
        Levels::new(&self.allow, &self.warn, &self.deny)
    }
}
