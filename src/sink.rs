//! The filter that all output passes: results, diagnostics, reports in files, and the summary and outputs
//! of a CI job.
//!
//! Names, contents, keys of manifests and messages come from trees and repositories that may be
//! hostile. A terminal executes control characters, invisible characters and characters that change the
//! direction of text mislead a reader, and a CI runner executes some lines of a log as commands.
//! [`Filter`] escapes all of these in the output's [`Syntax`]. Commands that pkgr itself gives to a runner
//! have a type of their own in `report::github`.

mod filter;
mod hostile;
#[cfg(test)]
mod tests;

use std::io::{self, BufWriter, Write};

use serde::Serialize;

pub use filter::{Filter, Syntax};
pub use hostile::{CommandMark, is_invisible, is_obeyed};

/// Bytes that are buffered before they are filtered.
const PIECE: usize = 1 << 16;

/// Calls `write` with a writer that filters its bytes before they reach `out`.
///
/// # Errors
/// Returns an error if `write` or `out` fails, or if the syntax is [`Syntax::Exact`] and a byte would have
/// to be escaped.
pub fn filtered(
    out: &mut dyn Write,
    syntax: Syntax,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut filter = Filter::new(out, syntax);
    let mut gathered = BufWriter::with_capacity(PIECE, &mut filter);
    let written = write(&mut gathered).and_then(|()| gathered.flush());
    // Dropping the `BufWriter` would repeat the failed write, and write half of it twice.
    let _ = gathered.into_parts();
    written?;
    filter.finish()
}

/// The text, of one or more lines, with all hostile characters escaped.
#[must_use]
pub fn neutral(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut filter = Filter::new(&mut out, Syntax::Text);
    filter.write_all(text.as_bytes()).and_then(|()| filter.finish()).expect("memory takes every text");
    String::from_utf8(out).expect("the filter writes UTF-8")
}

/// Whether the bytes need no escape, even at the beginning of a line. Tabs need none.
#[must_use]
pub fn is_neutral(bytes: &[u8]) -> bool {
    let mut filter = Filter::new(io::sink(), Syntax::Exact);
    filter.write_all(bytes).and_then(|()| filter.finish()).is_ok()
}

/// Writes a value as pretty JSON, and a line end. Hostile characters are written as `\uXXXX`, so that a
/// JSON parser returns the same strings.
///
/// # Errors
/// Returns an error if `out` fails.
pub fn json(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    json_unended(value, out)?;
    writeln!(out)
}

/// A value as JSON in one line, with the line end, escaped as in [`json`].
#[must_use]
pub fn json_line(value: &impl Serialize) -> String {
    let mut line = Vec::new();
    let write = |out: &mut dyn Write| serde_json::to_writer(out, value).map_err(io::Error::from);
    filtered(&mut line, Syntax::Json, write).expect("memory takes every value");
    line.push(b'\n');
    String::from_utf8(line).expect("the filter writes UTF-8")
}

/// As [`json`], without the line end.
///
/// # Errors
/// Returns an error if `out` fails.
pub fn json_unended(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    filtered(out, Syntax::Json, |out| serde_json::to_writer_pretty(out, value).map_err(io::Error::from))
}
