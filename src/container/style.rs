//! How headers are encoded: what no value shows, and what distinguishes one writer from another.

pub(super) mod dos_time;
pub mod tar;
pub mod zip;

/// How a header is encoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// There is none: it is a file on disk.
    #[default]
    None,
    /// As in tar.
    Tar(tar::TarStyle),
    /// As in zip.
    Zip(Box<zip::ZipStyle>),
}

impl Style {
    /// The encoding of a tar header.
    #[must_use]
    pub fn tar(&self) -> Option<&tar::TarStyle> {
        match self {
            Self::Tar(style) => Some(style),
            Self::None | Self::Zip(_) => None,
        }
    }

    /// The encoding of a member of a zip.
    #[must_use]
    pub fn zip(&self) -> Option<&zip::ZipStyle> {
        match self {
            Self::Zip(style) => Some(style),
            Self::None | Self::Tar(_) => None,
        }
    }
}
