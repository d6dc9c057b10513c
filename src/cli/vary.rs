//! `pkgr vary`: rebuilds in varied environments and reports what the bytes depend on.

pub mod child;

use super::args::{ReportFormat, VaryArgs};
use super::exit::{Exit, Failure};
use super::session::Session;
use super::sink;
use crate::ops::vary::{self, VaryFailure, VaryInput};
#[cfg(feature = "html")]
use crate::report::vary::html;
use crate::report::vary::{json, text};
use crate::vary::{nothing_tried, warnings};

/// Varies, and reports.
pub fn run(session: &Session, args: &VaryArgs) -> Result<Exit, Failure> {
    let loaded = session.load()?;
    let input = VaryInput {
        loaded: &loaded,
        only: &args.only,
        full: args.full,
        program: child::own_program()?,
        cores: session.env.cores,
        now: child::now,
        announce: &Session::announce,
    };
    let report = session.with_context(|context| vary::run(&input, context))?;
    session.write_report(&args.report, |format, out| match format {
        ReportFormat::Text => text(&report, out),
        ReportFormat::Json => json(&report, out),
        #[cfg(feature = "html")]
        ReportFormat::Html => html(&report, out),
    })?;
    session.report(&warnings(&loaded.manifest, &report.rows));
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
                sink::say(&printed);
                Self::Reported
            }
        }
    }
}
