//! Failed operations: the action, its subject, and the cause.

use std::io;
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::path::shown;

/// A failed operation on a file or the system.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system returned an error.
    #[error("failed to {action} `{subject}`: {cause}")]
    System {
        /// A verb phrase that the subject completes: "read", "create a temporary file for".
        action: &'static str,
        /// The path, escaped for output.
        subject: String,
        /// The error of the system.
        #[source]
        cause: io::Error,
    },
    /// A file changed after the plan was made.
    #[error("`{path}` changed while it was being packed: {change}")]
    Changed {
        /// The path below the source, escaped for output.
        path: String,
        /// The expected and the actual value.
        change: String,
    },
    /// An error that already has a diagnostic.
    #[error("{}", .0.message)]
    Reported(Box<Diagnostic>),
    /// The user or a signal cancelled the operation.
    #[error("stopped before the work was done")]
    Cancelled,
}

impl Error {
    /// An error of the operating system in `action` on `subject`.
    pub fn new(action: &'static str, subject: impl Into<String>, cause: io::Error) -> Self {
        let cause = match cause.downcast::<Self>() {
            // A reader already made the diagnostic, and could return it only inside an `io::Error`.
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
            // Whichever operation met it, the remedy is the same.
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
