//! `compression = …`

use super::{Check, Span};
use crate::codec::{Codec, gzip, xz};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::raw::{self, At, Encoder, Format, PresetLevel};
use crate::spec::words::Shown;

/// File endings and what they promise.
const ENDINGS: [(&str, Format); 5] = [
    (".tar.gz", Format::Gzip),
    (".tgz", Format::Gzip),
    (".tar.xz", Format::Xz),
    (".txz", Format::Xz),
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
    let is_ours = raw.encoder.is_none_or(|encoder| self::encoder(check, format, &encoder));
    codec(check, format, raw.level).filter(|_| is_ours)
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

fn codec(check: &mut Check<'_>, format: Format, level: Option<At<PresetLevel>>) -> Option<Codec> {
    let Some(level) = level else {
        return Some(match format {
            Format::Gzip => Codec::Gzip(gzip::Level::default()),
            Format::Xz => Codec::Xz(xz::Preset::default()),
            Format::None => Codec::Store,
        });
    };
    let codec = match format {
        Format::Gzip => gzip_level(level.get_ref()).map(Codec::Gzip),
        Format::Xz => xz_preset(level.get_ref()).map(Codec::Xz),
        Format::None => None,
    };
    if codec.is_none() {
        check.push(bad_level(format, &level));
    }
    codec
}

fn gzip_level(level: &PresetLevel) -> Option<gzip::Level> {
    match level {
        PresetLevel::Number(number) => {
            u8::try_from(*number).ok().and_then(|number| gzip::Level::new(number).ok())
        }
        PresetLevel::Text(_) => None,
    }
}

fn xz_preset(level: &PresetLevel) -> Option<xz::Preset> {
    match level {
        PresetLevel::Number(number) => xz::Preset::new(u8::try_from(*number).ok()?, false),
        PresetLevel::Text(text) => match text.as_bytes() {
            [digit @ b'0'..=b'9', b'e'] => xz::Preset::new(digit - b'0', true),
            _ => None,
        },
    }
}

/// Whether the encoder writes this format.
fn encoder(check: &mut Check<'_>, format: Format, encoder: &At<Encoder>) -> bool {
    let is_ours = matches!(
        (format, encoder.get_ref()),
        (Format::Gzip, Encoder::Gnu1) | (Format::Xz, Encoder::XzSingle1)
    );
    if !is_ours {
        check.push(wrong_encoder(format, encoder));
    }
    is_ours
}

fn spelt(format: Format) -> &'static str {
    match format {
        Format::Gzip => "gzip",
        Format::Xz => "xz",
        Format::None => "none",
    }
}

fn no_format(file: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        Code::ManifestCompression,
        format!("the ending of `{}` names no compression", Shown(name)),
    )
    .label(file, "not `.tar.gz`, `.tgz`, `.tar.xz`, `.txz` or `.tar`")
    .help("add `compression = { format = \"gzip\" }`, `\"xz\"` or `\"none\"`")
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
        Format::Gzip => (format!("gzip has no level `{value}`"), "write a number from 1 to 9"),
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
        Encoder::XzSingle1 => xz::NAME,
    };
    let help = match format {
        Format::Gzip => "the encoder of gzip is `gnu-1`; it may be left out",
        Format::Xz => "the encoder of xz is `xz-single-1`; it may be left out",
        Format::None => "remove `encoder`, or choose another `format`",
    };
    Diagnostic::error(
        Code::ManifestCompression,
        format!("`{name}` does not write the format `{}`", spelt(format)),
    )
    .label(encoder.span(), "an encoder of another format")
    .help(help)
}
