//! `compression = …`

use super::{Check, Span};
use crate::diagnostic::{Code, Diagnostic};
use crate::encoder::{Codec, bzip2, gzip, xz, zstd};
use crate::manifest::raw::{self, At, Encoder, Format, PresetLevel};
use crate::manifest::words::Shown;

/// File endings and what they promise.
const ENDINGS: [(&str, Format); 10] = [
    (".tar.gz", Format::Gzip),
    (".tgz", Format::Gzip),
    (".tar.xz", Format::Xz),
    (".txz", Format::Xz),
    (".tar.zst", Format::Zstd),
    (".tzst", Format::Zstd),
    (".tar.bz2", Format::Bzip2),
    (".tbz2", Format::Bzip2),
    (".tbz", Format::Bzip2),
    (".tar", Format::None),
];

/// The codec for a file; `file` is where its name stands, and the name, if that is valid.
pub(super) fn check(
    check: &mut Check<'_>,
    raw: Option<At<raw::Compression>>,
    file: Option<(Span, &str)>,
) -> Option<Codec> {
    let raw = raw.map(|raw| raw.0.into_inner()).unwrap_or_default();
    let format = format(check, raw.format.as_ref(), file)?;
    let is_ours = raw.encoder.as_ref().is_none_or(|encoder| is_encoder_of(check, format, encoder));
    let encoder = raw.encoder.map(|encoder| *encoder.get_ref());
    codec(check, format, encoder, raw.level.as_ref()).filter(|_| is_ours)
}

/// The format that is written, or the one that the file's ending promises.
fn format(check: &mut Check<'_>, written: Option<&At<Format>>, file: Option<(Span, &str)>) -> Option<Format> {
    let promised = file.as_ref().and_then(|(_, name)| promise(name));
    match (written, promised, file) {
        (Some(written), Some(promised), Some((file, _))) if promised != *written.get_ref() => {
            check.push(misleading(file, written, promised));
        }
        (None, None, Some((file, name)))
            if !check.is_removed(&["archive.compression.format", "archive.compression"]) =>
        {
            check.push(no_format(file, name));
        }
        _ => {}
    }
    written.map(|format| *format.get_ref()).or(promised)
}

fn promise(name: &str) -> Option<Format> {
    ENDINGS.iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, format)| *format)
}

fn codec(
    check: &mut Check<'_>,
    format: Format,
    encoder: Option<Encoder>,
    level: Option<&At<PresetLevel>>,
) -> Option<Codec> {
    let given = level.map(|level| level.get_ref());
    let codec = match (format, encoder) {
        (Format::Gzip, _) => or_default(given, gzip_level).map(Codec::Gzip),
        (Format::Xz, Some(Encoder::XzBlocks1)) => or_default(given, xz_preset).map(Codec::XzBlocks),
        (Format::Xz, _) => or_default(given, xz_preset).map(Codec::Xz),
        (Format::Zstd, _) => or_default(given, |level| zstd::Level::new(number(level)?)).map(Codec::Zstd),
        (Format::Bzip2, _) => or_default(given, |level| bzip2::Level::new(number(level)?)).map(Codec::Bzip2),
        (Format::None, _) => given.is_none().then_some(Codec::Store),
    };
    if let (None, Some(level)) = (codec, level) {
        check.push(bad_level(format, level));
    }
    codec
}

fn or_default<T: Default>(
    given: Option<&PresetLevel>,
    parse: impl FnOnce(&PresetLevel) -> Option<T>,
) -> Option<T> {
    given.map_or_else(|| Some(T::default()), parse)
}

fn number(level: &PresetLevel) -> Option<u8> {
    match level {
        PresetLevel::Number(number) => u8::try_from(*number).ok(),
        PresetLevel::Text(_) => None,
    }
}

fn gzip_level(level: &PresetLevel) -> Option<gzip::Level> {
    gzip::Level::new(number(level)?).ok()
}

fn xz_preset(level: &PresetLevel) -> Option<xz::Preset> {
    match level {
        PresetLevel::Number(_) => xz::Preset::new(number(level)?, false),
        PresetLevel::Text(text) => match text.as_bytes() {
            [digit @ b'0'..=b'9', b'e'] => xz::Preset::new(digit - b'0', true),
            _ => None,
        },
    }
}

/// Whether the encoder writes this format.
fn is_encoder_of(check: &mut Check<'_>, format: Format, encoder: &At<Encoder>) -> bool {
    let is_ours = match encoder.get_ref() {
        Encoder::Gnu1 => format == Format::Gzip,
        Encoder::XzSingle1 | Encoder::XzBlocks1 => format == Format::Xz,
        Encoder::Zstd1 => format == Format::Zstd,
        Encoder::Bzip2One => format == Format::Bzip2,
    };
    if !is_ours {
        check.push(wrong_encoder(format, encoder));
    }
    is_ours
}

fn spelt(format: Format) -> &'static str {
    match format {
        Format::Gzip => "gzip",
        Format::Xz => "xz",
        Format::Zstd => "zstd",
        Format::Bzip2 => "bzip2",
        Format::None => "none",
    }
}

fn no_format(file: Span, name: &str) -> Diagnostic {
    let compressed = ENDINGS.iter().filter(|(_, format)| *format != Format::None);
    let endings: Vec<String> = compressed.map(|(ending, _)| format!("`{ending}`")).collect();
    Diagnostic::error(
        Code::ManifestCompression,
        format!("the ending of `{}` names no compression", Shown(name)),
    )
    .label(file, format!("not {} or `.tar`", endings.join(", ")))
    .help("add `compression = { format = \"gzip\" }`, `\"xz\"`, `\"zstd\"`, `\"bzip2\"` or `\"none\"`")
}

fn misleading(file: Span, written: &At<Format>, promised: Format) -> Diagnostic {
    let (written_as, promised) = (spelt(*written.get_ref()), spelt(promised));
    let message = format!("the file's ending says `{promised}`, and its format is `{written_as}`");
    Diagnostic::warning(Code::ManifestEnding, message)
        .label(file, format!("an ending of `{promised}`"))
        .label(written.span(), format!("compressed as `{written_as}`"))
        .help("change one of them; tools go by the ending")
}

fn bad_level(format: Format, level: &At<PresetLevel>) -> Diagnostic {
    let value = match level.get_ref() {
        PresetLevel::Number(number) => number.to_string(),
        PresetLevel::Text(text) => format!("\"{}\"", Shown(text)),
    };
    let (message, help) = match format {
        Format::Gzip | Format::Bzip2 => {
            (format!("{} has no level `{value}`", spelt(format)), "write a number from 1 to 9")
        }
        Format::Zstd => (format!("zstd has no level `{value}`"), "write a number from 1 to 22"),
        Format::Xz => {
            (format!("xz has no level `{value}`"), "write a number from 0 to 9, or `\"0e\"` to `\"9e\"`")
        }
        Format::None => ("a plain tar has no level".to_owned(), "remove `level`, or choose another `format`"),
    };
    Diagnostic::error(Code::ManifestCompression, message).label(level.span(), "no such level").help(help)
}

fn wrong_encoder(format: Format, encoder: &At<Encoder>) -> Diagnostic {
    let name = match encoder.get_ref() {
        Encoder::Gnu1 => gzip::NAME,
        Encoder::XzSingle1 => xz::SINGLE,
        Encoder::XzBlocks1 => xz::BLOCKS,
        Encoder::Zstd1 => zstd::NAME,
        Encoder::Bzip2One => bzip2::NAME,
    };
    let help = match format {
        Format::Gzip => "the encoder of gzip is `gnu-1`; it may be left out",
        Format::Xz => "the encoders of xz are `xz-single-1`, which may be left out, and `xz-blocks-1`",
        Format::Zstd => "the encoder of zstd is `zstd-1`; it may be left out",
        Format::Bzip2 => "the encoder of bzip2 is `bzip2-1`; it may be left out",
        Format::None => "remove `encoder`, or choose another `format`",
    };
    Diagnostic::error(
        Code::ManifestCompression,
        format!("`{name}` does not write the format `{}`", spelt(format)),
    )
    .label(encoder.span(), "an encoder of another format")
    .help(help)
}
