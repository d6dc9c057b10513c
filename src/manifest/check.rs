//! Values: from the raw manifest to the valid spec. Every check goes on after a fault.

mod archive;
mod compression;
mod files;
mod generate;
mod git_dialect;
mod lints;
mod names;
mod normalize;
mod package;
mod source;
mod time;

use std::collections::BTreeSet;
use std::ops::Range;

use super::raw::{self, At};
use super::template::Variables;
use super::words::Shown;
use super::{Audit, Manifest, Package, Patterns, shape};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::glob::{Anchor, GlobFault, Pattern};

type Span = Range<usize>;

/// A value was wrong, and that has been reported.
struct Reported;

/// What all checks share.
pub(super) struct Check<'a> {
    text: &'a str,
    /// The line `directory = …`, where there is no git source: what needs a commit is wrong then.
    directory: Option<Span>,
    /// The line `git = …`, where defaults that need a commit come from.
    git: Option<Span>,
    /// Keys that were there but were no use; see [`shape::Outcome`].
    removed: BTreeSet<String>,
    /// Whether all of the text was understood; else something missing may just not have been.
    complete: bool,
    pub found: Diagnostics,
}

impl<'a> Check<'a> {
    pub fn new(text: &'a str, shape: shape::Outcome, complete: bool) -> Self {
        Self { text, directory: None, git: None, removed: shape.removed, complete, found: shape.found }
    }

    /// The spec, if nothing that it needs is missing or wrong; the rest is in `found`.
    pub fn manifest(&mut self, raw: raw::Manifest) -> Option<Manifest> {
        self.directory = raw.source.as_ref().and_then(|source| source::only_directory(source.get_ref()));
        self.git = raw.source.as_ref().and_then(|source| Some(source.get_ref().git.as_ref()?.span()));
        let git_dialect = git_dialect::check(self, &raw);
        if let Some(schema) = raw.schema.filter(|schema| *schema.get_ref() != 1) {
            self.found.push(no_such_schema(&schema));
        }
        let package = package::check(self, raw.package.unwrap_or_default());
        let variables = variables(package.as_ref());
        let source = raw.source.and_then(|source| source::check(self, source));
        let generate = generate::check(self, raw.generate.unwrap_or_default());
        let files = raw.files.and_then(|files| files::check(self, files, variables));
        let normalize = normalize::check(self, raw.normalize.unwrap_or_default(), &git_dialect);
        let archives = raw.archive.and_then(|archives| archive::check(self, archives, variables));
        let lints = lints::check(self, raw.lints);
        let allow = raw.audit.and_then(|audit| audit.allow).unwrap_or_default();
        let allow = self.patterns(allow, Anchor::Top);
        Some(Manifest {
            source: source?,
            generate: generate?,
            files: files?,
            normalize: normalize?,
            archives: archives?,
            lints: lints?,
            audit: Audit { allow: allow? },
            package: package?,
        })
    }

    fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// The place of a piece of a string; the whole string where it is not written plainly.
    fn within(&self, string: &At<String>, offset: usize, length: usize) -> Span {
        let span = string.span();
        let literal = &self.text[span.clone()];
        let mut inner = literal.chars();
        let is_plain = inner.next() == inner.next_back() && inner.as_str() == string.get_ref();
        if !is_plain {
            return span;
        }
        let start = span.start + 1 + offset;
        start..start + length
    }

    /// Says that `what` needs a commit, if the source is a directory.
    fn need_git(&mut self, span: Span, what: &str) -> Option<()> {
        let Some(directory) = self.directory.clone() else { return Some(()) };
        self.push(needs_git(span, directory, what));
        None
    }

    /// A string that must not be empty and cannot hold a NUL: a path or an argument.
    fn path(&mut self, path: At<String>, key: &str) -> Option<toml::Spanned<String>> {
        let text = path.get_ref();
        if text.is_empty() || text.contains('\0') {
            self.push(no_path(&path, key));
            return None;
        }
        Some(path.0)
    }

    fn patterns(&mut self, list: Vec<At<String>>, anchor: Anchor) -> Option<Patterns> {
        let patterns: Vec<_> = list.into_iter().map(|text| self.pattern(&text, anchor)).collect();
        patterns.into_iter().collect::<Option<_>>().map(Patterns::new)
    }

    fn pattern(&mut self, text: &At<String>, anchor: Anchor) -> Option<(Pattern, Span)> {
        match Pattern::parse(text.get_ref(), anchor) {
            Ok(pattern) => Some((pattern, text.span())),
            Err(fault) => {
                let span = self.within(text, fault.offset, fault.length);
                self.push(bad_pattern(text.get_ref(), span, fault));
                None
            }
        }
    }

    /// Whether one of these keys was there and has been reported as wrong, or may have been.
    fn is_removed(&self, keys: &[&str]) -> bool {
        !self.complete || keys.iter().any(|key| self.removed.contains(*key))
    }

    /// A list that must have an element; `key` is its whole path.
    fn filled<T>(&mut self, list: At<Vec<T>>, key: &str, example: &str) -> Option<Vec<T>> {
        if list.get_ref().is_empty() && !self.is_removed(&[key]) {
            self.push(empty(list.span(), key, example));
        }
        Some(list.0.into_inner()).filter(|list| !list.is_empty())
    }
}

/// Stand-ins where the package is wrong, so that templates are still looked at.
fn variables(package: Option<&Package>) -> Variables<'_> {
    match package {
        Some(package) => Variables { name: package.name.get_ref(), version: package.version.get_ref() },
        None => Variables { name: "name", version: "version" },
    }
}

fn no_such_schema(schema: &At<i64>) -> Diagnostic {
    let message = format!("`schema` is {}, and there is no such version", schema.get_ref());
    Diagnostic::error(Code::ManifestSchemaVersion, message)
        .label(schema.span(), "versions count from 1")
        .help("write `schema = 1`")
}

fn needs_git(span: Span, directory: Span, what: &str) -> Diagnostic {
    Diagnostic::error(Code::ManifestConflict, format!("{what} needs a git source"))
        .label(span, "asks for a commit")
        .label(directory, "a directory has none")
        .help("remove it, or write `git` and `rev` in place of `directory`")
}

fn no_path(path: &At<String>, key: &str) -> Diagnostic {
    let what = if path.get_ref().is_empty() { "is empty" } else { "holds a NUL character" };
    Diagnostic::error(Code::ManifestEmpty, format!("`{key}` {what}"))
        .label(path.span(), "names nothing")
        .help("write a value, or remove the key")
}

fn empty(span: Span, key: &str, example: &str) -> Diagnostic {
    let name = key.rsplit('.').next().unwrap_or(key);
    Diagnostic::error(Code::ManifestEmpty, format!("`{key}` is an empty list"))
        .label(span, "nothing in it")
        .help(format!("write at least one element, such as `{name} = {example}`"))
}

fn bad_pattern(text: &str, span: Span, fault: GlobFault) -> Diagnostic {
    let message = format!("the pattern `{}` has {}", Shown(text), fault.kind.what());
    Diagnostic::error(Code::GlobSyntax, message).label(span, fault.kind.what()).help(fault.kind.remedy())
}
