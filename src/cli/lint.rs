//! `pkgr lint`: what is unsafe, not reproducible or better left out in an archive made by any tool.

use super::args::{LintArgs, ReportFormat};
use super::exit::{Exit, Failure};
use super::session::Session;
use crate::ops;
#[cfg(feature = "html")]
use crate::report::lint::html;
use crate::report::lint::{json, text};

/// Inspects the archive, and reports what the lints find.
pub fn run(session: &Session, args: &LintArgs) -> Result<Exit, Failure> {
    let report =
        session.with_context(|context| ops::lint::run(&args.archive, &args.levels.levels(), context))?;
    session.write_report(&args.report, |format, out| match format {
        ReportFormat::Text => text(&report, out),
        ReportFormat::Json => json(&report, out),
        #[cfg(feature = "html")]
        ReportFormat::Html => html(&report, out),
    })?;
    Ok(Exit::finding_if(!report.found.is_empty()))
}
