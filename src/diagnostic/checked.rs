//! A value, with everything that was found while it was made.

use super::Diagnostics;

/// A value and the diagnostics about it. The value is there if, and only if, none of them is an error.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Checked<T> {
    /// The value.
    pub value: Option<T>,
    /// Errors, warnings and notes, in the order in which they were found.
    pub diagnostics: Diagnostics,
}

impl<T> Checked<T> {
    /// A value that is kept only if none of the diagnostics is an error.
    pub fn new(value: Option<T>, diagnostics: Diagnostics) -> Self {
        // A value that was made in spite of errors must not be used by mistake.
        Self { value: value.filter(|_| !diagnostics.has_errors()), diagnostics }
    }

    /// The same diagnostics about another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Checked<U> {
        Checked { value: self.value.map(change), diagnostics: self.diagnostics }
    }

    /// The value with its warnings and notes.
    ///
    /// # Errors
    /// Returns all diagnostics if one of them is an error.
    pub fn ok(self) -> Result<(T, Diagnostics), Diagnostics> {
        match self.value {
            Some(value) => Ok((value, self.diagnostics)),
            None => Err(self.diagnostics),
        }
    }
}
