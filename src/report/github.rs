//! What GitHub Actions reads: annotations, outputs, the step summary.
//!
//! Formats: the documentation of workflow commands for GitHub Actions. Names and messages come from
//! trees that may be hostile, so everything is escaped: a path must not become a command (T213).

mod findings;

use std::fmt::{self, Write as _};

use crate::diagnostic::{Diagnostic, Severity, SourceText};
use crate::digest::Digest;
use crate::entry::Kind;
use crate::ops::build::Line;
use crate::plan::Plan;
use crate::sink::neutral;
use crate::text::Grouped;

pub use findings::{JobFinding, JobFindings};

/// Annotations of one kind that a step shows; more are thrown away there.
pub const MOST_ANNOTATIONS: usize = 10;

/// Bytes that a step's summary may have; GitHub rejects a longer one as a whole.
pub const MOST_SUMMARY: usize = 1 << 20;

/// A line of the log that is meant to be a command: the one that shows an annotation. Nothing else
/// makes one than [`annotation`], which escapes every value.
pub struct Annotation(String);

impl Annotation {
    /// The line, with its end.
    #[must_use]
    pub fn line(&self) -> &str {
        &self.0
    }
}

/// One annotation for the log. Its labels point into its own text, or into `source` where it names none; `file`
/// is the path of that text below the workspace.
#[must_use]
pub fn annotation(diagnostic: &Diagnostic, source: &SourceText, file: &str) -> Annotation {
    let source = diagnostic.source.as_deref().unwrap_or(source);
    let mut line = format!("::{} ", kind(diagnostic.severity));
    if let Some(label) = diagnostic.labels.first() {
        let (first, last) = (source.position(label.span.start), source.position(label.span.end));
        let _ = write!(line, "file={},line={},col={}", Property(file), first.line, first.column);
        // GitHub takes an end column only within one line.
        if first.line == last.line {
            let _ = write!(line, ",endColumn={}", last.column);
        }
        line.push(',');
    }
    let _ = write!(line, "title={}::{}", Property(diagnostic.code.id()), Data(&diagnostic.message));
    if let Some(help) = &diagnostic.help {
        // An annotation has no field for a next step.
        let _ = write!(line, "%0Ahelp: {}", Data(help));
    }
    line.push('\n');
    Annotation(line)
}

/// The command that shows an annotation of this severity.
fn kind(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    }
}

/// The text of a workflow command. What the runner makes of it goes into the log once more.
struct Data<'a>(&'a str);

impl fmt::Display for Data<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The percent sign first, or it would be escaped again in the code of a newline.
        f.write_str(&neutral(self.0).replace('%', "%25").replace('\n', "%0A"))
    }
}

/// A property of a workflow command, which ends at a comma or colon.
struct Property<'a>(&'a str);

impl fmt::Display for Property<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // These end a property, and a file's name can have both.
        f.write_str(&Data(self.0).to_string().replace(':', "%3A").replace(',', "%2C"))
    }
}

/// A key and its value for the file of outputs. The mark that ends the value is a digest of it, so
/// no value can hold its own.
#[must_use]
pub fn output(key: &str, value: &str) -> String {
    // A value cannot hold its own digest, so that no line of it can end it early and set another
    // output.
    let mark = Digest::of(value.as_bytes());
    format!("{key}<<{mark}\n{value}\n{mark}\n")
}

/// Outputs of every command that has a plan.
///
/// `content-sha256`, and of a commit `commit` and `swhid`.
#[must_use]
pub fn outputs_of_plan(plan: &Plan) -> String {
    let mut text = output("content-sha256", &plan.content_digest().to_string());
    if let Some(revision) = plan.revision() {
        text += &output("commit", &revision.commit.to_string());
    }
    text + &plan.swhid().map_or_else(String::new, |swhid| output("swhid", &swhid))
}

/// The lines of `SHA256SUMS`, as the output `sha256sums`.
#[must_use]
pub fn outputs_of_build(lines: &[Line]) -> String {
    let sums: Vec<_> =
        lines.iter().map(|Line { built, .. }| format!("{}  {}", built.digest, built.file)).collect();
    output("sha256sums", &sums.join("\n"))
}

/// The plan in a few lines of Markdown.
#[must_use]
pub fn summary_of_plan(plan: &Plan) -> String {
    let package = plan.package();
    let files = plan.entries().iter().filter(|entry| matches!(entry.kind, Kind::File(_))).count();
    let mut text =
        format!("### {} {}\n\n| | |\n| --- | --- |\n", Plain(&package.name), Plain(&package.version));
    if !plan.inputs().is_empty() {
        row(&mut text, &["inputs", &Plain(&plan.inputs().to_string()).to_string()]);
    }
    if let Some(revision) = plan.revision() {
        row(&mut text, &["commit", &code(&revision.commit)]);
        row(&mut text, &["ref", &Plain(revision.reference.as_deref().unwrap_or("none")).to_string()]);
    }
    if let Some(mark) = plan.work_tree() {
        row(&mut text, &["work tree", &format!("{}, {}", code(&mark.commit), mark.words())]);
    }
    let entries = format!("{} ({} files)", Grouped(plan.entries().len() as u64), Grouped(files as u64));
    row(&mut text, &["entries", &entries]);
    row(&mut text, &["bytes", &Grouped(plan.bytes()).to_string()]);
    row(&mut text, &["content sha256", &code(&plan.content_digest())]);
    if let Some(swhid) = plan.swhid() {
        row(&mut text, &["swhid", &code(&swhid)]);
    }
    text + "\n"
}

/// The archives of a build, as a table in Markdown.
#[must_use]
pub fn summary_of_build(lines: &[Line]) -> String {
    let mut text =
        String::from("| archive | bytes | sha256 | | tar sha256 |\n| --- | ---: | --- | --- | --- |\n");
    for Line { built, outcome } in lines {
        let (file, size) = (Plain(&built.file).to_string(), Grouped(built.size).to_string());
        row(&mut text, &[&file, &size, &code(&built.digest), outcome.word(), &code(&built.tar_digest)]);
    }
    text + "\n"
}

/// The reported problems as a table in Markdown, the worst first. Problems that do not fit are counted.
#[must_use]
pub fn summary_of_problems(reported: &[Diagnostic], room: usize) -> String {
    // The end may be cut off, so that errors have to come first.
    let mut worst: Vec<&Diagnostic> = reported.iter().collect();
    worst.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
    let text = String::from("| | what | next step |\n| --- | --- | --- |\n");
    let rows = worst.into_iter().map(|diagnostic| {
        let (message, help) = (&diagnostic.message, diagnostic.help.as_deref().unwrap_or_default());
        vec![code(&diagnostic.code.id()), Plain(message).to_string(), Plain(help).to_string()]
    });
    rows_within(text, rows, room)
}

/// Adds rows to a table as long as all of it has at most about `room` bytes. Those that do not fit are counted.
fn rows_within(mut text: String, rows: impl ExactSizeIterator<Item = Vec<String>>, room: usize) -> String {
    let count = rows.len();
    for (index, cells) in rows.enumerate() {
        let mut line = String::new();
        row(&mut line, &cells.iter().map(String::as_str).collect::<Vec<_>>());
        // GitHub drops a summary that is too long as a whole. The rest of the room is for the line
        // that says so.
        if text.len() + line.len() + 100 > room {
            let _ = writeln!(text, "\nand {} more: see the log", count - index);
            break;
        }
        text += &line;
    }
    text + "\n"
}

fn row(text: &mut String, cells: &[&str]) {
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}

/// A value of letters, digits and colons only.
fn code(value: &impl fmt::Display) -> String {
    format!("`{value}`")
}

/// Text that Markdown shows as it stands: all punctuation comes as character references.
struct Plain<'a>(&'a str);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in neutral(self.0).chars() {
            match character {
                '\n' => f.write_str("<br>")?,
                // These mean nothing to Markdown within a cell, and names stay readable in the raw
                // text.
                ',' | '/' | '-' => f.write_char(character)?,
                // A name can come from the author of an archive, and must not become a link or a
                // picture of a page.
                _ if character.is_ascii_punctuation() => write!(f, "&#{};", u32::from(character))?,
                _ => f.write_char(character)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn source() -> SourceText {
        SourceText::new("release.toml", "a = 1\n\u{e9}\u{e9} = \"x\"\n")
    }

    // T213
    #[test]
    fn an_annotation_is_one_line_whatever_it_says() {
        let diagnostic = Diagnostic::error(Code::Io, "50% of\r\n::error::x").label(13..16, "").help("a\nb");
        let annotation = annotation(&diagnostic, &source(), "a,b:c/release.toml");
        assert_eq!(
            annotation.line(),
            "::error file=a%2Cb%3Ac/release.toml,line=2,col=6,endColumn=9,title=pkgr%3A%3Aio::50%25 of\\r%0A:\\u{3a}error::x%0Ahelp: a%0Ab\n"
        );
    }

    #[test]
    fn a_problem_without_a_place_has_no_file() {
        let line = annotation(&Diagnostic::warning(Code::Io, "m"), &source(), "release.toml");
        assert_eq!(line.line(), "::warning title=pkgr%3A%3Aio::m\n");
    }

    // T213
    #[test]
    fn an_output_ends_only_at_its_own_mark() {
        let inner = output("a", "x");
        let text = output("key", &inner);
        let mark = text.lines().next().and_then(|line| line.strip_prefix("key<<")).expect("begins so");
        assert_eq!(text.lines().filter(|line| *line == mark).count(), 1);
        assert!(text.ends_with(&format!("\n{mark}\n")));
    }

    // T213
    #[test]
    fn markdown_shows_a_name_as_it_stands() {
        let text = Plain("a|b`c`<img src=x>[l](u)*_#\nend").to_string();
        assert!(
            !text.replace("<br>", "").contains(['|', '`', '<', '>', '[', ']', '(', ')', '*', '_', '\n']),
            "{text}"
        );
    }

    // T213
    #[test]
    fn the_summary_stays_below_its_limit_with_the_worst_first() {
        let many = (0..5000).map(|_| Diagnostic::warning(Code::Io, "m".repeat(500)));
        let reported: Vec<_> = many.chain([Diagnostic::error(Code::Changed, "the worst")]).collect();
        let text = summary_of_problems(&reported, MOST_SUMMARY);
        assert!(text.len() <= MOST_SUMMARY && text.len() > MOST_SUMMARY / 2);
        assert!(text.lines().nth(2).is_some_and(|line| line.contains("the worst")), "{text:.300}");
        let shown = text.matches("pkgr::io").count();
        assert!(text.trim_end().ends_with(&format!("and {} more: see the log", 5000 - shown)));
    }
}
