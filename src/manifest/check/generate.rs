//! `[[generate]]`.

use std::collections::BTreeMap;

use super::context::Check;
use super::{files, names};
use crate::diagnostic::{Code, Diagnostic};
use crate::glob::Anchor;
use crate::manifest::Spanned;
use crate::manifest::raw;
use crate::manifest::spanned::Span;
use crate::manifest::template::Variables;
use crate::manifest::{Argument, Generate, Template};

pub(super) fn check(
    check: &mut Check<'_>,
    raw: Vec<Spanned<raw::Generate>>,
    variables: Variables<'_>,
) -> Option<Vec<Generate>> {
    let mut names: BTreeMap<String, Span> = BTreeMap::new();
    let mut steps = Vec::new();
    for raw in raw {
        let step = step(check, raw.into_inner(), variables);
        if let Some(Generate { name, .. }) = &step
            && let Some(first) = names.insert(name.get_ref().clone(), name.span())
        {
            check.push(same_name(name.get_ref(), first, name.span()));
        }
        steps.push(step);
    }
    steps.into_iter().collect()
}

fn step(check: &mut Check<'_>, raw: raw::Generate, variables: Variables<'_>) -> Option<Generate> {
    let name = raw.name.and_then(|name| names::release(check, name, "generate.name"));
    let run = raw.run.map(|run| run.map(|arguments| arguments.0));
    let run = run.and_then(|run| check.filled(run, "generate.run", "[\"blurb\", \"merge\"]"));
    let run = run.and_then(|run| command(check, run, variables));
    let outputs = raw
        .outputs
        .and_then(|outputs| check.filled(outputs, "generate.outputs", "[\"Misc/NEWS\"]"))
        .and_then(|outputs| check.patterns(outputs, Anchor::Top));
    let history = history(check, raw.history.as_ref());
    Some(Generate { name: name?, run: run?, outputs: outputs?, history: history? })
}

fn history(check: &mut Check<'_>, raw: Option<&Spanned<bool>>) -> Option<bool> {
    let Some(asked) = raw.filter(|asked| *asked.get_ref()) else { return Some(false) };
    check.need_git(asked.span(), "`history = true`").map(|()| true)
}

/// The program must have a name; arguments may be empty.
fn command(
    check: &mut Check<'_>,
    run: Vec<Spanned<String>>,
    variables: Variables<'_>,
) -> Option<Vec<Spanned<Argument>>> {
    let mut words = run.into_iter();
    let program = check.path(words.next()?, "generate.run").and_then(|text| argument(check, text, variables));
    let arguments: Vec<_> = words.map(|text| argument(check, text, variables)).collect();
    std::iter::once(program).chain(arguments).collect()
}

fn argument(
    check: &mut Check<'_>,
    text: Spanned<String>,
    variables: Variables<'_>,
) -> Option<Spanned<Argument>> {
    let template = files::parsed(check, &text, Template::parse_command(text.get_ref(), variables))?;
    Some(text.map(|text| Argument { text, template }))
}

fn same_name(name: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestSameName, format!("two steps have the name `{name}`"))
        .label(second, "the same name again")
        .label(first, "given here first")
        .help("give each step its own name")
}
