//! `pkgr vary`: rebuilds in varied environments and reports what the bytes depend on.

pub mod child;

use super::exit::{Exit, Failure};
use super::session::Session;
use crate::arguments::VaryArgs;
use crate::ops::vary::{self, VaryFailure, VaryInput};
use crate::report;
use crate::sink::Syntax;
use crate::terminal::{environment, output};
use crate::vary::{nothing_tried, warnings};

/// Varies, and reports.
pub fn run(session: &Session, args: &VaryArgs) -> Result<Exit, Failure> {
    let loaded = session.load(args.inputs.clone())?;
    let input = VaryInput {
        loaded: &loaded,
        only: &args.only,
        full: args.full,
        program: environment::own_program()?,
        cores: session.environment.cores,
        now: environment::now,
        announce: &|step| session.reporter.announce(step),
    };
    let report = session.with_context(|context| vary::run(&input, context))?;
    session
        .write_report(&args.report, |format, paint, out| report::vary::write(&report, format, paint, out))?;
    session.reporter.hand_on_findings(&report::vary::for_job(&report))?;
    session.reporter.report(&warnings(&loaded.manifest, &report.rows));
    if let Some(count) = report.untried() {
        return Err(nothing_tried(count).into());
    }
    Ok(Exit::finding_if(report.has_findings()))
}

impl From<VaryFailure> for Failure {
    fn from(failure: VaryFailure) -> Self {
        match failure {
            VaryFailure::Problems(problems) => problems.into(),
            VaryFailure::Build { printed } => {
                output::say(Syntax::Text, &printed);
                Self::Reported
            }
        }
    }
}
