//! What can be wrong between a manifest and a source, said so that it can be mended.

mod near;

use std::cell::OnceCell;
use std::ops::Range;

use super::rejection::rejected;
use super::select::{Pruner, Removed, Selection, unmatched};
use super::status::SHOWN;
use super::{Archive, Plan};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::entry::Size;
use crate::glob::{Pattern, PatternSet};
use crate::lint::Level;
use crate::lints::catalog::unmatched_pattern;
use crate::manifest::{Manifest, Patterns};
use crate::source::generate::Pending;
use crate::source::{IgnoredPath, ItemKind, Listing, Source};
use crate::text::{Grouped, Shortened};

/// What a source offers, and what the manifest takes of it.
pub struct Seen<'a> {
    listing: &'a Listing,
    selection: &'a Selection<'a>,
    pruner: &'a Pruner<'a>,
    /// Whether more files will come from steps that were not run: then no pattern is known to match
    /// nothing.
    is_open: bool,
    source: &'a Source,
    /// Every path of the source, once a suggestion needs them.
    paths: OnceCell<Vec<String>>,
    /// What `export-ignore` leaves out, once a pattern matches nothing else.
    ignored: OnceCell<Vec<IgnoredPath>>,
}

impl<'a> Seen<'a> {
    pub fn new(
        source: &'a Source,
        listing: &'a Listing,
        selection: &'a Selection<'a>,
        pruner: &'a Pruner<'a>,
    ) -> Self {
        // The outputs of steps that were not run can have any name that their patterns match.
        let is_open = source.pending().is_some_and(Pending::is_open);
        Self { listing, selection, pruner, is_open, source, paths: OnceCell::new(), ignored: OnceCell::new() }
    }

    /// Every path of the source. The listing lacks directories that no pattern can match, and these are the ones
    /// that a misspelled pattern was meant for.
    fn paths(&self) -> &[String] {
        self.paths.get_or_init(|| {
            let listing = self.source.list(&mut |_| true);
            listing.map_or_else(
                |_| Vec::new(),
                |all| all.items.iter().map(|item| item.path.to_string()).collect(),
            )
        })
    }
}

impl Seen<'_> {
    fn ignored(&self) -> &[IgnoredPath] {
        self.ignored.get_or_init(|| self.source.ignored_paths())
    }

    /// Divides patterns that match nothing of the listing: those that match what `export-ignore` leaves out, and others.
    fn needless(&self, patterns: &Patterns, unused: Vec<usize>) -> (Vec<usize>, Vec<usize>) {
        if unused.is_empty() {
            return (Vec::new(), unused);
        }
        // All patterns in one pass: there can be many of both.
        let ignored = self.ignored().iter().map(|ignored| (&ignored.path, ignored.is_directory()));
        let unmatched = unmatched(patterns, ignored);
        unused.into_iter().partition(|index| unmatched.binary_search(index).is_err())
    }

    /// The first path that `export-ignore` leaves out and that a pattern matches.
    fn ignored_by(&self, pattern: &Pattern) -> Option<&IgnoredPath> {
        let set = PatternSet::new(vec![pattern.clone()]);
        self.ignored().iter().find(|ignored| set.first_match(&ignored.path, ignored.is_directory()).is_some())
    }
}

/// Patterns that match nothing, files that cannot be packed, files that must be there.
pub fn selection(manifest: &Manifest, seen: &Seen<'_>, problems: &mut Diagnostics) {
    // Outputs of steps that were not run may still match any pattern, so nothing can be called
    // unmatched.
    if !seen.is_open {
        includes(manifest, seen, problems);
        excludes(manifest, seen, problems);
    }
    special_files(seen.selection, problems);
    if !seen.is_open {
        chosen_files(manifest, seen, problems);
    }
}

/// `require`, `newer`, and that there is any file at all.
fn chosen_files(manifest: &Manifest, seen: &Seen<'_>, problems: &mut Diagnostics) {
    let selection = seen.selection;
    let chosen =
        || selection.chosen.iter().map(|chosen| (&chosen.item.path, chosen.item.kind == ItemKind::Directory));
    let missing = unmatched(&manifest.files.require, chosen());
    first(&missing, "require", Severity::Error, problems, |index| {
        required(&manifest.files.require, index, seen)
    });
    let stale = unmatched(&manifest.normalize.newer, chosen());
    let newer = Unmatched { key: "newer", patterns: &manifest.normalize.newer, indices: &stale };
    unmatched_patterns(manifest, &newer, |pattern| near_miss(pattern, seen), problems);
    let no_entry = &manifest.files.no_entry.patterns;
    let stale = unmatched(no_entry, chosen());
    let no_entry = Unmatched { key: "no-entry", patterns: no_entry, indices: &stale };
    unmatched_patterns(manifest, &no_entry, |pattern| near_miss(pattern, seen), problems);
    if !selection.chosen.iter().any(|chosen| chosen.item.kind != ItemKind::Directory) {
        problems.push(
            Diagnostic::error(Code::NothingSelected, "no file of the source is selected")
                .help("check the source's path, `include` and `exclude`"),
        );
    }
}

fn includes(manifest: &Manifest, seen: &Seen<'_>, problems: &mut Diagnostics) {
    let Seen { selection, pruner, .. } = seen;
    let include = &manifest.files.include;
    let unused: Vec<usize> = (0..include.len()).filter(|&index| !selection.used[index]).collect();
    first(&unused, "include", Severity::Error, problems, |index| {
        let pattern = &include.set().patterns()[index];
        let mut diagnostic = Diagnostic::error(
            Code::IncludeUnmatched,
            format!("`include` pattern `{}` matches nothing that is packed", pattern.as_str()),
        )
        .label(include.span(index), "selects no file");
        match remover(pattern, &pruner.removed) {
            Some(removed) => {
                let text = format!("this takes `{}` out, and `exclude` wins", removed.path);
                diagnostic = diagnostic
                    .label(manifest.files.exclude.span(removed.excludes[0]), text)
                    .help("remove one of the two patterns");
            }
            None => {
                diagnostic = diagnostic.help(near_miss(pattern, seen).unwrap_or_else(|| {
                    "patterns are compared with the whole path below the source; \
                    `**/` in front matches at any depth"
                        .to_owned()
                }));
            }
        }
        diagnostic
    });
}

/// Patterns of one key that are reported one by one; each needs a pass over the whole source.
const MOST_PATTERNS: usize = 20;

/// Reports the first of some patterns of a key, and how many more there are.
fn first(
    indices: &[usize],
    key: &str,
    severity: Severity,
    problems: &mut Diagnostics,
    report: impl Fn(usize) -> Diagnostic,
) {
    indices.iter().take(MOST_PATTERNS).for_each(|&index| problems.push(report(index)));
    let Some(last) = problems.iter().last().filter(|_| indices.len() > MOST_PATTERNS) else { return };
    let more = indices.len() - MOST_PATTERNS;
    let message = format!("`{key}` has {} more patterns that match nothing", Grouped(more as u64));
    problems.push(Diagnostic::new(last.code, severity, message).help("mend the first ones and run again"));
}

/// The first path that an `exclude` took out and that `pattern` asks for.
fn remover<'a>(pattern: &Pattern, removed: &'a [Removed]) -> Option<&'a Removed> {
    // Only for the few patterns that a diagnostic shows; each of them is another pass over what was
    // removed.
    let set = PatternSet::new(vec![pattern.clone()]);
    removed.iter().find(|removed| {
        set.first_cover(&removed.path, removed.is_directory).is_some()
            || removed.is_directory && set.may_match_below(&removed.path)
    })
}

/// What a pattern was probably meant to match, or why it cannot.
fn near_miss(pattern: &Pattern, seen: &Seen<'_>) -> Option<String> {
    let Some(IgnoredPath { path, line, .. }) = seen.ignored_by(pattern) else {
        return near::advice(pattern, seen.paths());
    };
    Some(format!(
        "write `export-ignore = false` in `[source]`, or correct `{line}`, which leaves out `{path}`"
    ))
}

fn excludes(manifest: &Manifest, seen: &Seen<'_>, problems: &mut Diagnostics) {
    let Seen { pruner, .. } = seen;
    let exclude = &manifest.files.exclude;
    let mut used = vec![false; exclude.len()];
    for &index in pruner.removed.iter().flat_map(|removed| &removed.excludes) {
        used[index] = true;
    }
    let unused: Vec<usize> = (0..used.len()).filter(|&index| !used[index]).collect();
    let (needless, unused) = seen.needless(exclude, unused);
    if let Some(severity) = severity(manifest.lints.level(&unmatched_pattern::CHECK.lint)) {
        first(&needless, "exclude", severity, problems, |index| {
            needless_exclude(exclude, index, severity, seen)
        });
    }
    let unmatched = Unmatched { key: "exclude", patterns: exclude, indices: &unused };
    unmatched_patterns(manifest, &unmatched, |pattern| near_miss(pattern, seen), problems);
}

/// An `exclude` of nothing but what attributes of the commit leave out.
fn needless_exclude(exclude: &Patterns, index: usize, severity: Severity, seen: &Seen<'_>) -> Diagnostic {
    let pattern = &exclude.set().patterns()[index];
    let ignored = seen.ignored_by(pattern).expect("a path was found for each of these patterns");
    let message = format!(
        "`exclude` pattern `{}` matches only what `export-ignore` leaves out\n  {}",
        pattern.as_str(),
        ignored.line
    );
    Diagnostic::new(Code::Lint(&unmatched_pattern::CHECK.lint), severity, message)
        .label(exclude.span(index), format!("`{}` is left out already", ignored.path))
        .help("delete the pattern; the attribute has the same effect")
}

/// Patterns of a key that match nothing.
pub struct Unmatched<'a> {
    pub key: &'a str,
    pub patterns: &'a Patterns,
    /// Which of them.
    pub indices: &'a [usize],
}

/// At the level of the lint `unmatched-pattern`; nothing where it is allowed. `near` says what a pattern may have meant.
pub fn unmatched_patterns(
    manifest: &Manifest,
    unmatched: &Unmatched<'_>,
    near: impl Fn(&Pattern) -> Option<String>,
    problems: &mut Diagnostics,
) {
    let Unmatched { key, patterns, indices } = unmatched;
    let Some(severity) = severity(manifest.lints.level(&unmatched_pattern::CHECK.lint)) else { return };
    first(indices, key, severity, problems, |index| {
        let pattern = &patterns.set().patterns()[index];
        let message = format!("`{key}` pattern `{}` matches nothing", pattern.as_str());
        let help = near(pattern)
            .unwrap_or_else(|| "correct it if the file was renamed, otherwise remove it".to_owned());
        Diagnostic::new(Code::Lint(&unmatched_pattern::CHECK.lint), severity, message)
            .label(patterns.span(index), "matches no file in the source")
            .help(help)
    });
}

/// The severity of a lint at `level`; `None` if it is not reported.
pub fn severity(level: Level) -> Option<Severity> {
    match level {
        Level::Allow => None,
        Level::Warn => Some(Severity::Warning),
        Level::Deny => Some(Severity::Error),
    }
}

fn special_files(selection: &Selection<'_>, problems: &mut Diagnostics) {
    for chosen in &selection.chosen {
        let path = &chosen.item.path;
        if let ItemKind::Rejected(rejection) = &chosen.item.kind {
            problems.push(rejected(path, rejection));
        }
        if let ItemKind::Special(kind) = chosen.item.kind {
            problems.push(
                Diagnostic::error(Code::SpecialFile, format!("`{path}` is a {kind} and cannot be packed"))
                    .help(format!("exclude it with `exclude = [\"{path}\"]`, or remove it")),
            );
        }
    }
}

fn required(require: &Patterns, index: usize, seen: &Seen<'_>) -> Diagnostic {
    let pattern = &require.set().patterns()[index];
    let diagnostic = Diagnostic::error(
        Code::RequiredMissing,
        format!("`require` pattern `{}` matches no entry", pattern.as_str()),
    )
    .label(require.span(index), "an archive without it must not be made");
    let set = PatternSet::new(vec![pattern.clone()]);
    let there = seen
        .listing
        .items
        .iter()
        .find(|item| set.first_match(&item.path, item.kind == ItemKind::Directory).is_some());
    match there {
        Some(item) => diagnostic.help(format!("`{}` is in the source, but not selected", item.path)),
        None => diagnostic
            .help(near_miss(pattern, seen).unwrap_or_else(|| "add the file to the source".to_owned())),
    }
}

/// Entries and owners that an archive's dialect cannot hold.
pub fn representable(manifest: &Manifest, plan: &Plan<Size>, problems: &mut Diagnostics) {
    let mut reported: Vec<&Archive> = Vec::new();
    for (archive, written) in plan.archives.iter().zip(&manifest.archives) {
        // Archives with the same tar stream have the same problems.
        if reported.iter().any(|other| other.same_tar(archive)) {
            continue;
        }
        reported.push(archive);
        let line = written.dialect.span();
        match plan.owned_headers(archive.tar().dialect) {
            Err(fault) => problems.push(
                Diagnostic::error(Code::OwnerUnrepresentable, fault.to_string())
                    .label(line, format!("`{}` is the dialect", archive.tar().dialect.name)),
            ),
            Ok(_) => unrepresentable(plan, archive, line, problems),
        }
    }
}

/// All entries that one dialect cannot represent, in one diagnostic, because they have one remedy.
fn unrepresentable(plan: &Plan<Size>, archive: &Archive, line: Range<usize>, problems: &mut Diagnostics) {
    let headers = plan.headers(archive);
    let mut scratch = Vec::new();
    let mut faults = Vec::new();
    for entry in plan.members(archive) {
        scratch.clear();
        if let Err(fault) = headers.write(entry, &mut scratch) {
            faults.push(format!("`{}` {fault}", entry.path));
        }
    }
    if faults.is_empty() {
        return;
    }
    problems.push(
        Diagnostic::error(Code::Unrepresentable, listed(&faults))
            .label(line, "this dialect cannot hold that")
            .help("choose a dialect that holds it, or exclude what it cannot hold"),
    );
}

/// One fault as it is; several under a heading, the first in full and the rest counted.
fn listed(faults: &[String]) -> String {
    if let [fault] = faults {
        return fault.clone();
    }
    let list = Shortened::lines(faults, SHOWN).ungrouped();
    format!("{} entries cannot be held by the dialect:{list}", faults.len())
}
