//! The table of the named encoders.

use super::deflate::{gnu, miniz, zlib, zlib_rs};
use super::format::Format;
use super::spec::EncoderSpec;
use super::{bzip2, xz, zstd};

/// The named encoders of this version. The first one of a format is its default.
///
/// An encoder has a module of its own and one line here. Everything else that names or lists encoders is
/// derived from the table: the manifest and its schema, messages, the candidates of `verify`, the memory of
/// `vary`, the commands of `plan --format shell`.
pub static ENCODERS: [&EncoderSpec; 13] = [
    &gnu::ENCODER,
    &gnu::RSYNCABLE,
    &zlib::ZLIB,
    &zlib::ZLIB_MEM9,
    &zlib::NODE_1,
    &zlib::NODE_2,
    &zlib_rs::FIRST,
    &zlib_rs::SECOND,
    &miniz::ENCODER,
    &xz::single::ENCODER,
    &xz::blocks::ENCODER,
    &zstd::ENCODER,
    &bzip2::ENCODER,
];

/// The encoder of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static EncoderSpec> {
    ENCODERS.into_iter().find(|encoder| encoder.name == name)
}

/// The encoders of a format, its default first; none for a plain tar.
pub fn encoders_of(format: Format) -> impl Iterator<Item = &'static EncoderSpec> {
    ENCODERS.into_iter().filter(move |encoder| encoder.format == format)
}
