//! `[files]`, and templates in general.

use super::context::Check;
use super::overrides;
use crate::diagnostic::{Code, Diagnostic};
use crate::glob::Anchor;
use crate::manifest::Spanned;
use crate::manifest::raw;
use crate::manifest::spanned::Span;
use crate::manifest::template::{TemplateFault, TemplateFaultKind, Variables};
use crate::manifest::words::Shown;
use crate::manifest::{Files, Template};
use crate::object_id::ObjectId;
use crate::path::{EntryPath, PathFault};

/// The default of `prefix`.
const PREFIX: &str = "{name}-{version}";

pub(super) fn check(
    check: &mut Check<'_>,
    raw: Spanned<raw::Files>,
    variables: Variables<'_>,
) -> Option<Files> {
    let default = || Spanned::new(raw.span(), PREFIX.to_owned());
    let prefix = prefix(check, &raw.get_ref().prefix.clone().unwrap_or_else(default), variables);
    let raw = raw.into_inner();
    let include = raw
        .include
        .and_then(|patterns| check.filled(patterns, "files.include", "[\"**\"]"))
        .and_then(|patterns| check.patterns(patterns, Anchor::Top));
    let exclude = check.patterns(raw.exclude.unwrap_or_default(), Anchor::Anywhere);
    let require = check.patterns(raw.require.unwrap_or_default(), Anchor::Top);
    let no_entry = overrides::paths(check, raw.no_entry.unwrap_or_default());
    Some(Files {
        prefix: prefix?,
        include: include?,
        exclude: exclude?,
        require: require?,
        empty_directories: raw.empty_directories.unwrap_or(false),
        parents: raw.parents.is_none_or(|parents| *parents.get_ref()),
        no_entry: no_entry?,
    })
}

/// A template and its expansion, with zeros for the commit, which is not known yet.
pub(super) fn template(
    check: &mut Check<'_>,
    text: &Spanned<String>,
    variables: Variables<'_>,
) -> Option<(Spanned<Template>, String)> {
    let template = parsed(check, text, Template::parse(text.get_ref(), variables))?;
    // Which digits does not matter: only whether the result is a valid path is checked.
    let expanded = template.expand(ObjectId::parse(&"0".repeat(40)));
    Some((Spanned::new(text.span(), template), expanded))
}

/// The template that a text is, if it is one, and if its commit is known.
pub(super) fn parsed(
    check: &mut Check<'_>,
    text: &Spanned<String>,
    parsed: Result<Template, TemplateFault>,
) -> Option<Template> {
    let template = match parsed {
        Ok(template) => template,
        Err(fault) => {
            let span = check.within(text, fault.offset, fault.length);
            check.push(bad_template(text.get_ref(), span, fault));
            return None;
        }
    };
    if template.needs_commit() {
        check.need_git(text.span(), &format!("the template `{}`", Shown(text.get_ref())))?;
    }
    Some(template)
}

/// The text of a template that must be known before the commit is: it can use the name and the version.
pub(super) fn early_template(
    check: &mut Check<'_>,
    text: &Spanned<String>,
    variables: Variables<'_>,
) -> Option<Spanned<String>> {
    let template = match Template::parse(text.get_ref(), variables) {
        Ok(template) if !template.needs_commit() => template,
        Ok(_) => {
            check.push(names_commit(text));
            return None;
        }
        Err(fault) => {
            let span = check.within(text, fault.offset, fault.length);
            let problem = bad_template(text.get_ref(), span, fault);
            check.push(if text.input().is_some() { problem.help(early_help(text)) } else { problem });
            return None;
        }
    };
    Some(text.with(template.expand(None)))
}

fn early_help(text: &Spanned<String>) -> String {
    let example =
        text.input().map_or_else(String::new, |key| format!(", as in `{}`", key.argument("v{version}")));
    format!("use `{{name}}` and `{{version}}`{example}")
}

fn names_commit(text: &Spanned<String>) -> Diagnostic {
    let message = format!("the template `{}` uses the commit, which is not known yet", Shown(text.get_ref()));
    Diagnostic::error(Code::ManifestTemplate, message)
        .label(text.span(), "read before the commit is known")
        .help(early_help(text))
}

fn prefix(
    check: &mut Check<'_>,
    text: &Spanned<String>,
    variables: Variables<'_>,
) -> Option<Spanned<Template>> {
    let (template, expanded) = template(check, text, variables)?;
    // Written on purpose: a template with variables is never empty.
    if text.get_ref().is_empty() {
        return Some(template);
    }
    match EntryPath::parse(expanded.as_str()) {
        Ok(_) => Some(template),
        Err(fault) => {
            check.push(bad_prefix(text, &expanded, fault));
            None
        }
    }
}

fn bad_template(text: &str, span: Span, fault: TemplateFault) -> Diagnostic {
    let name = &text[fault.offset..fault.offset + fault.length];
    let (what, label, help) = match fault.kind {
        TemplateFaultKind::Unknown => (
            format!("there is no template variable `{}`", Shown(name)),
            "unknown variable",
            format!(
                "known are `{{name}}`, `{{version}}`, `{{commit}}` and `{{short-commit}}`; write `{{{}}}` for the \
                 braces themselves",
                Shown(name)
            ),
        ),
        TemplateFaultKind::Unclosed => (
            format!("the template `{}` has a `{{` without its `}}`", Shown(text)),
            "opened here",
            "close it, or write `{{` for the brace itself".to_owned(),
        ),
        TemplateFaultKind::Stray => (
            format!("the template `{}` has a `}}` without its `{{`", Shown(text)),
            "closes nothing",
            "open it, or write `}}` for the brace itself".to_owned(),
        ),
    };
    Diagnostic::error(Code::ManifestTemplate, what).label(span, label).help(help)
}

fn bad_prefix(text: &Spanned<String>, expanded: &str, fault: PathFault) -> Diagnostic {
    let help = match fault {
        PathFault::EmptyPart => "write one slash between two names and none at the end",
        _ => "write the name of the top directory, such as `{name}-{version}`",
    };
    Diagnostic::error(Code::ManifestPrefix, format!("the prefix `{}` {fault}", Shown(expanded)))
        .label(text.span(), format!("{fault}"))
        .help(help)
}
