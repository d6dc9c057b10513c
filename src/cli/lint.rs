//! `pkgr lint`: what is unsafe, not reproducible or better left out in archives made by any tool.

use super::exit::{Exit, Failure};
use super::session::Session;
use crate::arguments::LintArgs;
use crate::ops;
use crate::report;

/// Inspects the archives, and reports what the lints find. What cannot be read does not keep back the rest.
pub fn run(session: &Session, args: &LintArgs) -> Result<Exit, Failure> {
    let report =
        session.with_context(|context| ops::lint::run(&args.archives, &args.levels.levels(), context));
    // A page or a document of no archive would look as if all were well.
    if !report.archives.is_empty() {
        session.write_report(&args.report, |format, paint, out| {
            report::lint::write(&report, format, paint, out)
        })?;
        session.reporter.hand_on_findings(&report::lint::for_job(&report))?;
    }
    if report.problems.has_errors() {
        return Err(report.problems.into());
    }
    Ok(Exit::finding_if(!report.is_clean()))
}
