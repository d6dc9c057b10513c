//! Inputs in the places of keys, before anything else is checked: whatever comes later sees one manifest.

use super::context::Check;
use crate::diagnostic::{Code, Diagnostic, SourceText};
use crate::manifest::inputs::{AppliedInput, AppliedInputs, InputKey};
use crate::manifest::spanned::Span;
use crate::manifest::{Spanned, raw};

/// Puts each input in its place. Their spans are those of the arguments of `text`.
pub(in crate::manifest) fn apply(
    check: &mut Check<'_>,
    raw: &mut raw::Manifest,
    text: &SourceText,
    inputs: &AppliedInputs,
) {
    for (number, input) in inputs.each().into_iter().enumerate() {
        let value = Spanned::from_input(text.argument_span(number), &input);
        if input.key == InputKey::Version {
            raw.package.get_or_insert_default().version = Some(value);
            continue;
        }
        let Some(source) = &mut raw.source else { continue };
        match &source.get_ref().directory {
            Some(directory) if source.get_ref().git.is_none() => {
                check.push(no_commit(&input, directory.span()));
            }
            _ => put(source, &input, value),
        }
    }
}

fn put(source: &mut Spanned<raw::Source>, input: &AppliedInput, value: Spanned<String>) {
    let span = source.span();
    let source = source.get_mut();
    if input.key == InputKey::Rev {
        source.rev = Some(value);
        return;
    }
    let expect = source.expect.get_or_insert_with(|| Spanned::new(span, raw::Expect::default()));
    // A plan can be forged, and must not lift what the manifest pins: only a person at the command line does.
    if expect.get_ref().commit.is_none() || !input.is_only_planned {
        expect.get_mut().commit = Some(value);
    }
}

fn no_commit(input: &AppliedInput, directory: Span) -> Diagnostic {
    let option = input.key.option();
    Diagnostic::error(Code::ManifestConflict, format!("`{input}` needs a git source"))
        .label(directory, "a directory has no commit")
        .help(format!("leave out `{option}`, or write `git = \".\"` and `rev` in place of `directory`"))
}
