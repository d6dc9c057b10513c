//! Everything that the program writes to its surroundings: standard output, standard error, reports,
//! the files of a CI job. No other module has a handle of these, and each passes through the filter of
//! [`sink`](crate::sink).

#![expect(
    clippy::disallowed_methods,
    reason = "the handles of standard output and standard error are here only"
)]

use std::backtrace::{Backtrace, BacktraceStatus};
use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use crate::artifact;
use crate::error::Error;
use crate::progress::Progress;
use crate::report::github::Annotation;
use crate::sink::{Syntax, filtered};

/// Whether standard output is a terminal.
#[must_use]
pub fn stdout_is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether standard error is a terminal.
#[must_use]
pub fn stderr_is_terminal() -> bool {
    io::stderr().is_terminal()
}

/// Columns of the terminal that standard error is; `None` if it is none, or does not say.
#[must_use]
pub fn stderr_width() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stderr()).ok()?;
    Some(usize::from(size.ws_col)).filter(|&columns| columns > 0)
}

/// Prints something beside the result on standard error, in one piece, so that it is not mixed with the output of
/// other processes. If standard error is closed, only this text is lost.
///
/// In [`Syntax::Colored`] the colours of the text pass; its values must be neutral already.
pub fn say(syntax: Syntax, text: &str) {
    let _ = whole(syntax, text).and_then(|text| io::stderr().lock().write_all(&text));
}

/// Gives the runner of a CI job a command: the one kind of text that is meant to be one.
pub fn annotate(annotation: &Annotation) {
    let _ = io::stderr().lock().write_all(annotation.line().as_bytes());
}

/// Writes the result to standard output.
///
/// # Errors
/// Returns an error if standard output cannot be written; a closed pipe is one too.
pub fn print(syntax: Syntax, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    filtered(&mut io::stdout().lock(), syntax, write)
}

/// Writes a report to a file, until `progress` is cancelled.
///
/// # Errors
/// Returns an error if the file cannot be written, or if `progress` is cancelled.
pub fn save(
    path: &Path,
    syntax: Syntax,
    progress: &dyn Progress,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Error> {
    artifact::save(path, progress, |out| filtered(out, syntax, write))
}

/// Adds to a file of a CI job. These files belong to the whole job, so the output of other steps stays.
///
/// # Errors
/// Returns an error if the file cannot be written, or if the syntax is [`Syntax::Exact`] and a character needs an
/// escape.
pub fn append(path: &Path, syntax: Syntax, text: &str) -> Result<(), Error> {
    let file = OpenOptions::new().append(true).create(true).open(path);
    file.and_then(|mut file| file.write_all(&whole(syntax, text)?)).map_err(Error::at("add to", path))
}

fn whole(syntax: Syntax, text: &str) -> io::Result<Vec<u8>> {
    let mut whole = Vec::with_capacity(text.len());
    filtered(&mut whole, syntax, |out| out.write_all(text.as_bytes()))?;
    Ok(whole)
}

/// Sends the message of a panic through the filter too, as it can quote what was read.
pub fn watch_panics() {
    std::panic::set_hook(Box::new(|info| {
        let trace = Backtrace::capture();
        let trace =
            if trace.status() == BacktraceStatus::Captured { format!("{trace}\n") } else { String::new() };
        say(Syntax::Text, &format!("{info}\n{trace}"));
    }));
}
