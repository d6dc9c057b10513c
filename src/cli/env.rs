//! What the process is told by its surroundings, read once.

use std::ffi::OsString;
use std::num::NonZeroUsize;

use super::github::GitHub;
use super::sink;
use crate::source::generate::PinnedEnvironment;

/// Surroundings as plain values.
pub struct Env {
    /// `SOURCE_DATE_EPOCH`, as it stands.
    pub source_date_epoch: Option<String>,
    /// `PATH`: where programs of `[[generate]]` steps are looked for.
    pub path: Option<OsString>,
    /// `NO_COLOR` is set and not empty, or the terminal says it is dumb.
    pub no_color: bool,
    /// Whether standard error is a terminal.
    pub stderr_is_terminal: bool,
    /// Present in a job of GitHub Actions.
    pub github: Option<GitHub>,
    /// Cores that may be used.
    pub cores: NonZeroUsize,
    /// What `vary` decides about the surroundings of steps.
    pub held: Option<PinnedEnvironment>,
}

impl Env {
    /// Reads the surroundings of this process.
    pub fn of_process() -> Self {
        let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        Self {
            source_date_epoch: std::env::var_os("SOURCE_DATE_EPOCH")
                .map(|value| value.to_string_lossy().into_owned()),
            path: variable("PATH"),
            no_color: variable("NO_COLOR").is_some() || variable("TERM").is_some_and(|term| term == "dumb"),
            stderr_is_terminal: sink::stderr_is_terminal(),
            github: (std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")).then(|| {
                GitHub {
                    workspace: variable("GITHUB_WORKSPACE").map(Into::into),
                    output: variable("GITHUB_OUTPUT").map(Into::into),
                    summary: variable("GITHUB_STEP_SUMMARY").map(Into::into),
                }
            }),
            cores: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            held: None,
        }
    }
}
