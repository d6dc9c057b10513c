//! The dialects that a manifest can name.

use super::dialect::{Dialect, NameRule, git, gnu, posix, ustar, v7};

/// A named tar dialect: exactly one spelling of every header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    /// `gnu-1.35-posix`: GNU tar 1.35 `--format=posix`.
    #[default]
    Gnu135Posix,
    /// `gnu-1.34-posix`: GNU tar 1.34 `--format=posix`.
    Gnu134Posix,
    /// `gnu-1.35-gnu`: GNU tar 1.35 `--format=gnu`.
    Gnu135Gnu,
    /// `gnu-1.34-gnu`: GNU tar 1.34 `--format=gnu`.
    Gnu134Gnu,
    /// `gnu-1.35-ustar`: GNU tar 1.35 `--format=ustar`.
    Gnu135Ustar,
    /// `gnu-1.34-ustar`: GNU tar 1.34 `--format=ustar`.
    Gnu134Ustar,
    /// `gnu-1.35-v7`: GNU tar 1.35 `--format=v7`.
    Gnu135V7,
    /// `gnu-1.34-v7`: GNU tar 1.34 `--format=v7`.
    Gnu134V7,
    /// `git`: `git archive --format=tar` of a commit.
    Git,
}

impl Preset {
    /// Every preset, the default first.
    pub const ALL: [Self; 9] = [
        Self::Gnu135Posix,
        Self::Gnu134Posix,
        Self::Gnu135Gnu,
        Self::Gnu134Gnu,
        Self::Gnu135Ustar,
        Self::Gnu134Ustar,
        Self::Gnu135V7,
        Self::Gnu134V7,
        Self::Git,
    ];

    /// The name in manifests and plans.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gnu135Posix => "gnu-1.35-posix",
            Self::Gnu134Posix => "gnu-1.34-posix",
            Self::Gnu135Gnu => "gnu-1.35-gnu",
            Self::Gnu134Gnu => "gnu-1.34-gnu",
            Self::Gnu135Ustar => "gnu-1.35-ustar",
            Self::Gnu134Ustar => "gnu-1.34-ustar",
            Self::Gnu135V7 => "gnu-1.35-v7",
            Self::Gnu134V7 => "gnu-1.34-v7",
            Self::Git => "git",
        }
    }

    /// The preset of that name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.name() == name)
    }

    /// Whether extended headers are named by a template.
    #[must_use]
    pub fn is_posix(self) -> bool {
        self.dialect().names == NameRule::Pax
    }

    /// How this preset spells headers.
    #[must_use]
    pub fn dialect(self) -> &'static Dialect {
        match self {
            Self::Gnu135Posix => &posix::GNU_1_35,
            Self::Gnu134Posix => &posix::GNU_1_34,
            Self::Gnu135Gnu => &gnu::GNU_1_35,
            Self::Gnu134Gnu => &gnu::GNU_1_34,
            Self::Gnu135Ustar => &ustar::GNU_1_35,
            Self::Gnu134Ustar => &ustar::GNU_1_34,
            Self::Gnu135V7 => &v7::GNU_1_35,
            Self::Gnu134V7 => &v7::GNU_1_34,
            Self::Git => &git::GIT,
        }
    }
}
