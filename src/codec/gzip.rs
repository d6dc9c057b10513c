//! The gzip encoder `gnu-1`: the bytes of `gzip -n -LEVEL`.

/// The encoder's name in manifests and plans.
pub const NAME: &str = "gnu-1";

/// A gzip level, 1 to 9.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level(u8);

impl Level {
    /// A level; `None` outside 1 to 9.
    #[must_use]
    pub fn new(level: u8) -> Option<Self> {
        (1..=9).contains(&level).then_some(Self(level))
    }
}

impl Default for Level {
    /// Level 9.
    fn default() -> Self {
        Self(9)
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
