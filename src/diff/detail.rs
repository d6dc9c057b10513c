//! How the bytes of one file differ: lines for text, the place for everything else.

use std::fmt::Write as _;

use similar::TextDiff;

use crate::path::Escaped;

/// Lines of a text diff that are shown.
const MOST_LINES: usize = 60;

/// Bytes of a line that are shown.
const WIDEST: usize = 200;

/// Lines around a change.
const CONTEXT: usize = 2;

/// Bytes shown of what is no text.
const HEX: usize = 16;

/// How one file differs.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Detail {
    /// The member, as it is shown.
    pub path: String,
    /// A unified diff, or the bytes around the first difference.
    pub lines: Vec<String>,
}

/// Tells how two files differ, of which the beginnings are given.
#[must_use]
pub fn describe(left: &[u8], right: &[u8]) -> Vec<String> {
    match (text(left), text(right)) {
        (Some(left), Some(right)) => unified(left, right),
        _ => bytes(left, right),
    }
}

/// Text as far as it is whole; `None` for what is none.
fn text(bytes: &[u8]) -> Option<&str> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        // The last character may be cut.
        Err(fault) if fault.error_len().is_none() => {
            std::str::from_utf8(&bytes[..fault.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    (!text.contains('\0')).then_some(text)
}

fn unified(left: &str, right: &str) -> Vec<String> {
    let diff = TextDiff::from_lines(left, right);
    let mut lines = Vec::new();
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        lines.push(hunk.header().to_string());
        for change in hunk.iter_changes() {
            let line = change.value().trim_end_matches('\n');
            let line: String = line.chars().take(WIDEST).collect();
            lines.push(format!("{}{}", change.tag(), Escaped(line.as_bytes())));
        }
        if lines.len() > MOST_LINES {
            lines.truncate(MOST_LINES);
            lines.push("…".to_owned());
            break;
        }
    }
    lines
}

fn bytes(left: &[u8], right: &[u8]) -> Vec<String> {
    let shared = left.iter().zip(right).take_while(|(one, other)| one == other).count();
    let start = shared - shared % HEX;
    let row = |mark: char, bytes: &[u8]| {
        let row = bytes.get(start..bytes.len().min(start + HEX)).unwrap_or_default();
        let hex = row.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x} ");
            hex
        });
        format!("{mark}{start:08x}  {}", hex.trim_end())
    };
    vec![format!("first difference at byte {shared}"), row('-', left), row('+', right)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_compared_by_lines_and_other_bytes_by_place() {
        let lines = describe(b"a\nb\nc\n", b"a\nB\nc\n");
        assert_eq!(lines, ["@@ -1,3 +1,3 @@", " a", "-b", "+B", " c"]);
        let lines = describe(&[0; 40], &[&[0; 20][..], &[7; 20]].concat());
        assert_eq!(lines[0], "first difference at byte 20");
        assert_eq!(lines[2], "+00000010  00 00 00 00 07 07 07 07 07 07 07 07 07 07 07 07");
    }

    // T092, T213
    #[test]
    fn lines_of_hostile_files_are_shown_escaped() {
        let lines = describe(b"a\n", b"\x1b[2J::error::x\n");
        assert_eq!(lines[2], "+\\u{1b}[2J::error::x");
        assert!(describe(b"", &b"x\n".repeat(1000)).len() <= MOST_LINES + 1);
    }
}
