//! What `tar = "git"` requires of the rest of the manifest: `git archive` has a fixed order, owner and modes.

use super::context::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Spanned;
use crate::manifest::raw;
use crate::manifest::spanned::Span;

/// Which archives have the dialect.
#[derive(Clone)]
pub(super) enum Use {
    /// None, or unknown.
    None,
    /// All; the place of the first one's `tar`.
    All(Span),
    /// Some: the place of the first that has it, and of the first that does not.
    Some(Span, Span),
}

/// Checks which archives have the dialect, and reports each line elsewhere that contradicts it.
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

/// If a dialect was not understood, that has been reported. With a directory, order, owner and modes are those of the
/// manifest.
fn usage(check: &Check<'_>, raw: &raw::Manifest) -> Use {
    if check.directory.is_some() || check.is_reported(&["archive.tar"]) {
        return Use::None;
    }
    let archives = raw.archive.iter().flat_map(Spanned::get_ref);
    let (mut git, mut other) = (None, None);
    for archive in archives {
        let tar = archive.get_ref().tar.as_ref();
        match tar.filter(|tar| tar.get_ref().0.is_of_commit()) {
            Some(tar) => git.get_or_insert(tar.span()),
            None => other.get_or_insert(tar.map_or_else(|| archive.span(), Spanned::span)),
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
        // One plan has one order. Taking either default would silently change the archives of the
        // other dialect.
        (None, Use::Some(_, other)) if !check.is_reported(&["normalize.order"]) => {
            check.push(no_order(git, other.clone()));
        }
        _ => {}
    }
}

fn parents(check: &mut Check<'_>, raw: &raw::Manifest, git: Span) {
    let parents = raw.files.as_ref().and_then(|files| files.get_ref().parents.as_ref());
    if let Some(parents) = parents.filter(|parents| !parents.get_ref()) {
        check.push(no_parents(parents.span(), git.clone()));
    }
    let no_entry = raw.files.as_ref().and_then(|files| files.get_ref().no_entry.as_ref()?.first());
    if let Some(no_entry) = no_entry {
        check.push(no_parents(no_entry.span(), git));
    }
}

/// Reports settings that no archive would show.
fn without_effect(check: &mut Check<'_>, raw: &raw::Manifest, git: &Span) {
    let Some(normalize) = &raw.normalize else { return };
    let mode = normalize.mode.as_ref().map(|mode| ("mode", mode.span()));
    let owner = normalize.owner.as_ref().map(|owner| ("owner", owner.span()));
    for (key, span) in [mode, owner].into_iter().flatten() {
        check.push(no_effect(key, span, git.clone()));
    }
}

fn other_order(order: Span, git: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestConflict, "`tar = \"git\"` requires the order of a git tree")
        .label(order, "another order")
        .label(git, "`git archive` writes entries as the tree has them")
        .help("write `order = \"git\"`, or choose one of the `gnu-…` dialects")
}

fn no_order(git: Span, other: Span) -> Diagnostic {
    let message = "archives in the dialect `git` and in another dialect need an explicit order";
    Diagnostic::error(Code::ManifestConflict, message)
        .label(git, "has the order of a git tree")
        .label(other, "has the order `gnu-name` by default, and all archives have the same")
        .help("add `order = \"git\"` to `[normalize]`")
}

fn no_parents(parents: Span, git: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestConflict, "`tar = \"git\"` has an entry for each directory")
        .label(parents, "leaves them out")
        .label(git, "`git archive` writes them")
        .help("remove the key, or choose one of the `gnu-…` dialects")
}

fn no_effect(key: &str, span: Span, git: Span) -> Diagnostic {
    let message = format!("`{key}` has no effect: every archive has the dialect `git`");
    Diagnostic::error(Code::ManifestConflict, message)
        .label(span, "no archive would show it")
        .label(git, "has the owner `root` and the modes 0664 and 0775, as `git archive` has")
        .help(format!("remove `{key}`, or choose one of the `gnu-…` dialects"))
}
