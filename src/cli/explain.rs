//! `pkgr explain`: what a diagnostic code or a lint means.

use std::io::{self, Write};

use super::args::ExplainArgs;
use super::exit::{Exit, Failure};
use super::sink;
use crate::diagnostic::wrap::wrap;
use crate::diagnostic::{Code, Diagnostic};
use crate::limits::{self, Limit};
use crate::lint::{Applies, Lint};
use crate::lints::catalog;
use crate::path::Escaped;
use crate::sink::Syntax;
use crate::text::Grouped;

/// Columns of an explanation.
const WIDTH: usize = 80;

/// Prints the explanations of all codes that the name stands for, or the list of codes.
pub fn run(args: &ExplainArgs) -> Result<Exit, Failure> {
    let Some(name) = &args.code else {
        sink::print(Syntax::Text, |out| codes().try_for_each(|code| writeln!(out, "{code}")))?;
        return Ok(Exit::Done);
    };
    if name == "limits" {
        sink::print(Syntax::Text, |out| {
            limits::ALL.iter().try_for_each(|limit| {
                let Limit { name, value, unit, reason } = limit;
                writeln!(out, "{name}: {} {unit}\n{}\n", Grouped(*value), wrap(reason, WIDTH))
            })
        })?;
        return Ok(Exit::Done);
    }
    let found = find(name);
    if found.is_empty() {
        return Err(unknown(name).into());
    }
    sink::print(Syntax::Text, |out| {
        found.iter().enumerate().try_for_each(|(number, code)| {
            if number > 0 {
                writeln!(out)?;
            }
            explain(*code, out)
        })
    })?;
    Ok(Exit::Done)
}

/// All that can be explained: the codes, then the lints.
fn codes() -> impl Iterator<Item = Code> {
    Code::all().chain(catalog::all().map(Code::Lint))
}

/// The code of this name, with or without `pkgr::`, or else all codes whose last part it is.
fn find(name: &str) -> Vec<Code> {
    let bare = |code: &Code| code.id().trim_start_matches("pkgr::");
    if let Some(code) = codes().find(|code| code.id() == name || bare(code) == name) {
        return vec![code];
    }
    codes().filter(|code| last_part(*code) == name).collect()
}

fn last_part(code: Code) -> &'static str {
    code.id().rsplit("::").next().unwrap_or(code.id())
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
        Applies::Plans => format!("It looks at plans: {manifest} turns it off."),
        Applies::Archives => format!("It looks at archives: {option} turns it off."),
        Applies::Both => format!("It looks at plans and archives: {manifest}, or {option}, turns it off."),
    };
    format!("Level: {level}. {how}")
}

fn unknown(name: &str) -> Diagnostic {
    let score = |code: Code| {
        let whole = code.id().trim_start_matches("pkgr::");
        let name = name.trim_start_matches("pkgr::");
        strsim::jaro_winkler(whole, name).max(strsim::jaro_winkler(last_part(code), name))
    };
    let nearest = codes().max_by(|one, other| score(*one).total_cmp(&score(*other)));
    let message = format!("there is no code or lint `{}`", Escaped(name.as_bytes()));
    let diagnostic = Diagnostic::error(Code::UnknownCode, message);
    match nearest {
        Some(code) => diagnostic.help(format!("the nearest is `{code}`; `pkgr explain` lists all")),
        None => diagnostic,
    }
}
