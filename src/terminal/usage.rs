//! Errors in arguments, which quote text that may be hostile.

use clap::error::{ContextKind, ContextValue};

use crate::sink::neutral;

/// Escapes what the error quotes of the arguments, so that it can be coloured afterwards.
#[must_use]
pub fn harmless(mut error: clap::Error) -> clap::Error {
    let context: Vec<(ContextKind, ContextValue)> =
        error.context().map(|(kind, value)| (kind, value.clone())).collect();
    for (kind, value) in context {
        // The usage quotes no argument.
        if kind != ContextKind::Usage {
            error.insert(kind, quoted(value));
        }
    }
    error
}

fn quoted(value: ContextValue) -> ContextValue {
    match value {
        ContextValue::String(text) => ContextValue::String(one_line(&text)),
        ContextValue::Strings(texts) => {
            ContextValue::Strings(texts.iter().map(|text| one_line(text)).collect())
        }
        ContextValue::StyledStr(text) => ContextValue::StyledStr(neutral(&text.to_string()).into()),
        ContextValue::StyledStrs(texts) => {
            ContextValue::StyledStrs(texts.iter().map(|text| neutral(&text.to_string()).into()).collect())
        }
        other => other,
    }
}

/// An argument has no line ends of its own to show.
fn one_line(text: &str) -> String {
    neutral(text).replace('\n', "\\n")
}
