//! From a name to one commit. Done once; afterwards only ids are used.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use gix::objs::Kind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::object::{Commit, Tag};
use super::store::{Objects, Repository};
use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::manifest::Spanned;
use crate::object_id::ObjectId;
use crate::path::Escaped;

/// What a manifest's `rev` turned out to be, by names and ids: what a plan carries to other
/// machines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Provenance {
    /// As the manifest has it.
    pub rev: String,
    /// The full name of the reference; absent where `rev` is the commit's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The tag objects between the name and the commit, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<ObjectId>,
    /// The bytes of these tag objects, so that a clone without tags can verify their kind, name and
    /// signature again. Empty in plans of earlier versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tag_objects: Vec<TagBytes>,
    /// The commit.
    pub commit: ObjectId,
    /// Its tree.
    pub tree: ObjectId,
}

/// The bytes of a tag object in JSON: as text where they are UTF-8, otherwise in hex.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum TagBytes {
    /// The whole object as text.
    Text(String),
    /// An object that is not UTF-8.
    Hex {
        /// Two lower-case hex digits for each byte.
        hex: String,
    },
}

impl TagBytes {
    fn new(bytes: &[u8]) -> Self {
        std::str::from_utf8(bytes)
            .map_or_else(|_| Self::Hex { hex: hex(bytes) }, |text| Self::Text(text.to_owned()))
    }

    /// The bytes; `None` if the hex digits are not whole bytes.
    fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Self::Text(text) => Some(text.clone().into_bytes()),
            Self::Hex { hex } => {
                let pairs = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
                pairs.map(|pair| pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())).collect()
            }
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

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
/// It names nothing, more than one thing, or something that is no commit.
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

/// The revision that a plan names. No name is resolved again, but nothing that the plan says of the
/// revision is believed: the reference must be one that `rev` can mean and must still lead to the
/// planned objects where the repository has it, and each tag must be there, in the repository or in
/// the plan, with the bytes that its id stands for.
///
/// # Errors
/// The repository lacks the commit, a tag is in neither place, the ids do not belong together, or the
/// reference names something else.
pub fn planned(
    repository: &Repository,
    objects: &Objects,
    planned: &Provenance,
    rev: &Spanned<String>,
) -> Result<Revision, Diagnostic> {
    claimed_reference(repository, planned, rev)?;
    let commit = objects.commit(planned.commit).map_err(|problem| at(problem, rev))?;
    let tags = planned_tags(objects, planned)?;
    let targets = planned.tags.iter().copied().skip(1).chain([commit.id]);
    if let Some((tag, next)) = tags.iter().zip(targets).find(|(tag, next)| tag.target != *next) {
        let message = format!(
            "in the plan, the tag {} leads to {next}; the tag object leads to {}",
            tag.id, tag.target
        );
        return Err(not_planned(message));
    }
    rightly_typed(&tags).map_err(|problem| at(problem, rev))?;
    let is_confirmed = confirmed(repository, objects, planned, rev)?;
    let provenance = Provenance { commit: commit.id, tree: commit.tree, ..planned.clone() };
    Ok(Revision { provenance, tags, commit, is_confirmed })
}

/// The manifest decides which references a plan of it can name; a repository that has one of them
/// decides which one it is.
fn claimed_reference(
    repository: &Repository,
    planned: &Provenance,
    rev: &Spanned<String>,
) -> Result<(), Diagnostic> {
    let name = rev.get_ref().as_str();
    let is_possible = match (&planned.reference, ObjectId::parse(name)) {
        (Some(reference), None) => {
            let is_branch = reference.starts_with("refs/heads/");
            (planned.tags.is_empty() || !is_branch) && names_first(repository, reference, name)?
        }
        (None, Some(id)) => id == planned.tags.first().copied().unwrap_or(planned.commit),
        _ => false,
    };
    if is_possible && planned.rev == name { Ok(()) } else { Err(another_revision(planned, rev)) }
}

/// Whether `name` can stand for `reference`, and no other reference that it can stand for is there in
/// its place.
fn names_first(repository: &Repository, reference: &str, name: &str) -> Result<bool, Diagnostic> {
    let candidates = candidates(name);
    let mut present = Vec::new();
    for candidate in &candidates {
        if repository.reference(candidate)?.is_some() {
            present.push(candidate.as_str());
        }
    }
    let is_candidate = candidates.iter().any(|candidate| candidate == reference);
    Ok(is_candidate && (present.is_empty() || present.contains(&reference)))
}

fn another_revision(planned: &Provenance, rev: &Spanned<String>) -> Diagnostic {
    let shown = |name: &str| Escaped(name.as_bytes()).to_string();
    let reference = planned.reference.as_deref().map_or_else(|| "none".to_owned(), shown);
    let message = format!(
        "the plan was made for another revision than the manifest's\n  in the plan      rev `{}`, reference \
         `{reference}`, commit {}\n  in the manifest  rev `{}`",
        shown(&planned.rev),
        planned.commit,
        shown(rev.get_ref()),
    );
    not_planned(message).label(rev.span(), "the manifest's revision")
}

fn not_planned(message: String) -> Diagnostic {
    Diagnostic::error(Code::GitNoCommit, message)
        .help("make a new plan with `pkgr plan -o plan.json`, and review it")
}

/// The tag objects of a plan, from the repository or from the plan itself.
fn planned_tags(objects: &Objects, planned: &Provenance) -> Result<Vec<Tag>, Diagnostic> {
    let count = planned.tag_objects.len();
    if count != 0 && count != planned.tags.len() {
        let message = format!("the plan names {} tags and holds {count} tag objects", planned.tags.len());
        return Err(not_planned(message));
    }
    let tag = |(index, &id): (usize, &ObjectId)| match planned.tag_objects.get(index) {
        Some(tag) => objects.tag_from(id, tag.bytes().unwrap_or_default()),
        None if objects.kind(id)?.is_some() => objects.tag(id),
        None => Err(super::fault::missing_tag(id, objects.remedy())),
    };
    planned.tags.iter().enumerate().map(tag).collect()
}

/// Rejects a plan whose reference is another object in this repository. A branch may have grown
/// since the plan was made: then the planned commit is among its ancestors, and that is a warning.
fn confirmed(
    repository: &Repository,
    objects: &Objects,
    planned: &Provenance,
    rev: &Spanned<String>,
) -> Result<bool, Diagnostic> {
    let Some(name) = planned.reference.as_deref() else { return Ok(true) };
    let Some(now) = repository.reference(name)? else { return Ok(false) };
    if now == planned.commit || planned.tags.contains(&now) {
        return Ok(true);
    }
    if !name.starts_with("refs/tags/") && is_ancestor(objects, planned.commit, now) {
        return Ok(true);
    }
    let was = planned.tags.first().unwrap_or(&planned.commit);
    let message = format!(
        "`{}` is not what the plan says it was\n  in the plan        {was}\n  in the repository  {now}\n\
         the plan's commit is {}",
        Escaped(name.as_bytes()),
        planned.commit
    );
    Err(Diagnostic::error(Code::GitMoved, message).label(rev.span(), "this reference").help(
        "find out who moved it and why; if that was right, make a new plan with `pkgr plan -o plan.json`",
    ))
}

/// Whether `old` is a commit in the history of `new`, as far as the repository has that history.
fn is_ancestor(objects: &Objects, old: ObjectId, new: ObjectId) -> bool {
    let mut seen = BTreeSet::from([new]);
    let mut next = vec![new];
    while let Some(id) = next.pop() {
        if id == old {
            return true;
        }
        // A shallow clone ends somewhere; what is not there is no proof.
        let Ok(commit) = objects.commit(id) else { continue };
        next.extend(commit.parents.into_iter().filter(|parent| seen.insert(*parent)));
    }
    false
}

/// Points at `rev` unless the problem points elsewhere.
fn at(problem: Diagnostic, rev: &Spanned<String>) -> Diagnostic {
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
fn candidates(name: &str) -> Vec<String> {
    if name == "HEAD" || name.starts_with("refs/") {
        return vec![name.to_owned()];
    }
    ["refs/tags/", "refs/heads/", "refs/remotes/"].map(|place| format!("{place}{name}")).to_vec()
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

/// Rejects a tag that claims another kind of object than it has, as git does: each of
/// `tags` leads to the next, and the last to a commit.
fn rightly_typed(tags: &[Tag]) -> Result<(), Diagnostic> {
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
    .help(format!("write the full name: `{}`", found[0].0))
}

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
    match nearest(repository, name) {
        Some(near) => diagnostic(message).help(format!("did you mean `{near}`?")),
        None => diagnostic(message).help("fetch it first: `git fetch --tags`; pkgr itself fetches nothing"),
    }
}

/// The tag or branch whose name is most like `name`.
fn nearest(repository: &Repository, name: &str) -> Option<String> {
    let names = repository.names();
    let rated = names.iter().map(|other| (strsim::damerau_levenshtein(name, other), other));
    let (distance, best) = rated.min()?;
    (distance * 3 <= name.len()).then(|| best.clone())
}
