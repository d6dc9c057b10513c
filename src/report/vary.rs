//! What came of varying the surroundings of a build, in each format.

#[cfg(feature = "html")]
mod html;
mod job;
mod json;
mod text;

use std::io::{self, Write};

use super::format::ReportFormat;
use super::paint::Paint;
use crate::vary::VaryReport;

#[cfg(feature = "html")]
pub use html::html;
pub use job::for_job;
pub use json::{json, schema};
pub use text::text;

/// Writes the result of each variation.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn write(report: &VaryReport, format: ReportFormat, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    match format {
        ReportFormat::Text => text(report, paint, out),
        ReportFormat::Json => json(report, out),
        #[cfg(feature = "html")]
        ReportFormat::Html => html(report, out),
    }
}
