//! `compression = { header = … }`

use super::context::{Check, optional};
use super::files;
use crate::diagnostic::{Code, Diagnostic};
use crate::encoder::{Codec, Format};
use crate::manifest::raw::{self, HeaderByte, Time};
use crate::manifest::spanned::Span;
use crate::manifest::template::Variables;
use crate::manifest::words::Shown;
use crate::manifest::{HeaderSettings, Spanned, Template};
use crate::time::Timestamp;

/// The header that is set; `codec` is how the archive is compressed, if that is known.
pub(super) fn check(
    check: &mut Check<'_>,
    raw: Spanned<raw::GzipHeaderTable>,
    codec: Option<Codec>,
    variables: Variables<'_>,
) -> Option<HeaderSettings> {
    if let Some(codec) = codec.filter(|codec| codec.format() != Format::Gzip) {
        check.push(not_gzip(raw.span(), codec.format()));
        return None;
    }
    let raw::GzipHeaderTable { name, mtime, os, xfl } = raw.into_inner();
    let byte = |byte: Spanned<HeaderByte>| byte.get_ref().0;
    // Both are checked before either ends the function, so that all mistakes are reported at once.
    let name = optional(name, |text| self::name(check, &text, variables));
    let mtime = optional(mtime, |time| self::mtime(check, &time));
    Some(HeaderSettings {
        name: name.ok()?,
        mtime: mtime.ok()?,
        system: os.map(byte),
        extra_flags: xfl.map(byte),
    })
}

fn name(check: &mut Check<'_>, text: &Spanned<String>, variables: Variables<'_>) -> Option<Template> {
    let (template, name) = files::template(check, text, variables)?;
    let is_latin = |c: char| c != '\0' && u32::from(c) <= u8::MAX.into();
    if name.is_empty() || !name.chars().all(is_latin) {
        check.push(bad_name(text.span(), &name));
        return None;
    }
    Some(template.into_inner())
}

fn mtime(check: &mut Check<'_>, time: &Spanned<Time>) -> Option<u32> {
    let (text, parsed) = match time.get_ref() {
        Time::Text(text) => (text.clone(), Timestamp::parse(text).map(Timestamp::seconds)),
        Time::Seconds(seconds) => (seconds.to_string(), Ok(*seconds)),
    };
    let fault = match parsed.map(u32::try_from) {
        Ok(Ok(seconds)) => return Some(seconds),
        Ok(Err(_)) => "is not a time that a gzip header can hold".to_owned(),
        Err(fault) => fault.to_string(),
    };
    check.push(
        Diagnostic::error(Code::ManifestTime, format!("`{}` {fault}", Shown(&text)))
            .label(time.span(), fault)
            .help("write a time from 1970 to 2106, such as `2023-10-02T11:48:14Z`"),
    );
    None
}

fn not_gzip(header: Span, format: Format) -> Diagnostic {
    let message = format!("a header is set, and the format is `{}`", format.name());
    Diagnostic::error(Code::ManifestCompression, message)
        .label(header, "only a gzip file has such a header")
        .help("remove `header`, or write `format = \"gzip\"`")
}

fn bad_name(span: Span, name: &str) -> Diagnostic {
    let (message, label) = match name {
        "" => ("the name in a gzip header is empty".to_owned(), "no name"),
        _ => (
            format!("a gzip header cannot hold the name `{}`", Shown(name)),
            "has characters that are not in Latin-1",
        ),
    };
    Diagnostic::error(Code::ManifestName, message)
        .label(span, label)
        .help("write a name such as `{name}-{version}.tar`, or remove the key")
}
