//! `pkgr vary`: builds again and again, each time in other surroundings, and tells what the bytes
//! depend on.

pub mod child;

mod builder;
mod compare;
mod host;
mod how;
mod temporary;
mod trial;

use std::collections::BTreeMap;

use super::args::{ReportFormat, VaryArgs};
use super::diff::write_report;
use super::exit::{Exit, Failure};
use super::session::Session;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::manifest::Manifest;
#[cfg(feature = "html")]
use crate::report::html;
use crate::report::vary::{ALL, Blame, Built, NOTHING, Outcome, Report, Row, json, text};
use crate::vary::Variation;
use builder::Builder;
use trial::Trial;

/// Varies, and tells.
pub fn run(session: &Session, args: &VaryArgs) -> Result<Exit, Failure> {
    let loaded = session.load()?;
    let spec = &loaded.manifest;
    spec.generate.iter().for_each(Session::announce);
    let builder = Builder::new(session, &loaded)?;
    let mut trial = Trial::begin(session, builder, args.full)?;
    trial.vary(&chosen(&args.only))?;
    let (archives, rows) = trial.finish();
    report(session, args, &archives, &rows)?;
    session.report(&blamed(spec, &rows));
    let tried = rows.iter().filter(|row| row.variation != NOTHING && row.variation != ALL);
    if tried.clone().all(|row| matches!(row.outcome, Outcome::NotTried { .. })) {
        return Err(nothing_tried(tried.count()).into());
    }
    let is_finding = rows.iter().any(|row| row.outcome.is_finding());
    Ok(if is_finding { Exit::Finding } else { Exit::Done })
}

/// Each once, in the order of reports; all of them where none is named.
fn chosen(only: &[Variation]) -> Vec<Variation> {
    let all = Variation::ALL.iter().copied();
    all.filter(|variation| only.is_empty() || only.contains(variation)).collect()
}

fn report(session: &Session, args: &VaryArgs, archives: &[Built], rows: &[Row]) -> Result<(), Failure> {
    let report = Report { archives, rows };
    write_report(session, args.output.as_deref(), args.format, |out| match args.format {
        ReportFormat::Text => text(&report, out),
        ReportFormat::Json => json(&report, out),
        #[cfg(feature = "html")]
        ReportFormat::Html => html::vary(&report, out),
    })
}

fn nothing_tried(count: usize) -> Diagnostic {
    let what = if count == 1 { "the variation".to_owned() } else { format!("all {count} cases") };
    Diagnostic::error(Code::VaryNothingTried, format!("{what} could not be tried here, so nothing is proved"))
        .help("the report says what each of them lacks; vary others with `--only`, or run where they can be tried")
}

/// One warning for each line of the manifest that lets something through.
fn blamed(spec: &Manifest, rows: &[Row]) -> Diagnostics {
    let mut by_line: BTreeMap<Blamed, Vec<&str>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.variation != ALL) {
        let Outcome::Differs { differences } = &row.outcome else { continue };
        for blame in differences.iter().flat_map(|difference| &difference.blame) {
            let names = by_line.entry(Blamed::of(blame)).or_default();
            if !names.contains(&row.variation) {
                names.push(row.variation);
            }
        }
    }
    let mut problems = Diagnostics::new();
    for (blamed, names) in by_line {
        problems.push(blamed.diagnostic(spec, &names));
    }
    problems
}

/// What is to be mended, whatever members it concerns.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Blamed<'a> {
    Step(&'a str),
    Mtime,
}

impl<'a> Blamed<'a> {
    fn of(blame: &'a Blame) -> Self {
        match blame {
            Blame::Step { name, .. } => Self::Step(name),
            Blame::Key { .. } => Self::Mtime,
        }
    }

    fn diagnostic(&self, spec: &Manifest, names: &[&str]) -> Diagnostic {
        let when = when(names);
        match self {
            Self::Mtime => Diagnostic::warning(Code::VaryDiffers, format!("members have other times {when}"))
                .label(spec.normalize.mtime.span(), "takes the times of the files on disk")
                .help("give every member one time, such as `mtime = { set = \"2025-06-11T15:36:57Z\" }`"),
            Self::Step(name) => {
                let message = format!("the step `{name}` makes other files {when}");
                let problem = Diagnostic::warning(Code::VaryDiffers, message).help(remedy(names));
                let step = spec.generate.iter().find(|step| step.name.get_ref() == name);
                match step.and_then(|step| step.run.first()) {
                    Some(program) => problem.label(program.span(), "this program"),
                    None => problem,
                }
            }
        }
    }
}

/// `even when nothing is varied, and when these are: time, cpus`.
fn when(names: &[&str]) -> String {
    let varied: Vec<&str> = names.iter().copied().filter(|name| *name != NOTHING).collect();
    match (names.contains(&NOTHING), &*varied) {
        (true, []) => "even when nothing is varied".to_owned(),
        (true, varied) => format!("even when nothing is varied, and with: {}", varied.join(", ")),
        (false, varied) => format!("when this is varied: {}", varied.join(", ")),
    }
}

/// One next step, for the first variation that is named.
fn remedy(names: &[&str]) -> &'static str {
    let first = Variation::ALL.iter().find(|variation| names.contains(&variation.name()));
    first.map_or(
        "let the program write what follows from the source alone, and nothing at random",
        |variation| variation.remedy(),
    )
}
