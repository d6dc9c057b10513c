//! What diagnostic codes, lints and limits mean.

use std::io::{self, Write};

use crate::diagnostic::Code;
use crate::diagnostic::wrap::wrap;
use crate::limits::{self, Limit};
use crate::lint::{Applies, Lint};
use crate::lints::catalog;
use crate::ops::explain::{Topic, codes};
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
        Topic::Codes(found) => found.iter().enumerate().try_for_each(|(number, code)| {
            if number > 0 {
                writeln!(out)?;
            }
            explain(*code, out)
        }),
    }
}

fn explain(code: Code, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{code}\n")?;
    let Code::Lint(lint) = code else {
        return writeln!(out, "{}", wrap(code.explanation(), WIDTH));
    };
    writeln!(out, "{}\n\n{}\n", wrap(lint.summary, WIDTH), wrap(lint.explanation, WIDTH))?;
    if let Some(remedy) = catalog::remedy(lint) {
        writeln!(out, "{}\n", wrap(&format!("What to do: {remedy}."), WIDTH))?;
    }
    writeln!(out, "{}", wrap(&level(lint), WIDTH))
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
