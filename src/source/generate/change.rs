//! What a step changed, compared with what it declares.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::digest::{Digest, Hasher};
use crate::error::Error;
use crate::glob::PatternSet;
use crate::manifest::Generate;
use crate::path::EntryPath;
use crate::progress::Progress;
use crate::source::contents::{self, Contents};
use crate::source::listing::{ItemKind, Listing, compare};
use crate::text::Shortened;

/// Paths that are listed before the rest is counted.
const SHOWN: usize = 10;

/// Everything in a tree, times aside.
pub struct TreeInventory(Vec<(EntryPath, FileState)>);

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileState {
    /// What it is, a file with its length.
    pub kind: ItemKind,
    is_executable: bool,
    digest: Option<Digest>,
}

impl FileState {
    /// The mode that an entry gets.
    pub fn mode(&self) -> u32 {
        match self.kind {
            ItemKind::Symlink(_) => 0o777,
            _ if self.is_executable => 0o755,
            _ => 0o644,
        }
    }
}

impl TreeInventory {
    pub fn new(listing: Listing, contents: &dyn Contents, progress: &dyn Progress) -> Result<Self, Error> {
        let mut all = Vec::with_capacity(listing.items.len());
        for item in listing.items {
            let digest = match item.kind {
                ItemKind::File(_) => Some(digest(&item.path, contents, progress)?),
                _ => None,
            };
            let is_executable = digest.is_some() && item.attributes.mode.is_executable();
            all.push((item.path, FileState { kind: item.kind, is_executable, digest }));
        }
        Ok(Self(all))
    }

    pub fn get(&self, path: &EntryPath) -> Option<&FileState> {
        let index = self.0.binary_search_by(|(other, _)| compare(other, path)).ok()?;
        Some(&self.0[index].1)
    }

    /// Files and links.
    pub fn files(&self) -> impl Iterator<Item = &EntryPath> {
        self.0.iter().filter(|(_, state)| state.kind != ItemKind::Directory).map(|(path, _)| path)
    }
}

fn digest(path: &EntryPath, contents: &dyn Contents, progress: &dyn Progress) -> Result<Digest, Error> {
    let mut hasher = Hasher::new();
    contents::read(contents, path, progress, |bytes| {
        hasher.update(bytes);
        Ok(())
    })?;
    Ok(hasher.finish())
}

/// The number of the step's pattern that a file is declared by.
pub fn covering(step: &Generate, path: &EntryPath) -> Option<usize> {
    step.outputs.set().first_cover(path, false)
}

/// Rejects changes that are not declared, and declared files that are not there.
pub fn check(step: &Generate, before: &TreeInventory, after: &TreeInventory) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let touched = undeclared(step, before, after);
    if !touched.is_empty() {
        problems.push(undeclared_problem(step, &touched));
    }
    for (number, (pattern, span)) in step.outputs.iter().enumerate() {
        let only = PatternSet::new(vec![pattern.clone()]);
        let is_there = after.files().any(|path| only.first_cover(path, false).is_some());
        if !is_there && !is_empty_part(step, number, &only, after) {
            let message =
                format!("the step `{}` made no file that matches `outputs[{number}]`", step.name.get_ref());
            problems.push(
                Diagnostic::error(Code::GenerateMissing, message)
                    .label(span, "matches no file after the step")
                    .help("check what the program writes, and where: it runs in the top directory of the source"),
            );
        }
    }
    if problems.has_errors() { Err(problems) } else { Ok(()) }
}

/// Whether the pattern names a directory that is there and is part of another output: an empty one
/// below `vendor/` is no file, and nothing is missing.
fn is_empty_part(step: &Generate, number: usize, only: &PatternSet, after: &TreeInventory) -> bool {
    let others = step.outputs.set().patterns().iter().enumerate().filter(|(other, _)| *other != number);
    let others = PatternSet::new(others.map(|(_, pattern)| pattern.clone()).collect());
    let directories = after.0.iter().filter(|(_, state)| state.kind == ItemKind::Directory);
    directories
        .map(|(path, _)| path)
        .any(|path| only.first_match(path, true).is_some() && others.first_cover(path, true).is_some())
}

/// What was added, changed or removed and may not be.
fn undeclared(step: &Generate, before: &TreeInventory, after: &TreeInventory) -> Vec<String> {
    let mut found = Vec::new();
    for (path, state) in &after.0 {
        let what = match before.get(path) {
            None => "added",
            Some(former) if former == state => continue,
            Some(_) => "changed",
        };
        if !may(step, path, state, before.get(path), after) {
            found.push(format!("{what}  {path}{}", kind(state)));
        }
    }
    // A declared output may be added or changed, and nothing may be removed: the release would lose
    // a file without a line of the manifest that says so.
    let gone = before.0.iter().filter(|(path, _)| after.get(path).is_none());
    found.extend(gone.map(|(path, state)| format!("removed  {path}{}", kind(state))));
    found
}

fn kind(state: &FileState) -> String {
    match state.kind {
        ItemKind::Directory => "/".to_owned(),
        ItemKind::Special(kind) => format!(" (a {kind})"),
        _ => String::new(),
    }
}

fn may(
    step: &Generate,
    path: &EntryPath,
    state: &FileState,
    former: Option<&FileState>,
    after: &TreeInventory,
) -> bool {
    match state.kind {
        ItemKind::Pending | ItemKind::Unread(_) | ItemKind::Special(_) | ItemKind::Rejected(_) => false,
        // A new directory is declared itself, or is there for a declared file in it.
        ItemKind::Directory => {
            former.is_none()
                && (step.outputs.set().first_cover(path, true).is_some()
                    || after.files().any(|file| file.is_below(path) && covering(step, file).is_some()))
        }
        ItemKind::File(_) | ItemKind::Symlink(_) => {
            // A directory that became a file has taken everything in it away.
            covering(step, path).is_some() && former.is_none_or(|former| former.kind != ItemKind::Directory)
        }
    }
}

fn undeclared_problem(step: &Generate, touched: &[String]) -> Diagnostic {
    let message = format!(
        "the step `{}` touched {} that it does not declare:{}",
        step.name.get_ref(),
        if touched.len() == 1 { "a path".to_owned() } else { format!("{} paths", touched.len()) },
        Shortened::lines(touched, SHOWN).ungrouped()
    );
    let outputs = step.outputs.iter().map(|(_, span)| span);
    let whole = outputs.reduce(|first, last| first.start..last.end).unwrap_or_else(|| step.name.span());
    Diagnostic::error(Code::GenerateUndeclared, message)
        .label(whole, "only these may be added or changed")
        .help("add what belongs to the release to `outputs`, and let the program clean up the rest")
}
