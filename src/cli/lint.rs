//! `pkgr lint`: what is unsafe, not reproducible or better left out in an archive made by any tool.

use super::args::LintArgs;
use super::exit::{Exit, Failure};
use super::session::Session;
use crate::ops;
use crate::report;

/// Inspects the archive, and reports what the lints find.
pub fn run(session: &Session, args: &LintArgs) -> Result<Exit, Failure> {
    let report =
        session.with_context(|context| ops::lint::run(&args.archive, &args.levels.levels(), context))?;
    session.write_report(&args.report, |format, out| report::lint::write(&report, format, out))?;
    Ok(Exit::finding_if(!report.found.is_empty()))
}
