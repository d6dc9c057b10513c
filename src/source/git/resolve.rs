//! From a name to one commit. Done once; afterwards only ids are used.

use gix_object::Kind;

use super::object::{Commit, Tag};
use super::repository::Repository;
use super::store::Objects;
use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::manifest::Spanned;
use crate::object_id::ObjectId;
use crate::path::Escaped;
use crate::source::provenance::{Provenance, TagBytes};
use crate::text::nearest;

/// A [`Provenance`] with the objects behind its ids.
#[derive(Clone, Debug)]
pub struct Revision {
    /// Names and ids.
    pub provenance: Provenance,
    /// The tag objects, outermost first: one for each id in `provenance.tags`.
    pub tags: Vec<Tag>,
    /// The commit.
    pub commit: Commit,
    /// Whether the repository has the reference, if there is one: a clone without it cannot show what
    /// the name leads to, and then a plan alone says so.
    pub is_confirmed: bool,
}

impl Revision {
    /// The name of the tag, where the reference is one.
    #[must_use]
    pub fn tag_name(&self) -> Option<&str> {
        self.provenance.reference.as_deref()?.strip_prefix("refs/tags/")
    }

    /// What the name is, in words: "the signed tag", "the branch".
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match (&self.provenance.reference, self.provenance.tags.len()) {
            (None, _) => "a commit id",
            (Some(_), 1) if self.tag_name().is_some() => "an annotated tag",
            (Some(_), 2..) if self.tag_name().is_some() => "a tag of a tag",
            (Some(_), _) if self.tag_name().is_some() => "a lightweight tag",
            (Some(name), _) if name.starts_with("refs/heads/") => "a branch",
            (Some(_), _) => "a reference",
        }
    }
}

/// Finds the commit that `rev` names.
///
/// # Errors
/// Returns an error if it names nothing, more than one thing, or something that is no commit.
pub fn resolve(
    repository: &Repository,
    objects: &Objects,
    rev: &Spanned<String>,
) -> Result<Revision, Diagnostic> {
    let (reference, id) = find(repository, objects, rev).map_err(|problem| at(problem, rev))?;
    let (tags, commit) = peel(objects, id).map_err(|problem| at(problem, rev))?;
    rightly_typed(&tags).map_err(|problem| at(problem, rev))?;
    let provenance = Provenance {
        rev: rev.get_ref().clone(),
        reference,
        tags: tags.iter().map(|tag| tag.id).collect(),
        tag_objects: tags.iter().map(|tag| TagBytes::new(&tag.text)).collect(),
        commit: commit.id,
        tree: commit.tree,
    };
    Ok(Revision { provenance, tags, commit, is_confirmed: true })
}

/// Points at `rev` unless the problem points elsewhere.
pub(super) fn at(problem: Diagnostic, rev: &Spanned<String>) -> Diagnostic {
    if problem.labels.is_empty() { problem.label(rev.span(), "while this was looked up") } else { problem }
}

fn find(
    repository: &Repository,
    objects: &Objects,
    rev: &Spanned<String>,
) -> Result<(Option<String>, ObjectId), Diagnostic> {
    let name = rev.get_ref().as_str();
    if let Some(id) = ObjectId::parse(name) {
        return match objects.kind(id)? {
            Some(_) => Ok((None, id)),
            None => {
                Err(super::fault::missing_object(id, objects.remedy()).label(rev.span(), "asked for here"))
            }
        };
    }
    // All places are asked, where git takes the first: a branch named like a tag is a trap in a
    // release.
    let mut found = Vec::new();
    for candidate in candidates(name) {
        if let Some(id) = repository.reference(&candidate)? {
            found.push((candidate, id));
        }
    }
    match found.len() {
        0 => Err(unknown(repository, objects, rev)),
        1 => found.pop().map(|(name, id)| (Some(name), id)).ok_or_else(|| unknown(repository, objects, rev)),
        _ => Err(ambiguous(&found, rev)),
    }
}

/// The full names that a short one can stand for.
pub(super) fn candidates(name: &str) -> Vec<String> {
    if name == "HEAD" || name.starts_with("refs/") {
        return vec![name.to_owned()];
    }
    let mut names =
        ["refs/tags/", "refs/heads/", "refs/remotes/"].map(|place| format!("{place}{name}")).to_vec();
    // `tags/v1` and `heads/main`, as git prints names that are ambiguous without.
    let has_place = ["tags/", "heads/", "remotes/"].iter().any(|place| name.starts_with(place));
    names.extend(has_place.then(|| format!("refs/{name}")));
    names
}

/// Follows tags to the commit.
fn peel(objects: &Objects, mut id: ObjectId) -> Result<(Vec<Tag>, Commit), Diagnostic> {
    let mut tags = Vec::new();
    loop {
        match objects.kind(id)? {
            Some(Kind::Commit) => return Ok((tags, objects.commit(id)?)),
            Some(Kind::Tag) if tags.len() as u64 == limits::TAGS.value => return Err(too_many_tags(id)),
            Some(Kind::Tag) => {
                let tag = objects.tag(id)?;
                id = tag.target;
                tags.push(tag);
            }
            Some(kind) => return Err(no_commit(id, kind)),
            None => return Err(super::fault::missing_object(id, objects.remedy())),
        }
    }
}

/// Rejects a tag that says that it leads to another kind of object than it does, as git does: each of
/// `tags` leads to the next, and the last to a commit.
pub(super) fn rightly_typed(tags: &[Tag]) -> Result<(), Diagnostic> {
    for (index, tag) in tags.iter().enumerate() {
        let is = if index + 1 < tags.len() { Kind::Tag } else { Kind::Commit };
        if tag.target_kind != is {
            let why = format!(
                "its header `type` says that {} is a {}, and it is a {is}",
                tag.target, tag.target_kind
            );
            return Err(super::fault::bad_object("tag", tag.id, &why));
        }
    }
    Ok(())
}

fn too_many_tags(id: ObjectId) -> Diagnostic {
    let message =
        format!("the revision leads by tags of tags to the tag {id} and further ({})", limits::TAGS);
    Diagnostic::error(Code::GitTooManyTags, message)
        .help("name the commit itself; `git rev-parse 'NAME^{commit}'` prints its id")
}

fn no_commit(id: ObjectId, kind: Kind) -> Diagnostic {
    Diagnostic::error(Code::GitNoCommit, format!("the revision leads to a {kind}, {id}, and not to a commit"))
        .help("a release is made from a commit: it has a time and a place in the history")
}

fn ambiguous(found: &[(String, ObjectId)], rev: &Spanned<String>) -> Diagnostic {
    let all: Vec<_> = found.iter().map(|(name, id)| format!("`{name}` ({id})")).collect();
    Diagnostic::error(
        Code::GitAmbiguous,
        format!("`{}` names {} things: {}", rev.get_ref(), found.len(), all.join(" and ")),
    )
    .label(rev.span(), "which of them?")
    .help(format!("write the full name: `{}`", rev.written(&found[0].0)))
}

/// Names of the repository that are shown beside one that it does not have.
const MOST_NAMES: usize = 3;

fn unknown(repository: &Repository, objects: &Objects, rev: &Spanned<String>) -> Diagnostic {
    let name = rev.get_ref();
    let shown = Escaped(name.as_bytes());
    let diagnostic = |message: String| {
        Diagnostic::error(Code::GitUnknownRevision, message).label(rev.span(), "no tag, branch or commit")
    };
    if name.contains(['^', '~', ':', '@', '?', '*', '[', ' ', '\\']) || name.contains("..") {
        return diagnostic(format!("`{shown}` is an expression, not a name")).help(
            "give a tag, a branch or a full commit id; `git rev-parse` prints the id of an expression",
        );
    }
    if name.len() >= 4 && name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return diagnostic(format!(
            "`{shown}` is no reference, and a commit id has {} digits",
            objects.id_length()
        ))
        .help(format!("a short id can come to mean two commits; `git rev-parse {shown}` prints the whole"));
    }
    let message = format!("`{shown}` is not in the repository `{}`", objects.remedy().repository);
    diagnostic(message).help(next_step(&repository.names(), rev))
}

/// What to do about a name that the repository does not have. A name with other digits is another release, so only a
/// name with the same digits is taken for a slip of the hand.
fn next_step(names: &[String], rev: &Spanned<String>) -> String {
    let name = rev.get_ref().as_str();
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    let likely = names.iter().filter(|other| digits(other) == digits(name));
    if let Some(near) = nearest(name, likely.map(|name| &**name)) {
        return format!("did you mean `{}`?", rev.written(near));
    }
    let mut rated: Vec<_> =
        names.iter().map(|other| (strsim::damerau_levenshtein(name, other), other)).collect();
    rated.sort();
    let near: Vec<String> =
        rated.iter().take(MOST_NAMES).map(|(_, other)| format!("`{}`", Escaped(other.as_bytes()))).collect();
    let fetch = "fetch it first: `git fetch --tags`; pkgr itself fetches nothing";
    if near.is_empty() {
        fetch.to_owned()
    } else {
        format!("{fetch}. The nearest names are {}", near.join(", "))
    }
}
