//! Consent: whether a command may run the programs that a manifest names.
//!
//! A manifest can come from anybody, so inspecting it must not run anything. `build` and `vary` run its
//! steps, because that is their purpose, and name each command first; commands that only inspect run them with
//! `--run-steps` only.

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
    /// `--no-steps` forbids it.
    Denied,
}

impl<'a> Consent<'a> {
    /// The consent of a command that runs steps with `--run-steps` only.
    #[must_use]
    pub fn by_flag(is_given: bool, what: &'a str, command: &'a str) -> Self {
        if is_given { Self::Given } else { Self::Missing { what, command } }
    }
}

/// Why the steps are not run; `None` if they may run, or if there are none.
#[must_use]
pub fn without_consent(manifest: &Manifest, consent: Consent<'_>) -> Option<Diagnostic> {
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
