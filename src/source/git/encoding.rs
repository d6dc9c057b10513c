//! Encodings of files in a work tree, made from UTF-8: `working-tree-encoding`.
//!
//! Source: gitattributes(5), and what git on Linux writes with the system's library (`tests/git/encodings.rs`, which
//! compares every character). An encoding is here only if no character of it has other bytes there.

use encoding_rs::{self as tables, Encoding};

/// An encoding that is made from UTF-8 here, byte for byte as git and the system's library make it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextEncoding {
    /// ISO-8859-1.
    Latin1,
    /// Bytes of each character by a table.
    Table(&'static Encoding),
    /// UTF-16 or UTF-32: the bytes of a unit, their order, and whether a byte order mark comes first.
    Wide {
        /// 2 or 4.
        unit: usize,
        /// The order of the bytes of a unit.
        order: UnitOrder,
        /// Whether a byte order mark comes first.
        has_mark: bool,
    },
}

/// The order of the bytes of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitOrder {
    /// The lowest byte first.
    Little,
    /// The highest byte first.
    Big,
    /// That of the machine which wrote the file.
    Either,
}

/// Names of encodings with a table, in lower case. Other tables of this library give some characters other bytes than
/// the system's library.
const TABLES: &[(&[&str], &Encoding)] = &[
    (&["cp866", "ibm866"], tables::IBM866),
    (&["iso-8859-2", "iso8859-2", "latin2"], tables::ISO_8859_2),
    (&["iso-8859-3", "iso8859-3"], tables::ISO_8859_3),
    (&["iso-8859-4", "iso8859-4"], tables::ISO_8859_4),
    (&["iso-8859-5", "iso8859-5"], tables::ISO_8859_5),
    (&["iso-8859-6", "iso8859-6"], tables::ISO_8859_6),
    (&["iso-8859-7", "iso8859-7"], tables::ISO_8859_7),
    (&["iso-8859-8", "iso8859-8"], tables::ISO_8859_8),
    (&["iso-8859-10", "iso8859-10"], tables::ISO_8859_10),
    (&["iso-8859-13", "iso8859-13"], tables::ISO_8859_13),
    (&["iso-8859-14", "iso8859-14"], tables::ISO_8859_14),
    (&["iso-8859-15", "iso8859-15", "latin-9"], tables::ISO_8859_15),
    (&["iso-8859-16", "iso8859-16"], tables::ISO_8859_16),
    (&["koi8-r"], tables::KOI8_R),
    (&["cp874", "windows-874"], tables::WINDOWS_874),
    (&["cp1250", "windows-1250"], tables::WINDOWS_1250),
    (&["cp1251", "windows-1251"], tables::WINDOWS_1251),
    (&["cp1252", "windows-1252"], tables::WINDOWS_1252),
    (&["cp1253", "windows-1253"], tables::WINDOWS_1253),
    (&["cp1254", "windows-1254"], tables::WINDOWS_1254),
    (&["cp1256", "windows-1256"], tables::WINDOWS_1256),
    (&["cp1257", "windows-1257"], tables::WINDOWS_1257),
    (&["cp932", "windows-31j"], tables::SHIFT_JIS),
    (&["cp949", "uhc"], tables::EUC_KR),
];

impl TextEncoding {
    /// The encoding of a name, in any letter case; `None` for others.
    pub fn named(name: &[u8]) -> Option<Self> {
        use UnitOrder::{Big, Either, Little};
        let name = name.to_ascii_lowercase();
        let wide = |unit, order, has_mark| Some(Self::Wide { unit, order, has_mark });
        match &*name {
            b"iso-8859-1" | b"iso8859-1" | b"latin1" | b"latin-1" => Some(Self::Latin1),
            b"utf-16" | b"utf16" => wide(2, Either, true),
            b"utf-16le" => wide(2, Little, false),
            b"utf-16be" => wide(2, Big, false),
            b"utf-16le-bom" | b"utf16le-bom" => wide(2, Little, true),
            b"utf-16be-bom" | b"utf16be-bom" => wide(2, Big, true),
            b"utf-32" | b"utf32" => wide(4, Either, true),
            b"utf-32le" => wide(4, Little, false),
            b"utf-32be" => wide(4, Big, false),
            _ => {
                let of_table = |names: &[&str]| names.iter().any(|other| other.as_bytes() == name);
                TABLES.iter().find(|(names, _)| of_table(names)).map(|(_, table)| Self::Table(table))
            }
        }
    }

    /// Text in the encoding, in each order of bytes that it can have, that of Linux on common machines first; empty
    /// for what cannot be encoded.
    pub fn encoded(self, text: &[u8]) -> Vec<Vec<u8>> {
        let Ok(text) = std::str::from_utf8(text) else { return Vec::new() };
        let (unit, order, mark) = match self {
            Self::Latin1 => {
                let bytes = text.chars().map(|letter| u8::try_from(letter).ok());
                return bytes.collect::<Option<_>>().into_iter().collect();
            }
            Self::Table(table) => return in_table(table, text).into_iter().collect(),
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

/// `None` if the table lacks a character.
fn in_table(table: &'static Encoding, text: &str) -> Option<Vec<u8>> {
    // Where Windows has no character, the tables of browsers have the control character of the same number.
    let has_controls = table.name().starts_with("ISO-8859");
    let is_control = |letter: char| ('\u{80}'..='\u{9f}').contains(&letter);
    if !has_controls && text.chars().any(is_control) {
        return None;
    }
    let (bytes, _, is_missing) = table.encode(text);
    (!is_missing).then(|| bytes.into_owned())
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
