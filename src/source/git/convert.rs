//! What attributes ask to be made of a file that is written out: line endings and `ident`.
//!
//! Sources: gitattributes(5), and what git writes (`tests/audit/attributes.rs`).

use memchr::memmem;

/// Whether git takes a file for text with `text=auto`, and changes its lines: it leaves a file alone that has a CR or a
/// NUL, or more than one control character for each 128 other characters.
pub fn is_text(bytes: &[u8]) -> bool {
    // An end-of-file mark of DOS is no reason against it.
    let bytes = bytes.strip_suffix(b"\x1a").unwrap_or(bytes);
    let (mut controls, mut others) = (0, 0);
    for &byte in bytes {
        match byte {
            b'\r' | 0 => return false,
            b'\n' => {}
            // Backspace, tab, form feed and escape are found in texts.
            8 | b'\t' | 12 | 27 | b' '..=b'~' | 0x80.. => others += 1,
            _ => controls += 1,
        }
    }
    controls <= others / 128
}

/// Every line feed as CR LF, as git writes a text file with `eol=crlf`.
pub fn with_crlf(text: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(text.len() + text.len() / 16);
    let mut before = 0;
    for &byte in text {
        // A line that already ends in CR LF stays as it is.
        if byte == b'\n' && before != b'\r' {
            lines.push(b'\r');
        }
        lines.push(byte);
        before = byte;
    }
    lines
}

/// The keyword that `ident` is about.
const KEYWORD: &[u8] = b"$Id";

/// A file with its id in place of `$Id$`, as `ident` asks; `None` once that has more than `most` bytes.
///
/// The text between `$Id:` and `$` on one line is replaced as well, unless it has a blank within: another program wrote
/// that.
pub fn with_id(stored: &[u8], id: &str, most: u64) -> Option<Vec<u8>> {
    let mut written = Vec::with_capacity(stored.len());
    let mut rest = stored;
    while let Some(at) = memmem::find(rest, KEYWORD) {
        let (before, after) = rest.split_at(at + KEYWORD.len());
        written.extend_from_slice(before);
        rest = after;
        if let Some(end) = keyword_end(after) {
            written.extend_from_slice(format!(": {id} $").as_bytes());
            rest = &after[end..];
        }
        if written.len() as u64 > most {
            return None;
        }
    }
    written.extend_from_slice(rest);
    Some(written)
}

/// The bytes after `$Id` that are replaced.
fn keyword_end(after: &[u8]) -> Option<usize> {
    match after {
        [b'$', ..] => Some(1),
        [b':', text @ ..] => {
            let end = text.iter().position(|byte| matches!(byte, b'$' | b'\n'))?;
            let within = text.get(1..end.saturating_sub(1)).unwrap_or_default();
            (text[end] == b'$' && !within.contains(&b' ')).then_some(end + 2)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_ends_once() {
        assert_eq!(with_crlf(b"a\nb\r\n\n\rc"), b"a\r\nb\r\n\r\n\rc");
        assert_eq!(with_crlf(b""), b"");
    }

    #[test]
    fn text_is_what_git_takes_for_it() {
        for (bytes, expected) in [
            (String::new(), true),
            ("a\n".to_owned(), true),
            ("a\r\n".to_owned(), false),
            ("a\0\n".to_owned(), false),
            ("\x01".to_owned() + &"x".repeat(127), false),
            ("\x01".to_owned() + &"x".repeat(128), true),
            ("\x01\x7f".to_owned() + &"x".repeat(255), false),
            ("\x01\x7f".to_owned() + &"\x1b".repeat(256), true),
            ("\x01".to_owned() + &"\n".repeat(200), false),
            ("a\x1a".to_owned(), true),
            ("a\x1a\n".to_owned(), false),
        ] {
            assert_eq!(is_text(bytes.as_bytes()), expected, "{bytes:?}");
        }
    }

    // T337
    #[test]
    fn an_id_takes_the_place_of_the_keyword_alone() {
        for (stored, expected) in [
            ("$Id$ $Id: x $", "$Id: 0f $ $Id: 0f $"),
            ("$Id: a b $", "$Id: a b $"),
            ("$Id: \n$", "$Id: \n$"),
            ("$Idx$", "$Idx$"),
            ("$Id", "$Id"),
        ] {
            let written = with_id(stored.as_bytes(), "0f", 100);
            assert_eq!(written.as_deref(), Some(expected.as_bytes()), "{stored}");
        }
        assert_eq!(with_id(&b"$Id$".repeat(100), "0f", 100), None);
    }
}
