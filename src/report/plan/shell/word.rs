//! Words of a shell that stand for bytes.

use std::fmt::Write as _;

use crate::sink::is_neutral;
use crate::text::shell_word;

/// A word of the shell that stands for exactly these bytes.
pub fn quote(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if is_neutral(bytes) => shell_word(text),
        _ => format!("\"$(printf '{}')\"", format_of(bytes)),
    }
}

/// What printf(1) makes these bytes of, between single quotes.
pub fn format_of(bytes: &[u8]) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._+,@= ".contains(&byte);
    bytes.iter().fold(String::new(), |mut format, &byte| {
        let _ = if is_plain(byte) {
            write!(format, "{}", char::from(byte))
        } else {
            // As octal digits: a percent sign or a backslash would mean something to printf, and a
            // control character something to the terminal that shows the script.
            write!(format, "\\{byte:03o}")
        };
        format
    })
}
