//! What tells one dialect of tar from another, as data.
//!
//! The writer has no branch on a tool or a version. It asks a [`Dialect`] for each choice; a new
//! dialect is one more constant in a file of its own and, where no rule here fits, one more variant.

use std::ops::RangeInclusive;

pub mod git;
pub mod gnu;
pub mod posix;
pub mod ustar;
pub mod v7;

/// Every choice that dialects of tar make differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Magic and version, bytes 257 to 264.
    pub magic: [u8; 8],
    /// Typeflag of a regular file.
    pub regular: u8,
    /// How numbers are spelt, mode included.
    pub numbers: Octal,
    /// What happens to a number that has no room in its field.
    pub overflow: Overflow,
    /// The same for times.
    pub times: Overflow,
    /// How the checksum is spelt.
    pub checksum: Octal,
    /// Device numbers of what is not a device.
    pub devices: Devices,
    /// Where names and link targets go.
    pub names: NameRule,
    /// Where user and group names go.
    pub owner_names: OwnerNames,
    /// What the tool decides in all its formats.
    pub customs: Conventions,
    /// The archive's length in bytes is a multiple of this, which is at most [`MAX_RECORD`].
    pub record: usize,
}

/// Twenty blocks of 512 bytes: the customary record of tar, and the longest one a dialect may ask for.
pub const MAX_RECORD: usize = 10_240;

/// Octal digits with leading zeros, then an ending; the digits take what the ending leaves of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Octal {
    /// The last bytes of the field.
    pub ending: &'static [u8],
}

impl Octal {
    /// Digits up to the last byte, which is NUL.
    pub const NUL: Self = Self { ending: b"\0" };
    /// Digits, a NUL and a blank.
    pub const NUL_BLANK: Self = Self { ending: b"\0 " };

    /// The largest number in a field of `width` bytes.
    #[must_use]
    pub const fn max(self, width: usize) -> u64 {
        (1 << (3 * (width - self.ending.len()))) - 1
    }

    /// Fills `field` with `value`, which is at most [`Octal::max`] of its width.
    pub(super) fn write(self, field: &mut [u8], mut value: u64) {
        debug_assert!(value <= self.max(field.len()), "{value} needs more than {} bytes", field.len());
        let (digits, ending) = field.split_at_mut(field.len() - self.ending.len());
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (value & 7) as u8;
            value >>= 3;
        }
        ending.copy_from_slice(self.ending);
    }
}

/// What happens to a number that its field cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overflow {
    /// The entry is refused.
    Refuse,
    /// A pax record carries it, and the field says 0.
    Record,
    /// The field holds it in binary, marked by its top bit; negative numbers too.
    Base256,
}

impl Overflow {
    /// The numbers that a field of `width` bytes, or what stands in for it, can carry.
    #[must_use]
    pub fn range(self, octal: Octal, width: usize) -> RangeInclusive<i128> {
        let binary = 1_i128 << (8 * (width - 1));
        match self {
            Self::Refuse => 0..=octal.max(width).into(),
            Self::Record => i128::MIN..=i128::MAX,
            Self::Base256 => -binary..=binary - 1,
        }
    }
}

/// What the device fields hold in entries that are not devices. They alone tell archives of
/// GNU tar 1.34 and 1.35 apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Devices {
    /// Eight NULs each.
    Nuls,
    /// The number 0.
    Zeros,
}

/// Where a name goes that its field of 100 bytes cannot hold, and likewise a link target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameRule {
    /// Into a pax extended header (typeflag `x`), which also takes every name that is not ASCII.
    Pax,
    /// Into a member of its own ahead of the entry (typeflags `K` and `L`).
    GnuLongName,
    /// The name is cut at a slash, its beginning goes into the prefix field; long targets are refused.
    PrefixSplit,
    /// The name is cut at a slash with at most 154 bytes before it. Where that is not possible, and
    /// for long targets, a pax extended header is named after the member's git object.
    ObjectId,
    /// Nowhere: it is refused.
    Plain,
}

/// Where user and group names go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerNames {
    /// The format has no place for them.
    Absent,
    /// Into their fields, at most [`OwnerNames::FIELD`] bytes.
    Field,
    /// As above; what is not ASCII or longer than 32 bytes goes into a pax record as a whole.
    FieldOrRecord,
}

impl OwnerNames {
    /// GNU tar ends a name with NUL in its field of 32 bytes.
    pub const FIELD: usize = 31;
}

/// What a tool decides in all its formats: how much of a header is the plan's to say, and what
/// members there are beside the entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conventions {
    /// Whose permission bits are stored.
    pub modes: Modes,
    /// Whose ids and names are stored.
    pub owner: Ownership,
    /// How members look that only describe others.
    pub describing: ExtensionHeaders,
    /// What comes before the first entry.
    pub start: Start,
    /// Which directories of the prefix have entries.
    pub prefix: PrefixEntries,
}

impl Conventions {
    /// GNU tar does as it is told.
    pub const GNU_TAR: Self = Self {
        modes: Modes::Planned,
        owner: Ownership::Planned,
        describing: ExtensionHeaders { mode: 0o644, devices: Devices::Nuls },
        start: Start::Nothing,
        prefix: PrefixEntries::All,
    };
}

/// Whose permission bits are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modes {
    /// Those of the plan.
    Planned,
    /// Those of [`ModePolicy::GitArchive`](crate::mode::ModePolicy::GitArchive), for what the plan
    /// has as executable and what not.
    GitArchive,
}

/// Whose ids and names are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// Those of the plan.
    Planned,
    /// `root` and 0, whatever the plan says; describing members have the names too.
    Root,
}

impl Ownership {
    /// The user and group name of pax headers.
    #[must_use]
    pub const fn describing_name(self) -> &'static str {
        match self {
            Self::Planned => "",
            Self::Root => "root",
        }
    }
}

/// What members have in common that only describe others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtensionHeaders {
    /// Permission bits.
    pub mode: u16,
    /// Device numbers.
    pub devices: Devices,
}

/// What comes before the first entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Nothing.
    Nothing,
    /// A pax global header that names the commit. Where the one time of all entries has no room in
    /// their fields, it is recorded there, and the fields say the most they can.
    Commit,
}

/// Which directories of a prefix such as `a/b` have entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrefixEntries {
    /// Each of them.
    All,
    /// The last one alone, which is the top of the source.
    Last,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::tar::Preset;

    #[test]
    fn octal_numbers_fill_their_field() {
        let written = |style: Octal, value| {
            let mut field = [b'?'; 8];
            style.write(&mut field, value);
            field
        };
        assert_eq!(written(Octal::NUL, 0o644), *b"0000644\0");
        assert_eq!(written(Octal::NUL, Octal::NUL.max(8)), *b"7777777\0");
        assert_eq!(written(Octal::NUL_BLANK, 0o5123), *b"005123\0 ");
        assert_eq!(Octal::NUL.max(8), 2_097_151);
        assert_eq!(Octal::NUL.max(12), 8_589_934_591);
    }

    #[test]
    fn versions_differ_in_the_device_fields_and_nowhere_else() {
        let same_but_devices = |new: Preset, old: Preset| {
            let (new, old) = (new.dialect(), old.dialect());
            assert_eq!(Dialect { devices: new.devices, ..*old }, *new);
            new.devices != old.devices
        };
        assert!(same_but_devices(Preset::Gnu135Posix, Preset::Gnu134Posix));
        assert!(same_but_devices(Preset::Gnu135Ustar, Preset::Gnu134Ustar));
        assert!(same_but_devices(Preset::Gnu135V7, Preset::Gnu134V7));
        assert!(!same_but_devices(Preset::Gnu135Gnu, Preset::Gnu134Gnu));
    }

    #[test]
    fn records_are_whole_blocks_and_not_too_long() {
        for preset in Preset::ALL {
            let record = preset.dialect().record;
            assert!(record <= MAX_RECORD && record % 512 == 0, "{}", preset.name());
        }
    }
}
