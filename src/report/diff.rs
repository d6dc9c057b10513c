//! What a comparison found: one paragraph for each cause, and the lines of files that differ.

#[cfg(feature = "html")]
mod html;
mod job;
mod json;
mod text;

use std::io::{self, Write};

use super::format::ReportFormat;
use super::paint::Paint;
use crate::ops::diff::DiffReport;

#[cfg(feature = "html")]
pub use html::html;
pub use job::for_job;
pub use json::{json, schema};
pub use text::text;

#[cfg(feature = "html")]
pub(super) use html::banner;
pub(crate) use job::{causes, sides};
#[cfg(feature = "vary")]
pub(crate) use text::cause;
#[cfg(any(feature = "git", feature = "vary"))]
pub(crate) use text::details;

/// Writes a comparison.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn write(report: &DiffReport, format: ReportFormat, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    match format {
        ReportFormat::Text => text(report, paint, out),
        ReportFormat::Json => json(report, out),
        #[cfg(feature = "html")]
        ReportFormat::Html => html(report, out),
    }
}
