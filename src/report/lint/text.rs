//! Findings of lints for people: one paragraph for each lint.

use std::io::{self, Write};

use crate::inspect::ArchiveFinding;
use crate::ops::lint::LintReport;
use crate::path::shown;
use crate::text::{Grouped, Shortened};

/// Examples of one lint that are shown; JSON and HTML have all.
const MOST_EXAMPLES: usize = 5;

/// Writes the number of lints that found something, and what each found.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn text(report: &LintReport, out: &mut dyn Write) -> io::Result<()> {
    let LintReport { name, found, stopped_at } = report;
    if found.is_empty() && stopped_at.is_none() {
        return writeln!(out, "clean: {}", shown(name));
    }
    let (count, noun) = (found.len(), if found.len() == 1 { "lint finds" } else { "lints find" });
    writeln!(out, "{count} {noun} something in {}", shown(name))?;
    for found in found {
        writeln!(out, "\n{} {} {}", found.level.name(), found.lint, finding(found))?;
    }
    match stopped_at {
        Some(place) => {
            writeln!(out, "\nreading stopped at {place}: members that were not read by then are not checked")
        }
        None => Ok(()),
    }
}

/// How often a lint found something, what, and the first places.
pub(super) fn finding(found: &ArchiveFinding) -> String {
    let first = &found.examples[..found.examples.len().min(MOST_EXAMPLES)];
    let examples = Shortened::counted_lines(first, found.count);
    format!("({}): {}{examples}", Grouped(found.count as u64), found.summary)
}
