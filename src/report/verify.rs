//! What became of each published archive when it was built again.

#[cfg(feature = "html")]
mod html;
mod job;
mod json;
mod text;

use std::io::{self, Write};

use super::format::ReportFormat;
use super::paint::Paint;
use crate::ops::verify::VerifyReport;

#[cfg(feature = "html")]
pub use html::html;
pub use job::for_job;
pub use json::{json, schema};
pub use text::text;

/// Writes a verification.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn write(
    report: &VerifyReport,
    format: ReportFormat,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        ReportFormat::Text => text(report, paint, out),
        ReportFormat::Json => json(report, out),
        #[cfg(feature = "html")]
        ReportFormat::Html => html(report, out),
    }
}
