//! `[[archive]]`.

use std::collections::BTreeMap;

use super::context::{Check, Reported};
use super::{compression, files, gzip_header, names};
use crate::container::tar::{self, Dialect, ExthdrFault, ExthdrName};
use crate::diagnostic::{Code, Diagnostic};
use crate::glob::Anchor;
use crate::manifest::ArchiveTable;
use crate::manifest::Spanned;
use crate::manifest::raw;
use crate::manifest::spanned::Span;
use crate::manifest::template::Variables;
use crate::manifest::words::Shown;

pub(super) fn check(
    check: &mut Check<'_>,
    raw: Spanned<Vec<Spanned<raw::Archive>>>,
    variables: Variables<'_>,
) -> Option<Vec<ArchiveTable>> {
    let raw = check.filled(raw, "archive", "[{ file = \"{name}-{version}.tar.gz\" }]")?;
    let mut files = BTreeMap::new();
    let mut archives = Vec::new();
    for raw in raw {
        archives.push(archive(check, raw.into_inner(), variables, &mut files));
    }
    archives.into_iter().collect()
}

/// File names so far in lower case, each as written and with its place.
type Names = BTreeMap<String, (String, Span)>;

fn archive(
    check: &mut Check<'_>,
    raw: raw::Archive,
    variables: Variables<'_>,
    names: &mut Names,
) -> Option<ArchiveTable> {
    let dialect = match raw.tar {
        Some(tar) => dialect(check, &tar),
        None => Some(Spanned::new(raw.file.as_ref()?.span(), tar::DEFAULT)),
    };
    let exthdr_name = raw.pax.map_or(Ok(None), |pax| pax_name(check, pax, dialect.as_ref()));
    let file = raw.file.and_then(|text| file(check, &text, variables, names));
    let name = file.as_ref().map(|(file, name)| (file.span(), name.as_str()));
    let mut compression = raw.compression;
    let header = compression.as_mut().and_then(|compression| compression.get_mut().header.take());
    let codec = compression::check(check, compression, name);
    let header = header.map(|header| gzip_header::check(check, header, codec, variables));
    let exclude = check.patterns(raw.exclude.unwrap_or_default(), Anchor::Anywhere);
    Some(ArchiveTable {
        file: file?.0,
        dialect: dialect?,
        exthdr_name: exthdr_name.ok()?,
        codec: codec?,
        header: header.map_or(Some(None), |header| header.map(Some))?,
        exclude: exclude?,
    })
}

fn dialect(check: &mut Check<'_>, tar: &Spanned<raw::Tar>) -> Option<Spanned<&'static Dialect>> {
    let dialect = tar.get_ref().0;
    if dialect.is_of_commit() {
        check.need_git(tar.span(), &format!("`tar = \"{}\"`", dialect.name))?;
    }
    Some(Spanned::new(tar.span(), dialect))
}

/// `None` is a table without the key.
fn pax_name(
    check: &mut Check<'_>,
    pax: Spanned<raw::Pax>,
    dialect: Option<&Spanned<&'static Dialect>>,
) -> Result<Option<Spanned<ExthdrName>>, Reported> {
    if let Some(dialect) = dialect.filter(|dialect| !dialect.get_ref().is_posix()) {
        check.push(no_pax(pax.span(), dialect.span()));
        return Err(Reported);
    }
    let Some(name) = pax.into_inner().exthdr_name else { return Ok(None) };
    match ExthdrName::parse(name.get_ref()) {
        Ok(template) => Ok(Some(Spanned::new(name.span(), template))),
        Err(fault) => {
            let span = match pax_fault(fault) {
                Some((offset, length)) => check.within(&name, offset, length),
                None => name.span(),
            };
            check.push(bad_pax_name(name.get_ref(), span, fault));
            Err(Reported)
        }
    }
}

/// Which bytes are at fault; `None` for the whole.
fn pax_fault(fault: ExthdrFault) -> Option<(usize, usize)> {
    match fault {
        ExthdrFault::Empty => None,
        ExthdrFault::ProcessId { offset } => Some((offset, 2)),
        ExthdrFault::LonePercent { offset } | ExthdrFault::Nul { offset } => Some((offset, 1)),
    }
}

/// The template with the name that it gives.
fn file(
    check: &mut Check<'_>,
    text: &Spanned<String>,
    variables: Variables<'_>,
    names: &mut Names,
) -> Option<(Spanned<crate::manifest::Template>, String)> {
    let (template, name) = files::template(check, text, variables)?;
    if let Some(fault) = names::file_fault(&name) {
        check.push(bad_file_name(text, &name, &fault));
        return None;
    }
    // Compared without case: the archives are published together, and are downloaded to systems
    // that ignore it.
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
        .help(format!("remove `pax`, or write `tar = \"{}\"`", tar::DEFAULT.name))
}

fn bad_pax_name(text: &str, span: Span, fault: ExthdrFault) -> Diagnostic {
    let (what, help) = match fault {
        ExthdrFault::Empty => ("does not name a file", "write `%d/PaxHeaders/%f`, or remove the key"),
        ExthdrFault::ProcessId { .. } => (
            "contains the process id, which differs in every run",
            "write `%d/PaxHeaders/%f`, or digits that stay the same",
        ),
        ExthdrFault::LonePercent { .. } => ("ends in a lone `%`", "write `%%` for a percent sign"),
        ExthdrFault::Nul { .. } => {
            ("contains a NUL character", "remove it: a name in an archive cannot contain one")
        }
    };
    Diagnostic::error(Code::ManifestName, format!("the name `{}` {what}", Shown(text)))
        .label(span, what)
        .help(help)
}

fn bad_file_name(text: &Spanned<String>, name: &str, fault: &str) -> Diagnostic {
    let message = match name {
        "" => "an archive has an empty file name".to_owned(),
        _ => format!("an archive cannot have the file name `{}`", Shown(name)),
    };
    Diagnostic::error(Code::ManifestFileName, message)
        .label(text.span(), fault)
        .help("write a bare name, such as `{name}-{version}.tar.gz`; `-d` chooses the directory")
}

fn same_name(name: &str, other: &str, first: Span, second: Span) -> Diagnostic {
    let (message, label) = if name == other {
        (format!("two archives have the file name `{}`", Shown(name)), "the same name again")
    } else {
        let message = format!("`{}` and `{}` differ only by case", Shown(other), Shown(name));
        (message, "the same file on a system that ignores case")
    };
    Diagnostic::error(Code::ManifestSameName, message)
        .label(second, label)
        .label(first, "given here first")
        .help("give each archive its own name")
}
