//! `pkgr diff`: what two archives, or an archive and a directory, have in common and what not.

use super::exit::{Exit, Failure};
use super::session::Session;
use crate::arguments::DiffArgs;
use crate::ops::diff::{self, DiffInput};
use crate::report;

/// Compares both sides, and reports how they differ.
pub fn run(session: &Session, args: &DiffArgs) -> Result<Exit, Failure> {
    let input = DiffInput { left: &args.left, right: &args.right, nested: args.nested };
    let report = session.with_context(|context| diff::run(input, context))?;
    session
        .write_report(&args.report, |format, paint, out| report::diff::write(&report, format, paint, out))?;
    session.reporter.hand_on_findings(&report::diff::for_job(&report))?;
    Ok(Exit::finding_if(!report.is_same()))
}
