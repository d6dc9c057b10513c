//! Names that become parts of file names, and file names themselves.

use super::context::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Spanned;
use crate::manifest::words::Shown;
use crate::path::is_device;
use crate::sink::{CommandMark, is_invisible};

/// Characters that some system rejects in a file name.
const REJECTED: &[char] = &['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

/// Bytes that every file system can store in a name.
const MOST: usize = 255;

/// A name or version of the package, or of a generating step.
pub(super) fn release(check: &mut Check<'_>, name: Spanned<String>, key: &str) -> Option<Spanned<String>> {
    let Some(what) = release_fault(name.get_ref()) else { return Some(name) };
    check.push(bad_name(&name, key, &what));
    None
}

/// Whether a manifest takes `text` as the name or the version of a package.
#[must_use]
pub fn is_release_name(text: &str) -> bool {
    release_fault(text).is_none()
}

fn release_fault(text: &str) -> Option<String> {
    match text.chars().find(|&character| is_rejected(character) || character.is_whitespace()) {
        Some(character) => Some(format!("contains {}", shown(character))),
        None if text.is_empty() => Some("is empty".to_owned()),
        None if contains_command(text) => Some(COMMAND.to_owned()),
        None if text.starts_with(['.', '-']) => Some(format!("begins with `{}`", &text[..1])),
        None => None,
    }
}

/// A user or group name; empty for none.
pub(super) fn owner(check: &mut Check<'_>, name: Spanned<String>, key: &str) -> Option<String> {
    let text = name.get_ref();
    let rejected = |character: char| is_rejected(character) || character.is_whitespace();
    if let Some(character) = text.chars().find(|&character| rejected(character)) {
        check.push(bad_name(&name, key, &format!("contains {}", shown(character))));
        return None;
    }
    Some(name.into_inner())
}

/// Why `name` cannot be the name of a file that others download.
pub(super) fn file_fault(name: &str) -> Option<String> {
    if let Some(character) = name.chars().find(|&character| is_rejected(character)) {
        return Some(format!("it contains {}", shown(character)));
    }
    if contains_command(name) {
        return Some(format!("it {COMMAND}"));
    }
    let fault = match name {
        "" => "it is empty",
        "." | ".." => "it names a directory",
        _ if name.len() > MOST => "it has more than 255 bytes",
        _ if name.starts_with('-') => "commands would take it for an option",
        _ if name.ends_with('.') => "it ends in a dot",
        _ if name.trim() != name => "it begins or ends with a space",
        _ if is_device(name.as_bytes()) => "Windows reserves that name for a device",
        _ if name.eq_ignore_ascii_case("SHA256SUMS") => "the list of checksums has that name",
        _ => return None,
    };
    Some(fault.to_owned())
}

/// Later steps of a CI job print these names in its log.
const COMMAND: &str = "contains `##` and a bracket, which start a command in the log of a CI job";

fn contains_command(text: &str) -> bool {
    let mut mark = CommandMark::default();
    text.chars().any(|character| mark.push(character))
}

fn is_rejected(character: char) -> bool {
    REJECTED.contains(&character) || character.is_control() || is_invisible(character)
}

fn shown(character: char) -> String {
    match character {
        ' ' => "a space".to_owned(),
        _ => format!("`{}`", Shown(character.encode_utf8(&mut [0; 4]))),
    }
}

fn bad_name(name: &Spanned<String>, key: &str, what: &str) -> Diagnostic {
    let message = match name.get_ref().as_str() {
        "" => format!("`{key}` is empty"),
        text => format!("`{key}` is `{}`, which {what}", Shown(text)),
    };
    let help = "use letters, digits and `.`, `_`, `-`, `+`: it becomes part of file names or of tar headers";
    let example = name.input().map_or_else(String::new, |key| format!(", as in `{}`", key.argument("1.2.3")));
    Diagnostic::error(Code::ManifestName, message).label(name.span(), what).help(format!("{help}{example}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    // T005
    #[test]
    fn names_that_some_system_cannot_store_are_rejected() {
        for name in [
            "",
            ".",
            "..",
            "a/b",
            "a\\b",
            "c:a",
            "a.",
            "a ",
            " a",
            "con",
            "NUL.tar",
            "com1.tar.gz",
            "lpt9",
            "COM0.tar",
            "a\nb",
            "a\u{202e}b",
            "a##[x",
            "SHA256SUMS",
            "sha256sums",
            "CON .tar",
            "-rf.tar",
        ] {
            assert!(file_fault(name).is_some(), "{name:?}");
        }
        assert!(file_fault(&"a".repeat(256)).is_some());
        for name in ["a-1.tar.gz", "console.tar", "com10.tar", ".a", "ä+1~rc1.tar", "a b.tar"] {
            assert_eq!(file_fault(name), None, "{name:?}");
        }
    }
}
