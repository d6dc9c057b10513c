//! `[[generate]]`.

use std::collections::BTreeMap;

use super::context::Check;
use super::names;
use crate::diagnostic::{Code, Diagnostic};
use crate::glob::Anchor;
use crate::manifest::Generate;
use crate::manifest::Spanned;
use crate::manifest::raw;
use crate::manifest::spanned::Span;

pub(super) fn check(check: &mut Check<'_>, raw: Vec<Spanned<raw::Generate>>) -> Option<Vec<Generate>> {
    let mut names: BTreeMap<String, Span> = BTreeMap::new();
    let mut steps = Vec::new();
    for raw in raw {
        let step = step(check, raw.into_inner());
        if let Some(Generate { name, .. }) = &step
            && let Some(first) = names.insert(name.get_ref().clone(), name.span())
        {
            check.push(same_name(name.get_ref(), first, name.span()));
        }
        steps.push(step);
    }
    steps.into_iter().collect()
}

fn step(check: &mut Check<'_>, raw: raw::Generate) -> Option<Generate> {
    let name = raw.name.and_then(|name| names::release(check, name, "generate.name"));
    let run = raw.run.map(|run| run.map(|arguments| arguments.0));
    let run = run.and_then(|run| check.filled(run, "generate.run", "[\"blurb\", \"merge\"]"));
    let run = run.and_then(|run| command(check, run));
    let outputs = raw
        .outputs
        .and_then(|outputs| check.filled(outputs, "generate.outputs", "[\"Misc/NEWS\"]"))
        .and_then(|outputs| check.patterns(outputs, Anchor::Top));
    Some(Generate { name: name?, run: run?, outputs: outputs? })
}

/// The program must have a name; arguments may be empty.
fn command(check: &mut Check<'_>, run: Vec<Spanned<String>>) -> Option<Vec<Spanned<String>>> {
    let mut words = run.into_iter();
    let program = check.path(words.next()?, "generate.run")?;
    Some([program].into_iter().chain(words).collect())
}

fn same_name(name: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestSameName, format!("two steps have the name `{name}`"))
        .label(second, "the same name again")
        .label(first, "given here first")
        .help("give each step its own name")
}
