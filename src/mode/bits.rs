//! Permission bits.

use std::fmt;

/// The 12 permission bits of POSIX (`07777`), never file-type bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode(u16);

impl Mode {
    /// The mode of a symbolic link before a policy applies, on every system: `0777`.
    pub const LINK: Self = Self(0o777);

    /// The permission bits of a `st_mode`.
    #[must_use]
    pub fn from_bits(bits: u32) -> Self {
        Self((bits & 0o7777) as u16)
    }

    /// The bits, 0 to 07777.
    #[must_use]
    pub fn bits(self) -> u16 {
        self.0
    }

    /// Whether the owner may execute it.
    #[must_use]
    pub fn is_executable(self) -> bool {
        self.0 & 0o100 != 0
    }
}

impl fmt::Display for Mode {
    /// Four octal digits: `0644`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.0)
    }
}
