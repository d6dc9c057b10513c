//! A verification for people: a comparison for each archive.

use std::io::{self, Write};

use crate::ops::verify::VerifyReport;
use crate::report::diff;
use crate::report::paint::Paint;

/// Writes the comparisons.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn text(report: &VerifyReport, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    for (number, verified) in report.archives.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        diff::text(&verified.comparison, paint, out)?;
    }
    Ok(())
}
