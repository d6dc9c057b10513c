//! `[source]`.

use super::context::{Check, Reported};
use super::files::early_template;
use super::git_dialect::Use;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Spanned;
use crate::manifest::raw;
use crate::manifest::spanned::Span;
use crate::manifest::template::Variables;
use crate::manifest::words::Shown;
use crate::manifest::{
    Conversions, DirectorySource, Expect, ExpectedText, GitSource, SourceTable, Submodules, TagKind,
};
use crate::object_id::ObjectId;
use crate::path::{EntryPath, PathFault};

/// The place of `directory`, if there is no `git`.
pub(super) fn only_directory(raw: &raw::Source) -> Option<Span> {
    let directory = raw.directory.as_ref()?;
    raw.git.is_none().then(|| directory.span())
}

pub(super) fn check(
    check: &mut Check<'_>,
    raw: Spanned<raw::Source>,
    git_dialect: &Use,
    variables: Variables<'_>,
) -> Option<SourceTable> {
    let span = raw.span();
    let mut raw = raw.into_inner();
    match (raw.git.take(), raw.directory.take()) {
        (Some(git), None) => {
            self::git(check, git, raw, git_dialect, variables).map(|git| SourceTable::Git(Box::new(git)))
        }
        (None, Some(path)) => directory(check, path, &raw).map(SourceTable::Directory),
        (Some(git), Some(directory)) => {
            check.push(two_sources(git.span(), directory.span()));
            None
        }
        (None, None) => {
            if !check.is_reported(&["source.git", "source.directory"]) {
                check.push(no_source(span));
            }
            None
        }
    }
}

fn directory(check: &mut Check<'_>, path: Spanned<String>, raw: &raw::Source) -> Option<DirectorySource> {
    let mut is_fine = true;
    for (span, key) in git_keys(raw) {
        is_fine &= check.need_git(span, &format!("`{key}`")).is_some();
    }
    let path = check.path(path, "directory")?;
    let subdirectory =
        raw.subdirectory.as_ref().map(|below| inner(check, below, "subdirectory").ok_or(Reported));
    let subdirectory = subdirectory.transpose().ok()?;
    let overlay = overlay(check, raw.overlay.clone()).ok()?;
    is_fine.then_some(DirectorySource { path, subdirectory, overlay })
}

/// The overlay, which every source can have.
fn overlay(
    check: &mut Check<'_>,
    overlay: Option<Spanned<String>>,
) -> Result<Option<Spanned<String>>, Reported> {
    overlay.map(|path| check.path(path, "overlay").ok_or(Reported)).transpose()
}

/// The keys that need a commit, if they are given.
fn git_keys(raw: &raw::Source) -> impl Iterator<Item = (Span, &'static str)> {
    [
        (raw.rev.as_ref().map(Spanned::span), "rev"),
        (raw.submodules.as_ref().map(Spanned::span), "submodules"),
        (raw.lfs.as_ref().map(Spanned::span), "lfs"),
        (raw.export_ignore.as_ref().map(Spanned::span), "export-ignore"),
        (raw.export_subst.as_ref().map(Spanned::span), "export-subst"),
        (raw.conversions.as_ref().map(Spanned::span), "conversions"),
        (raw.expect.as_ref().map(Spanned::span), "expect"),
    ]
    .into_iter()
    .filter_map(|(span, key)| Some((span?, key)))
}

fn git(
    check: &mut Check<'_>,
    repository: Spanned<String>,
    raw: raw::Source,
    git_dialect: &Use,
    variables: Variables<'_>,
) -> Option<GitSource> {
    let span = repository.span();
    let repository = check.path(repository, "git").and_then(|repository| local(check, repository));
    let expect = match raw.expect {
        Some(raw) => self::expect(check, raw.into_inner(), variables),
        None => Some(Expect::default()),
    };
    if raw.rev.is_none() && !check.is_reported(&["source.rev"]) {
        check.push(no_rev(span));
    }
    let rev = raw.rev.and_then(|rev| check.path(rev, "rev"));
    let rev = rev.and_then(|rev| self::rev(check, rev, variables));
    let subdirectory =
        raw.subdirectory.map(|path| inner(check, &path, "subdirectory").ok_or(Reported)).transpose();
    let overlay = overlay(check, raw.overlay);
    // What makes the bytes those of `git archive`, unless the manifest says otherwise.
    let is_git_archive = !matches!(git_dialect, Use::None);
    let (submodules, conversions) = match git_dialect {
        Use::None => (Submodules::default(), Conversions::default()),
        Use::All(_) | Use::Some(..) => (Submodules::Empty, Conversions::Apply),
    };
    Some(GitSource {
        repository: repository?,
        rev: rev?,
        subdirectory: subdirectory.ok()?,
        overlay: overlay.ok()?,
        submodules: raw.submodules.map_or(submodules, |word| *word.get_ref()),
        lfs: raw.lfs.map(|word| *word.get_ref()).unwrap_or_default(),
        export_ignore: raw.export_ignore.is_none_or(|is_on| *is_on.get_ref()),
        export_subst: raw.export_subst.map(|word| *word.get_ref()).unwrap_or_default(),
        conversions: raw.conversions.map_or(conversions, |word| *word.get_ref()),
        is_git_archive,
        expect: expect?,
    })
}

/// A repository on this machine.
fn local(check: &mut Check<'_>, repository: Spanned<String>) -> Option<Spanned<String>> {
    if is_url(repository.get_ref()) {
        check.push(remote(&repository));
        return None;
    }
    Some(repository)
}

/// Whether git would take the text for an address: `https://host/path` or `user@host:path`.
fn is_url(text: &str) -> bool {
    let is_host = |text: &str| text.contains('@') && !text.contains('/');
    // A path may contain a colon, so a colon alone is not enough.
    text.contains("://") || text.split_once(':').is_some_and(|(host, _)| is_host(host))
}

/// A revision with its template expanded. Expressions of git stay as they are: resolving the revision rejects them,
/// and says why.
fn rev(check: &mut Check<'_>, rev: Spanned<String>, variables: Variables<'_>) -> Option<Spanned<String>> {
    if is_expression(rev.get_ref()) { Some(rev) } else { early_template(check, &rev, variables) }
}

/// Whether a revision has the braces of an expression, such as `main@{0}` and `v1^{}`. Tags of monorepos look alike:
/// `core@{version}` is a template.
fn is_expression(rev: &str) -> bool {
    let is_placeholder = |rest: &str| rest.starts_with("name}") || rest.starts_with("version}");
    rev.contains("^{") || rev.split("@{").skip(1).any(|rest| !is_placeholder(rest))
}

/// A path in the source.
fn inner(check: &mut Check<'_>, path: &Spanned<String>, key: &str) -> Option<Spanned<EntryPath>> {
    match EntryPath::parse(path.get_ref().as_str()) {
        Ok(parsed) => Some(Spanned::new(path.span(), parsed)),
        Err(fault) => {
            check.push(bad_inner(path, key, fault));
            None
        }
    }
}

fn bad_inner(path: &Spanned<String>, key: &str, fault: PathFault) -> Diagnostic {
    Diagnostic::error(Code::BadPath, format!("`{key}` is `{}`, which {fault}", Shown(path.get_ref())))
        .label(path.span(), format!("{fault}"))
        .help(format!("write a path in the source, such as `{key} = \"packages/core\"`"))
}

fn expected_text(
    check: &mut Check<'_>,
    raw: raw::ExpectedText,
    variables: Variables<'_>,
) -> Option<ExpectedText> {
    let file = raw.file.and_then(|file| inner(check, &file, "file"));
    let template = raw.contains.and_then(|text| check.path(text, "contains"))?;
    let contains = early_template(check, &template, variables)?;
    let has_version = template.get_ref().contains("{version}");
    let start = contains.get_ref().find(variables.version).filter(|_| has_version);
    let version = start.map(|start| start..start + variables.version.len());
    Some(ExpectedText { file: file?, contains, version })
}

fn expect(check: &mut Check<'_>, raw: raw::Expect, variables: Variables<'_>) -> Option<Expect> {
    let text = raw.text.map(Spanned::into_inner).unwrap_or_default().into_iter();
    let text: Vec<_> = text.map(|text| expected_text(check, text.into_inner(), variables)).collect();
    let commit = raw.commit.map(|commit| self::commit(check, &commit).ok_or(Reported)).transpose();
    let tag = raw.tag;
    let signers = raw.signers.map(|signers| check.path(signers, "signers").ok_or(Reported)).transpose();
    let is_signed = tag.as_ref().is_some_and(|tag| *tag.get_ref() == TagKind::Signed);
    match (&tag, &signers) {
        (Some(tag), Ok(None)) if is_signed => check.push(no_signers(tag.span())),
        (tag, Ok(Some(signers))) if !is_signed => {
            check.push(idle_signers(signers.span(), tag.as_ref().map(Spanned::span)));
        }
        _ => {}
    }
    let text = text.into_iter().collect::<Option<_>>()?;
    Some(Expect { commit: commit.ok()?, tag, signers: signers.ok()?, text })
}

fn commit(check: &mut Check<'_>, text: &Spanned<String>) -> Option<Spanned<ObjectId>> {
    let commit = ObjectId::parse(text.get_ref());
    if commit.is_none() {
        check.push(bad_commit(text));
    }
    commit.map(|commit| text.with(commit))
}

fn two_sources(git: Span, directory: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestConflict, "`[source]` has both `git` and `directory`")
        .label(directory, "files on disk")
        .label(git, "files of a commit")
        .help("keep one of them; a commit is the source that others can check")
}

fn no_source(span: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestMissingKey, "`[source]` has neither `git` nor `directory`")
        .label(span, "needs one of them")
        .help(
            "add `git = \".\"` and `rev = \"v1.0.0\"` for a commit, or `directory = \".\"` for files on disk",
        )
}

fn remote(repository: &Spanned<String>) -> Diagnostic {
    let url = repository.get_ref();
    let message =
        format!("`git` is the URL `{}`, and pkgr reads only repositories on this machine", Shown(url));
    let help = match (url.strip_prefix("file://"), clone(url)) {
        (Some(path), _) => format!("write the path: `git = \"{}\"`", Shown(path)),
        (None, Some((command, name))) => format!("run `{command}` and write `git = \"{name}\"`"),
        (None, None) => "clone the repository, and write the path of the clone".to_owned(),
    };
    Diagnostic::error(Code::GitRepository, message).label(repository.span(), "not a path").help(help)
}

/// The command that clones `url`, and the directory that it makes; `None` for a text that a shell may take for
/// more than one word.
fn clone(url: &str) -> Option<(String, &str)> {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "@:/._-~+".contains(character);
    let name = url.trim_end_matches('/').rsplit(['/', ':']).next()?.trim_end_matches(".git");
    let is_safe = url.len() <= 80 && url.chars().all(is_plain) && !url.starts_with('-');
    let is_name = name.starts_with(|character: char| character.is_ascii_alphanumeric());
    (is_safe && is_name).then(|| (format!("git clone {url} {name}"), name))
}

fn no_rev(git: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestMissingKey, "`[source]` has `git` but no `rev`")
        .label(git, "needs `rev`")
        .help("add `rev = \"v1.0.0\"`: a tag, a branch or a commit id")
}

fn no_signers(tag: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestConflict, "`tag = \"signed\"` needs `signers`")
        .label(tag, "requires a signature")
        .help("add `signers = \"keys.asc\"`: OpenPGP certificates or an SSH `allowed_signers` file")
}

fn idle_signers(signers: Span, tag: Option<Span>) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(Code::ManifestConflict, "`signers` has no effect without `tag = \"signed\"`")
            .label(signers, "would not be used")
            .help("write `tag = \"signed\"`, or remove `signers`");
    match tag {
        Some(tag) => diagnostic.label(tag, "does not require a signature"),
        None => diagnostic,
    }
}

fn bad_commit(text: &Spanned<String>) -> Diagnostic {
    let value = text.get_ref();
    let is_short =
        !value.is_empty() && value.len() < 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    let (what, label) = if is_short {
        (format!("`{value}` has {} digits", value.len()), "not a full id".to_owned())
    } else {
        (format!("`{}` is not a commit id", Shown(value)), "not 40 or 64 hexadecimal digits".to_owned())
    };
    Diagnostic::error(Code::ManifestCommitId, format!("{what}; a full commit id has 40 or 64"))
        .label(text.span(), label)
        .help("run `git rev-parse TAG^{commit}`, which prints the full id")
}
