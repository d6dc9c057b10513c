//! `compression = …`

use super::context::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::encoder::{Codec, EncoderSpec, Format, encoders_of};
use crate::manifest::Spanned;
use crate::manifest::raw::{self, PresetLevel};
use crate::manifest::spanned::Span;
use crate::manifest::words::Shown;

/// The codec for a file; `file` is the place of its name and the name, if it is valid.
pub(super) fn check(
    check: &mut Check<'_>,
    raw: Option<Spanned<raw::Compression>>,
    file: Option<(Span, &str)>,
) -> Option<Codec> {
    let raw = raw.map(Spanned::into_inner).unwrap_or_default();
    let format = format(check, raw.format.as_ref(), file)?;
    let is_ours = raw.encoder.as_ref().is_none_or(|encoder| is_encoder_of(check, format, encoder));
    let encoder = raw.encoder.map(|encoder| encoder.get_ref().0).filter(|_| is_ours);
    let codec = codec(encoder.or_else(|| encoders_of(format).next()), raw.level.as_ref());
    if let (None, Some(level)) = (codec, &raw.level) {
        check.push(bad_level(format, level));
    }
    codec.filter(|_| is_ours)
}

/// The format that the manifest sets, or the one that belongs to the file's ending.
fn format(
    check: &mut Check<'_>,
    written: Option<&Spanned<raw::FormatName>>,
    file: Option<(Span, &str)>,
) -> Option<Format> {
    if let Some((file, name)) = &file
        && let Some(foreign) = Foreign::of_file(name)
    {
        check.push(foreign.problem(file.clone(), name));
        return None;
    }
    let promised = file.as_ref().and_then(|(_, name)| Format::of_file(name));
    match (written, promised, file) {
        (Some(written), Some(promised), Some((file, _))) if promised != written.get_ref().0 => {
            check.push(misleading(file, written, promised));
        }
        (None, None, Some((file, name)))
            if !check.is_reported(&["archive.compression.format", "archive.compression"]) =>
        {
            check.push(no_format(file, name));
        }
        _ => {}
    }
    written.map(|format| format.get_ref().0).or(promised)
}

/// The level that is given, or the encoder's default; `None` if there is no such level. A plain tar has no
/// encoder and no level.
fn codec(encoder: Option<&'static EncoderSpec>, level: Option<&Spanned<PresetLevel>>) -> Option<Codec> {
    match (encoder, level.map(Spanned::get_ref)) {
        (None, None) => Some(Codec::STORE),
        (None, Some(_)) => None,
        (Some(encoder), None) => Some(Codec::default_of(encoder)),
        (Some(encoder), Some(PresetLevel::Number(number))) => {
            Codec::new(encoder, u8::try_from(*number).ok()?, false).ok()
        }
        (Some(encoder), Some(PresetLevel::Text(text))) => match text.as_bytes() {
            [digit @ b'0'..=b'9', b'e'] => Codec::new(encoder, digit - b'0', true).ok(),
            _ => None,
        },
    }
}

/// Whether the encoder writes this format.
fn is_encoder_of(check: &mut Check<'_>, format: Format, encoder: &Spanned<raw::EncoderName>) -> bool {
    let is_ours = encoder.get_ref().0.format == format;
    if !is_ours {
        check.push(wrong_encoder(format, encoder));
    }
    is_ours
}

fn no_format(file: Span, name: &str) -> Diagnostic {
    let quoted = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
    let endings: Vec<&str> = Format::ALL.iter().flat_map(|format| format.endings()).copied().collect();
    let [first, others @ ..] = Format::ALL.map(|format| format!("\"{}\"", format.name()));
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    let message = format!("the ending of `{}` is not that of a known compression", Shown(name));
    Diagnostic::error(Code::ManifestCompression, message)
        .label(file, format!("not {}", alternatives(&quoted(&endings))))
        .help(format!("add `compression = {{ format = {first} }}`, {}", alternatives(&quoted(&others))))
}

/// An ending that promises what pkgr cannot write, whatever the manifest says beside it.
struct Foreign {
    ending: &'static str,
    what: &'static str,
}

const FOREIGN: [Foreign; 25] = [
    Foreign { ending: ".zip", what: ZIP },
    Foreign { ending: ".jar", what: ZIP },
    Foreign { ending: ".war", what: ZIP },
    Foreign { ending: ".whl", what: ZIP },
    Foreign { ending: ".egg", what: ZIP },
    Foreign { ending: ".nupkg", what: ZIP },
    Foreign { ending: ".7z", what: "a 7-Zip archive" },
    Foreign { ending: ".rar", what: "a RAR archive" },
    Foreign { ending: ".cab", what: "a cabinet" },
    Foreign { ending: ".cpio", what: "a cpio archive" },
    Foreign { ending: ".deb", what: "a Debian package" },
    Foreign { ending: ".rpm", what: "an RPM package" },
    Foreign { ending: ".dmg", what: "a disk image" },
    Foreign { ending: ".iso", what: "a disk image" },
    Foreign { ending: ".lz", what: "a tar archive compressed by lzip" },
    Foreign { ending: ".tlz", what: "a tar archive compressed by lzip" },
    Foreign { ending: ".lzma", what: "a tar archive in the LZMA format" },
    Foreign { ending: ".lz4", what: "a tar archive compressed by LZ4" },
    Foreign { ending: ".lzo", what: "a tar archive compressed by lzop" },
    Foreign { ending: ".tzo", what: "a tar archive compressed by lzop" },
    Foreign { ending: ".br", what: "a tar archive compressed by Brotli" },
    Foreign { ending: ".zz", what: "a tar archive in the zlib format" },
    Foreign { ending: ".taz", what: "a tar archive compressed by compress" },
    Foreign { ending: ".z", what: "a tar archive compressed by compress" },
    Foreign { ending: ".shar", what: "a shell archive" },
];

const ZIP: &str = "a zip archive";

impl Foreign {
    /// The entry for a file name, in any letter case.
    fn of_file(name: &str) -> Option<&'static Self> {
        let name = name.to_ascii_lowercase();
        FOREIGN.iter().find(|foreign| name.ends_with(foreign.ending))
    }

    fn problem(&self, file: Span, name: &str) -> Diagnostic {
        let yet = if self.what == ZIP { " zip yet" } else { " that" };
        let message = format!("`{}` would be {}, and pkgr cannot write{yet}", Shown(name), self.what);
        Diagnostic::error(Code::ManifestCompression, message)
            .label(file, format!("the ending of {}", self.what))
            .help(format!(
                "change the ending: pkgr writes tar archives with {}",
                alternatives(&usual_endings())
            ))
    }
}

/// The usual ending of each format.
fn usual_endings() -> Vec<String> {
    Format::ALL.iter().filter_map(|format| Some(format!("`{}`", format.endings().first()?))).collect()
}

/// `a, b or c`.
fn alternatives(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [others @ .., last] => format!("{} or {last}", others.join(", ")),
    }
}

fn misleading(file: Span, written: &Spanned<raw::FormatName>, promised: Format) -> Diagnostic {
    let (written_as, promised) = (written.get_ref().0.name(), promised.name());
    let message = format!("the file name has an ending of `{promised}`, but the format is `{written_as}`");
    Diagnostic::warning(Code::ManifestEnding, message)
        .label(file, format!("an ending of `{promised}`"))
        .label(written.span(), format!("compressed as `{written_as}`"))
        .help("change one of them; tools rely on the ending")
}

fn bad_level(format: Format, level: &Spanned<PresetLevel>) -> Diagnostic {
    let value = match level.get_ref() {
        PresetLevel::Number(number) => number.to_string(),
        PresetLevel::Text(text) => format!("\"{}\"", Shown(text)),
    };
    let (message, help) = match encoders_of(format).next() {
        Some(encoder) => {
            let levels = encoder.levels_text().replacen(" or ", ", or ", 1);
            (format!("{} has no level `{value}`", format.name()), format!("write a number from {levels}"))
        }
        None => {
            ("a plain tar has no level".to_owned(), "remove `level`, or choose another `format`".to_owned())
        }
    };
    Diagnostic::error(Code::ManifestCompression, message).label(level.span(), "no such level").help(help)
}

fn wrong_encoder(format: Format, encoder: &Spanned<raw::EncoderName>) -> Diagnostic {
    let (name, format_name) = (encoder.get_ref().0.name, format.name());
    let ours: Vec<&str> = encoders_of(format).map(|encoder| encoder.name).collect();
    let help = match ours.as_slice() {
        [] => "remove `encoder`, or choose another `format`".to_owned(),
        [only] => format!("the encoder of {format_name} is `{only}`; it may be left out"),
        [default, others @ .., last] => {
            let others: Vec<String> = others.iter().map(|name| format!("`{name}`, ")).collect();
            let others = others.concat();
            format!(
                "the encoders of {format_name} are `{default}`, which may be left out, {others}and `{last}`"
            )
        }
    };
    Diagnostic::error(
        Code::ManifestCompression,
        format!("`{name}` does not write the format `{format_name}`"),
    )
    .label(encoder.span(), "an encoder of another format")
    .help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_is_ours_or_foreign_and_never_both() {
        for ending in Format::ALL.iter().flat_map(|format| format.endings()) {
            assert!(Foreign::of_file(&format!("a{ending}")).is_none(), "{ending}");
        }
        for foreign in &FOREIGN {
            let name = format!("a.tar{}", foreign.ending).to_uppercase();
            assert_eq!(Foreign::of_file(&name).map(|found| found.ending), Some(foreign.ending));
            assert_eq!(Format::of_file(&name.to_lowercase()), None);
        }
    }
}
