//! `[[archive]]`: the files that are written.

use super::{Patterns, Spanned, Template};
use crate::container::tar::{ArchiveEnd, Dialect, ExthdrName};
use crate::encoder::{Codec, MemberHeader};
use crate::entry::PaxMtime;
use crate::object_id::ObjectId;

/// One archive to write.
#[derive(Clone, Debug)]
pub struct ArchiveTable {
    /// Its file name; a bare name, unique among the archives even where case is folded.
    pub file: Spanned<Template>,
    /// How headers are encoded; `git` only with a git source.
    pub dialect: Spanned<&'static Dialect>,
    /// `pax = { exthdr-name = … }`: how extended headers are named; only with a posix dialect.
    pub exthdr_name: Option<Spanned<ExthdrName>>,
    /// `pax = { mtime = … }`: whether records repeat the times of entries; only with a pax dialect of Python.
    pub pax_mtime: PaxMtime,
    /// `pax = { comment = … }`: what the global header names in place of the commit of the source.
    pub comment: Option<GlobalComment>,
    /// How the archive ends; `None` for the dialect's own way.
    pub end: Option<ArchiveEnd>,
    /// How the stream is compressed.
    pub codec: Codec,
    /// `compression = { header = … }`: the header of a gzip file.
    pub header: Option<HeaderSettings>,
    /// What this archive leaves out beside what `[files]` does.
    pub exclude: Patterns,
}

/// What the global header of the dialect `git` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GlobalComment {
    /// This commit. Only with a directory.
    Commit(ObjectId),
    /// Nothing: there is no global header.
    None,
}

/// What is set of a gzip header.
#[derive(Clone, Debug)]
pub struct HeaderSettings {
    /// A name in Latin-1.
    pub name: Option<Template>,
    /// Seconds since 1970; 0 for no time.
    pub mtime: Option<u32>,
    /// The byte OS.
    pub system: Option<u8>,
    /// The byte XFL.
    pub extra_flags: Option<u8>,
}

impl HeaderSettings {
    /// The header at the level of a codec; `None` for a codec without levels.
    #[must_use]
    pub fn header(&self, codec: Codec, commit: Option<ObjectId>) -> Option<MemberHeader> {
        let usual = MemberHeader::usual(codec.level()?);
        let latin = |name: String| name.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
        Some(MemberHeader {
            name: self.name.as_ref().map(|name| latin(name.expand(commit))),
            mtime: self.mtime.unwrap_or(usual.mtime),
            system: self.system.unwrap_or(usual.system),
            extra_flags: self.extra_flags.unwrap_or(usual.extra_flags),
        })
    }
}
