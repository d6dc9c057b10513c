//! Compression: named encoders whose bytes never change.
//!
//! An encoder's name stands for an exact mapping from input to output. A change of bytes is a new
//! name, never a new version of an old one.

pub mod gzip;
pub mod xz;

/// How an archive's tar stream is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// Not at all: a plain `.tar`.
    Store,
    /// gzip (RFC 1952) by the encoder `gnu-1`: the bytes of `gzip -n -LEVEL`.
    Gzip(gzip::Level),
    /// xz by the encoder `xz-single-1`: the bytes of `xz -T1 -LEVEL`.
    Xz(xz::Preset),
}

impl Codec {
    /// The encoder's name as the manifest and the plan spell it; `None` for a plain tar.
    #[must_use]
    pub fn encoder(self) -> Option<&'static str> {
        match self {
            Self::Store => None,
            Self::Gzip(_) => Some(gzip::NAME),
            Self::Xz(_) => Some(xz::NAME),
        }
    }
}
