//! What the use case is given, and why it may end without a report.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::error::Error;
use crate::manifest::Generate;
use crate::ops::Loaded;
use crate::vary::Variation;

/// What to vary, and with which program.
#[derive(Clone)]
pub struct VaryInput<'a> {
    /// The manifest, its text and its place.
    pub loaded: &'a Loaded,
    /// The variations to try; all of them if there are none.
    pub only: &'a [Variation],
    /// Compress every time, and compare whole archives.
    pub full: bool,
    /// The pkgr program, which is started again for each build.
    pub program: PathBuf,
    /// Cores that this process may use.
    pub cores: NonZeroUsize,
    /// The time, in seconds since 1970; steps see a clock that stands still there.
    pub now: fn() -> i64,
    /// Names each step before the first one runs.
    pub announce: &'a dyn Fn(&Generate),
}

/// Why there is no report.
#[derive(Debug)]
pub enum VaryFailure {
    /// Problems of the manifest or of this machine.
    Problems(Diagnostics),
    /// A build with nothing varied failed; what it printed says why.
    Build {
        /// What it printed on standard error.
        printed: String,
    },
}

impl From<Diagnostics> for VaryFailure {
    fn from(problems: Diagnostics) -> Self {
        Self::Problems(problems)
    }
}

impl From<Error> for VaryFailure {
    fn from(error: Error) -> Self {
        Self::Problems(Diagnostic::from(error).into())
    }
}
