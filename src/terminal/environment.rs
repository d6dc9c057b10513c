//! The environment of the process, read once and passed on as values.

#![expect(
    clippy::disallowed_methods,
    reason = "the environment, the clock and the arguments are read here only"
)]

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::color::ColorWish;
use super::github::JobFiles;
use super::output;
use crate::error::Error;

/// Columns that text is laid out for at least; a narrower terminal breaks lines by itself.
const NARROWEST: usize = 60;

/// Columns that text is laid out for at most; longer lines are hard to read.
const WIDEST: usize = 160;

/// A snapshot of the environment.
pub struct Environment {
    /// `SOURCE_DATE_EPOCH`, unparsed.
    pub source_date_epoch: Option<String>,
    /// `PATH`: where programs of `[[generate]]` steps are looked for.
    pub path: Option<OsString>,
    /// Where the system puts temporary files.
    pub temporary: PathBuf,
    /// Whether variables ask for colours.
    pub color: ColorWish,
    /// `CI` is set: nobody watches.
    pub is_ci: bool,
    /// Whether standard error is a terminal.
    pub stderr_is_terminal: bool,
    /// Columns of the terminal that standard error is, as far as text becomes neither too narrow nor too wide to read.
    pub width: Option<usize>,
    /// Present in a job of GitHub Actions.
    pub github: Option<JobFiles>,
    /// Cores that may be used.
    pub cores: NonZeroUsize,
    /// `FAKETIME_SHARED`, by which processes share the clock of libfaketime.
    pub shared_clock: Option<OsString>,
}

impl Environment {
    /// Reads the environment of this process.
    #[must_use]
    pub fn of_process() -> Self {
        let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        Self {
            source_date_epoch: std::env::var_os("SOURCE_DATE_EPOCH")
                .map(|value| value.to_string_lossy().into_owned()),
            path: variable("PATH"),
            temporary: std::env::temp_dir(),
            color: ColorWish::of(variable),
            is_ci: variable("CI").is_some_and(|value| value != "false" && value != "0"),
            stderr_is_terminal: output::stderr_is_terminal(),
            // Of standard error, as that is where text is broken into lines; results go out as they are.
            width: output::stderr_width().map(|columns| columns.clamp(NARROWEST, WIDEST)),
            github: (std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")).then(|| {
                JobFiles {
                    workspace: variable("GITHUB_WORKSPACE").map(Into::into),
                    output: variable("GITHUB_OUTPUT").map(Into::into),
                    summary: variable("GITHUB_STEP_SUMMARY").map(Into::into),
                    reference: variable("GITHUB_REF").map(|name| name.to_string_lossy().into_owned()),
                }
            }),
            cores: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            shared_clock: std::env::var_os("FAKETIME_SHARED"),
        }
    }
}

/// The arguments of this process, the name of the program first.
#[must_use]
pub fn arguments() -> Vec<OsString> {
    std::env::args_os().collect()
}

/// The running program, by a path that works for other users too.
///
/// # Errors
/// Returns an error if the system does not know the program's path.
pub fn own_program() -> Result<PathBuf, Error> {
    let running = PathBuf::from("/proc/self/exe");
    if running.exists() {
        return Ok(running);
    }
    std::env::current_exe().map_err(Error::at("find", Path::new("pkgr")))
}

/// Seconds since 1970.
#[must_use]
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0))
}
