//! What a user can fix: a code, a message, the places it is about, and one next step.

mod code;
mod render;
pub(crate) mod wrap;

use std::ops::Range;

pub use code::Code;
pub use render::{Style, render};

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know; changes nothing.
    Note,
    /// Legal but unwise; the command goes on.
    Warning,
    /// The command cannot do its work.
    Error,
}

/// A place in the manifest with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Byte range in the manifest's text.
    pub span: Range<usize>,
    /// The text under the place.
    pub text: String,
}

/// A problem that the user can fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of problem; `pkgr explain CODE` explains it.
    pub code: Code,
    /// Its severity.
    pub severity: Severity,
    /// What is wrong; if two values disagree, both in full.
    pub message: String,
    /// Places in the manifest; the first is the main one. Empty if no line is the cause.
    pub labels: Vec<Label>,
    /// One next step.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error; labels and help are added with the methods below.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// A warning.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    /// A diagnostic of any severity.
    pub fn new(code: Code, severity: Severity, message: impl Into<String>) -> Self {
        Self { code, severity, message: message.into(), labels: Vec::new(), help: None }
    }

    /// Points at a byte range of the manifest.
    #[must_use]
    pub fn label(mut self, span: Range<usize>, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says the next step.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}

/// A text that diagnostics point into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceText {
    /// How the user names the file.
    pub name: String,
    /// Its whole content.
    pub text: String,
}

impl SourceText {
    /// The number of the line that byte `offset` is in, from 1.
    #[must_use]
    pub fn line(&self, offset: usize) -> usize {
        self.text.bytes().take(offset).filter(|&byte| byte == b'\n').count() + 1
    }
}

/// All that was found wrong in one run, in the order it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// An empty list.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: impl Into<Diagnostic>) {
        self.0.push(diagnostic.into());
    }

    /// Adds all of another list.
    pub fn extend(&mut self, others: Diagnostics) {
        self.0.extend(others.0);
    }

    /// Whether one of them is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Puts them into the order of the manifest's lines; those without a place come last.
    pub fn sort(&mut self) {
        self.0
            .sort_by_key(|diagnostic| diagnostic.labels.first().map_or(usize::MAX, |label| label.span.start));
    }

    /// Iterates over the diagnostics.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}
