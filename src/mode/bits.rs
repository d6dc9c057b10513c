//! Permission bits.

use std::fmt;

/// The 12 permission bits of POSIX (`07777`). In an archive that another program wrote, the four bits of the file's
/// type can stand before them, as in `100644`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mode(u16);

impl Mode {
    /// The mode of a symbolic link before a policy applies, on every system: `0777`.
    pub const LINK: Self = Self(0o777);

    /// The permission bits of a `st_mode`.
    #[must_use]
    pub fn from_bits(bits: u32) -> Self {
        Self((bits & 0o7777) as u16)
    }

    /// All 16 bits as a header has them, those of the file's type included; `None` if there are more.
    #[must_use]
    pub fn with_type(bits: u32) -> Option<Self> {
        u16::try_from(bits).ok().map(Self)
    }

    /// Reads one to six octal digits, of at most 177777.
    #[must_use]
    pub fn from_octal(digits: &str) -> Option<Self> {
        let is_octal =
            (1..=6).contains(&digits.len()) && digits.bytes().all(|digit| matches!(digit, b'0'..=b'7'));
        if is_octal { Self::with_type(u32::from_str_radix(digits, 8).ok()?) } else { None }
    }

    /// The bits, 0 to 07777, or with the file's type to 177777.
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
    /// Four octal digits, or six with the file's type: `0644`, `100644`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.0)
    }
}
