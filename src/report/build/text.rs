//! A build for people: each archive with its digests.

use std::io::{self, Write};

use crate::ops::build::{BuildOutcome, Line};
use crate::text::Grouped;

/// Writes a paragraph for each archive.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn text(directory: &str, lines: &[Line], out: &mut dyn Write) -> io::Result<()> {
    for Line { built, outcome } in lines {
        let size = Grouped(built.size);
        writeln!(out, "{directory}/{}  {size} bytes, {}", built.file, outcome.word())?;
        writeln!(out, "  file     sha256 {}", built.digest)?;
        match outcome {
            BuildOutcome::Differs(found) => writeln!(out, "  on disk  sha256 {found}")?,
            BuildOutcome::Replaced(former) => writeln!(out, "  before   sha256 {former}")?,
            _ => {}
        }
        writeln!(out, "  tar      sha256 {}", built.tar_digest)?;
        writeln!(out, "  content  sha256 {}", built.content_digest)?;
    }
    Ok(())
}
