//! What the lints found in an archive.

#[cfg(feature = "html")]
mod html;
mod job;
mod json;
mod text;

use std::io::{self, Write};

use super::format::ReportFormat;
use super::paint::Paint;
use crate::ops::lint::LintReport;

#[cfg(feature = "html")]
pub use html::html;
pub use job::for_job;
pub use json::{json, schema};
pub use text::text;

/// Writes the findings.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn write(report: &LintReport, format: ReportFormat, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    match format {
        ReportFormat::Text => text(report, paint, out),
        ReportFormat::Json => json(report, out),
        #[cfg(feature = "html")]
        ReportFormat::Html => html(report, out),
    }
}
