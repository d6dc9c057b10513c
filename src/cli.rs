//! The command line: the only place that knows a terminal, a clock, an environment and exit codes.

#![expect(
    clippy::disallowed_methods,
    reason = "the surroundings of the process are read here, once, and handed down as values"
)]

mod args;
#[cfg(feature = "git")]
mod audit;
mod build;
mod check;
mod diff;
mod env;
mod exit;
mod explain;
mod github;
mod lint;
mod manual;
mod plan;
mod progress;
mod schema;
mod session;
mod signals;
mod sink;
#[cfg(feature = "vary")]
mod vary;
mod verify;

use std::path::Path;
use std::process::ExitCode;

use clap::Parser as _;

#[cfg(feature = "vary")]
use args::ChildArguments;
use args::{Arguments, Command};
use env::Env;
use exit::{Exit, Failure};
use session::Session;

use crate::path;

pub use args::command;

/// Runs the program on the arguments of this process.
#[must_use]
pub fn run() -> ExitCode {
    sink::watch_panics();
    let env = Env::of_process();
    let no_color = env.no_color;
    let code = carry_out(env).map_or_else(|wrong| sink::usage(wrong, no_color), Into::into);
    signals::raise_pending();
    code
}

fn carry_out(env: Env) -> Result<Exit, clap::Error> {
    #[cfg(feature = "vary")]
    {
        if let Some(child) = ChildArguments::of_process() {
            let ChildArguments { global, args } = child?;
            let session = Session::new(global, env);
            return Ok(session.conclude(vary::child::run(&session, args)));
        }
    }
    let Arguments { global, command } = Arguments::try_parse().map_err(with_bytes)?;
    let session = Session::new(global, env);
    Ok(session.conclude(dispatch(&session, command)))
}

/// clap quotes U+FFFD for bytes that are not UTF-8, so that two arguments can look the same. What is wrong with
/// the arguments is wrong too where such bytes are escaped, and then the error shows them.
fn with_bytes(wrong: clap::Error) -> clap::Error {
    let arguments = std::env::args_os().map(|argument| match argument.to_str() {
        Some(_) => argument,
        None => path::shown(Path::new(&argument)).to_string().into(),
    });
    match Arguments::try_parse_from(arguments) {
        Err(shown) if wrong.exit_code() != 0 && shown.exit_code() != 0 => shown,
        _ => wrong,
    }
}

fn dispatch(session: &Session, command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Plan(args) => plan::run(session, &args),
        Command::Build(args) => build::run(session, &args),
        Command::Verify(args) => verify::run(session, &args),
        Command::Lint(args) => lint::run(session, &args),
        Command::Diff(args) => diff::run(session, &args),
        #[cfg(feature = "git")]
        Command::Audit(args) => audit::run(session, &args),
        #[cfg(feature = "vary")]
        Command::Vary(args) => vary::run(session, &args),
        Command::Check => check::run(session),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => manual::completions(&args),
        Command::Man => manual::man(),
        Command::Explain(args) => explain::run(&args),
    }
}
