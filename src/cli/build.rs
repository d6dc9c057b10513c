//! `pkgr build`: the archives, and SHA256SUMS beside them.

use std::path::Path;

use super::args::{BuildArgs, BuildFormat};
use super::exit::{Exit, Failure};
use super::session::Session;
use super::sink;
use crate::diagnostic::Diagnostics;
use crate::document::contract::Contract;
use crate::ops::build::Line;
use crate::ops::steps::Consent;
use crate::ops::{Context, Release};
use crate::path::shown;
use crate::plan::Plan;
use crate::report::build::{json, text};
use crate::report::github;
use crate::sink::Syntax;

/// Builds, or compares with what is there.
pub fn run(session: &Session, args: &BuildArgs) -> Result<Exit, Failure> {
    let contract = args.plan.as_ref().map(|path| Contract::read(&session.path(path))).transpose()?;
    session.with_context(|context| build(session, args, contract.as_ref(), context))
}

fn build(
    session: &Session,
    args: &BuildArgs,
    contract: Option<&Contract>,
    context: Context<'_>,
) -> Result<Exit, Failure> {
    let mut release = Release::open(session.load()?, &args.dist, contract, context)?;
    release.refuse_output(&args.dist)?;
    release.run_steps(consent(args), &Session::announce)?;
    let draft = release.draft()?;
    session.report_policies(&release, &draft);
    let plan = release.hash_contents(draft)?;
    contract.map_or(Ok(()), |contract| contract.check(&plan))?;
    let job = release.job(&plan, &args.dist);
    let lines = if args.check { job.check()? } else { job.write(args.force)? };
    context.progress.end();
    report(session, args, &plan, &job.directory, &lines)?;
    let sums = if args.check { job.check_sums(&lines)? } else { None };
    let finding = sums.is_some() || lines.iter().any(|line| line.outcome.is_finding());
    session.report(&sums.map(Diagnostics::from).unwrap_or_default());
    Ok(if finding { Exit::Finding } else { Exit::Done })
}

/// Building runs the steps; looking whether the files are right does not.
fn consent(args: &BuildArgs) -> Consent<'static> {
    match (args.steps.no_steps, args.check && !args.steps.run_steps) {
        (true, _) => Consent::Denied,
        (false, true) => {
            Consent::Missing { what: "`build --check`", command: "pkgr build --check --run-steps" }
        }
        (false, false) => Consent::Given,
    }
}

fn report(
    session: &Session,
    args: &BuildArgs,
    plan: &Plan,
    folder: &Path,
    lines: &[Line],
) -> Result<(), Failure> {
    let (outputs, summary) = (github::outputs_of_build(lines), github::summary_of_build(lines));
    session
        .hand_on(&(github::outputs_of_plan(plan) + &outputs), &(github::summary_of_plan(plan) + &summary))?;
    let content = plan.content_digest();
    match args.format {
        BuildFormat::Text => {
            sink::print(Syntax::Text, |out| text(&shown(folder).to_string(), lines, content, out))
        }
        BuildFormat::Json => sink::print(Syntax::Json, |out| json(lines, content, out)),
    }
}
