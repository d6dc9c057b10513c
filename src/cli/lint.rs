//! `pkgr lint`: what is unsafe, not reproducible or better left out in an archive made by any tool.

use super::exit::{Exit, Failure};
use super::session::Session;
use crate::arguments::LintArgs;
use crate::ops;
use crate::report;

/// Inspects the archive, and reports what the lints find.
pub fn run(session: &Session, args: &LintArgs) -> Result<Exit, Failure> {
    let report =
        session.with_context(|context| ops::lint::run(&args.archive, &args.levels.levels(), context))?;
    session.write_report(&args.report, |format, out| report::lint::write(&report, format, out))?;
    session.reporter.hand_on_findings(&report::lint::for_job(&report))?;
    Ok(Exit::finding_if(!report.found.is_empty()))
}
