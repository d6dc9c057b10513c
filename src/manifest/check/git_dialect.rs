//! What `tar = "git"` asks of the rest of the manifest: `git archive` decides more by itself than
//! other writers do.

use super::{Check, Span};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::raw;

/// Which archives have the dialect.
#[derive(Clone)]
pub(super) enum Use {
    /// None, or what else is written cannot be told.
    None,
    /// All; the place of the first that says so.
    All(Span),
    /// Some: the first that has it, and the first that has not.
    Some(Span, Span),
}

/// Looks at the archives, and reports each line elsewhere that cannot stand beside them.
pub(super) fn check(check: &mut Check<'_>, raw: &raw::Manifest) -> Use {
    let found = usage(check, raw);
    let git = match &found {
        Use::None => return found,
        Use::All(git) | Use::Some(git, _) => git.clone(),
    };
    order(check, raw, &found, git.clone());
    parents(check, raw, git.clone());
    if let Use::All(_) = found {
        without_effect(check, raw, &git);
    }
    found
}

/// Where the dialect itself is out of place, or a dialect was not understood, there is nothing more
/// to say.
fn usage(check: &Check<'_>, raw: &raw::Manifest) -> Use {
    if check.directory.is_some() || check.is_removed(&["archive.tar"]) {
        return Use::None;
    }
    let archives = raw.archive.iter().flat_map(|archives| archives.get_ref());
    let (mut git, mut other) = (None, None);
    for archive in archives {
        let tar = archive.get_ref().tar.as_ref();
        match tar.filter(|tar| tar.get_ref().0.is_of_commit()) {
            Some(tar) => git.get_or_insert(tar.span()),
            None => other.get_or_insert(tar.map_or_else(|| archive.span(), |tar| tar.span())),
        };
    }
    match (git, other) {
        (None, _) => Use::None,
        (Some(git), None) => Use::All(git),
        (Some(git), Some(other)) => Use::Some(git, other),
    }
}

fn order(check: &mut Check<'_>, raw: &raw::Manifest, found: &Use, git: Span) {
    let written = raw.normalize.as_ref().and_then(|normalize| normalize.order.as_ref());
    match (written, found) {
        (Some(order), _) if *order.get_ref() != raw::Order::Git => {
            check.push(other_order(order.span(), git));
        }
        (None, Use::Some(_, other)) if !check.is_removed(&["normalize.order"]) => {
            check.push(no_order(git, other.clone()));
        }
        _ => {}
    }
}

fn parents(check: &mut Check<'_>, raw: &raw::Manifest, git: Span) {
    let parents = raw.files.as_ref().and_then(|files| files.get_ref().parents.as_ref());
    if let Some(parents) = parents.filter(|parents| !parents.get_ref()) {
        check.push(no_parents(parents.span(), git));
    }
}

/// Settings that no archive would show.
fn without_effect(check: &mut Check<'_>, raw: &raw::Manifest, git: &Span) {
    let Some(normalize) = &raw.normalize else { return };
    let mode = normalize.mode.as_ref().map(|mode| ("mode", mode.span()));
    let owner = normalize.owner.as_ref().map(|owner| ("owner", owner.span()));
    for (key, span) in [mode, owner].into_iter().flatten() {
        check.push(no_effect(key, span, git.clone()));
    }
}

fn other_order(order: Span, git: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestConflict, "`tar = \"git\"` has the order of a git tree and no other")
        .label(order, "another order")
        .label(git, "`git archive` writes entries as the tree has them")
        .help("write `order = \"git\"`, or choose one of the `gnu-…` dialects")
}

fn no_order(git: Span, other: Span) -> Diagnostic {
    let message = "archives in the dialect `git` and in another need the order written out";
    Diagnostic::error(Code::ManifestConflict, message)
        .label(git, "has the order of a git tree")
        .label(other, "has the order `gnu-name` by default, and all archives have the same")
        .help("write `order = \"git\"` into `[normalize]`")
}

fn no_parents(parents: Span, git: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestConflict, "`tar = \"git\"` has an entry for each directory")
        .label(parents, "leaves them out")
        .label(git, "`git archive` writes them")
        .help("remove `parents`, or choose one of the `gnu-…` dialects")
}

fn no_effect(key: &str, span: Span, git: Span) -> Diagnostic {
    let message = format!("`{key}` has no effect: every archive has the dialect `git`");
    Diagnostic::error(Code::ManifestConflict, message)
        .label(span, "no archive would show it")
        .label(git, "has the owner `root` and the modes 0664 and 0775, as `git archive` has")
        .help(format!("remove `{key}`, or choose one of the `gnu-…` dialects"))
}
