//! Levels of lints on the command line.

use clap::Args;

use crate::inspect::Levels;
use crate::lint::{Level, Lint};
use crate::lints::catalog;
use crate::path::Escaped;

/// Levels of lints; where a lint is given more than one, the strictest counts.
#[derive(Args)]
pub struct LevelArgs {
    /// Do not report this lint; can be repeated
    #[arg(long, value_name = "LINT", value_parser = lint)]
    pub allow: Vec<&'static Lint>,
    /// Report this lint as a warning; can be repeated
    #[arg(long, value_name = "LINT", value_parser = lint)]
    pub warn: Vec<&'static Lint>,
    /// Report this lint as denied; can be repeated, and the strictest level of a lint counts
    #[arg(long, value_name = "LINT", value_parser = lint)]
    pub deny: Vec<&'static Lint>,
}

impl LevelArgs {
    /// What they come to.
    #[must_use]
    pub fn levels(&self) -> Levels {
        let mut levels = Levels::default();
        // The strictest last, so that it counts.
        for (lints, level) in
            [(&self.allow, Level::Allow), (&self.warn, Level::Warn), (&self.deny, Level::Deny)]
        {
            for lint in lints {
                levels.set(lint, level);
            }
        }
        levels
    }
}

/// A lint of archives by its name.
fn lint(name: &str) -> Result<&'static Lint, String> {
    if let Some(lint) = catalog::of_archives().find(|lint| lint.name() == name) {
        return Ok(lint);
    }
    let shown = Escaped(name.as_bytes());
    if catalog::of_plans().any(|lint| lint.name() == name) {
        return Err(format!("`{shown}` is a lint of plans, which an archive cannot have"));
    }
    let score = |lint: &&Lint| strsim::jaro_winkler(lint.name(), name);
    let nearest = catalog::of_archives().max_by(|one, other| score(one).total_cmp(&score(other)));
    let nearest = nearest.map_or("", Lint::name);
    Err(format!("there is no lint `{shown}`; the nearest is `{nearest}`, and `pkgr explain` lists all"))
}
