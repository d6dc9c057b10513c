//! Consent: whether a command may run the programs that a manifest names.
//!
//! A manifest can come from anybody, and looking at it must not run anything. `build` and `vary` run
//! its steps, as that is what they were asked for, and name each command first; commands that only look
//! run them with `--run-steps` alone.

use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Manifest;
use crate::source::generate::command_line;

/// Whether the steps of the manifest may be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent<'a> {
    /// The command or a flag asks for it.
    Given,
    /// It was not given: the command that would need it, as the user types it with the flag.
    Missing {
        /// What needs the files that the steps make.
        what: &'a str,
        /// The command that is given it.
        command: &'a str,
    },
    /// `--no-steps` refuses it.
    Denied,
}

/// Why the steps are not run; `None` if they may be, or if there are none.
#[must_use]
pub fn refused(manifest: &Manifest, consent: Consent<'_>) -> Option<Diagnostic> {
    let first = manifest.generate.first()?;
    let (message, help) = match consent {
        Consent::Given => return None,
        Consent::Missing { what, command } => (
            format!(
                "{what} needs files that the manifest's steps make, and only `--run-steps` lets it run them"
            ),
            format!("read the commands; if you trust them, `{command}` runs them"),
        ),
        Consent::Denied => (
            "the manifest has steps, and `--no-steps` lets none run".to_owned(),
            "remove `--no-steps` if you trust the commands".to_owned(),
        ),
    };
    let steps = manifest.generate.iter();
    let commands = steps.map(|step| format!("\n  step `{}`: [{}]", step.name.get_ref(), command_line(step)));
    let problem = Diagnostic::error(Code::GenerateNotRun, message + &commands.collect::<String>());
    Some(problem.label(first.run[0].span(), "a program that would be run").help(help))
}
