//! A plan in each of its forms, and why a path is part of it or not.

pub mod explain;
pub mod list;
pub mod mtree;
pub mod shell;
pub mod table;

use std::io::{self, Write};

use super::format::PlanFormat;
use super::json;
use super::paint::Paint;
use crate::diagnostic::Diagnostic;
use crate::document::{self, Document};
use crate::manifest::Generate;
use crate::ops::plan::{PlanReport, Planned};
use crate::source::generate::command_line;

/// Writes a plan once it is called.
pub type PlanWriter<'a> = Box<dyn FnOnce(&mut dyn Write) -> io::Result<()> + 'a>;

/// Prepares a plan, as far as it is known, for output. Nothing is written if it has no such form.
///
/// # Errors
/// Returns an error if [`PlanFormat::Shell`] cannot express the plan.
pub fn writer(report: &PlanReport, format: PlanFormat, paint: Paint) -> Result<PlanWriter<'_>, Diagnostic> {
    let (manifest, is_open) = (&report.loaded.manifest, report.is_open);
    Ok(match (&report.planned, format) {
        (Planned::Headers(draft), PlanFormat::Shell) => commands(shell::script(draft, manifest, is_open)?),
        (Planned::Whole(plan), PlanFormat::Shell) => commands(shell::script(plan, manifest, is_open)?),
        (Planned::Headers(draft), _) => Box::new(|out| list::write(draft, out)),
        (Planned::Preview(preview), _) => Box::new(move |out| {
            table::write_preview(preview, &manifest.generate, &report.ignoring, paint, out)
        }),
        (Planned::Whole(plan), PlanFormat::Table) => {
            Box::new(move |out| table::write(plan, &report.ignoring, paint, out))
        }
        (Planned::Whole(plan), PlanFormat::List) => Box::new(|out| list::write(plan, out)),
        (Planned::Whole(plan), PlanFormat::Json) => Box::new(|out| document::write(plan, out)),
        (Planned::Whole(plan), PlanFormat::Mtree) => Box::new(|out| mtree::write(plan, out)),
    })
}

fn commands(script: Vec<u8>) -> PlanWriter<'static> {
    Box::new(move |out| out.write_all(&script))
}

/// The schema of `plan --format json`.
#[must_use]
pub fn schema() -> String {
    json::pretty(&schemars::schema_for!(Document<'_>))
}

/// The line that names a step before it runs.
#[must_use]
pub fn step(step: &Generate) -> String {
    format!("running the step `{}`: [{}]\n", step.name.get_ref(), command_line(step))
}
