//! An operation that failed: what was tried, on what, and why.

use std::io;
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic};

/// An operation on the outside world that failed.
#[derive(Debug, thiserror::Error)]
#[error("failed to {action} `{subject}`: {cause}")]
pub struct Error {
    action: &'static str,
    subject: String,
    #[source]
    cause: io::Error,
}

impl Error {
    /// `action` is a verb in its plain form: "read", "create".
    pub fn new(action: &'static str, subject: impl Into<String>, cause: io::Error) -> Self {
        Self { action, subject: subject.into(), cause }
    }

    /// For `map_err` on an operation on a path of the operating system.
    pub fn at(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let subject = path.display().to_string();
        move |cause| Self::new(action, subject, cause)
    }
}

impl From<Error> for Diagnostic {
    fn from(error: Error) -> Self {
        Diagnostic::error(Code::Io, error.to_string())
    }
}
