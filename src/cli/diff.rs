//! `pkgr diff`: what two archives, or an archive and a directory, have in common and what not.

use super::args::{DiffArgs, ReportFormat};
use super::exit::{Exit, Failure};
use super::session::Session;
use crate::ops::diff::{self, DiffInput};
#[cfg(feature = "html")]
use crate::report::diff::html;
use crate::report::diff::{json, text};

/// Compares both sides, and reports how they differ.
pub fn run(session: &Session, args: &DiffArgs) -> Result<Exit, Failure> {
    let input = DiffInput { left: &args.left, right: &args.right, nested: args.nested };
    let report = session.with_context(|context| diff::run(input, context))?;
    session.write_report(&args.report, |format, out| match format {
        ReportFormat::Text => text(&report, out),
        ReportFormat::Json => json(&report, out),
        #[cfg(feature = "html")]
        ReportFormat::Html => html(&report, out),
    })?;
    Ok(Exit::finding_if(!report.is_same()))
}
