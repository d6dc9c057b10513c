//! The command line: arguments become calls of [`ops`], their results go to [`report`],
//! and the outcome becomes an exit code.

#[cfg(feature = "git")]
mod audit;
mod build;
mod diff;
mod exit;
mod init;
mod lint;
mod plan;
mod session;
mod usage;
#[cfg(feature = "vary")]
mod vary;
mod verify;

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

#[cfg(feature = "vary")]
use crate::arguments::ChildArguments;
use crate::arguments::{self, Arguments, Command};
use exit::{Exit, Failure};
use session::{Session, print};

use crate::manifest::Inputs;
use crate::ops;
use crate::report;
use crate::sink::Syntax;
use crate::terminal::{Environment, environment, output, signals};

pub use crate::arguments::command;

/// Runs the program on the arguments of this process.
#[must_use]
pub fn run() -> ExitCode {
    output::watch_panics();
    let environment = Environment::of_process();
    let wish = environment.color;
    let exit = carry_out(&environment::arguments(), environment);
    let exit = exit.unwrap_or_else(|wrong| usage::conclude(wrong, wish));
    signals::raise_pending();
    exit.into()
}

fn carry_out(arguments: &[OsString], environment: Environment) -> Result<Exit, clap::Error> {
    #[cfg(feature = "vary")]
    {
        if let Some(child) = ChildArguments::parse(arguments) {
            let ChildArguments { global, args } = child?;
            let session = Session::new(global, environment, None);
            return Ok(session.conclude(vary::child::run(&session, args)));
        }
    }
    let Arguments { global, command } = usage::parse(arguments)?;
    let session = Session::new(global, environment, None);
    Ok(session.conclude(dispatch(&session, command)))
}

fn dispatch(session: &Session, command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Init(args) => init::run(session, &args),
        Command::Plan(args) => plan::run(session, &args),
        Command::Build(args) => build::run(session, &args),
        Command::Verify(args) => verify::run(session, &args),
        Command::Lint(args) => lint::run(session, &args),
        Command::Diff(args) => diff::run(session, &args),
        #[cfg(feature = "git")]
        Command::Audit(args) => audit::run(session, &args),
        #[cfg(feature = "vary")]
        Command::Vary(args) => vary::run(session, &args),
        Command::Check { file } => {
            let file = file.map_or_else(|| session.manifest(), |file| session.path(&file));
            let manifest = session.load_from(&file, Inputs::default())?.manifest;
            print(Syntax::Text, |out| report::check::text(&file, &manifest, out))
        }
        Command::Explain { code } => {
            let topic = ops::explain::look_up(code.as_deref())?;
            print(Syntax::Text, |out| report::explain::text(&topic, out))
        }
        Command::Schema { document } => print(Syntax::Json, |out| out.write_all(document.text().as_bytes())),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut arguments::command(), "pkgr", &mut script);
            print(Syntax::Exact, |out| out.write_all(&script))
        }
        Command::Man { output: Some(directory), .. } => manual(session, &directory),
        Command::Man { command, .. } => {
            let page = command.as_deref().unwrap_or("pkgr");
            print(Syntax::Exact, |out| report::manual::write(arguments::command(), page, out))
        }
    }
}

/// Writes every manual page.
fn manual(session: &Session, directory: &Path) -> Result<Exit, Failure> {
    for page in report::manual::names(&arguments::command()) {
        let path = session.path(directory).join(format!("{page}.1"));
        let write = |out: &mut dyn Write| report::manual::write(arguments::command(), &page, out);
        output::save(&path, Syntax::Exact, &session.reporter.progress(), write)?;
    }
    Ok(Exit::Done)
}
