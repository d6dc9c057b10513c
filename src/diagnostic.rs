//! What a user can fix: a code, a message, the places it is about, and one next step.

mod checked;
mod code;
mod render;
mod source_text;
pub(crate) mod wrap;

use std::fmt::{self, Write as _};
use std::ops::Range;
use std::sync::Arc;

pub use checked::Checked;
pub use code::Code;
pub use render::{RenderStyle, render};
pub use source_text::{LineIndex, Position, SourceText};

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

/// A place in a text and what is said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Byte range in the text that the diagnostic is about.
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
    /// Places in a text; the first is the main one. Empty if no line is to blame.
    pub labels: Vec<Label>,
    /// The text that the labels point into; `None` for the manifest, as long as nobody has said which one.
    pub source: Option<Arc<SourceText>>,
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
        Self { code, severity, message: message.into(), labels: Vec::new(), source: None, help: None }
    }

    /// Points at a byte range of the manifest, or of the text that [`Self::source`] names.
    #[must_use]
    pub fn label(mut self, span: Range<usize>, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says which text the labels point into, if that is not known yet. What they say of arguments becomes part of the
    /// message.
    #[must_use]
    pub fn source(mut self, source: &Arc<SourceText>) -> Self {
        if self.source.is_none() {
            self.name_arguments(source);
        }
        if !self.labels.is_empty() {
            self.source.get_or_insert_with(|| Arc::clone(source));
        }
        self
    }

    fn name_arguments(&mut self, source: &SourceText) {
        let message = &mut self.message;
        self.labels.retain(|label| {
            let argument = source.argument(&label.span);
            if let Some(argument) = argument {
                let _ = write!(message, "\n  {argument}: {}", label.text);
            }
            argument.is_none()
        });
    }

    /// Says the next step.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
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

    /// Says of all labels that do not know it yet which text they point into.
    #[must_use]
    pub fn source(self, source: &Arc<SourceText>) -> Self {
        Self(self.0.into_iter().map(|diagnostic| diagnostic.source(source)).collect())
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

impl fmt::Display for Diagnostic {
    /// The message alone: no code, no place and no help.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnostic {}

impl fmt::Display for Diagnostics {
    /// The messages, one after the other, each in a line of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.iter().enumerate() {
            write!(f, "{}{diagnostic}", if index > 0 { "\n" } else { "" })?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

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
