//! What a report of variations means for the manifest: one warning for each line to change.

use std::collections::BTreeMap;

use super::outcome::{ALL, Blame, NOTHING, VariationOutcome, VariationRow};
use super::variation::Variation;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::manifest::Manifest;

/// One warning for each line of the manifest that lets something through.
#[must_use]
pub fn warnings(manifest: &Manifest, rows: &[VariationRow]) -> Diagnostics {
    let mut by_line: BTreeMap<Suspect, Vec<&str>> = BTreeMap::new();
    // The last build repeats what the others found, and does not say which change it was.
    for row in rows.iter().filter(|row| row.variation != ALL) {
        let VariationOutcome::Differs { differences } = &row.outcome else { continue };
        for blame in differences.iter().flat_map(|difference| &difference.blame) {
            let names = by_line.entry(Suspect::from_blame(blame)).or_default();
            // A variation can have several cases, and is named once.
            if !names.contains(&row.variation) {
                names.push(row.variation);
            }
        }
    }
    let mut problems = Diagnostics::new();
    for (suspect, names) in by_line {
        problems.push(suspect.diagnostic(manifest, &names));
    }
    problems
}

/// None of `count` cases could be tried.
#[must_use]
pub fn nothing_tried(count: usize) -> Diagnostic {
    let what = if count == 1 { "the variation".to_owned() } else { format!("all {count} cases") };
    Diagnostic::error(Code::VaryNothingTried, format!("{what} could not be tried here, so nothing is proved"))
        .help("the report says what each of them lacks; vary others with `--only`, or run where they can be tried")
}

/// What has to be changed, whichever members it concerns.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Suspect<'a> {
    Step(&'a str),
    Mtime,
}

impl<'a> Suspect<'a> {
    fn from_blame(blame: &'a Blame) -> Self {
        match blame {
            Blame::Step { name, .. } => Self::Step(name),
            Blame::Key { .. } => Self::Mtime,
        }
    }

    fn diagnostic(&self, manifest: &Manifest, names: &[&str]) -> Diagnostic {
        let when = when(names);
        match self {
            Self::Mtime => Diagnostic::warning(Code::VaryDiffers, format!("members have other times {when}"))
                .label(manifest.normalize.mtime.span(), "takes the times of the files on disk")
                .help("give every member one time, such as `mtime = { set = \"2025-06-11T15:36:57Z\" }`"),
            Self::Step(name) => {
                let message = format!("the step `{name}` makes other files {when}");
                let problem = Diagnostic::warning(Code::VaryDiffers, message).help(remedy(names));
                let step = manifest.generate.iter().find(|step| step.name.get_ref() == name);
                match step.and_then(|step| step.run.first()) {
                    Some(program) => problem.label(program.span(), "this program"),
                    None => problem,
                }
            }
        }
    }
}

/// `even when nothing is varied, and with: time, cpus`.
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
