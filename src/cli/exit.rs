//! How a command ends.

use std::io;
use std::process::ExitCode;

use crate::diagnostic::Diagnostics;
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
    /// Problems that were not reported yet.
    Problems(Diagnostics),
    /// Everything was reported already.
    #[cfg_attr(not(feature = "vary"), expect(dead_code, reason = "a child of `vary` reports by itself"))]
    Reported,
    /// The reader of the output closed it, which is not a failure.
    ClosedPipe,
}

impl<P: Into<Diagnostics>> From<P> for Failure {
    fn from(problems: P) -> Self {
        Self::Problems(problems.into())
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
