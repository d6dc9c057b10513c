//! What attributes ask to be made of a file that is written out: line endings, `ident`, `working-tree-encoding`.
//!
//! Sources: gitattributes(5), and what git writes (`tests/audit/attributes.rs`).

use memchr::memmem;

/// Whether git takes a file for text with `text=auto`, and changes its lines: it leaves files alone that are binary,
/// or have a CR somewhere. What git decides by a share of odd characters is no text here.
pub fn is_plainly_text(bytes: &[u8]) -> bool {
    bytes.iter().all(|&byte| matches!(byte, b'\n' | b'\t' | b' '..=b'~' | 0x80..))
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

/// An encoding that is made of UTF-8 here, byte for byte as git and the system's library make it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextEncoding {
    Latin1,
    /// UTF-16 or UTF-32: the bytes of a unit, their order, and whether a byte order mark comes first.
    Wide {
        unit: usize,
        order: UnitOrder,
        has_mark: bool,
    },
}

/// The order of the bytes of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitOrder {
    Little,
    Big,
    /// That of the machine which wrote the file.
    Either,
}

impl TextEncoding {
    /// The encoding of a name, in any letter case; `None` for others.
    pub fn named(name: &[u8]) -> Option<Self> {
        use UnitOrder::{Big, Either, Little};
        let name = name.to_ascii_lowercase();
        let wide = |unit, order, has_mark| Some(Self::Wide { unit, order, has_mark });
        match &*name {
            b"iso-8859-1" | b"iso8859-1" | b"latin1" | b"latin-1" => Some(Self::Latin1),
            b"utf-16" => wide(2, Either, true),
            b"utf-16le" => wide(2, Little, false),
            b"utf-16be" => wide(2, Big, false),
            b"utf-16le-bom" => wide(2, Little, true),
            b"utf-16be-bom" => wide(2, Big, true),
            b"utf-32" => wide(4, Either, true),
            b"utf-32le" => wide(4, Little, false),
            b"utf-32be" => wide(4, Big, false),
            _ => None,
        }
    }

    /// Text in the encoding, in each order of bytes that it can have; empty for what cannot be encoded.
    pub fn encoded(self, text: &[u8]) -> Vec<Vec<u8>> {
        let Ok(text) = std::str::from_utf8(text) else { return Vec::new() };
        let (unit, order, mark) = match self {
            Self::Latin1 => {
                return text
                    .chars()
                    .map(|c| u8::try_from(c).ok())
                    .collect::<Option<_>>()
                    .into_iter()
                    .collect();
            }
            Self::Wide { unit, order, has_mark } => (unit, order, if has_mark { "\u{feff}" } else { "" }),
        };
        let orders = match order {
            UnitOrder::Little => &[true][..],
            UnitOrder::Big => &[false],
            UnitOrder::Either => &[true, false],
        };
        orders.iter().map(|&is_little| wide(mark.chars().chain(text.chars()), unit, is_little)).collect()
    }
}

fn wide(letters: impl Iterator<Item = char>, unit: usize, is_little: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    for letter in letters {
        let mut pair = [0; 2];
        let units: &[u16] = if unit == 2 { letter.encode_utf16(&mut pair) } else { &[] };
        match (unit, is_little) {
            (2, true) => bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes())),
            (2, false) => bytes.extend(units.iter().flat_map(|unit| unit.to_be_bytes())),
            (_, true) => bytes.extend(u32::from(letter).to_le_bytes()),
            (_, false) => bytes.extend(u32::from(letter).to_be_bytes()),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_ends_once() {
        assert_eq!(with_crlf(b"a\nb\r\n\n\rc"), b"a\r\nb\r\n\r\n\rc");
        assert_eq!(with_crlf(b""), b"");
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
