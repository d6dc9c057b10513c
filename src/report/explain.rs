//! What diagnostic codes, lints, keys of a manifest and limits mean.

use std::io::{self, Write};

use crate::diagnostic::Code;
use crate::diagnostic::wrap::wrap;
use crate::limits::{self, Limit};
use crate::lint::{Applies, Lint};
use crate::lints::catalog;
use crate::manifest::{DocumentedKey, DocumentedWord};
use crate::ops::explain::{KeyWord, Topic, codes};
use crate::text::Grouped;

/// Columns of an explanation.
const WIDTH: usize = 80;

/// Writes the explanations of a topic.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn text(topic: &Topic, out: &mut dyn Write) -> io::Result<()> {
    match topic {
        Topic::Everything => codes().try_for_each(|code| writeln!(out, "{code}")),
        Topic::Limits => limits::ALL.iter().try_for_each(|limit| {
            let Limit { name, value, unit, reason } = limit;
            writeln!(out, "{name}: {} {unit}\n{}\n", Grouped(*value), wrap(reason, WIDTH))
        }),
        Topic::Named { codes, keys, words } => {
            let codes = codes.iter().map(|code| explain(*code));
            let paragraphs: Vec<String> =
                codes.chain(keys.iter().map(key)).chain(words.iter().map(word)).collect();
            write!(out, "{}", paragraphs.join("\n"))
        }
    }
}

fn explain(code: Code) -> String {
    let Code::Lint(lint) = code else {
        return format!("{code}\n\n{}\n", wrap(code.explanation(), WIDTH));
    };
    let remedy = catalog::remedy(lint).map(|remedy| format!("What to do: {remedy}."));
    let parts = [Some(lint.summary.to_owned()), Some(lint.explanation.to_owned()), remedy, Some(level(lint))];
    let parts: Vec<String> = parts.into_iter().flatten().map(|part| wrap(&part, WIDTH)).collect();
    format!("{code}\n\n{}\n", parts.join("\n\n"))
}

/// A key of the manifest: its meaning, and what its value may be.
fn key(key: &DocumentedKey) -> String {
    let value = format!("Value: {}{}", key.form, if key.is_required { "; required" } else { "" });
    let words = key.words.iter().map(|DocumentedWord { word, meaning }| Some(format!("  {word}: {meaning}")));
    let rest = [
        key.default.as_ref().map(|value| format!("Default: {value}")),
        key.example.as_ref().map(|value| format!("Example: {} = {value}", key.name())),
        key.changes.as_ref().map(|changes| format!("Changes: {changes}")),
    ];
    let facts = [Some(value)].into_iter().chain(words).chain(rest).flatten();
    let facts: Vec<String> = facts.map(|fact| wrap(&fact, WIDTH)).collect();
    format!("`{}` in a manifest\n\n{}\n\n{}\n", key.path, wrap(&key.description, WIDTH), facts.join("\n"))
}

/// A word that is a value of a key.
fn word(KeyWord { key, word }: &KeyWord) -> String {
    let DocumentedWord { word, meaning } = word;
    format!("`{word}`, a value of `{key}` in a manifest\n\n{}\n", wrap(meaning, WIDTH))
}

/// The level of a lint, and how to change it.
fn level(lint: &Lint) -> String {
    let (name, level) = (lint.name(), lint.level.name());
    let manifest = format!("`{name} = \"allow\"` in `[lints]` of a manifest");
    let option = format!("`pkgr lint --allow {name}`");
    let how = match lint.applies {
        Applies::Plans => format!("It checks plans: {manifest} turns it off."),
        Applies::Archives => format!("It checks archives: {option} turns it off."),
        Applies::Both => format!("It checks plans and archives: {manifest}, or {option}, turns it off."),
    };
    format!("Level: {level}. {how}")
}
