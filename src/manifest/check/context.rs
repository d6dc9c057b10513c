//! What all checks share: the text, the source's place, what was reported, and checks of common values.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::glob::{Anchor, GlobFault, Pattern};
use crate::manifest::reader::Outcome;
use crate::manifest::spanned::Span;
use crate::manifest::words::Shown;
use crate::manifest::{Patterns, Spanned};

/// A value is wrong, and that has been reported.
pub(super) struct Reported;

/// Checks a value that need not be there.
///
/// # Errors
/// It is there and wrong.
pub(super) fn optional<T, U>(
    value: Option<T>,
    check: impl FnOnce(T) -> Option<U>,
) -> Result<Option<U>, Reported> {
    value.map(|value| check(value).ok_or(Reported)).transpose()
}

/// What all checks share.
pub(in crate::manifest) struct Check<'a> {
    text: &'a str,
    /// The line `directory = …`, where there is no git source: what needs a commit is wrong then.
    pub directory: Option<Span>,
    /// The line `git = …`, where defaults that need a commit come from.
    pub git: Option<Span>,
    /// Keys that are there and were reported; see [`Outcome`].
    reported: BTreeSet<String>,
    /// Whether all of the text was parsed; if not, a missing key may be one that was not.
    complete: bool,
    pub found: Diagnostics,
}

impl<'a> Check<'a> {
    pub fn new(text: &'a str, read: Outcome, complete: bool) -> Self {
        Self { text, directory: None, git: None, reported: read.reported, complete, found: read.found }
    }

    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// The place of a piece of a string; the whole string if it has escapes.
    pub fn within(&self, string: &Spanned<String>, offset: usize, length: usize) -> Span {
        let span = string.span();
        // The argument of an input is not in the text.
        let Some(literal) = self.text.get(span.clone()) else { return span };
        let mut inner = literal.chars();
        // An escape makes the string shorter than what is written, so offsets into it say nothing
        // about the file.
        let is_plain = inner.next() == inner.next_back() && inner.as_str() == string.get_ref();
        if !is_plain {
            return span;
        }
        let start = span.start + 1 + offset;
        start..start + length
    }

    /// Reports that `what` needs a commit, if the source is a directory.
    pub fn need_git(&mut self, span: Span, what: &str) -> Option<()> {
        self.need_git_or(span, what, "remove it, or write `git` and `rev` in place of `directory`")
    }

    /// The same with another next step.
    pub fn need_git_or(&mut self, span: Span, what: &str, help: &str) -> Option<()> {
        let Some(directory) = self.directory.clone() else { return Some(()) };
        self.push(needs_git(span, directory, what, help));
        None
    }

    /// A string that must not be empty and cannot hold a NUL: a path or an argument.
    pub fn path(&mut self, path: Spanned<String>, key: &str) -> Option<Spanned<String>> {
        let text = path.get_ref();
        if text.is_empty() || text.contains('\0') {
            self.push(no_path(&path, key));
            return None;
        }
        Some(path)
    }

    pub fn patterns(&mut self, list: Vec<Spanned<String>>, anchor: Anchor) -> Option<Patterns> {
        let patterns: Vec<_> = list.into_iter().map(|text| self.pattern(&text, anchor)).collect();
        patterns.into_iter().collect::<Option<_>>().map(Patterns::new)
    }

    pub fn pattern(&mut self, text: &Spanned<String>, anchor: Anchor) -> Option<(Pattern, Span)> {
        match Pattern::parse(text.get_ref(), anchor) {
            Ok(pattern) => Some((pattern, text.span())),
            Err(fault) => {
                let span = self.within(text, fault.offset, fault.length);
                self.push(bad_pattern(text.get_ref(), span, fault));
                None
            }
        }
    }

    /// Whether one of these keys is there and was reported, or could not be parsed.
    pub fn is_reported(&self, keys: &[&str]) -> bool {
        !self.complete || keys.iter().any(|key| self.reported.contains(*key))
    }

    /// A list that must have an element; `key` is its whole path.
    pub fn filled<T>(&mut self, list: Spanned<Vec<T>>, key: &str, example: &str) -> Option<Vec<T>> {
        if list.get_ref().is_empty() && !self.is_reported(&[key]) {
            self.push(empty(list.span(), key, example));
        }
        Some(list.into_inner()).filter(|list| !list.is_empty())
    }
}

fn needs_git(span: Span, directory: Span, what: &str, help: &str) -> Diagnostic {
    Diagnostic::error(Code::ManifestConflict, format!("{what} needs a git source"))
        .label(span, "needs a commit")
        .label(directory, "a directory has none")
        .help(help.to_owned())
}

fn no_path(path: &Spanned<String>, key: &str) -> Diagnostic {
    let what = if path.get_ref().is_empty() { "is empty" } else { "contains a NUL character" };
    Diagnostic::error(Code::ManifestEmpty, format!("`{key}` {what}"))
        .label(path.span(), what)
        .help("write a value, or remove the key")
}

fn empty(span: Span, key: &str, example: &str) -> Diagnostic {
    let name = key.rsplit('.').next().unwrap_or(key);
    Diagnostic::error(Code::ManifestEmpty, format!("`{key}` is an empty array"))
        .label(span, "no elements")
        .help(format!("write at least one element, such as `{name} = {example}`"))
}

fn bad_pattern(text: &str, span: Span, fault: GlobFault) -> Diagnostic {
    let message = format!("the pattern `{}` has {}", Shown(text), fault.kind.what());
    Diagnostic::error(Code::GlobSyntax, message).label(span, fault.kind.what()).help(fault.kind.remedy())
}
