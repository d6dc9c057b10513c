//! What a build wrote: three digests for each archive.

mod json;
mod text;

use std::io::{self, Write};

use super::format::BuildFormat;
use crate::ops::build::BuildReport;
use crate::path::shown;

pub use json::{json, schema};
pub use text::text;

/// Writes the digests of a build.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn write(report: &BuildReport, format: BuildFormat, out: &mut dyn Write) -> io::Result<()> {
    match format {
        BuildFormat::Text => text(&shown(&report.directory).to_string(), &report.lines, out),
        BuildFormat::Json => json(&report.lines, out),
    }
}
