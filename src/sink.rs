//! The one filter that everything printed passes: results, diagnostics, reports in files, and what
//! goes to the pages of a CI job.
//!
//! Names, contents, keys of manifests and messages come from trees and repositories that may be
//! hostile. A terminal obeys control characters, a reader is misled by characters that are drawn as
//! nothing or turn the direction of the text, and a CI runner takes some lines of a log for commands.
//! [`Filter`] replaces all of these, in the way that the output's [`Syntax`] has for it; commands that
//! pkgr itself gives are a type of their own, in `report::github`.

mod filter;
mod hostile;
#[cfg(test)]
mod tests;

use std::io::{self, BufWriter, Write};

use serde::Serialize;

pub use filter::{Filter, Syntax};
pub use hostile::{CommandMark, is_invisible, is_obeyed};

/// Bytes that are gathered before the filter looks at them.
const PIECE: usize = 1 << 16;

/// Gives `write` a writer whose bytes reach `out` only through the filter.
///
/// # Errors
/// Those of `write` and of `out`; and for [`Syntax::Exact`] bytes that would have to be replaced.
pub fn filtered(
    out: &mut dyn Write,
    syntax: Syntax,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut filter = Filter::new(out, syntax);
    let mut gathered = BufWriter::with_capacity(PIECE, &mut filter);
    let written = write(&mut gathered).and_then(|()| gathered.flush());
    // Dropped in another way it would try again what failed, and write half of it twice.
    let _ = gathered.into_parts();
    written?;
    filter.finish()
}

/// A text of one or more lines with all that is hostile in it replaced.
#[must_use]
pub fn neutral(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut filter = Filter::new(&mut out, Syntax::Text);
    filter.write_all(text.as_bytes()).and_then(|()| filter.finish()).expect("memory takes every text");
    String::from_utf8(out).expect("the filter writes UTF-8")
}

/// Whether bytes are hostile nowhere, even at the beginning of a line. Tabs are not.
#[must_use]
pub fn is_neutral(bytes: &[u8]) -> bool {
    let mut filter = Filter::new(io::sink(), Syntax::Exact);
    filter.write_all(bytes).and_then(|()| filter.finish()).is_ok()
}

/// Writes a value as pretty JSON, and a line end. What is hostile comes as `\uXXXX`, so that a reader
/// of JSON gets the very same strings.
///
/// # Errors
/// The writer's.
pub fn json(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    json_unended(value, out)?;
    writeln!(out)
}

/// The same without the line end.
///
/// # Errors
/// The writer's.
pub fn json_unended(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    filtered(out, Syntax::Json, |out| serde_json::to_writer_pretty(out, value).map_err(io::Error::from))
}
