//! How the fields of a tar header are encoded: what readers find and what dialects write are the same words.

use std::ops::RangeInclusive;

/// Magic and version, bytes 257 to 264 of a header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Magic {
    /// NULs: older than POSIX.
    #[default]
    V7,
    /// `ustar\0` and `00`.
    Ustar,
    /// `ustar  \0`.
    Gnu,
}

impl Magic {
    /// The magic in the bytes of the field; `None` for one that no known tool writes.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        [Self::V7, Self::Ustar, Self::Gnu].into_iter().find(|magic| magic.bytes() == bytes)
    }

    /// The bytes of the field.
    #[must_use]
    pub const fn bytes(self) -> &'static [u8; 8] {
        match self {
            Self::V7 => &[0; 8],
            Self::Ustar => b"ustar\x0000",
            Self::Gnu => b"ustar  \0",
        }
    }
}

/// How a number is encoded in its field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// NULs; or blanks, in archives that are read.
    #[default]
    Absent,
    /// This many octal digits, leading zeros (or blanks, in archives that are read) included, and what fills
    /// the rest of the field.
    Octal(u8, Ending),
    /// Two's complement, big-endian, over the whole field, with the top bit set as the mark.
    Base256,
}

/// What fills a field after the digits of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Nothing: the digits fill the field.
    Full,
    /// NULs.
    Nul,
    /// Blanks.
    Blank,
    /// A blank, then NULs.
    BlankNul,
    /// A NUL, then blanks.
    NulBlank,
}

impl Ending {
    /// The byte at `at`, counted from the last digit.
    const fn byte(self, at: usize) -> u8 {
        match (self, at) {
            (Self::Nul | Self::Full, _) | (Self::BlankNul, 1..) | (Self::NulBlank, 0) => 0,
            (Self::Blank, _) | (Self::BlankNul, 0) | (Self::NulBlank, 1..) => b' ',
        }
    }
}

impl Encoding {
    /// The encoding in the bytes of a field, which is not empty.
    #[must_use]
    pub fn from_field(field: &[u8]) -> Self {
        if field[0] & 0x80 != 0 {
            return Self::Base256;
        }
        // Leading blanks count as digits: writers that fill with blanks fill to the same width.
        let end = field.iter().rposition(u8::is_ascii_digit).map_or(0, |last| last + 1);
        let ending = match &field[end..] {
            _ if end == 0 => return Self::Absent,
            [] => Ending::Full,
            [0, rest @ ..] if rest.iter().all(|&byte| byte == 0) => Ending::Nul,
            [0, ..] => Ending::NulBlank,
            [_, rest @ ..] if rest.contains(&0) => Ending::BlankNul,
            _ => Ending::Blank,
        };
        Self::Octal(u8::try_from(end).unwrap_or(u8::MAX), ending)
    }

    /// The numbers that a field of `width` bytes holds. Readers take an absent number for 0.
    #[must_use]
    pub const fn range(self, width: usize) -> RangeInclusive<i128> {
        match self {
            Self::Absent => 0..=0,
            Self::Octal(digits, _) => 0..=(1 << (3 * digits)) - 1,
            Self::Base256 => -(1 << (8 * (width - 1)))..=(1 << (8 * (width - 1))) - 1,
        }
    }

    /// Fills `field` with `value`, which is in [`Encoding::range`] of its width.
    pub fn write(self, field: &mut [u8], value: i128) {
        debug_assert!(self.range(field.len()).contains(&value), "{value} needs more than {self:?}");
        match self {
            Self::Absent => field.fill(0),
            Self::Octal(digits, ending) => write_octal(field, usize::from(digits), ending, value),
            Self::Base256 => {
                // Within the range the first byte is the sign alone, 0x00 or 0xff. With the mark it
                // becomes 0x80 or 0xff, which is how readers distinguish the signs.
                let bytes = value.to_be_bytes();
                field.copy_from_slice(&bytes[bytes.len() - field.len()..]);
                field[0] |= 0x80;
            }
        }
    }
}

fn write_octal(field: &mut [u8], digits: usize, ending: Ending, mut value: i128) {
    let (digits, rest) = field.split_at_mut(digits);
    for digit in digits.iter_mut().rev() {
        *digit = b'0' | (value & 7).to_le_bytes()[0];
        value >>= 3;
    }
    for (at, byte) in rest.iter_mut().enumerate() {
        *byte = ending.byte(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written<const WIDTH: usize>(encoding: Encoding, value: i128) -> [u8; WIDTH] {
        let mut field = [b'?'; WIDTH];
        encoding.write(&mut field, value);
        field
    }

    #[test]
    fn octal_numbers_fill_their_field() {
        let seven = Encoding::Octal(7, Ending::Nul);
        assert_eq!(written(seven, 0o644), *b"0000644\0");
        assert_eq!(written(seven, *seven.range(8).end()), *b"7777777\0");
        assert_eq!(written(Encoding::Octal(6, Ending::NulBlank), 0o5123), *b"005123\0 ");
        assert_eq!(written(Encoding::Octal(6, Ending::BlankNul), 0o644), *b"000644 \0");
        assert_eq!(written(Encoding::Octal(6, Ending::Nul), 1), *b"000001\0\0");
        assert_eq!(written(Encoding::Octal(11, Ending::Blank), 8), *b"00000000010 ");
        assert_eq!(written(Encoding::Octal(8, Ending::Full), 8), *b"00000010");
        assert_eq!(seven.range(8), 0..=2_097_151);
        assert_eq!(Encoding::Octal(11, Ending::Nul).range(12), 0..=8_589_934_591);
    }

    // T112, T114
    #[test]
    fn base_256_is_twos_complement_over_the_whole_field() {
        assert_eq!(written(Encoding::Base256, -1), [0xff; 12]);
        assert_eq!(written::<12>(Encoding::Base256, -256)[10..], [0xff, 0]);
        assert_eq!(written(Encoding::Base256, 1 << 33), [0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0]);
        assert_eq!(written(Encoding::Base256, 2_097_152), [0x80, 0, 0, 0, 0, 0x20, 0, 0]);
    }

    #[test]
    fn what_is_written_is_recognized() {
        let endings = [Ending::Nul, Ending::Blank, Ending::BlankNul, Ending::NulBlank];
        let octal = endings.map(|ending| Encoding::Octal(6, ending));
        for encoding in octal.into_iter().chain([
            Encoding::Absent,
            Encoding::Base256,
            Encoding::Octal(8, Ending::Full),
            Encoding::Octal(7, Ending::Nul),
            Encoding::Octal(7, Ending::Blank),
        ]) {
            assert_eq!(Encoding::from_field(&written::<8>(encoding, 0)), encoding);
        }
        for magic in [Magic::V7, Magic::Ustar, Magic::Gnu] {
            assert_eq!(Magic::parse(magic.bytes()), Some(magic));
        }
        assert_eq!(Magic::parse(b"ustar\0 1"), None);
    }
}
