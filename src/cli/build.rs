//! `pkgr build`: the archives, and SHA256SUMS beside them.

use super::args::{BuildArgs, BuildFormat};
use super::exit::{Exit, Failure};
use super::session::Session;
use super::sink;
use crate::diagnostic::Diagnostics;
use crate::document::contract::Contract;
use crate::ops::build::{self, BuildInput, BuildMode, BuildReport};
use crate::ops::steps::Consent;
use crate::path::shown;
use crate::report::build::{json, text};
use crate::report::github;
use crate::sink::Syntax;

/// Builds, or compares with the files that are there.
pub fn run(session: &Session, args: &BuildArgs) -> Result<Exit, Failure> {
    let contract = args.plan.as_ref().map(|path| Contract::read(&session.path(path))).transpose()?;
    let mode = match (args.check, args.force) {
        (true, _) => BuildMode::Check,
        (false, true) => BuildMode::Replace,
        (false, false) => BuildMode::Write,
    };
    let input =
        BuildInput { directory: &args.dist, contract: contract.as_ref(), mode, consent: consent(args) };
    let loaded = session.load()?;
    let report = session.with_context(|context| build::run(loaded, input, context))?;
    print(session, args, &report)?;
    let sums = if args.check { report.check_sums()? } else { None };
    let is_finding = report.is_finding() || sums.is_some();
    session.report(&sums.map(Diagnostics::from).unwrap_or_default());
    Ok(Exit::finding_if(is_finding))
}

/// Building runs the steps; comparing with the files that are there does not.
fn consent(args: &BuildArgs) -> Consent<'static> {
    match (args.steps.no_steps, args.check && !args.steps.run_steps) {
        (true, _) => Consent::Denied,
        (false, true) => {
            Consent::Missing { what: "`build --check`", command: "pkgr build --check --run-steps" }
        }
        (false, false) => Consent::Given,
    }
}

fn print(session: &Session, args: &BuildArgs, report: &BuildReport) -> Result<(), Failure> {
    session.hand_on(
        &(github::outputs_of_plan(&report.plan) + &github::outputs_of_build(&report.lines)),
        &(github::summary_of_plan(&report.plan) + &github::summary_of_build(&report.lines)),
    )?;
    let content = report.plan.content_digest();
    match args.format {
        BuildFormat::Text => {
            let directory = shown(&report.directory).to_string();
            sink::print(Syntax::Text, |out| text(&directory, &report.lines, content, out))
        }
        BuildFormat::Json => sink::print(Syntax::Json, |out| json(&report.lines, content, out)),
    }
}
