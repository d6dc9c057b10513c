//! GNU tar `--format=gnu`: its own magic, long names in members of their own, numbers in base 256.

use super::{Conventions, Devices, Dialect, MAX_RECORD, NameRule, Octal, Overflow, OwnerNames};

/// As GNU tar 1.35 writes it.
pub const GNU_1_35: Dialect = Dialect {
    magic: *b"ustar  \0",
    regular: b'0',
    numbers: Octal::NUL,
    overflow: Overflow::Base256,
    times: Overflow::Base256,
    checksum: Octal::NUL_BLANK,
    devices: Devices::Nuls,
    names: NameRule::GnuLongName,
    owner_names: OwnerNames::Field,
    customs: Conventions::GNU_TAR,
    record: MAX_RECORD,
};

/// As GNU tar 1.34 writes it: the same.
pub const GNU_1_34: Dialect = GNU_1_35;
