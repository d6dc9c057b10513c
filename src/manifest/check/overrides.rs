//! `[[override]]`, and other lists of entries in which `.` is the prefix.

use super::context::{Check, optional};
use super::{mode, owner, time};
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::{DeviceFields, PaxMtime};
use crate::glob::Anchor;
use crate::manifest::raw;
use crate::manifest::spanned::Span;
use crate::manifest::{Mtime, Override, OverridePaths, Spanned};

pub(super) fn check(check: &mut Check<'_>, raw: Vec<Spanned<raw::Override>>) -> Option<Vec<Override>> {
    let overrides: Vec<_> = raw.into_iter().map(|raw| one(check, raw)).collect();
    overrides.into_iter().collect()
}

fn one(check: &mut Check<'_>, raw: Spanned<raw::Override>) -> Option<Override> {
    let span = raw.span();
    let raw = raw.into_inner();
    let is_empty = raw.owner.is_none()
        && raw.mode.is_none()
        && raw.mtime.is_none()
        && raw.device.is_none()
        && raw.pax_mtime.is_none();
    if is_empty && !check.is_reported(&KEYS) {
        check.push(says_nothing(span.clone()));
        return None;
    }
    let at = raw.paths.as_ref().map_or(span, Spanned::span);
    let list = raw.paths.and_then(|list| check.filled(list, "override.paths", "[\"PKG-INFO\"]"));
    let paths = list.and_then(|list| paths(check, list));
    let owner = optional(raw.owner, |owner| self::owner::check(check, owner));
    let mode = optional(raw.mode, |mode| mode::check(check, mode));
    let mtime = optional(raw.mtime, |mtime| time_of(check, mtime));
    Some(Override {
        paths: paths?,
        span: at,
        owner: owner.ok()?,
        mode: mode.ok()?,
        mtime: mtime.ok()?,
        device: raw.device.map(|device| self::device(*device.get_ref())),
        pax_mtime: raw.pax_mtime.map(|word| pax_mtime(*word.get_ref())),
    })
}

/// The keys that say something of the entries.
const KEYS: [&str; 5] =
    ["override.owner", "override.mode", "override.mtime", "override.device", "override.pax-mtime"];

/// Patterns, without `.`, which stands for the prefix itself.
pub(super) fn paths(check: &mut Check<'_>, list: Vec<Spanned<String>>) -> Option<OverridePaths> {
    // No pattern can match the top, which has no name.
    let (top, patterns): (Vec<_>, Vec<_>) = list.into_iter().partition(|text| text.get_ref() == ".");
    let patterns = check.patterns(patterns, Anchor::Top)?;
    Some(OverridePaths { patterns, top: top.first().map(Spanned::span) })
}

pub(super) fn pax_mtime(word: raw::PaxMtime) -> PaxMtime {
    match word {
        raw::PaxMtime::None => PaxMtime::None,
        raw::PaxMtime::Float => PaxMtime::Float,
    }
}

fn device(word: raw::Device) -> DeviceFields {
    match word {
        raw::Device::Zero => DeviceFields::Zero,
        raw::Device::Empty => DeviceFields::Empty,
    }
}

/// The history of a repository is searched for all entries or for none.
fn time_of(check: &mut Check<'_>, raw: Spanned<raw::MtimeValue>) -> Option<Spanned<Mtime>> {
    let span = raw.span();
    let mtime = time::check(check, Some(raw))?;
    if *mtime.get_ref() == Mtime::PerPathCommit {
        check.push(of_history(span));
        return None;
    }
    Some(mtime)
}

fn says_nothing(span: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestEmpty, "an `[[override]]` says nothing of its entries")
        .label(span, "has none of `owner`, `mode`, `mtime`, `device` and `pax-mtime`")
        .help("add one of these keys, such as `mode = \"0644\"`, or remove the table")
}

fn of_history(span: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestConflict, "an `[[override]]` cannot have `mtime = \"per-path-commit\"`")
        .label(span, "needs the history of every path")
        .help("write it in `[normalize]`, and give the other entries their time by an override")
}
