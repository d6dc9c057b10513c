//! `[[archive]]`.

use std::collections::BTreeMap;

use toml::Spanned;

use super::{Check, Span, compression, files, names};
use crate::archive::tar::Preset;
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::raw::{self, At};
use crate::spec::template::Variables;
use crate::spec::words::Shown;
use crate::spec::{Archive, Dialect};

pub(super) fn check(
    check: &mut Check<'_>,
    raw: At<Vec<At<raw::Archive>>>,
    variables: Variables<'_>,
) -> Option<Vec<Archive>> {
    let raw = check.filled(raw, "archive", "[{ file = \"{name}-{version}.tar.gz\" }]")?;
    let mut files = BTreeMap::new();
    let mut archives = Vec::new();
    for raw in raw {
        archives.push(archive(check, raw.0.into_inner(), variables, &mut files));
    }
    archives.into_iter().collect()
}

/// File names so far, as a system sees them that folds case.
type Names = BTreeMap<String, (String, Span)>;

fn archive(
    check: &mut Check<'_>,
    raw: raw::Archive,
    variables: Variables<'_>,
    names: &mut Names,
) -> Option<Archive> {
    let dialect = match raw.tar {
        Some(tar) => dialect(check, &tar),
        None => Some(Spanned::new(raw.file.as_ref()?.span(), Dialect::Gnu(Preset::default()))),
    };
    let exthdr_name = raw.pax.map(|pax| pax_name(check, pax, dialect.as_ref()));
    let file = raw.file.and_then(|text| file(check, text, variables, names));
    let name = file.as_ref().map(|(file, name)| (file.span(), name.as_str()));
    let codec = compression::check(check, raw.compression, name);
    Some(Archive {
        file: file?.0,
        dialect: dialect?,
        exthdr_name: exthdr_name.unwrap_or(Some(None))?,
        codec: codec?,
    })
}

fn dialect(check: &mut Check<'_>, tar: &At<raw::Tar>) -> Option<Spanned<Dialect>> {
    let dialect = match *tar.get_ref() {
        raw::Tar::Gnu(preset) => Dialect::Gnu(preset),
        raw::Tar::Git => {
            check.need_git(tar.span(), "`tar = \"git\"`")?;
            Dialect::Git
        }
    };
    Some(Spanned::new(tar.span(), dialect))
}

fn is_posix(dialect: Dialect) -> bool {
    matches!(dialect, Dialect::Gnu(Preset::Gnu135Posix | Preset::Gnu134Posix))
}

/// The outer `None` is a fault, the inner one a table without the key.
fn pax_name(
    check: &mut Check<'_>,
    pax: At<raw::Pax>,
    dialect: Option<&Spanned<Dialect>>,
) -> Option<Option<Spanned<String>>> {
    if let Some(dialect) = dialect.filter(|dialect| !is_posix(*dialect.get_ref())) {
        check.push(no_pax(pax.span(), dialect.span()));
        return None;
    }
    let Some(name) = pax.0.into_inner().exthdr_name else { return Some(None) };
    let text = name.get_ref();
    if let Some(offset) = process_id(text) {
        let span = check.within(&name, offset, 2);
        check.push(depends_on_process(text, span));
        return None;
    }
    check.path(name, "exthdr-name").map(Some)
}

/// Where `%p` stands; `%%` is a percent sign.
fn process_id(text: &str) -> Option<usize> {
    let mut characters = text.char_indices();
    while let Some((offset, character)) = characters.next() {
        if character == '%' && matches!(characters.next(), Some((_, 'p'))) {
            return Some(offset);
        }
    }
    None
}

/// The template with the name that it gives.
fn file(
    check: &mut Check<'_>,
    text: At<String>,
    variables: Variables<'_>,
    names: &mut Names,
) -> Option<(Spanned<crate::spec::Template>, String)> {
    let (template, name) = files::template(check, &text, variables)?;
    if let Some(fault) = names::file_fault(&name) {
        check.push(bad_file_name(&text, &name, &fault));
        return None;
    }
    let seen = names.insert(name.to_lowercase(), (name.clone(), text.span()));
    if let Some((other, first)) = seen {
        check.push(same_name(&name, &other, first, text.span()));
    }
    Some((template, name))
}

fn no_pax(pax: Span, dialect: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestConflict, "`pax` needs a posix dialect")
        .label(pax, "settings of extended headers")
        .label(dialect, "has no extended headers of this kind")
        .help("remove `pax`, or write `tar = \"gnu-1.35-posix\"`")
}

fn depends_on_process(text: &str, span: Span) -> Diagnostic {
    let message = format!("the name `{}` holds `%p`, the number of a process", Shown(text));
    Diagnostic::error(Code::ManifestName, message)
        .label(span, "differs in every run")
        .help("write `%d/PaxHeaders/%f`, or digits that stay the same")
}

fn bad_file_name(text: &At<String>, name: &str, fault: &str) -> Diagnostic {
    let message = match name {
        "" => "an archive has no name".to_owned(),
        _ => format!("an archive cannot be called `{}`", Shown(name)),
    };
    Diagnostic::error(Code::ManifestFileName, message)
        .label(text.span(), fault)
        .help("write a bare name, such as `{name}-{version}.tar.gz`; `-d` chooses the directory")
}

fn same_name(name: &str, other: &str, first: Span, second: Span) -> Diagnostic {
    let (message, label) = if name == other {
        (format!("two archives are called `{}`", Shown(name)), "the same name again")
    } else {
        let message = format!("`{}` and `{}` differ only by case", Shown(other), Shown(name));
        (message, "one file with the other where case is folded")
    };
    Diagnostic::error(Code::ManifestSameName, message)
        .label(second, label)
        .label(first, "given here first")
        .help("give each archive its own name")
}
