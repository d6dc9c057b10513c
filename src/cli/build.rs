//! `pkgr build`: the archives, and SHA256SUMS beside them.

use super::exit::{Exit, Failure};
use super::session::{Session, print};
use crate::arguments::BuildArgs;
use crate::diagnostic::Diagnostics;
use crate::document::contract::Contract;
use crate::ops::build::{self, BuildInput, BuildMode};
use crate::ops::steps::Consent;
use crate::report;
use crate::report::github;

/// Builds, or compares with the existing files.
pub fn run(session: &Session, args: &BuildArgs) -> Result<Exit, Failure> {
    let contract = args.plan.as_ref().map(|path| Contract::read(&session.path(path))).transpose()?;
    let mode = match (args.check, args.force) {
        (true, _) => BuildMode::Check,
        (false, true) => BuildMode::Replace,
        (false, false) => BuildMode::Write,
    };
    let input =
        BuildInput { directory: &args.dist, contract: contract.as_ref(), mode, consent: consent(args) };
    let inputs = contract.as_ref().map(|contract| contract.inputs(&args.inputs)).transpose()?;
    let loaded = session.load(inputs.unwrap_or_else(|| args.inputs.clone().into()))?;
    let report = session.with_context(|context| build::run(loaded, input, context))?;
    session.reporter.hand_on(
        &(github::outputs_of_plan(&report.plan) + &github::outputs_of_build(&report.lines)),
        &(github::summary_of_plan(&report.plan) + &github::summary_of_build(&report.lines)),
    )?;
    print(args.format.syntax(), |out| report::build::write(&report, args.format, out))?;
    let sums = if args.check { report.check_sums()? } else { None };
    let is_finding = report.is_finding() || sums.is_some();
    session.reporter.report(&sums.map(Diagnostics::from).unwrap_or_default());
    Ok(Exit::finding_if(is_finding))
}

/// Building runs the steps; comparing with the existing files does not.
fn consent(args: &BuildArgs) -> Consent<'static> {
    if args.steps.no_steps {
        return Consent::Denied;
    }
    let runs = !args.check || args.steps.run_steps;
    Consent::by_flag(runs, "`build --check`", "pkgr build --check --run-steps")
}
