//! `pax = …`

use super::context::{Check, Reported, optional};
use super::overrides;
use crate::container::tar::{self, Dialect, ExthdrFault, ExthdrName};
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::PaxMtime;
use crate::manifest::raw;
use crate::manifest::spanned::Span;
use crate::manifest::words::{Shown, list};
use crate::manifest::{GlobalComment, Spanned};
use crate::object_id::ObjectId;

/// What an archive says of its extended headers.
#[derive(Default)]
pub(super) struct PaxSettings {
    pub exthdr_name: Option<Spanned<ExthdrName>>,
    pub mtime: PaxMtime,
    pub comment: Option<GlobalComment>,
}

pub(super) fn check(
    check: &mut Check<'_>,
    pax: Option<Spanned<raw::Pax>>,
    dialect: Option<&Spanned<&'static Dialect>>,
) -> Option<PaxSettings> {
    let Some(pax) = pax else { return Some(PaxSettings::default()) };
    let span = pax.span();
    let raw::Pax { exthdr_name, mtime, comment } = pax.into_inner();
    // A table without keys says that extended headers are meant.
    let is_of_posix = exthdr_name.is_some() || (mtime.is_none() && comment.is_none());
    let is_posix = dialect.is_none_or(|dialect| dialect.get_ref().is_posix());
    if is_of_posix && !is_posix {
        check.push(no_pax(span, dialect.map(Spanned::span)));
        return None;
    }
    let name = exthdr_name.map_or(Ok(None), |name| self::name(check, &name));
    let mtime = mtime.map_or(Some(PaxMtime::None), |mtime| self::mtime(check, &mtime, dialect));
    let comment = optional(comment, |comment| self::comment(check, &comment, dialect));
    Some(PaxSettings { exthdr_name: name.ok()?, mtime: mtime?, comment: comment.ok()? })
}

/// `None` is a table without the key.
fn name(check: &mut Check<'_>, name: &Spanned<String>) -> Result<Option<Spanned<ExthdrName>>, Reported> {
    match ExthdrName::parse(name.get_ref()) {
        Ok(template) => Ok(Some(Spanned::new(name.span(), template))),
        Err(fault) => {
            let span = match pax_fault(fault) {
                Some((offset, length)) => check.within(name, offset, length),
                None => name.span(),
            };
            check.push(bad_pax_name(name.get_ref(), span, fault));
            Err(Reported)
        }
    }
}

fn mtime(
    check: &mut Check<'_>,
    word: &Spanned<raw::PaxMtime>,
    dialect: Option<&Spanned<&'static Dialect>>,
) -> Option<PaxMtime> {
    if let Some(dialect) = dialect.filter(|dialect| !dialect.get_ref().has_float_times()) {
        check.push(no_float(word.span(), dialect));
        return None;
    }
    Some(overrides::pax_mtime(*word.get_ref()))
}

fn comment(
    check: &mut Check<'_>,
    comment: &Spanned<raw::Comment>,
    dialect: Option<&Spanned<&'static Dialect>>,
) -> Option<GlobalComment> {
    if let Some(dialect) = dialect.filter(|dialect| !dialect.get_ref().is_of_commit()) {
        check.push(no_global_header(comment.span(), dialect));
        return None;
    }
    match comment.get_ref() {
        raw::Comment::Flag(false) => Some(GlobalComment::None),
        raw::Comment::Flag(true) => {
            check.push(no_commit_id("true", comment.span()));
            None
        }
        raw::Comment::Id(text) => match (ObjectId::parse(text), check.git.clone()) {
            (Some(_), Some(git)) => {
                check.push(named_twice(comment.span(), git));
                None
            }
            (Some(id), None) => Some(GlobalComment::Commit(id)),
            (None, _) => {
                check.push(no_commit_id(text, comment.span()));
                None
            }
        },
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

fn no_pax(pax: Span, dialect: Option<Span>) -> Diagnostic {
    let problem = Diagnostic::error(Code::ManifestConflict, "`pax` needs a posix dialect")
        .label(pax, "settings of extended headers");
    let problem = match dialect {
        Some(dialect) => problem.label(dialect, "has no extended headers of this kind"),
        None => problem,
    };
    problem.help(format!("remove `pax`, or write `tar = \"{}\"`", tar::DEFAULT.name))
}

fn no_float(mtime: Span, dialect: &Spanned<&'static Dialect>) -> Diagnostic {
    let names: Vec<&str> =
        tar::dialects().filter(|dialect| dialect.has_float_times()).map(|dialect| dialect.name).collect();
    let message = format!("`pax.mtime` has no effect in the dialect `{}`", dialect.get_ref().name);
    Diagnostic::error(Code::ManifestConflict, message)
        .label(mtime, "a record for the time of each entry")
        .label(dialect.span(), "writes none")
        .help(format!(
            "remove `mtime` from `pax`, or choose a dialect that writes it: {}",
            list(&names, "or")
        ))
}

fn no_global_header(comment: Span, dialect: &Spanned<&'static Dialect>) -> Diagnostic {
    let message = format!("`pax.comment` has no effect in the dialect `{}`", dialect.get_ref().name);
    Diagnostic::error(Code::ManifestConflict, message)
        .label(comment, "what the global header names")
        .label(dialect.span(), "has no global header")
        .help("remove `comment` from `pax`, or write `tar = \"git\"`")
}

fn named_twice(comment: Span, git: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestConflict, "`pax.comment` names a commit, and so does the source")
        .label(comment, "the global header would name this one")
        .label(git, "the global header names the commit of this source")
        .help("remove `comment`, or write `comment = false` for an archive without a global header")
}

fn no_commit_id(text: &str, span: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestUnknownValue, format!("`{}` is no commit id", Shown(text)))
        .label(span, "must be 40 or 64 hexadecimal digits")
        .help("write the id in full, or `comment = false` for an archive without a global header")
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
