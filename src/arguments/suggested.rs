//! Values that shells complete.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Command, Error};

use crate::lint::Lint;
use crate::lints::catalog;
use crate::ops::explain;

/// A value that `parse` decides on; `names` are completed, and are not all that it takes.
#[derive(Clone)]
pub struct Suggested<T: 'static> {
    parse: fn(&str) -> Result<T, String>,
    names: fn() -> Vec<String>,
}

/// A lint of archives.
pub fn lint() -> Suggested<&'static Lint> {
    Suggested {
        parse: |name| catalog::of_archives_by_name(name).map_err(|unknown| unknown.to_string()),
        names: || catalog::of_archives().map(|lint| lint.name().to_owned()).collect(),
    }
}

/// What `explain` explains. That there is nothing of a name is for `explain` to say.
pub fn topic() -> Suggested<String> {
    Suggested { parse: |name| Ok(name.to_owned()), names: explain::names }
}

impl<T: Clone + Send + Sync + 'static> TypedValueParser for Suggested<T> {
    type Value = T;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<T, Error> {
        // clap's own parser of names would reject what `explain` answers with the nearest name.
        let Some(text) = value.to_str() else {
            return Err(Error::new(ErrorKind::InvalidUtf8).with_cmd(command));
        };
        (self.parse)(text).map_err(|why| {
            let name = argument.map_or_else(|| "…".to_owned(), ToString::to_string);
            let message = format!("invalid value '{text}' for '{name}': {why}\n");
            Error::raw(ErrorKind::ValueValidation, message).with_cmd(command)
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.names)().into_iter().map(PossibleValue::new)))
    }
}
