//! `[[archive]]`.

use std::collections::BTreeMap;

use super::context::{Check, optional};
use super::{compression, files, gzip_header, names, pax};
use crate::container::tar::{self, ArchiveEnd, Dialect};
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
        Some(tar) => {
            let names_comment = raw.pax.as_ref().is_some_and(|pax| pax.get_ref().comment.is_some());
            dialect(check, &tar, names_comment)
        }
        None => Some(Spanned::new(raw.file.as_ref()?.span(), tar::DEFAULT)),
    };
    let pax = pax::check(check, raw.pax, dialect.as_ref());
    let file = raw.file.and_then(|text| file(check, &text, variables, names));
    let name = file.as_ref().map(|(file, name)| (file.span(), name.as_str()));
    let mut compression = raw.compression;
    let header = compression.as_mut().and_then(|compression| compression.get_mut().header.take());
    let codec = compression::check(check, compression, name);
    let header = optional(header, |header| gzip_header::check(check, header, codec, variables));
    let exclude = check.patterns(raw.exclude.unwrap_or_default(), Anchor::Anywhere);
    Some(ArchiveTable {
        file: file?.0,
        dialect: dialect?,
        exthdr_name: pax.as_ref()?.exthdr_name.clone(),
        pax_mtime: pax.as_ref()?.mtime,
        comment: pax?.comment,
        end: raw.end.map(|end| self::end(*end.get_ref())),
        codec: codec?,
        header: header.ok()?,
        exclude: exclude?,
    })
}

/// `names_comment` says that the archive names a commit by itself, or none.
fn dialect(
    check: &mut Check<'_>,
    tar: &Spanned<raw::Tar>,
    names_comment: bool,
) -> Option<Spanned<&'static Dialect>> {
    let dialect = tar.get_ref().0;
    if dialect.is_of_commit() && !names_comment {
        let help = "remove it, write `git` and `rev` in place of `directory`, or name the commit: `pax = { comment = \"…\" }`";
        check.need_git_or(tar.span(), &format!("`tar = \"{}\"`", dialect.name), help)?;
    }
    Some(Spanned::new(tar.span(), dialect))
}

fn end(word: raw::End) -> ArchiveEnd {
    match word {
        raw::End::Records => ArchiveEnd::Records,
        raw::End::Blocks => ArchiveEnd::Blocks,
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
