//! A diagnostic as one line of JSON (`schema/message.schema.json`), for editors and for programs that read logs.

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Position, Severity, SourceText};
use crate::report::json;
use crate::sink;

/// A diagnostic as a line, with its line end. Labels without a text of their own point into `source`.
#[must_use]
pub fn line(diagnostic: &Diagnostic, source: &SourceText) -> String {
    // As in the text form: a plan or a list of signers is pointed into where the manifest is not the one to blame.
    let source = diagnostic.source.as_deref().unwrap_or(source);
    let labels = diagnostic.labels.iter().map(|label| LabelView {
        start: source.position(label.span.start).into(),
        end: source.position(label.span.end).into(),
        text: &label.text,
    });
    sink::json_line(&MessageDocument {
        severity: name(diagnostic.severity),
        code: Some(diagnostic.code.id()),
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        file: (!diagnostic.labels.is_empty()).then_some(&source.name),
        labels: labels.collect(),
    })
}

/// What is said beside diagnostics, such as the command of a step that is about to run, as a line.
#[must_use]
pub fn note(message: &str) -> String {
    let severity = name(Severity::Note);
    let message = message.trim_end();
    sink::json_line(&MessageDocument {
        severity,
        code: None,
        message,
        help: None,
        file: None,
        labels: Vec::new(),
    })
}

/// The schema of a line.
#[must_use]
pub fn schema() -> String {
    json::pretty(&schemars::schema_for!(MessageDocument<'_>))
}

/// A line of standard error with `--message-format json`.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(title = "pkgr --message-format json")]
struct MessageDocument<'a> {
    /// `error`, `warning` or `note`.
    severity: &'static str,
    /// What `pkgr explain` explains; null for what needs no explanation, such as the command of a step that is about to
    /// run.
    code: Option<&'a str>,
    /// What is wrong.
    message: &'a str,
    /// The next step.
    help: Option<&'a str>,
    /// The file that the labels point into; null if there are none.
    file: Option<&'a String>,
    /// The places that it is about, the main one first.
    labels: Vec<LabelView<'a>>,
}

/// A place in the file.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Label")]
struct LabelView<'a> {
    /// Its first character.
    start: PositionView,
    /// Behind its last character.
    end: PositionView,
    /// What is said about it.
    text: &'a str,
}

/// A line, and a column in characters; both begin at 1.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Position")]
struct PositionView {
    line: usize,
    column: usize,
}

impl From<Position> for PositionView {
    fn from(Position { line, column }: Position) -> Self {
        Self { line, column }
    }
}

/// The name of a severity.
fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
