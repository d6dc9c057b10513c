//! The three stages of reading: syntax, keys and types, values.

use std::collections::BTreeSet;

use toml::de::DeTable;

use super::check::{self, Check};
use super::inputs::AppliedInputs;
use super::{Manifest, reader, syntax};
use crate::diagnostic::{Checked, Code, Diagnostic, Diagnostics, LineIndex, Severity, SourceText};

/// The version of the format that this program reads.
const SCHEMA: i64 = 1;

/// Diagnostics that one run shows.
const MOST: usize = 100;

/// Reads a manifest and reports all that is wrong with it.
///
/// Diagnostics come in the order of the manifest's lines, at most a hundred of them.
pub fn parse(source: &SourceText) -> Checked<Manifest> {
    parse_with(source, &AppliedInputs::default())
}

/// The same with inputs in the places of keys; the arguments of `source` are those of the inputs.
pub fn parse_with(source: &SourceText, inputs: &AppliedInputs) -> Checked<Manifest> {
    let text = source.text.as_str();
    let lines = LineIndex::new(text.as_bytes());
    // The parser goes on after an error, so that a missing quote does not hide the other problems.
    let (document, faults) = DeTable::parse_recoverable(text);
    let unread = syntax::check(text, &lines, document.get_ref(), &faults);
    let (manifest, found) = match newer(document.get_ref()) {
        Some(newer) => (None, newer.into()),
        None => values(source, inputs, document.into_inner(), faults.is_empty()),
    };
    let found = finish(&lines, unread, &found);
    Checked::new(manifest, found)
}

/// A newer format is not guessed at: nothing else of it is reported.
fn newer(document: &DeTable<'_>) -> Option<Diagnostic> {
    let schema = document.get("schema")?;
    let number = schema.get_ref().as_integer()?;
    let number = i64::from_str_radix(number.as_str(), number.radix()).ok()?;
    (number > SCHEMA).then(|| newer_schema(number, schema.span()))
}

fn values(
    source: &SourceText,
    inputs: &AppliedInputs,
    document: DeTable<'_>,
    complete: bool,
) -> (Option<Manifest>, Diagnostics) {
    let (mut raw, read) = reader::read(&source.text, document, complete);
    let mut check = Check::new(&source.text, read, complete);
    check::inputs::apply(&mut check, &mut raw, source, inputs);
    let manifest = check::manifest(&mut check, raw, inputs.planned().clone());
    (manifest, check.found)
}

/// Puts the lists together. What else is said of a line that could not be read is dropped: it
/// would speak of what the parser made up to go on.
fn finish(lines: &LineIndex, syntax: Vec<(usize, Diagnostic)>, others: &Diagnostics) -> Diagnostics {
    let unread: BTreeSet<usize> = syntax.iter().map(|(line, _)| *line).collect();
    let is_read = |diagnostic: &&Diagnostic| {
        let label = diagnostic.labels.first();
        unread.is_empty() || label.is_none_or(|label| !unread.contains(&lines.line(label.span.start)))
    };
    let mut all: Vec<Diagnostic> = others.iter().filter(is_read).cloned().collect();
    all.extend(syntax.into_iter().map(|(_, diagnostic)| diagnostic));
    all.sort_by_key(|diagnostic| diagnostic.labels.first().map_or(usize::MAX, |label| label.span.start));
    cut(all)
}

/// Keeps the first of very many, errors before others, and says how many there were.
fn cut(mut all: Vec<Diagnostic>) -> Diagnostics {
    let count = all.len();
    if count > MOST {
        // The sort is stable, so within errors and within warnings the order of the lines stays.
        all.sort_by_key(|diagnostic| diagnostic.severity != Severity::Error);
        all.truncate(MOST);
        all.push(too_many(count));
    }
    let mut list = Diagnostics::new();
    for diagnostic in all {
        list.push(diagnostic);
    }
    list
}

fn newer_schema(number: i64, span: std::ops::Range<usize>) -> Diagnostic {
    let message =
        format!("the manifest has version {number} of the format, and this pkgr reads version {SCHEMA}");
    Diagnostic::error(Code::ManifestSchemaVersion, message)
        .label(span, "needs a newer pkgr")
        .help("install a newer pkgr; nothing else of this file was read")
}

fn too_many(count: usize) -> Diagnostic {
    Diagnostic::new(
        Code::ManifestTooMany,
        Severity::Note,
        format!("{} more problems are not shown", count - MOST),
    )
}
