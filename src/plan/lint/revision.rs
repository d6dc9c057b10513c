//! The revision of a release: whether its tag is of the packaged version and of this CI run, and whether its name can
//! move to another commit.

use std::ops::Range;

use super::allow::LintSetting;
use super::{message, suggest};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lints::catalog::{moving_rev, ref_mismatch, version_mismatch};
use crate::lints::check::Check;
use crate::manifest::{GitSource, InputKey, Manifest, SourceTable};
use crate::path::Escaped;
use crate::settings;
use crate::source::Provenance;

/// Where tags are among the references.
const TAGS: &str = "refs/tags/";

/// Words right before a version, in lower case.
const VERSION_MARKS: &[&str] = &["v", "r", "rel", "release", "version"];

/// Runs the lints of revisions. `run` is the reference that started the run of GitHub Actions, if this is one.
pub fn check(manifest: &Manifest, revision: &Provenance, run: Option<&str>, problems: &mut Diagnostics) {
    let SourceTable::Git(source) = &manifest.source else { return };
    let found =
        [version(manifest, revision, source), reference(revision, run, source), moving(revision, source)];
    for finding in found.into_iter().flatten() {
        let setting = LintSetting::new(&manifest.lints, finding.check);
        let Some(severity) = setting.severity() else { continue };
        let RevisionFinding { check, message, labels, help } = finding;
        let diagnostic = Diagnostic::new(Code::Lint(&check.lint), severity, message);
        let diagnostic = labels.into_iter().fold(diagnostic, |so_far, (span, text)| so_far.label(span, text));
        let verb =
            if setting.span.is_some() { "change the line in `[lints]` to" } else { "write in `[lints]`" };
        let help = format!("{help}; if this is meant, {verb}:\n{}", suggest::off(&setting));
        problems.push(message::located(diagnostic, &setting).help(help));
    }
}

/// What a lint found, before its level is known.
struct RevisionFinding {
    check: &'static Check,
    message: String,
    labels: Vec<(Range<usize>, &'static str)>,
    help: String,
}

fn version(manifest: &Manifest, revision: &Provenance, source: &GitSource) -> Option<RevisionFinding> {
    let tag = revision.reference.as_deref()?.strip_prefix(TAGS)?;
    let package = &manifest.package;
    let version = package.version.get_ref();
    if is_of_version(tag, package.name.get_ref(), version) {
        return None;
    }
    let message = format!(
        "the tag and the package have different versions\n  tag      {}\n  version  {version}",
        Escaped(tag.as_bytes())
    );
    Some(RevisionFinding {
        check: &version_mismatch::CHECK,
        message,
        labels: vec![
            (source.rev.span(), "names the tag"),
            (package.version.span(), "the version of the package"),
        ],
        help: matching_version(manifest, source, tag).unwrap_or_else(|| {
            "correct `version` or `rev`; `rev = \"v{version}\"` always takes the version from `[package]`"
                .to_owned()
        }),
    })
}

/// The line that gives the version of a tag, or the argument where the tag or the version is an input.
fn matching_version(manifest: &Manifest, source: &GitSource, tag: &str) -> Option<String> {
    let package = &manifest.package;
    let start = tag.find(|letter: char| letter.is_ascii_digit())?;
    let version = &tag[start..];
    if !is_of_version(tag, package.name.get_ref(), version) {
        return None;
    }
    if source.rev.input().is_none() && package.version.input().is_none() {
        let version = settings::text::string(version);
        return Some(format!("write `version = {version}`, or correct `rev`"));
    }
    let argument = InputKey::Version.argument(version);
    Some(format!("`{argument}` gives the version of the tag; if the tag is the wrong one, correct `rev`"))
}

/// Only tags are compared: `HEAD` in a run for a tag is the tag's commit.
fn reference(revision: &Provenance, run: Option<&str>, source: &GitSource) -> Option<RevisionFinding> {
    let run = run.filter(|run| run.starts_with(TAGS))?;
    let planned = revision.reference.as_deref().filter(|planned| planned.starts_with(TAGS))?;
    if planned == run {
        return None;
    }
    let (place, planned_by) = match source.rev.input() {
        Some(key) => ("on the command line", key.option()),
        None => ("in the manifest", "manifest"),
    };
    let message = format!(
        "the tag of this GitHub Actions run is not the one {place}\n  run       {}\n  {planned_by:<8}  {}",
        Escaped(run.as_bytes()),
        Escaped(planned.as_bytes())
    );
    Some(RevisionFinding {
        check: &ref_mismatch::CHECK,
        message,
        labels: vec![(source.rev.span(), "names another tag")],
        help: if source.rev.input().is_some() {
            format!("give the tag of the run: `{}`", source.rev.written(run))
        } else {
            "change `rev` to the tag of the run, or set `version` to its version where `rev` is a template"
                .to_owned()
        },
    })
}

fn moving(revision: &Provenance, source: &GitSource) -> Option<RevisionFinding> {
    let reference = revision.reference.as_deref()?;
    if reference.starts_with(TAGS) || source.expect.commit.is_some() {
        return None;
    }
    let message = format!(
        "`rev` is not a tag and can move to another commit\n  reference  {}\n  commit     {}",
        Escaped(reference.as_bytes()),
        revision.commit
    );
    Some(RevisionFinding {
        check: &moving_rev::CHECK,
        message,
        labels: vec![(source.rev.span(), "can name another commit later")],
        help: match source.rev.input() {
            Some(_) => {
                let pin = InputKey::ExpectCommit.argument(&revision.commit.to_string());
                format!("name a tag, or pin the commit with `{pin}`")
            }
            None => "name a tag, or pin the commit with `commit = \"…\"` in `[source.expect]`".to_owned(),
        },
    })
}

/// Whether the tag contains no version, or ends in this one, however its parts are separated: `v1.2`, `rel-1_2`.
fn is_of_version(tag: &str, name: &str, version: &str) -> bool {
    let rest = tag.strip_prefix(name).unwrap_or(tag);
    // What follows a plus sign names a build of the version and not another version.
    let rest = if version.contains('+') { rest } else { rest.split('+').next().unwrap_or_default() };
    if !contains_version(&runs(rest)) {
        return true;
    }
    let (tag, version) = (without_zeros(runs(rest)), without_zeros(runs(version)));
    let Some(before) = tag.len().checked_sub(version.len()) else { return false };
    let same = tag[before..].iter().zip(&version).all(|(one, other)| one.text == other.text);
    // `v1.2.3` is not the tag of 2.3, and `libfoo2-1.2` is the tag of 1.2.
    let ends_before =
        before == 0 || !tag[before - 1].is_number() || matches!(tag[before].separator, Some('-' | '/' | '@'));
    same && ends_before
}

/// Whether a number is where versions have one: not the one in `ed25519`, but those of `rc-2`, `v2` and `go1.21`.
fn contains_version(runs: &[VersionRun]) -> bool {
    (0..runs.len()).filter(|&index| runs[index].is_number()).any(|index| {
        let starts = index == 0 || runs[index].separator.is_some();
        let follows_mark = index > 0 && VERSION_MARKS.contains(&&*runs[index - 1].text);
        let has_parts =
            runs.get(index + 1).is_some_and(|next| next.is_number() && next.separator == Some('.'));
        starts || follows_mark || has_parts
    })
}

/// `1.2` and `1.2.0` are one version.
fn without_zeros(mut runs: Vec<VersionRun>) -> Vec<VersionRun> {
    while runs.len() > 1 && runs.last().is_some_and(|run| run.text == "0") {
        runs.pop();
    }
    runs
}

/// Digits or letters that follow each other in a version.
struct VersionRun {
    /// The character before it, if that is neither a digit nor a letter.
    separator: Option<char>,
    /// In lower case.
    text: String,
}

impl VersionRun {
    fn is_number(&self) -> bool {
        self.text.starts_with(|letter: char| letter.is_ascii_digit())
    }
}

fn runs(text: &str) -> Vec<VersionRun> {
    let mut runs: Vec<VersionRun> = Vec::new();
    let mut separator = None;
    let mut is_new = true;
    for letter in text.chars() {
        if !letter.is_alphanumeric() {
            (separator, is_new) = (Some(letter), true);
            continue;
        }
        let is_same = runs.last().is_some_and(|run| run.is_number() == letter.is_ascii_digit());
        if is_new || !is_same {
            runs.push(VersionRun { separator: separator.take(), text: String::new() });
            is_new = false;
        }
        let run = runs.last_mut().expect("one was pushed");
        run.text.extend(letter.to_lowercase());
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_of_a_version_however_its_parts_are_separated() {
        for (tag, name, version) in [
            ("v1.2.3", "p", "1.2.3"),
            ("1.2.3", "p", "1.2.3"),
            ("p-1.2.3", "p", "1.2.3"),
            ("curl-8_1_0", "curl", "8.1.0"),
            ("REL_13_5", "postgresql", "13.5"),
            ("v1.2.3-rc1", "p", "1.2.3rc1"),
            ("v1.2.3-rc.1", "p", "1.2.3~rc1"),
            ("V2.0B1", "p", "2.0b1"),
            ("libfoo2-1.0", "libfoo2", "1.0"),
            ("libfoo2-1.0", "foo", "1.0"),
            ("release/2024.01", "p", "2024.01"),
            ("latest", "p", "1.0"),
            ("ssh-ed25519", "p", "1.0"),
            ("log4j", "p", "1.0"),
            ("go1.21", "go", "1.21"),
            ("@scope/log4j2@1.2.3", "core", "1.2.3"),
            ("v1.2", "p", "1.2.0"),
            ("v2.0.0", "p", "2"),
            ("v1+meta", "p", "1"),
            ("v1+meta", "p", "1+meta"),
        ] {
            assert!(is_of_version(tag, name, version), "{tag} {version}");
        }
        for (tag, name, version) in [
            ("v1.2.3", "p", "1.2.4"),
            ("v1.2.3", "p", "2.3"),
            ("v1.2.3", "p", "11.2.3"),
            ("v1.2.3", "p", "1.2.3.4"),
            ("v1.2.3-rc1", "p", "1.2.3"),
            ("v0.13", "p", "0.14.0"),
            ("2.0", "p", "1"),
            ("v1.20", "p", "1.2"),
            ("REL_13_5", "p", "5"),
            ("v2", "p", "1.0"),
            ("nightly-20240105", "p", "1.0"),
            ("go1.21", "p", "1.22"),
        ] {
            assert!(!is_of_version(tag, name, version), "{tag} {version}");
        }
    }
}
