//! The revision of a plan, checked against the repository that is there.

use std::collections::BTreeSet;

use super::fault;
use super::object::Tag;
use super::repository::Repository;
use super::resolve::{Revision, at, candidates, rightly_typed};
use super::store::Objects;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Spanned;
use crate::object_id::ObjectId;
use crate::path::Escaped;
use crate::source::provenance::Provenance;

/// The revision that a plan names. No name is resolved again, but nothing that the plan says of the
/// revision is believed: the reference must be one that `rev` can mean and must still lead to the
/// planned objects where the repository has it, and each tag must be there, in the repository or in
/// the plan, with the bytes that its id stands for.
///
/// # Errors
/// Returns an error if the repository lacks the commit, a tag is in neither place, the ids do not belong
/// together, or the reference names something else.
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
    let label = if rev.input().is_some() { "asked for here" } else { "the manifest's revision" };
    not_planned(message).label(rev.span(), label)
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
        None => Err(fault::missing_tag(id, objects.remedy())),
    };
    planned.tags.iter().enumerate().map(tag).collect()
}

/// Rejects a plan whose reference means something else in this repository. A branch may have grown
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
    // Branches grow, tags do not: a tag that leads elsewhere was moved.
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
