//! What is wrong with a zip, with its place in the file.

use std::io;

use crate::container::inventory::{Ambiguity, Place};

/// Ambiguities that do not end the reading.
#[derive(Debug, Default)]
pub struct Notes(pub Vec<Ambiguity>);

impl Notes {
    /// Adds what is wrong at `offset`, in bytes from the beginning of the file.
    pub fn add(&mut self, offset: u64, what: impl Into<String>) {
        self.0.push(Ambiguity { place: Place::File(offset), what: what.into() });
    }
}

/// Why reading stops before the end.
#[derive(Debug)]
pub enum ZipError {
    /// Nothing after this can be trusted.
    Ambiguous(Ambiguity),
    /// The file cannot be read.
    Io(io::Error),
}

impl ZipError {
    /// An ambiguity at `offset`, in bytes from the beginning of the file.
    pub fn at(offset: u64, what: impl Into<String>) -> Self {
        Self::Ambiguous(Ambiguity { place: Place::File(offset), what: what.into() })
    }
}

impl From<io::Error> for ZipError {
    fn from(cause: io::Error) -> Self {
        Self::Io(cause)
    }
}
