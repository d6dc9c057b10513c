//! What a `help:` line advises is done literally, and then the problem is gone.
//!
//! Where the help names a line of the manifest or a word to write, the manifests of all cases are edited and read
//! again. [`crate::cli`] executes the commands in the help of each session.
#![allow(clippy::disallowed_methods, reason = "a test reads the cases")]

use std::ops::Range;
use std::path::Path;

use pkgr::diagnostic::{Diagnostic, SourceText};
use pkgr::manifest;

use crate::next_steps::key_of;

/// An edit of a text.
pub struct Edit {
    pub range: Range<usize>,
    pub text: String,
}

/// The first part of a help in backticks, after these words.
fn after<'a>(help: &'a str, words: &str) -> Option<&'a str> {
    help.strip_prefix(words)?.strip_prefix('`')?.split('`').next()
}

/// The line of a key with its whole value, where the value is in one line.
fn line_at(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    start..end
}

/// The edit that the help of a diagnostic asks for.
fn edit(text: &str, diagnostic: &Diagnostic) -> Option<Edit> {
    edit_at(text, diagnostic.help.as_deref()?, diagnostic.labels.first()?.span.clone())
}

/// The edit that a help about a place asks for, word by word; `None` for advice that leaves something to the reader.
pub fn edit_at(text: &str, help: &str, range: Range<usize>) -> Option<Edit> {
    if range.is_empty() {
        return None;
    }
    if let Some(word) = after(help, "did you mean ") {
        // Some cases have the right name as well, beside the wrong one.
        if text.contains(&format!("[{word}]")) {
            return None;
        }
        // A word in place of a word, in quotes where the manifest has them.
        let quoted = text[range.clone()].starts_with('"') && !word.starts_with('"');
        return Some(Edit { range, text: if quoted { format!("\"{word}\"") } else { word.to_owned() } });
    }
    let advised = after(help, "write ")?;
    let rest = help.strip_prefix("write `")?.split_once('`')?.1;
    // `write X between names` is about more than one place.
    if !(rest.is_empty() || rest.starts_with([';', ':', ','])) {
        return None;
    }
    let line = line_at(text, range.start);
    let own = key_of(text[line.clone()].trim_start());
    match key_of(advised) {
        // A whole line, in place of the line of the same key.
        Some(key) if own == Some(key) => Some(Edit { range: line, text: advised.to_owned() }),
        // The line of another key, if there is one.
        Some(key) => {
            let mut lines = text.split_inclusive('\n').scan(0, |end, line| {
                *end += line.len();
                Some(*end - line.len()..*end - usize::from(line.ends_with('\n')))
            });
            let range = lines.find(|line| key_of(&text[line.clone()]) == Some(key))?;
            Some(Edit { range, text: advised.to_owned() })
        }
        // `…` stands for what the reader knows.
        None if advised.contains('…') => None,
        None => Some(value(text, range, advised)),
    }
}

/// A value in place of another; of a string of which a part is wrong, all is replaced.
fn value(text: &str, range: Range<usize>, advised: &str) -> Edit {
    let line = line_at(text, range.start);
    let (before, after) = (text[line.start..range.start].rfind('"'), text[range.end..line.end].find('"'));
    let quoted = |text: &str| format!("\"{text}\"");
    if text[range.clone()].starts_with('"') && !advised.starts_with(['"', '{', '[']) {
        return Edit { range, text: quoted(advised) };
    }
    let is_inside = text[line.start..range.start].matches('"').count() % 2 == 1;
    match (before, after) {
        (Some(before), Some(after)) if is_inside => {
            Edit { range: line.start + before..range.end + after + 1, text: quoted(advised) }
        }
        _ => Edit { range, text: advised.to_owned() },
    }
}

/// The text with the edit.
pub fn applied(text: &str, edit: &Edit) -> String {
    format!("{}{}{}", &text[..edit.range.start], edit.text, &text[edit.range.end..])
}

fn found(text: &str) -> Vec<Diagnostic> {
    let found = manifest::parse(&SourceText::new("release.toml", text.to_owned())).diagnostics;
    found.iter().cloned().collect()
}

/// What is left of a problem after its help was followed.
fn left(text: &str, diagnostic: &Diagnostic) -> Option<Option<String>> {
    let edit = edit(text, diagnostic)?;
    let edited = applied(text, &edit);
    let has = |all: &[Diagnostic]| {
        all.iter()
            .filter(|other| other.code == diagnostic.code && other.message == diagnostic.message)
            .count()
    };
    let (before, after) = (found(text), found(&edited));
    // A text that no longer is TOML has no other problem.
    let broken = after.iter().find(|found| found.code.id() == "pkgr::manifest::syntax");
    let was_broken = before.iter().any(|found| found.code.id() == "pkgr::manifest::syntax");
    let is_gone = has(&after) < has(&before) && (was_broken || broken.is_none());
    Some(
        (!is_gone)
            .then(|| format!("{}\n  help: {}", diagnostic.message, diagnostic.help.as_deref().unwrap_or(""))),
    )
}

#[test]
fn advice_about_a_manifest_removes_the_problem() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/manifest");
    let mut followed = 0;
    let mut wrong = Vec::new();
    for case in std::fs::read_dir(cases).expect("there are cases") {
        let path = case.expect("can be listed").path().join("release.toml");
        // Some are no text on purpose.
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for outcome in found(&text).iter().filter_map(|diagnostic| left(&text, diagnostic)) {
            followed += 1;
            wrong.extend(outcome.map(|why| format!("{}: {why}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{} of {followed} do not help:\n{}", wrong.len(), wrong.join("\n"));
    assert!(followed >= 50, "only {followed} were followed");
}
