//! `compression` of an `[[archive]]`.

use std::sync::LazyLock;

use schemars::JsonSchema;

use super::choice::{self, EncoderName, FormatName};
use super::{HeaderByte, PresetLevel, Time};
use crate::manifest::Spanned;
use crate::manifest::reader::{FromToml, Key, Table, TableReader, TomlReader, TomlValue, ValueForm};

tables! {
    /// How the tar stream is compressed.
    Compression {
        /// The format; by default as the file's ending says.
        #[schemars(extend("x-changes" = "the compressed bytes; the tar stream inside is the same"))]
        format: Spanned<FormatName>,
        /// A level of the encoder.
        #[schemars(
            description = choice::level_description(),
            extend("examples" = [6], "x-changes" = "the compressed bytes; the tar stream inside is the same")
        )]
        level: Spanned<PresetLevel>,
        /// A named encoder whose bytes never change.
        #[schemars(
            description = choice::encoder_description(),
            extend("x-changes" = "the compressed bytes; the tar stream inside is the same")
        )]
        encoder: Spanned<EncoderName>,
        /// Header of a gzip file, where it is to be that of another tool.
        header: Spanned<GzipHeaderTable>,
    }

    /// Header of a gzip file; by default that of `gzip -n`.
    GzipHeaderTable {
        /// Name of the file inside, in Latin-1: a template, such as `{name}-{version}.tar`; none by default.
        #[schemars(extend("x-changes" = "the header of the compressed file"), example = &"{name}-{version}.tar")]
        name: Spanned<String>,
        /// A time: RFC 3339 with a zone, or seconds since 1970; none by default.
        #[schemars(extend("examples" = ["2025-06-11T15:36:57Z"], "x-changes" = "the header of the compressed file"))]
        mtime: Spanned<Time>,
        /// The byte OS: 3 for Unix, 255 for unknown.
        #[schemars(extend("default" = 3, "x-changes" = "the header of the compressed file"), example = 255)]
        os: Spanned<HeaderByte>,
        /// The byte XFL; by default 2 at level 9, 4 at level 1, and 0 at the others.
        #[schemars(extend("x-changes" = "the header of the compressed file"), example = 2)]
        xfl: Spanned<HeaderByte>,
    }
}
