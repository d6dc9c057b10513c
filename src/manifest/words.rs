//! Pieces of messages.

use std::fmt;

use crate::path::Escaped;

/// A user's text in a message: escaped, and cut where it is long.
pub(super) struct Shown<'a>(pub &'a str);

/// Characters of a user's text that a message shows.
const MOST: usize = 80;

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(MOST) {
            Some((end, _)) => write!(f, "{}…", Escaped(&self.0.as_bytes()[..end])),
            None => Escaped(self.0.as_bytes()).fmt(f),
        }
    }
}

/// `` `a`, `b` and `c` ``.
pub(super) fn list(names: &[&str], conjunction: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {conjunction} {last}", rest.join(", ")),
        None => String::new(),
    }
}
