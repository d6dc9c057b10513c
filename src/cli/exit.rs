//! How a command ends.

use std::io;
use std::process::ExitCode;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::error::Error;

/// The exit codes, the same for every command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, or the same: 0.
    Done,
    /// A finding: 1.
    Finding,
    /// The command could not do its work: 2.
    Trouble,
}

impl Exit {
    /// The end of a command that did its work.
    pub fn finding_if(is_finding: bool) -> Self {
        if is_finding { Self::Finding } else { Self::Done }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Finding => 1,
            Exit::Trouble => 2,
        })
    }
}

/// Why a command could not do its work.
pub enum Failure {
    /// Problems that are still to be told.
    Problems(Diagnostics),
    /// Everything was reported already.
    #[cfg_attr(not(feature = "vary"), expect(dead_code, reason = "a child of `vary` reports by itself"))]
    Reported,
    /// Whoever read our output has gone; that is no failure of ours.
    ClosedPipe,
}

impl From<Diagnostics> for Failure {
    fn from(problems: Diagnostics) -> Self {
        Self::Problems(problems)
    }
}

impl From<Diagnostic> for Failure {
    fn from(problem: Diagnostic) -> Self {
        Self::Problems(problem.into())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Diagnostic::from(error).into()
    }
}

impl Failure {
    /// The messages of problems that were not reported yet.
    #[cfg(feature = "vary")]
    pub fn messages(&self) -> Vec<String> {
        match self {
            Self::Problems(problems) => problems.iter().map(|problem| problem.message.clone()).collect(),
            Self::Reported | Self::ClosedPipe => Vec::new(),
        }
    }

    /// For `map_err` on writes to standard output.
    pub fn output(cause: io::Error) -> Self {
        if cause.kind() == io::ErrorKind::BrokenPipe {
            return Self::ClosedPipe;
        }
        Error::new("write", "standard output", cause).into()
    }
}
