//! `pkgr explain`: what a diagnostic code means.

use super::args::ExplainArgs;
use super::exit::{Exit, Failure};
use super::sink;
use crate::diagnostic::wrap::wrap;
use crate::diagnostic::{Code, Diagnostic};
use crate::limits::{self, Limit, grouped};
use crate::path::Escaped;
use crate::sink::Syntax;

/// Prints one explanation, or the list of codes.
pub fn run(args: &ExplainArgs) -> Result<Exit, Failure> {
    let Some(name) = &args.code else {
        sink::print(Syntax::Text, |out| Code::all().try_for_each(|code| writeln!(out, "{code}")))?;
        return Ok(Exit::Done);
    };
    if name == "limits" {
        sink::print(Syntax::Text, |out| {
            limits::ALL.iter().try_for_each(|limit| {
                let Limit { name, value, unit, reason } = limit;
                writeln!(out, "{name}: {} {unit}\n{}\n", grouped(*value), wrap(reason, 80))
            })
        })?;
        return Ok(Exit::Done);
    }
    let code = Code::find(name).ok_or_else(|| unknown(name))?;
    sink::print(Syntax::Text, |out| writeln!(out, "{code}\n\n{}", wrap(code.explanation(), 80)))?;
    Ok(Exit::Done)
}

fn unknown(name: &str) -> Diagnostic {
    let nearest = Code::all().max_by(|a, b| {
        let score = |code: &Code| {
            strsim::jaro_winkler(code.id().trim_start_matches("pkgr::"), name.trim_start_matches("pkgr::"))
        };
        score(a).total_cmp(&score(b))
    });
    let diagnostic =
        Diagnostic::error(Code::UnknownCode, format!("there is no code `{}`", Escaped(name.as_bytes())));
    match nearest {
        Some(code) => diagnostic.help(format!("the nearest is `{code}`; `pkgr explain` lists all")),
        None => diagnostic,
    }
}
