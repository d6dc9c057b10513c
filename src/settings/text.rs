//! TOML as text: the one place where pkgr writes strings of it.

use toml_writer::{ToTomlValue as _, TomlStringBuilder};
use unicode_normalization::is_nfc;

use crate::sink::{CommandMark, is_invisible};

/// A basic string, on one line, in which nothing can hide: characters that are not drawn, those that begin a
/// command in the log of a CI job, and in a text that copying could compose all that are not ASCII come as
/// escapes.
#[must_use]
pub fn string(text: &str) -> String {
    let toml = TomlStringBuilder::new(text).as_basic().to_toml_value();
    // Editors and copies can normalize text. Escapes keep the bytes of a name that is not
    // normalized.
    let is_stable = is_nfc(text);
    let mut mark = CommandMark::default();
    let mut before = None;
    let mut escaped = String::with_capacity(toml.len());
    for character in toml.chars() {
        let is_command = mark.push(character) || (character == ':' && before == Some(':'));
        let hides =
            !character.is_ascii() && (!is_stable || character.is_control() || is_invisible(character));
        if is_command || hides {
            escaped.push_str(&escape(u32::from(character)));
        } else {
            escaped.push(character);
        }
        before = Some(character);
    }
    escaped
}

/// An array of strings, on one line.
#[must_use]
pub fn strings(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| string(text)).collect();
    format!("[{}]", texts.join(", "))
}

fn escape(character: u32) -> String {
    if character <= 0xffff { format!("\\u{character:04x}") } else { format!("\\U{character:08x}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sink::{is_neutral, is_obeyed};

    fn parsed(toml: &str) -> String {
        let table: toml::Table = format!("x = {toml}").parse().expect("is TOML");
        table["x"].as_str().expect("is a string").to_owned()
    }

    // T095
    #[test]
    fn a_string_that_copying_could_compose_is_written_in_escapes() {
        assert_eq!(string("cafe\u{301}"), "\"cafe\\u0301\"");
        assert_eq!(string("caf\u{e9}"), "\"caf\u{e9}\"");
        assert_eq!(string("\u{e0001}"), "\"\\U000e0001\"");
        assert_eq!(string("a\\b\"c"), "\"a\\\\b\\\"c\"");
    }

    proptest! {
        #[test]
        fn every_string_is_one_line_that_is_read_as_it_was(text in "(\\PC|[\"'\\\\{}\\n\\r\\t\u{1b}\u{0}\u{7f}\u{200d}\u{202e}\u{301}:#\\[]){0,12}") {
            let toml = string(&text);
            prop_assert_eq!(parsed(&toml), text);
            let hides = |character: char| character == '\n' || is_obeyed(character) || is_invisible(character);
            prop_assert!(!toml.contains(hides), "{:?}", toml);
            prop_assert!(is_neutral(toml.as_bytes()), "{:?}", toml);
        }
    }
}
