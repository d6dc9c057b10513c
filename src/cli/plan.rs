//! `pkgr plan`: what would be packed.

use super::exit::{Exit, Failure};
use super::session::{Session, print};
use crate::arguments::PlanArgs;
use crate::document;
use crate::ops::plan::{self, PlanDetail, PlanInput, Planned};
use crate::ops::steps::Consent;
use crate::report::format::PlanFormat;
use crate::report::github;
use crate::report::plan::{explain, writer};
use crate::sink::Syntax;
use crate::terminal::output;

/// Prints the plan, or explains one path of it.
pub fn run(session: &Session, args: &PlanArgs) -> Result<Exit, Failure> {
    let loaded = session.load(args.inputs.clone())?;
    if let Some(path) = &args.explain {
        let report = session.with_context(|context| plan::explain(loaded, path, &args.dist, context))?;
        print(Syntax::Text, |out| explain::write(&report, out))?;
        return Ok(if report.is_there() { Exit::Done } else { Exit::Trouble });
    }
    let (file, format) = (args.file(), args.format());
    let detail = match format {
        PlanFormat::List | PlanFormat::Shell if file.is_none() => PlanDetail::Headers,
        _ => PlanDetail::Contents,
    };
    let input = PlanInput { dist: &args.dist, output: file, detail, consent: consent(args) };
    let report = session.with_context(|context| plan::run(loaded, input, context))?;
    session.reporter.print_ignoring(&report.ignoring);
    if let Planned::Whole(plan) = &report.planned {
        if let Some(path) = file {
            let progress = session.reporter.progress();
            output::save(&session.path(path), Syntax::Json, &progress, |out| document::write(plan, out))?;
        }
        session.reporter.hand_on(&github::outputs_of_plan(plan), &github::summary_of_plan(plan))?;
    }
    let (syntax, paint) = session.painted(format.syntax());
    let write = writer(&report, format, paint)?;
    session.reporter.report(&report.unlisted());
    print(syntax, write)
}

/// Names and commands are printed without running any step, the table too unless it is asked for.
fn consent(args: &PlanArgs) -> Option<Consent<'static>> {
    let format = args.format();
    let needs_no_bytes = matches!(format, PlanFormat::List | PlanFormat::Shell);
    let what = match (args.file(), format) {
        (Some(_), _) => "`plan -o`",
        (None, PlanFormat::Json) => "`plan --format json`",
        (None, PlanFormat::Mtree) => "`plan --format mtree`",
        (None, _) if needs_no_bytes || !args.run_steps => return None,
        (None, _) => "`plan`",
    };
    Some(Consent::by_flag(args.run_steps, what, "pkgr plan --run-steps"))
}
