//! `pkgr verify`: whether published archives are what the manifest and its source give.

use super::exit::{Exit, Failure};
use super::session::Session;
use crate::arguments::VerifyArgs;
use crate::diagnostic::Diagnostic;
use crate::ops::steps::Consent;
use crate::ops::verify::{self, VerifyInput};
use crate::report;

/// Rebuilds the archives, compares them, and reports how they differ.
pub fn run(session: &Session, args: &VerifyArgs) -> Result<Exit, Failure> {
    let consent = Consent::by_flag(args.run_steps, "`verify`", "pkgr verify --run-steps");
    let input = VerifyInput { archives: &args.archives, output: args.report.file(), consent };
    let loaded = session.load(args.inputs.clone())?;
    let report = session.with_context(|context| verify::run(loaded, input, context))?;
    session.write_report(&args.report, |format, paint, out| {
        report::verify::write(&report, format, paint, out)
    })?;
    session.reporter.hand_on_findings(&report::verify::for_job(&report))?;
    let warnings = report.checksums.iter().cloned().map(Diagnostic::into);
    warnings.for_each(|warning| session.reporter.report(&warning));
    Ok(Exit::finding_if(!report.is_same()))
}
