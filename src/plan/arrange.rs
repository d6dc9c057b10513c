//! The last word on order, and what tables and overrides say of entries that are not there.

use super::Plan;
use super::check::{Unmatched, unmatched_patterns};
use super::place::Policies;
use super::select::unmatched;
use super::status::SHOWN;
use super::times::Times;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::entry::{Entry, Origin, Size};
use crate::manifest::{EntryTable, Manifest, Override, Spanned};
use crate::mode::ModePolicy;
use crate::path::{EntryPath, Escaped, Order};
use crate::text::Shortened;

/// Puts entries where a table and the keys `first`, `last` and `before` say. `is_open` says that some entries are not
/// known yet: then none is known to be missing.
pub fn arrange(
    manifest: &Manifest,
    policies: &Policies<'_>,
    mut entries: Vec<Entry<Size>>,
    is_open: bool,
    problems: &mut Diagnostics,
) -> Vec<Entry<Size>> {
    if let (Some(table), Some(key)) = (policies.table, &manifest.normalize.table) {
        if policies.order == Order::Table {
            // Stable, so that entries without a line stay in the order that they have.
            entries.sort_by_key(|entry| table.number(&place(policies, entry)));
        }
        // A step that was not run may make what has no line yet, or no entry.
        if !is_open {
            problems
                .extend(misfit(policies, table, key, &entries).map(Diagnostics::from).unwrap_or_default());
        }
    }
    problems.extend(unordered(manifest, &entries).map(Diagnostics::from).unwrap_or_default());
    let pins = &manifest.normalize.pins;
    if pins.pins.is_empty() || is_open {
        return entries;
    }
    // Cloned, as an order with a fault is shown all the same.
    match pins.pins.arrange(entries.clone(), |entry| place(policies, entry)) {
        Ok(arranged) => arranged,
        Err(fault) => {
            let at = pins.places.get(fault.path()).cloned().unwrap_or_default();
            problems.push(no_entry(fault.path(), at));
            entries
        }
    }
}

/// The path of an entry below the prefix; the top for the prefix itself. What is above the prefix has the whole path.
fn place(policies: &Policies<'_>, entry: &Entry<Size>) -> EntryPath {
    let is_prefix = entry.path == *policies.prefix;
    let below = policies.below(entry);
    below.unwrap_or_else(|| if is_prefix { EntryPath::top() } else { entry.path.clone() })
}

/// Patterns of overrides that match nothing.
pub fn unmatched_paths(manifest: &Manifest, plan: &Plan<Size>, problems: &mut Diagnostics) {
    let overrides = &manifest.normalize.overrides;
    if overrides.is_empty() {
        return;
    }
    let path = |entry: &Entry<Size>| Some((plan.source_path(entry)?, entry.is_directory()));
    let below: Vec<(EntryPath, bool)> = plan.entries.iter().filter_map(path).collect();
    for Override { paths, .. } in overrides {
        let entries = below.iter().map(|(path, is_directory)| (path, *is_directory));
        let stale = unmatched(&paths.patterns, entries);
        let unmatched = Unmatched { key: "override.paths", patterns: &paths.patterns, indices: &stale };
        unmatched_patterns(manifest, &unmatched, |_| None, problems);
    }
}

/// Entries whose place the order does not define.
fn unordered(manifest: &Manifest, entries: &[Entry<Size>]) -> Option<Diagnostic> {
    let order = manifest.normalize.order;
    let paths = entries.iter().map(|entry| &entry.path).filter(|path| !order.orders(path));
    let paths: Vec<String> = paths.map(|path| format!("`{path}`")).collect();
    if paths.is_empty() {
        return None;
    }
    let message = format!(
        "the order `{}` is defined for ASCII names alone, and these have others:{}",
        order.name(),
        Shortened::lines(&paths, SHOWN).ungrouped()
    );
    let help = "write `order = \"table\"` and `table = \"release.entries\"`, with a line for each entry in the order of \
                the archive";
    Some(Diagnostic::error(Code::OrderPath, message).help(help))
}

/// How a table and the entries differ.
fn misfit(
    policies: &Policies<'_>,
    table: &EntryTable,
    key: &Spanned<String>,
    entries: &[Entry<Size>],
) -> Option<Diagnostic> {
    let mut faults = Vec::new();
    if let Some(line) = table.unsorted().filter(|_| policies.order != Order::Table) {
        faults.push(format!("line {}: its path does not come after that of the line before", line + 1));
    }
    let mut is_used = vec![false; table.lines().len()];
    for entry in entries.iter().filter(|entry| !is_above(policies, entry)) {
        match table.number(&place(policies, entry)) {
            None => faults.push(format!("`{}` has no line", place(policies, entry).with_dot())),
            Some(number) => {
                is_used[number] = true;
                faults.extend(lacks(policies, table, number, entry));
            }
        }
    }
    let extra = (0..is_used.len()).filter(|&number| !is_used[number]);
    faults.extend(extra.map(|number| {
        format!("line {}: `{}` is no entry", number + 1, table.lines()[number].path.with_dot())
    }));
    let first: Vec<String> = faults.iter().take(SHOWN).cloned().collect();
    (!faults.is_empty()).then(|| {
        let name = Escaped(key.get_ref().as_bytes());
        let list = Shortened::counted_lines(&first, faults.len()).ungrouped();
        Diagnostic::error(Code::EntryTable, format!("`{name}` does not fit the entries:{list}"))
            .label(key.span(), "must have one line for each entry, and no other")
            .help("correct these lines; `pkgr plan --format list` lists the entries without the table once `table` is removed")
    })
}

/// Whether an entry is above the prefix: it has no path below it, and takes what the line of the prefix says.
fn is_above(policies: &Policies<'_>, entry: &Entry<Size>) -> bool {
    entry.origin == Origin::Prefix && entry.path != *policies.prefix
}

/// What a line does not say although the manifest asks for it.
fn lacks(policies: &Policies<'_>, table: &EntryTable, number: usize, entry: &Entry<Size>) -> Option<String> {
    let line = &table.lines()[number];
    let said = policies.of_entry(policies.below(entry).as_ref(), entry.is_directory());
    // An override can say what the table does not.
    let needs_time = matches!(said.times, Times::Table(_)) && line.time.is_none();
    let needs_mode = *said.mode == ModePolicy::Table && line.mode.is_none();
    let what = match (needs_time, needs_mode) {
        (true, true) => "time and mode",
        (true, false) => "time",
        (false, true) => "mode",
        (false, false) => return None,
    };
    Some(format!("line {}: `{}` has no {what}", number + 1, line.path.with_dot()))
}

fn no_entry(path: &EntryPath, at: std::ops::Range<usize>) -> Diagnostic {
    let message = format!("`{}` has a place in the order, and is no entry", path.with_dot());
    Diagnostic::error(Code::OrderPath, message)
        .label(at, "matches no entry")
        .help("correct the path, which is that below the prefix, or remove it")
}
