//! `[[archive]]`: the files that are written.

use super::{Patterns, Spanned, Template};
use crate::container::tar::{Dialect, ExthdrName};
use crate::encoder::Codec;

/// One archive to write.
#[derive(Clone, Debug)]
pub struct ArchiveTable {
    /// Its file name; a bare name, unique among the archives even where case is folded.
    pub file: Spanned<Template>,
    /// How headers are encoded; `git` only with a git source.
    pub dialect: Spanned<&'static Dialect>,
    /// `pax = { exthdr-name = … }`: how extended headers are named; only with a posix dialect.
    pub exthdr_name: Option<Spanned<ExthdrName>>,
    /// How the stream is compressed.
    pub codec: Codec,
    /// What this archive leaves out beside what `[files]` does.
    pub exclude: Patterns,
}
