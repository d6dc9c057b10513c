//! Everything that the program writes to its surroundings: standard output, standard error, reports,
//! the files of a CI job. No other module has a handle of these, and each passes through the filter of
//! [`sink`](crate::sink).

use std::backtrace::{Backtrace, BacktraceStatus};
use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};

use super::exit::{Exit, Failure};
use crate::artifact;
use crate::error::Error;
use crate::progress::Progress;
use crate::report::github::Annotation;
use crate::sink::{Syntax, filtered, neutral};

/// Whether standard error is a terminal.
pub fn stderr_is_terminal() -> bool {
    io::stderr().is_terminal()
}

/// Says something beside the result. A closed standard error loses it and nothing else.
pub fn say(text: &str) {
    complain(Syntax::Text, text);
}

/// The same with the colours that the text has; what stands between them was made neutral before.
pub fn say_colored(text: &str) {
    complain(Syntax::Colored, text);
}

/// Gives the runner of a CI job a command: the one kind of text that is meant to be one.
pub fn annotate(annotation: &Annotation) {
    let _ = io::stderr().lock().write_all(annotation.line().as_bytes());
}

/// Writes the result to standard output.
pub fn print(syntax: Syntax, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    filtered(&mut io::stdout().lock(), syntax, write).map_err(Failure::output)
}

/// Writes a report to a file, until `progress` is cancelled.
pub fn save(
    path: &Path,
    syntax: Syntax,
    progress: &dyn Progress,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Error> {
    artifact::save(path, progress, |out| filtered(out, syntax, write))
}

/// Adds to a file of a CI job. These files belong to the whole job: what other steps put there stays.
pub fn append(path: &Path, syntax: Syntax, text: &str) -> Result<(), Error> {
    let file = OpenOptions::new().append(true).create(true).open(path);
    file.and_then(|mut file| file.write_all(&whole(syntax, text)?)).map_err(Error::at("add to", path))
}

/// In one piece, so that it is not mixed with what other processes say.
fn complain(syntax: Syntax, text: &str) {
    let _ = whole(syntax, text).and_then(|text| io::stderr().lock().write_all(&text));
}

fn whole(syntax: Syntax, text: &str) -> io::Result<Vec<u8>> {
    let mut whole = Vec::with_capacity(text.len());
    filtered(&mut whole, syntax, |out| out.write_all(text.as_bytes()))?;
    Ok(whole)
}

/// Lets the words of a defect in this program pass through the filter too: they can quote what was read.
pub fn watch_panics() {
    std::panic::set_hook(Box::new(|info| {
        let trace = Backtrace::capture();
        let trace =
            if trace.status() == BacktraceStatus::Captured { format!("{trace}\n") } else { String::new() };
        say(&format!("{info}\n{trace}"));
    }));
}

/// Ends a run whose arguments are wrong, or ask for help or for the version.
pub fn usage(error: clap::Error, no_color: bool) -> ExitCode {
    let error = harmless(error);
    let is_terminal =
        if error.use_stderr() { io::stderr().is_terminal() } else { io::stdout().is_terminal() };
    let (text, syntax) = if is_terminal && !no_color {
        (error.render().ansi().to_string(), Syntax::Colored)
    } else {
        (error.render().to_string(), Syntax::Text)
    };
    if error.use_stderr() {
        complain(syntax, &text);
    } else {
        let _ = print(syntax, |out| out.write_all(text.as_bytes()));
    }
    let exit = if error.exit_code() == 0 { Exit::Done } else { Exit::Trouble };
    exit.into()
}

/// Makes what the error quotes of the arguments neutral before it is coloured.
fn harmless(mut error: clap::Error) -> clap::Error {
    let context: Vec<(ContextKind, ContextValue)> =
        error.context().map(|(kind, value)| (kind, value.clone())).collect();
    for (kind, value) in context {
        // The usage is made of the program's own words.
        if kind != ContextKind::Usage {
            error.insert(kind, quoted(value));
        }
    }
    error
}

fn quoted(value: ContextValue) -> ContextValue {
    match value {
        ContextValue::String(text) => ContextValue::String(one_line(&text)),
        ContextValue::Strings(texts) => {
            ContextValue::Strings(texts.iter().map(|text| one_line(text)).collect())
        }
        ContextValue::StyledStr(text) => ContextValue::StyledStr(neutral(&text.to_string()).into()),
        ContextValue::StyledStrs(texts) => {
            ContextValue::StyledStrs(texts.iter().map(|text| neutral(&text.to_string()).into()).collect())
        }
        other => other,
    }
}

/// An argument has no line ends of its own to show.
fn one_line(text: &str) -> String {
    neutral(text).replace('\n', "\\n")
}
