//! Whether a revision is what the manifest expects: the commit, the kind of tag, the signature.

use std::path::Path;

use super::fault;
use super::object::Tag;
use super::resolve::Revision;
use super::tag_form;
use crate::artifact::read_file;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::limits;
use crate::manifest::{GitSource, Spanned, TagKind};
use crate::object_id::ObjectId;
use crate::path::{Escaped, shown};
use crate::signature::{self, Signers};
use crate::time::Timestamp;

/// Compares a revision with `[source.expect]`.
pub fn check(revision: &Revision, source: &GitSource, directory: &Path) -> Diagnostics {
    let mut problems = Diagnostics::new();
    if let Some(expected) = &source.expect.commit
        && *expected.get_ref() != revision.commit.id
    {
        let problem = wrong_commit(revision, source).label(expected.span(), "expected");
        problems.push(problem.help(next_step(revision, expected)));
    }
    problems.extend(unconfirmed(revision, source).map(Diagnostics::from).unwrap_or_default());
    inner_name(revision, source, &mut problems);
    if let Some(kind) = &source.expect.tag {
        tag(revision, source, kind, directory, &mut problems);
    }
    problems
}

/// A plan says what the name leads to, and neither the repository nor the manifest can confirm it: a
/// signature could, or the commit's id in the manifest.
fn unconfirmed(revision: &Revision, source: &GitSource) -> Option<Diagnostic> {
    let is_signed = source.expect.tag.as_ref().is_some_and(|kind| *kind.get_ref() == TagKind::Signed);
    // What a plan says of itself confirms nothing.
    let is_pinned = source.expect.commit.as_ref().is_some_and(|pin| !pin.is_only_planned());
    if revision.is_confirmed || is_signed || is_pinned {
        return None;
    }
    let name = revision.provenance.reference.as_deref().unwrap_or_default();
    let message = format!(
        "the plan alone says that `{}` is the commit {}: the reference is not in this repository",
        Escaped(name.as_bytes()),
        revision.commit.id
    );
    let problem =
        Diagnostic::warning(Code::GitUnconfirmed, message).label(source.rev.span(), "not found here");
    Some(problem.help(
        "`git fetch --tags` gets it; or let the manifest pin it: `expect = { commit = \"…\" }` in `[source]`",
    ))
}

fn next_step(revision: &Revision, expected: &Spanned<ObjectId>) -> String {
    let last = if expected.input().is_some() {
        format!(
            "if that commit is the right one, give `{}`",
            expected.written(&revision.commit.id.to_string())
        )
    } else {
        "if the tag was moved on purpose, write the new id here, in a reviewed change".to_owned()
    };
    format!("compare with what was announced and with other clones; {last}")
}

fn wrong_commit(revision: &Revision, source: &GitSource) -> Diagnostic {
    let expected = source.expect.commit.as_ref().map_or_else(String::new, |id| id.get_ref().to_string());
    let message = format!(
        "`{}` is the commit {}, and {expected} is expected",
        Escaped(revision.provenance.rev.as_bytes()),
        revision.commit.id
    );
    Diagnostic::error(Code::GitUnexpectedCommit, message).label(source.rev.span(), described(revision))
}

/// What a name is, and who made it when.
fn described(revision: &Revision) -> String {
    match revision.tags.first() {
        Some(tag) => format!("{}{}", revision.kind(), made(tag)),
        None => format!("{} of a commit of {}", revision.kind(), revision.commit.time),
    }
}

fn made(tag: &Tag) -> String {
    let who = tag.tagger.as_deref().unwrap_or("an unnamed tagger");
    let time = tag.time.map_or_else(String::new, |time| format!(" at {time}"));
    format!(", made by {}{time}", Escaped(who.as_bytes()))
}

/// A tag object names the tag that it was made for. Under another reference it is a tag that
/// somebody copied: an old release can be passed off as a new one so.
fn inner_name(revision: &Revision, source: &GitSource, problems: &mut Diagnostics) {
    let (Some(reference), Some(tag)) = (revision.tag_name(), revision.tags.first()) else { return };
    if reference.as_bytes() == tag.name {
        return;
    }
    let inner = Escaped(&tag.name);
    let message = format!("the tag object of `{reference}` says that it is the tag `{inner}`{}", made(tag));
    let diagnostic = if source.expect.tag.is_some() {
        Diagnostic::error(Code::GitRenamedTag, message)
    } else {
        Diagnostic::warning(Code::GitRenamedTag, message)
    };
    problems.push(
        diagnostic
            .label(source.rev.span(), "this name was given to an existing tag object")
            .help(format!("release `{inner}` by its own name, or make a new tag")),
    );
}

fn tag(
    revision: &Revision,
    source: &GitSource,
    kind: &Spanned<TagKind>,
    directory: &Path,
    problems: &mut Diagnostics,
) {
    let is_tag = revision.tag_name().is_some();
    let wanted = match kind.get_ref() {
        TagKind::Any => "a tag",
        TagKind::Annotated => "an annotated tag",
        TagKind::Signed => "a signed tag",
    };
    if !is_tag {
        problems.push(
            no_tag(revision, wanted)
                .label(source.rev.span(), described(revision))
                .label(kind.span(), "asked for here")
                .help(tag_help(&source.rev)),
        );
        return;
    }
    if *kind.get_ref() == TagKind::Any {
        return;
    }
    let Some(outermost) = revision.tags.first() else {
        problems.push(
            lightweight(revision, wanted)
                .label(source.rev.span(), "a lightweight tag has no tagger, date or signature")
                .label(kind.span(), "asked for here"),
        );
        return;
    };
    if let Some(why) = tag_form::irregularity(&outermost.text) {
        problems.push(
            fault::irregular_tag(outermost.id, &why)
                .label(source.rev.span(), format!("{}{}", revision.kind(), made(outermost)))
                .label(kind.span(), "asked for here"),
        );
        return;
    }
    if *kind.get_ref() == TagKind::Signed {
        signed(outermost, source, kind, directory, problems);
    }
}

fn tag_help(rev: &Spanned<String>) -> String {
    let example =
        rev.input().map_or_else(String::new, |key| format!(", as in `{}`", key.argument("refs/tags/v1.2.3")));
    format!("name the tag of the release{example}; `expect.commit` still pins the commit")
}

fn no_tag(revision: &Revision, wanted: &str) -> Diagnostic {
    let asked = Escaped(revision.provenance.rev.as_bytes());
    Diagnostic::error(Code::GitNotATag, format!("`{asked}` is {}, and {wanted} is expected", revision.kind()))
}

fn lightweight(revision: &Revision, wanted: &str) -> Diagnostic {
    let asked = Escaped(revision.provenance.rev.as_bytes());
    Diagnostic::error(
        Code::GitLightweightTag,
        format!("`{asked}` is a lightweight tag, and {wanted} is expected"),
    )
    .help(format!(
        "`git tag -a` makes an annotated tag, `git tag -s` a signed one; some clones made for a job in \
         CI lose what a tag was: `git fetch --force origin {0}:{0}` brings it back",
        Escaped(revision.provenance.reference.as_deref().unwrap_or_default().as_bytes())
    ))
}

/// The signature of the outermost tag, by one of the signers that the manifest names.
fn signed(
    tag: &Tag,
    source: &GitSource,
    kind: &Spanned<TagKind>,
    directory: &Path,
    problems: &mut Diagnostics,
) {
    let Some(file) = &source.expect.signers else {
        unreachable!("the spec demands signers with a signed tag")
    };
    let problem = match signers(file, directory) {
        Err(problem) => Some(problem),
        Ok(signers) => verify(tag, source, kind, file, &signers).err(),
    };
    problems.extend(problem.map(Diagnostics::from).unwrap_or_default());
}

fn signers(file: &Spanned<String>, directory: &Path) -> Result<Signers, Diagnostic> {
    let path = directory.join(file.get_ref());
    let unusable = |why: String| {
        Diagnostic::error(
            Code::GitSigners,
            format!("the signers in `{}` cannot be used: {why}", shown(&path)),
        )
        .label(file.span(), "relative to this file")
        .help(
            "name a file of OpenPGP certificates (`gpg --export --armor`) or of allowed SSH signers, as \
                 ssh-keygen(1) describes them",
        )
    };
    let bytes = read_file(&path, limits::SIGNERS).map_err(|cause| unusable(cause.to_string()))?;
    Signers::parse(&bytes).map_err(|fault| unusable(fault.to_string()))
}

fn verify(
    tag: &Tag,
    source: &GitSource,
    kind: &Spanned<TagKind>,
    file: &Spanned<String>,
    signers: &Signers,
) -> Result<(), Diagnostic> {
    let name = Escaped(&tag.name);
    let (payload, signature) = signature::split(&tag.text);
    let Some(signature) = signature else {
        return Err(unsigned(tag, source, kind));
    };
    let time = tag.time.map(Timestamp::seconds);
    let result = signers.verify(payload, signature, time);
    result.map(|_| ()).map_err(|fault| {
        // A user id is free text: it has no lines of its own here.
        let named: Vec<String> =
            signers.names().iter().map(|name| Escaped(name.as_bytes()).to_string()).collect();
        let named = named.join("\n  ");
        let message =
            format!("the tag `{name}` is not signed as expected: {fault}\nthe signers are\n  {named}");
        Diagnostic::error(Code::GitBadSignature, message)
            .label(source.rev.span(), format!("a signed tag{}", made(tag)))
            .label(file.span(), "the signers that are named")
            .help("find out who made the tag; a new signer is added to the file in a reviewed change")
    })
}

fn unsigned(tag: &Tag, source: &GitSource, kind: &Spanned<TagKind>) -> Diagnostic {
    let name = Escaped(&tag.name);
    let header = signature::in_header(&tag.text).map_or_else(String::new, |header| {
        format!(
            ": its header `{header}` is of the kind that signs commits, and git does not read it in a tag"
        )
    });
    let message = format!("the tag `{name}` is not signed, and a signed tag is expected{header}");
    Diagnostic::error(Code::GitUnsigned, message)
        .label(source.rev.span(), format!("an annotated tag{}", made(tag)))
        .label(kind.span(), "asked for here")
        .help("`git tag -s` signs a tag when it is made; a published tag cannot be signed afterwards")
}
