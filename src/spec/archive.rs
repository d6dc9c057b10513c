//! `[[archive]]`: the files that are written.

use toml::Spanned;

use super::Template;
use crate::archive::tar::{ExthdrName, Preset};
use crate::codec::Codec;

/// One archive to write.
#[derive(Clone, Debug)]
pub struct Archive {
    /// Its file name; a bare name, unique among the archives even where case is folded.
    pub file: Spanned<Template>,
    /// How headers are spelt.
    pub dialect: Spanned<Dialect>,
    /// `pax = { exthdr-name = … }`: how extended headers are named; only with a posix dialect.
    pub exthdr_name: Option<Spanned<ExthdrName>>,
    /// How the stream is compressed.
    pub codec: Codec,
}

/// `tar = …`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// One of GNU tar's.
    Gnu(Preset),
    /// `git`: the bytes of `git archive --format=tar`. Only with a git source.
    Git,
}
