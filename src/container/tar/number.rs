//! Numbers in headers, and what happens to those that have no room there.

use std::fmt;

use super::block::{self, Block};
use super::dialect::{Encoding, HeaderFormat, Keyword, When};
use super::extension::CarriedValues;

/// A number that a dialect has no room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfRange {
    /// Which number.
    pub number: Number,
    /// The number.
    pub value: i128,
    /// The smallest the dialect holds.
    pub least: i128,
    /// The largest the dialect holds.
    pub most: i128,
}

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, value, least, most } = self;
        write!(f, "a {number} of {value}{}, and this dialect holds {least} to {most}", number.unit())
    }
}

/// A number in a header that may have no room there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// User id.
    Uid,
    /// Group id.
    Gid,
    /// Length of the body in bytes.
    Size,
    /// Modification time in seconds since 1970.
    Mtime,
}

impl Number {
    /// Its place in a header block.
    fn field(self) -> std::ops::Range<usize> {
        match self {
            Self::Uid => block::UID,
            Self::Gid => block::GID,
            Self::Size => block::SIZE,
            Self::Mtime => block::MTIME,
        }
    }

    /// Its keyword in a pax record.
    fn keyword(self) -> Keyword {
        match self {
            Self::Uid => Keyword::Uid,
            Self::Gid => Keyword::Gid,
            Self::Size => Keyword::Size,
            Self::Mtime => Keyword::Mtime,
        }
    }

    fn encodings(self, format: &HeaderFormat) -> &'static [Encoding] {
        match self {
            Self::Uid | Self::Gid => format.numbers.id,
            Self::Size => format.numbers.size,
            Self::Mtime => format.numbers.mtime,
        }
    }

    fn unit(self) -> &'static str {
        match self {
            Self::Uid | Self::Gid => "",
            Self::Size => " bytes",
            Self::Mtime => " seconds",
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Uid => "user id",
            Self::Gid => "group id",
            Self::Size => "size",
            Self::Mtime => "modification time",
        })
    }
}

/// Writes a number into its field. If that has no room, an extension carries the number, and the field is 0.
pub(super) fn place_number(
    format: &HeaderFormat,
    number: Number,
    value: i128,
    block: &mut Block,
    carried: &mut CarriedValues,
) -> Result<(), OutOfRange> {
    let (field, encodings) = (number.field(), number.encodings(format));
    if block.number(field.clone(), encodings, value) {
        return Ok(());
    }
    if format.rule(number.keyword()).is_none_or(|rule| rule.when == When::Never) {
        return Err(out_of_range(number, value, encodings));
    }
    carried.add(number.keyword(), value.to_string().as_bytes());
    // 0 and not a part of the number: a reader that ignores the extension must not take a wrong
    // size for true.
    block.number(field, encodings, 0);
    Ok(())
}

fn out_of_range(number: Number, value: i128, encodings: &[Encoding]) -> OutOfRange {
    let ranges = || encodings.iter().map(|encoding| encoding.range(number.field().len()));
    let least = ranges().map(|range| *range.start()).min().unwrap_or(0);
    let most = ranges().map(|range| *range.end()).max().unwrap_or(0);
    OutOfRange { number, value, least, most }
}
