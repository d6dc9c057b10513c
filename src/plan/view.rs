//! Archives that leave out entries: each archive of a plan is a view of its entries.
//!
//! `[[archive]] exclude` works as `[files] exclude` does, for one archive: what a pattern matches is left out, with
//! all that is below it, and so is a directory that no longer holds anything, unless empty directories are asked for.
//! Headers are those of the plan, so an entry is the same in every archive that has it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::check;
use super::{Archive, Plan};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::entry::{Entry, Size};
use crate::manifest::{ArchiveTable, Files, Manifest, Patterns};
use crate::path::EntryPath;

/// Gives each archive the entries that it leaves out, and removes entries that no archive has. `is_open` says that
/// some outputs of steps are not known: then no pattern is known to match nothing.
pub fn leave_out(manifest: &Manifest, plan: &mut Plan<Size>, is_open: bool, problems: &mut Diagnostics) {
    for (number, table) in manifest.archives.iter().enumerate() {
        if table.exclude.is_empty() {
            continue;
        }
        let view = Omissions::new(plan, table, &manifest.files);
        if !is_open {
            let unused: Vec<usize> = (0..view.used.len()).filter(|&index| !view.used[index]).collect();
            let unmatched =
                check::Unmatched { key: "archive.exclude", patterns: &table.exclude, indices: &unused };
            check::unmatched_patterns(manifest, &unmatched, |_| None, problems);
            view.check(plan, manifest, &plan.archives[number], table, problems);
        }
        plan.archives[number].left_out = view.left_out;
    }
    remove_unpacked(plan);
}

/// Removes entries that every archive leaves out, as if `[files] exclude` did.
fn remove_unpacked(plan: &mut Plan<Size>) {
    let Some((first, others)) = plan.archives.split_first() else { return };
    let is_nowhere = |path: &&EntryPath| others.iter().all(|archive| archive.left_out.contains(*path));
    let nowhere: BTreeSet<EntryPath> = first.left_out.iter().filter(is_nowhere).cloned().collect();
    if nowhere.is_empty() {
        return;
    }
    plan.takes_all = false;
    plan.entries.retain(|entry| !nowhere.contains(&entry.path));
    for archive in &mut plan.archives {
        archive.left_out.retain(|path| !nowhere.contains(path));
    }
}

/// What the patterns of one archive leave out.
struct Omissions {
    left_out: BTreeSet<EntryPath>,
    /// For each pattern, whether it matches an entry or a directory above one.
    used: Vec<bool>,
}

impl Omissions {
    fn new(plan: &Plan<Size>, table: &ArchiveTable, files: &Files) -> Self {
        let mut view = Self { left_out: BTreeSet::new(), used: vec![false; table.exclude.len()] };
        for entry in &plan.entries {
            let path = plan.source_path(entry);
            if path.is_some_and(|path| view.covers(&path, entry.is_directory(), &table.exclude)) {
                view.left_out.insert(entry.path.clone());
            }
        }
        view.leave_out_emptied(plan, files);
        view
    }

    /// Whether a pattern matches the path or a directory above it; all that do are used.
    fn covers(&mut self, path: &EntryPath, is_directory: bool, exclude: &Patterns) -> bool {
        let mut is_covered = false;
        let above = path.parents().map(|at| (at, true));
        let parts = std::iter::once((path.clone(), is_directory)).chain(above);
        for index in parts.flat_map(|(at, is_directory)| exclude.set().matches(&at, is_directory)) {
            self.used[index] = true;
            is_covered = true;
        }
        is_covered
    }

    /// Leaves out directories that held something and no longer do.
    fn leave_out_emptied(&mut self, plan: &Plan<Size>, files: &Files) {
        let before = directories_above(plan.entries.iter());
        let is_kept_leaf =
            |entry: &&Entry<Size>| !before.contains(&entry.path) && !self.left_out.contains(&entry.path);
        let mut holding = directories_above(plan.entries.iter().filter(is_kept_leaf));
        let mut held: Vec<&Entry<Size>> =
            plan.entries.iter().filter(|entry| before.contains(&entry.path)).collect();
        // What is below a directory has a longer path.
        held.sort_by_key(|entry| std::cmp::Reverse(entry.path.as_bytes().len()));
        for entry in held {
            let Some(path) = plan.source_path(entry) else { continue };
            if holding.contains(&entry.path) || self.left_out.contains(&entry.path) {
                continue;
            }
            if files.empty_directories && files.include.set().first_cover(&path, true).is_some() {
                holding.extend(entry.path.parents());
            } else {
                self.left_out.insert(entry.path.clone());
            }
        }
    }

    /// Reports files that the archive must have and has not.
    fn check(
        &self,
        plan: &Plan<Size>,
        manifest: &Manifest,
        archive: &Archive,
        table: &ArchiveTable,
        problems: &mut Diagnostics,
    ) {
        let span = whole(&table.exclude);
        let members = || plan.entries.iter().filter(|entry| !self.left_out.contains(&entry.path));
        if members().all(Entry::is_directory) && !plan.entries.iter().all(Entry::is_directory) {
            problems.push(no_file(&archive.file, span.clone()));
        }
        let (in_plan, here) =
            (required(plan, manifest, plan.entries.iter()), required(plan, manifest, members()));
        for index in (0..in_plan.len()).filter(|&index| in_plan[index] && !here[index]) {
            problems.push(no_required(&archive.file, &manifest.files.require, index, span.clone()));
        }
    }
}

/// The directories above these entries.
fn directories_above<'a>(entries: impl Iterator<Item = &'a Entry<Size>>) -> BTreeSet<EntryPath> {
    let mut found = BTreeSet::new();
    for entry in entries {
        for directory in entry.path.parents() {
            if !found.insert(directory) {
                break;
            }
        }
    }
    found
}

/// For each pattern of `require`, whether one of these entries matches it.
fn required<'a>(
    plan: &Plan<Size>,
    manifest: &Manifest,
    entries: impl Iterator<Item = &'a Entry<Size>>,
) -> Vec<bool> {
    let require = &manifest.files.require;
    let mut found = vec![false; require.len()];
    for entry in entries.filter(|_| !require.is_empty()) {
        let Some(path) = plan.source_path(entry) else { continue };
        for index in require.set().matches(&path, entry.is_directory()) {
            found[index] = true;
        }
    }
    found
}

/// From the first pattern to the last.
fn whole(patterns: &Patterns) -> Range<usize> {
    let spans = patterns.iter().map(|(_, span)| span);
    spans.reduce(|first, last| first.start..last.end).unwrap_or_default()
}

fn no_file(archive: &str, span: Range<usize>) -> Diagnostic {
    Diagnostic::error(Code::NothingSelected, format!("no file is left for the archive `{archive}`"))
        .label(span, "these leave out every file")
        .help("leave out less, or remove the archive")
}

fn no_required(archive: &str, require: &Patterns, index: usize, span: Range<usize>) -> Diagnostic {
    let pattern = require.set().patterns()[index].as_str();
    let message = format!("`require` pattern `{pattern}` matches no entry of the archive `{archive}`");
    Diagnostic::error(Code::RequiredMissing, message)
        .label(require.span(index), "an archive without it must not be made")
        .label(span, "these leave it out")
        .help("leave out less, or remove the pattern from `require`")
}
