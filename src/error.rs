//! An operation that failed: what was tried, on what, and why.

use std::io;
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::path::shown;

/// An operation on the outside world that failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system refused.
    #[error("failed to {action} `{subject}`: {cause}")]
    System {
        /// A verb in its plain form, with its particles: "read", "create a temporary file for".
        action: &'static str,
        /// The path, as it is shown to the user.
        subject: String,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// A file is not what it was when the plan was made.
    #[error("`{path}` changed while it was being packed: {change}")]
    Changed {
        /// Path below the source, as it is shown to the user.
        path: String,
        /// What was expected and what was found.
        change: String,
    },
    /// Something that is told in full already.
    #[error("{}", .0.message)]
    Reported(Box<Diagnostic>),
    /// The user or the system asked to stop.
    #[error("stopped before the work was done")]
    Cancelled,
}

impl Error {
    /// The operating system refused `action` on `subject`.
    pub fn new(action: &'static str, subject: impl Into<String>, cause: io::Error) -> Self {
        let cause = match cause.downcast::<Self>() {
            // It is told in full already, by a reader that can only hand on what the system says.
            Ok(reported) => return reported,
            Err(cause) => cause,
        };
        Self::System { action, subject: subject.into(), cause }
    }

    /// For `map_err` on an operation on a path of the operating system.
    pub fn at(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let subject = shown(path).to_string();
        move |cause| Self::new(action, subject, cause)
    }
}

impl From<Diagnostic> for Error {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Reported(Box::new(diagnostic))
    }
}

impl From<Error> for Diagnostics {
    fn from(error: Error) -> Self {
        Diagnostic::from(error).into()
    }
}

impl From<Error> for Diagnostic {
    fn from(error: Error) -> Self {
        let code = match error {
            Error::Reported(diagnostic) => return *diagnostic,
            Error::System { ref cause, .. } if cause.kind() == io::ErrorKind::OutOfMemory => {
                return Diagnostic::error(Code::Memory, error.to_string()).help(
                    "raise the limit of the process, such as by `ulimit -v unlimited`, or use fewer threads with `-j 1`",
                );
            }
            Error::System { .. } => Code::Io,
            Error::Changed { .. } => Code::Changed,
            Error::Cancelled => Code::Cancelled,
        };
        Diagnostic::error(code, error.to_string())
    }
}
