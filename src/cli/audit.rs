//! `pkgr audit`: whether an archive is what a commit says.

use super::exit::{Exit, Failure};
use super::session::Session;
use crate::arguments::AuditArgs;
use crate::ops::audit::{self, AuditInput, ManifestChoice};
use crate::report;

/// Compares the archive with the commit, and reports what differs and why.
pub fn run(session: &Session, args: &AuditArgs) -> Result<Exit, Failure> {
    let manifest = session.manifest();
    let manifest = match session.global.manifest {
        Some(_) => ManifestChoice::Named(&manifest),
        None => ManifestChoice::Found(&manifest),
    };
    let input = AuditInput {
        archive: &args.archive,
        repository: &args.git,
        rev: args.rev.as_deref(),
        expect_commit: args.expect_commit,
        manifest,
    };
    let report = session.with_context(|context| audit::run(input, context))?;
    session
        .write_report(&args.report, |format, paint, out| report::audit::write(&report, format, paint, out))?;
    session.reporter.hand_on_findings(&report::audit::for_job(&report))?;
    if report.problems.has_errors() {
        return Err(report.problems.into());
    }
    session.reporter.report(&report.problems);
    Ok(Exit::finding_if(report.is_finding()))
}
