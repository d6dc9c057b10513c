//! What is wrong with a compressed stream, as the error of a reader.

use std::fmt;
use std::io;

/// A defect of a stream, with its place in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamFault {
    /// Bytes before it in the file.
    pub offset: u64,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for StreamFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at byte {} of the file: {}", self.offset, self.what)
    }
}

/// A fault as the error of a reader: [`StreamFault`] comes out of it again.
pub fn invalid(offset: u64, what: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, FaultError(StreamFault { offset, what: what.into() }))
}

/// The fault in a reader's error, if there is one.
#[must_use]
pub fn fault_of(error: &io::Error) -> Option<&StreamFault> {
    error.get_ref()?.downcast_ref().map(|FaultError(fault)| fault)
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct FaultError(StreamFault);
