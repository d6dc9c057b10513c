//! GNU tar `--format=ustar`: POSIX.1-1988, long names cut at a slash, no way out for anything else.

use super::{Conventions, Devices, Dialect, MAX_RECORD, NameRule, Octal, Overflow, OwnerNames};

/// As GNU tar 1.35 writes it.
pub const GNU_1_35: Dialect = Dialect {
    magic: *b"ustar\x0000",
    regular: b'0',
    numbers: Octal::NUL,
    overflow: Overflow::Refuse,
    times: Overflow::Refuse,
    checksum: Octal::NUL_BLANK,
    devices: Devices::Nuls,
    names: NameRule::PrefixSplit,
    owner_names: OwnerNames::Field,
    customs: Conventions::GNU_TAR,
    record: MAX_RECORD,
};

/// As GNU tar 1.34 writes it.
pub const GNU_1_34: Dialect = Dialect { devices: Devices::Zeros, ..GNU_1_35 };
