//! GNU tar `--format=posix`: ustar headers, and pax records for what they cannot hold.

use super::{Conventions, Devices, Dialect, MAX_RECORD, NameRule, Octal, Overflow, OwnerNames};

/// As GNU tar 1.35 writes it.
pub const GNU_1_35: Dialect = Dialect {
    magic: *b"ustar\x0000",
    regular: b'0',
    numbers: Octal::NUL,
    overflow: Overflow::Record,
    times: Overflow::Record,
    checksum: Octal::NUL_BLANK,
    devices: Devices::Nuls,
    names: NameRule::Pax,
    owner_names: OwnerNames::FieldOrRecord,
    customs: Conventions::GNU_TAR,
    record: MAX_RECORD,
};

/// As GNU tar 1.34 writes it.
pub const GNU_1_34: Dialect = Dialect { devices: Devices::Zeros, ..GNU_1_35 };
