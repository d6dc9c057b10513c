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
    /// Every format, in the order in which they are listed for users.
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

    /// What it is, as the manifest's schema says it.
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

    /// The endings of file names that promise it, the usual one first.
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

    /// The format that the ending of a file's name promises.
    #[must_use]
    pub fn of_file(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.endings().iter().any(|ending| name.ends_with(ending)))
    }
}
