//! Numbers in headers, and what happens to those that have no room there.

use std::fmt;

use super::block::{self, Block};
use super::dialect::{Dialect, Overflow};
use super::record::Records;

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
    pub(super) fn field(self) -> std::ops::Range<usize> {
        match self {
            Self::Uid => block::UID,
            Self::Gid => block::GID,
            Self::Size => block::SIZE,
            Self::Mtime => block::MTIME,
        }
    }

    /// Its keyword in a pax record.
    pub(super) fn keyword(self) -> &'static str {
        match self {
            Self::Uid => "uid",
            Self::Gid => "gid",
            Self::Size => "size",
            Self::Mtime => "mtime",
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

/// Writes a number into its field, or does what the dialect does when it has no room there.
pub(super) fn place_number(
    dialect: &Dialect,
    number: Number,
    value: i128,
    block: &mut Block,
    records: &mut Records,
) -> Result<(), OutOfRange> {
    let field = number.field();
    let most = dialect.numbers.max(field.len());
    let overflow = if number == Number::Mtime { dialect.times } else { dialect.overflow };
    let range = overflow.range(dialect.numbers, field.len());
    match u64::try_from(value) {
        Ok(small) if small <= most => block.octal(field, dialect.numbers, small),
        _ if !range.contains(&value) => {
            return Err(OutOfRange { number, value, least: *range.start(), most: *range.end() });
        }
        _ if overflow == Overflow::Base256 => block.base256(field, value),
        _ => {
            records.push(number.keyword(), value.to_string().as_bytes());
            block.octal(field, dialect.numbers, 0);
        }
    }
    Ok(())
}
