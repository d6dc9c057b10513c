//! The formats that archives are compressed in.

/// A compression format, which one or more encoders write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// gzip (RFC 1952).
    Gzip,
    /// xz.
    Xz,
    /// Zstandard (RFC 8878).
    Zstd,
    /// bzip2.
    Bzip2,
    /// None: a plain tar.
    None,
}

impl Format {
    /// All formats, in the order of lists for users.
    pub const ALL: [Self; 5] = [Self::Gzip, Self::Xz, Self::Zstd, Self::Bzip2, Self::None];

    /// The name in manifests and plans.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Xz => "xz",
            Self::Zstd => "zstd",
            Self::Bzip2 => "bzip2",
            Self::None => "none",
        }
    }

    /// The description in the manifest's schema.
    #[must_use]
    pub const fn summary(self) -> &'static str {
        match self {
            Self::Gzip => "gzip.",
            Self::Xz => "xz.",
            Self::Zstd => "Zstandard.",
            Self::Bzip2 => "bzip2.",
            Self::None => "A plain tar.",
        }
    }

    /// The file name endings of the format, the usual one first.
    #[must_use]
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Gzip => &[".tar.gz", ".tgz"],
            Self::Xz => &[".tar.xz", ".txz"],
            Self::Zstd => &[".tar.zst", ".tzst"],
            Self::Bzip2 => &[".tar.bz2", ".tbz2", ".tbz"],
            Self::None => &[".tar"],
        }
    }

    /// The format of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format for the ending of a file name.
    #[must_use]
    pub fn of_file(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.endings().iter().any(|ending| name.ends_with(ending)))
    }
}
