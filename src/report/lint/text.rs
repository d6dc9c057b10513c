//! Findings of lints for people: one paragraph for each lint.

use std::io::{self, Write};

use crate::inspect::ArchiveFinding;
use crate::lint::Level;
use crate::ops::lint::{LintReport, LintedArchive};
use crate::path::shown;
use crate::report::paint::{Hue, Paint};
use crate::text::{Grouped, Shortened};

/// Examples of one lint that are shown; JSON and HTML have all.
const MOST_EXAMPLES: usize = 5;

/// Writes for each archive the number of lints that found something, and what each found.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn text(report: &LintReport, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    // Findings are paragraphs, which need a line between them; a hundred clean archives are easier to read without.
    let mut before: Option<&LintedArchive> = None;
    for archive in &report.archives {
        // Archives without a finding are a list.
        if before.is_some_and(|before| !is_line(before) || !is_line(archive)) {
            writeln!(out)?;
        }
        self::archive(archive, paint, out)?;
        before = Some(archive);
    }
    Ok(())
}

/// Whether there is nothing to say of an archive but that it is clean.
fn is_line(archive: &LintedArchive) -> bool {
    archive.found.is_empty() && archive.stopped_at.is_none()
}

fn archive(archive: &LintedArchive, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let LintedArchive { name, found, stopped_at, .. } = archive;
    if is_line(archive) {
        return writeln!(out, "{}: {}", paint.word(Hue::Good, "clean"), shown(name));
    }
    let (count, noun) = (found.len(), if found.len() == 1 { "lint finds" } else { "lints find" });
    writeln!(out, "{count} {noun} something in {}", shown(name))?;
    for found in found {
        let hue = if found.level == Level::Deny { Hue::Bad } else { Hue::Fair };
        let level = paint.word(hue, found.level.name());
        writeln!(out, "\n{level} {} {}", paint.word(Hue::Strong, found.lint), finding(found))?;
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
