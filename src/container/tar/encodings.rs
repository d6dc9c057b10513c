//! How most tools encode numbers.

use crate::container::tar::dialect::{Encoding, Ending, Numbers};

/// A field of 8 bytes, as most tools fill it.
pub const SHORT: Encoding = Encoding::Octal(7, Ending::Nul);
/// A field of 12 bytes, as most tools fill it.
pub const LONG: Encoding = Encoding::Octal(11, Ending::Nul);
/// Six digits in a field of 8 bytes.
pub const SIX: Encoding = Encoding::Octal(6, Ending::BlankNul);

/// The numbers of GNU tar's ustar: the checksum is shorter than its field, and entries have no device numbers.
pub const NUMBERS: Numbers = Numbers {
    mode: &[SHORT],
    id: &[SHORT],
    size: &[LONG],
    mtime: &[LONG],
    checksum: Encoding::Octal(6, Ending::NulBlank),
    device: Encoding::Absent,
};
