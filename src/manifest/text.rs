//! From bytes to text with places.

use crate::diagnostic::{Code, Diagnostic, LineIndex, Position, SourceText};

/// Bytes that a manifest may have at most: 1 MiB. Reading can stop one byte later.
#[allow(clippy::cast_possible_truncation, reason = "a constant of 20 bits")]
pub const MOST_BYTES: usize = crate::limits::MANIFEST.value as usize;

/// The bytes of the manifest `name` as text.
///
/// # Errors
/// Returns a diagnostic if there are too many bytes, if they are not UTF-8, or if they contain a byte order mark
/// or a NUL.
pub fn source_text(name: &str, bytes: Vec<u8>) -> Result<SourceText, Diagnostic> {
    if bytes.len() > MOST_BYTES {
        return Err(too_large(name));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let position = position(error.as_bytes(), error.utf8_error().valid_up_to());
        encoding(name, &format!("is not UTF-8 at {position}"))
    })?;
    if text.starts_with('\u{feff}') {
        return Err(encoding(name, "begins with a byte order mark"));
    }
    if let Some(offset) = text.find('\0') {
        let position = position(text.as_bytes(), offset);
        return Err(encoding(name, &format!("contains a NUL character at {position}")));
    }
    Ok(SourceText::new(name, text))
}

fn too_large(name: &str) -> Diagnostic {
    let message = format!("`{name}` has more than {MOST_BYTES} bytes, the limit for a manifest");
    Diagnostic::error(Code::ManifestTooLarge, message).help("name the manifest with `-m`")
}

fn encoding(name: &str, what: &str) -> Diagnostic {
    Diagnostic::error(Code::ManifestEncoding, format!("`{name}` {what}"))
        .help("save it as UTF-8 without a byte order mark")
}

/// Line and byte column of an offset, both counted from 1.
fn position(bytes: &[u8], offset: usize) -> String {
    let Position { line, column } = LineIndex::new(bytes).position(offset);
    format!("line {line}, column {column}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rejection(bytes: &[u8]) -> (Code, String) {
        let diagnostic = source_text("release.toml", bytes.to_vec()).expect_err("the tests know it is bad");
        (diagnostic.code, diagnostic.message)
    }

    // T003
    #[test]
    fn bytes_that_are_not_plain_text_are_rejected_with_their_place() {
        let encoding = |message: &str| (Code::ManifestEncoding, format!("`release.toml` {message}"));
        assert_eq!(rejection(b"a = 1\nb = \"\xff\""), encoding("is not UTF-8 at line 2, column 6"));
        assert_eq!(rejection(b"\xef\xbb\xbfa = 1"), encoding("begins with a byte order mark"));
        assert_eq!(rejection(b"a = \"\0\""), encoding("contains a NUL character at line 1, column 6"));
        assert_eq!(rejection(&vec![b'#'; MOST_BYTES + 1]).0, Code::ManifestTooLarge);
        assert!(source_text("release.toml", vec![b'#'; MOST_BYTES]).is_ok());
    }
}
