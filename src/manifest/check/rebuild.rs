//! Keys that need each other, or that contradict each other, among those that rebuild archives of other programs.

use super::context::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Spanned;
use crate::manifest::raw::{self, ModeValue, MtimeValue, MtimeWord};
use crate::manifest::spanned::Span;

pub(super) fn check(check: &mut Check<'_>, raw: &raw::Manifest) {
    let empty = raw::Normalize::default();
    let normalize = raw.normalize.as_ref().unwrap_or(&empty);
    let overrides = raw.r#override.as_deref().unwrap_or_default();
    table(check, normalize, overrides);
    newer(check, normalize);
    no_entry(check, raw);
    if let Some(word) = timeless(normalize) {
        steps(check, raw, &word);
        global_header(check, raw, &word);
    }
    pax_mtime(check, raw, overrides);
}

/// A word that something is taken from a table.
struct TableUse {
    key: &'static str,
    span: Span,
}

/// The first key that says `table`.
fn first_use(normalize: &raw::Normalize, overrides: &[Spanned<raw::Override>]) -> Option<TableUse> {
    let order = normalize.order.as_ref().filter(|order| *order.get_ref() == raw::Order::Table);
    let order = order.map(|order| TableUse { key: "order", span: order.span() });
    let mtimes = overrides.iter().map(|one| &one.get_ref().mtime).chain([&normalize.mtime]).flatten();
    let mut mtimes = mtimes.filter(|mtime| is_word(mtime.get_ref(), MtimeWord::Table));
    let modes = overrides.iter().map(|one| &one.get_ref().mode).chain([&normalize.mode]).flatten();
    let mut modes = modes.filter(|mode| matches!(mode.get_ref(), ModeValue::Text(text) if text == "table"));
    order
        .or_else(|| mtimes.next().map(|mtime| TableUse { key: "mtime", span: mtime.span() }))
        .or_else(|| modes.next().map(|mode| TableUse { key: "mode", span: mode.span() }))
}

fn is_word(value: &MtimeValue, word: MtimeWord) -> bool {
    matches!(value, MtimeValue::Word(found) if *found == word)
}

fn table(check: &mut Check<'_>, normalize: &raw::Normalize, overrides: &[Spanned<raw::Override>]) {
    match (first_use(normalize, overrides), &normalize.table) {
        (Some(word), None) if !check.is_reported(&["normalize.table"]) => check.push(no_table(&word)),
        (None, Some(table))
            if !check.is_reported(&["normalize.order", "normalize.mtime", "normalize.mode"]) =>
        {
            check.push(unread_table(table.span()));
        }
        _ => {}
    }
}

/// `newer` adds to a time that a policy gives.
fn newer(check: &mut Check<'_>, normalize: &raw::Normalize) {
    let newer = normalize.newer.as_ref().and_then(|newer| newer.first());
    let mtime = normalize.mtime.as_ref().filter(|mtime| {
        is_word(mtime.get_ref(), MtimeWord::Table) || is_word(mtime.get_ref(), MtimeWord::Absent)
    });
    if let (Some(newer), Some(mtime)) = (newer, mtime) {
        check.push(no_newer(newer.span(), mtime.span()));
    }
}

fn no_entry(check: &mut Check<'_>, raw: &raw::Manifest) {
    let Some(files) = raw.files.as_ref().map(Spanned::get_ref) else { return };
    let first = files.no_entry.as_ref().and_then(|list| list.first());
    let parents = files.parents.as_ref().filter(|parents| !parents.get_ref());
    if let (Some(first), Some(parents)) = (first, parents) {
        check.push(no_parents(first.span(), parents.span()));
    }
}

/// A time policy that names no time for all entries.
fn timeless(normalize: &raw::Normalize) -> Option<Spanned<&'static str>> {
    let mtime = normalize.mtime.as_ref()?;
    let word = match mtime.get_ref() {
        MtimeValue::Word(MtimeWord::Tree) => "tree",
        MtimeValue::Word(MtimeWord::Table) => "table",
        MtimeValue::Word(MtimeWord::Absent) => "absent",
        MtimeValue::Word(_) | MtimeValue::Table(_) => return None,
    };
    Some(Spanned::new(mtime.span(), word))
}

/// Steps get one time as `SOURCE_DATE_EPOCH`; that of the commit, if there is one.
fn steps(check: &mut Check<'_>, raw: &raw::Manifest, word: &Spanned<&'static str>) {
    let step = raw.generate.as_ref().and_then(|steps| steps.first());
    if let (Some(step), true) = (step, check.directory.is_some()) {
        check.push(no_epoch(word, step.span()));
    }
}

/// The global header of the dialect `git` has one time.
fn global_header(check: &mut Check<'_>, raw: &raw::Manifest, word: &Spanned<&'static str>) {
    let archives = raw.archive.iter().flat_map(Spanned::get_ref);
    let mut tars = archives.filter_map(|archive| archive.get_ref().tar.as_ref());
    if let Some(tar) = tars.find(|tar| tar.get_ref().0.is_of_commit()) {
        check.push(no_time_of_commit(word, tar.span()));
    }
}

fn pax_mtime(check: &mut Check<'_>, raw: &raw::Manifest, overrides: &[Spanned<raw::Override>]) {
    let word = overrides.iter().find_map(|one| one.get_ref().pax_mtime.as_ref());
    let mut archives = raw.archive.iter().flat_map(Spanned::get_ref);
    let has_float = archives
        .any(|archive| archive.get_ref().tar.as_ref().is_some_and(|tar| tar.get_ref().0.has_float_times()));
    if let Some(word) = word.filter(|_| !has_float && !check.is_reported(&["archive", "archive.tar"])) {
        check.push(no_float_archive(word.span()));
    }
}

fn no_table(word: &TableUse) -> Diagnostic {
    let message = format!("`{} = \"table\"` needs the name of the table", word.key);
    Diagnostic::error(Code::ManifestConflict, message)
        .label(word.span.clone(), "is taken from a table")
        .help("add `table = \"release.entries\"` to `[normalize]`")
}

fn unread_table(table: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestConflict, "`table` has no effect: nothing is taken from it")
        .label(table, "is not read")
        .help("remove it, or write `order = \"table\"`, `mtime = \"table\"` or `mode = \"table\"`")
}

fn no_newer(newer: Span, mtime: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestConflict, "`newer` needs times that it can add a second to")
        .label(newer, "gets one second more than the rest")
        .label(mtime, "gives no such times")
        .help("remove `newer`; an `[[override]]` gives an entry a time of its own")
}

fn no_parents(no_entry: Span, parents: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestConflict, "`no-entry` has no effect: no directory has an entry")
        .label(no_entry, "leaves out the entry of a directory")
        .label(parents, "leaves out all of them")
        .help("remove `no-entry`, or `parents`")
}

fn no_epoch(word: &Spanned<&'static str>, step: Span) -> Diagnostic {
    let message = format!("`mtime = \"{}\"` names no time that a step could get", word.get_ref());
    Diagnostic::error(Code::ManifestConflict, message)
        .label(word.span(), "is no time for all entries")
        .label(step, "its program gets one as `SOURCE_DATE_EPOCH`")
        .help("write `mtime = { set = \"2023-10-02T11:48:14Z\" }` with the time of the release")
}

fn no_time_of_commit(word: &Spanned<&'static str>, tar: Span) -> Diagnostic {
    let message = format!("`mtime = \"{}\"` names no time that the global header could have", word.get_ref());
    Diagnostic::error(Code::ManifestConflict, message)
        .label(word.span(), "is no time for all entries")
        .label(tar, "has a header with the time of the commit")
        .help("write `mtime = { set = \"2023-10-02T11:48:14Z\" }` with the time of the commit")
}

fn no_float_archive(word: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestConflict, "`pax-mtime` has no effect: no archive has records of times")
        .label(word, "no archive would show it")
        .help("remove it, or write `tar = \"python-pax-3\"` in an `[[archive]]`")
}
