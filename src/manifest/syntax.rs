//! What the TOML parser found.

use std::collections::BTreeSet;

use toml::de::{DeTable, DeValue, Error};

use super::spanned::Span;
use super::words::Shown;
use crate::diagnostic::{Code, Diagnostic, LineIndex};

/// The parser's faults with their lines, the first of each line: it recovers at the next one.
///
/// `document` is what it made of the rest.
pub(super) fn check(
    text: &str,
    lines: &LineIndex,
    document: &DeTable<'_>,
    faults: &[Error],
) -> Vec<(usize, Diagnostic)> {
    let mut seen = BTreeSet::new();
    let mut first = Vec::new();
    for fault in faults {
        let span = fault.span().unwrap_or(0..0);
        let line = lines.line(span.start);
        // Only the first of a line: the parser goes on inside a broken line, and what it finds
        // there follows from the first fault.
        if seen.insert(line) {
            first.push((line, diagnose(text, document, fault.message(), span)));
        }
    }
    first
}

fn diagnose(text: &str, document: &DeTable<'_>, message: &str, span: Span) -> Diagnostic {
    match message {
        "duplicate key" => {
            let key = text.get(span.clone()).unwrap_or_default();
            // The parser does not say where the key was first.
            let first = first_header(text, key, span.start)
                .or_else(|| first_use(document, key.trim_matches(['"', '\'']), span.start));
            duplicate(key, first, span)
        }
        _ => malformed(message, span),
    }
}

/// The line `[key]` before `end`, if the key at `end` heads a table; the parser keeps only the last.
fn first_header(text: &str, key: &str, end: usize) -> Option<Span> {
    let before = text[..end].strip_suffix('[')?;
    text[end..].strip_prefix(key)?.strip_prefix(']')?;
    let start = before.rfind(&format!("\n[{key}]"))? + 1;
    Some(start..start + key.len() + 2)
}

/// Where `key` stands before `end`; `None` where several tables have one and it is not clear which.
fn first_use(document: &DeTable<'_>, key: &str, end: usize) -> Option<Span> {
    let mut places = Vec::new();
    collect(document, key, &mut places);
    places.retain(|place| place.start < end);
    match places.as_slice() {
        // With several, a guess could lead to the wrong table.
        [only] => Some(only.clone()),
        _ => None,
    }
}

fn collect(table: &DeTable<'_>, key: &str, places: &mut Vec<Span>) {
    for (name, value) in table {
        if name.get_ref() == key {
            places.push(name.span());
        }
        match value.get_ref() {
            DeValue::Table(table) => collect(table, key, places),
            DeValue::Array(array) => {
                let tables = array.iter().filter_map(|element| element.get_ref().as_table());
                tables.for_each(|table| collect(table, key, places));
            }
            _ => {}
        }
    }
}

fn duplicate(key: &str, first: Option<Span>, span: Span) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(Code::ManifestDuplicateKey, format!("`{}` is given twice", Shown(key)))
            .label(span, "given again")
            .help("keep one of the two, or merge them");
    match first {
        Some(first) => diagnostic.label(first, "given here first"),
        None => diagnostic,
    }
}

fn malformed(message: &str, span: Span) -> Diagnostic {
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let help = match what {
        "string values must be quoted" => "write text in quotes: `key = \"value\"`".to_owned(),
        _ if expected.is_empty() || expected == "nothing" => "see https://toml.io for the syntax".to_owned(),
        _ => format!("write {expected} here"),
    };
    Diagnostic::error(Code::ManifestSyntax, format!("invalid TOML: {what}")).label(span, what).help(help)
}
