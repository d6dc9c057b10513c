//! What a command found: an annotation for each finding, the verdict as an output, and a summary.

use std::fmt::Write as _;

use super::{Annotation, Data, Plain, Property, code, output, rows_within};
use crate::diagnostic::Severity;

/// What a command that compares or inspects has found, for the pages of a job.
#[derive(Clone, Debug)]
pub struct JobFindings {
    /// The command, such as `verify`.
    pub command: &'static str,
    /// What was checked.
    pub subject: String,
    /// The verdict in one word; the output `verdict`.
    pub verdict: String,
    /// What was found, the worst first; nothing if all is well.
    pub found: Vec<JobFinding>,
}

/// One finding.
#[derive(Clone, Debug)]
pub struct JobFinding {
    /// How the job's page shows it.
    pub severity: Severity,
    /// What it is, in a few words.
    pub title: String,
    /// What the report says of it, in lines.
    pub text: String,
}

impl JobFindings {
    /// The outputs of the step.
    #[must_use]
    pub fn outputs(&self) -> String {
        output("verdict", &self.verdict)
    }

    /// The annotation of a finding.
    #[must_use]
    pub fn annotation(&self, found: &JobFinding) -> Annotation {
        let title = format!("pkgr {}: {}", self.command, found.title);
        let text = without_tags(&format!("{}\n{}", self.subject, found.text));
        let kind = super::kind(found.severity);
        Annotation(format!("::{kind} title={}::{}\n", Property(&title), Data(text.trim_end())))
    }

    /// The summary in Markdown, of at most about `room` bytes. Findings that do not fit are counted.
    #[must_use]
    pub fn summary(&self, room: usize) -> String {
        let mut text = format!("### pkgr {}: {}\n\n", self.command, Plain(&self.verdict));
        let _ = writeln!(text, "{}\n", Plain(&self.subject));
        if self.found.is_empty() {
            return text;
        }
        text += "| | what |\n| --- | --- |\n";
        let rows = self.found.iter().map(|found| {
            let text = Plain(found.text.trim_end()).to_string();
            vec![code(&found.title.replace('`', "'")), text]
        });
        rows_within(text, rows, room)
    }
}

/// Text in which nothing begins a tag of HTML: names come from authors of archives, and a page that shows the log may
/// not escape it.
fn without_tags(text: &str) -> String {
    let mut parts = text.split('<');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |safe, part| {
        let begins_tag = part.starts_with(|next: char| next.is_ascii_alphabetic() || "/!?".contains(next));
        safe + if begins_tag { "\\x3c" } else { "<" } + part
    })
}
