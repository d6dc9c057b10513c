//! `pkgr plan`: what would be packed.

use std::path::Path;

use super::args::{PlanArgs, PlanFormat};
use super::exit::{Exit, Failure};
use super::session::Session;
use super::sink;
use crate::diagnostic::Diagnostics;
use crate::document;
use crate::ops::plan::{self, PlanDetail, PlanInput, PlanReport, Planned};
use crate::ops::steps::Consent;
use crate::plan::Plan;
use crate::report::github;
use crate::report::plan::{explain, list, mtree, shell, table};
use crate::sink::Syntax;

/// Prints the plan, or explains one path of it.
pub fn run(session: &Session, args: &PlanArgs) -> Result<Exit, Failure> {
    if let Some(path) = &args.explain {
        return explain_path(session, args, path);
    }
    let detail = match args.format {
        PlanFormat::List | PlanFormat::Shell if args.output.is_none() => PlanDetail::Headers,
        _ => PlanDetail::Contents,
    };
    let input =
        PlanInput { dist: &args.dist, output: args.output.as_deref(), detail, consent: consent(args) };
    let loaded = session.load()?;
    let report = session.with_context(|context| plan::run(loaded, input, context))?;
    match &report.planned {
        Planned::Headers(draft) if args.format == PlanFormat::List => {
            session.report(&report.unlisted());
            sink::print(Syntax::Text, |out| list::write(draft, out))?;
        }
        Planned::Headers(draft) => print_shell(&report, draft)?,
        Planned::Preview(preview) => {
            session.report(&report.unlisted());
            let steps = &report.loaded.manifest.generate;
            sink::print(Syntax::Text, |out| table::write_preview(preview, steps, out))?;
        }
        Planned::Whole(plan) => print_whole(session, args, &report, plan)?,
    }
    Ok(Exit::Done)
}

/// Names and commands are printed without running any step, the table too unless it is asked for.
fn consent(args: &PlanArgs) -> Option<Consent<'static>> {
    let needs_no_bytes = matches!(args.format, PlanFormat::List | PlanFormat::Shell);
    let what = match (&args.output, args.format) {
        (Some(_), _) => "`plan -o`",
        (None, PlanFormat::Json) => "`plan --format json`",
        (None, PlanFormat::Mtree) => "`plan --format mtree`",
        (None, _) if needs_no_bytes || !args.run_steps => return None,
        (None, _) => "`plan`",
    };
    let command = "pkgr plan --run-steps";
    Some(if args.run_steps { Consent::Given } else { Consent::Missing { what, command } })
}

fn explain_path(session: &Session, args: &PlanArgs, path: &Path) -> Result<Exit, Failure> {
    let loaded = session.load()?;
    let report = session.with_context(|context| plan::explain(loaded, path, &args.dist, context))?;
    sink::print(Syntax::Text, |out| explain::write(&report, out))?;
    Ok(if report.found.is_some() { Exit::Done } else { Exit::Trouble })
}

fn print_whole(session: &Session, args: &PlanArgs, report: &PlanReport, plan: &Plan) -> Result<(), Failure> {
    if let Some(path) = &args.output {
        let progress = session.progress();
        sink::save(&session.path(path), Syntax::Json, &progress, |out| document::write(plan, out))?;
    }
    session.hand_on(&github::outputs_of_plan(plan), &github::summary_of_plan(plan))?;
    match args.format {
        PlanFormat::Table => sink::print(Syntax::Text, |out| table::write(plan, out)),
        PlanFormat::List => sink::print(Syntax::Text, |out| list::write(plan, out)),
        PlanFormat::Json => sink::print(Syntax::Json, |out| document::write(plan, out)),
        PlanFormat::Mtree => sink::print(Syntax::Exact, |out| mtree::write(plan, out)),
        PlanFormat::Shell => print_shell(report, plan),
    }
}

fn print_shell<C>(report: &PlanReport, plan: &Plan<C>) -> Result<(), Failure> {
    let script = shell::script(plan, &report.loaded.manifest, report.is_open).map_err(Diagnostics::from)?;
    sink::print(Syntax::Exact, |out| out.write_all(&script))
}
