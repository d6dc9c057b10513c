//! GNU tar `--format=v7`: the oldest form, without magic, owner names or long names.

use super::{Conventions, Devices, Dialect, MAX_RECORD, NameRule, Octal, Overflow, OwnerNames};

/// As GNU tar 1.35 writes it.
pub const GNU_1_35: Dialect = Dialect {
    magic: [0; 8],
    regular: 0,
    numbers: Octal::NUL,
    overflow: Overflow::Refuse,
    times: Overflow::Refuse,
    checksum: Octal::NUL_BLANK,
    devices: Devices::Nuls,
    names: NameRule::Plain,
    owner_names: OwnerNames::Absent,
    customs: Conventions::GNU_TAR,
    record: MAX_RECORD,
};

/// As GNU tar 1.34 writes it.
pub const GNU_1_34: Dialect = Dialect { devices: Devices::Zeros, ..GNU_1_35 };
