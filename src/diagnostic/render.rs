//! Diagnostics as text: the only place that knows the rendering library.

use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};

use super::wrap::wrap;
use super::{Diagnostic, Label, Severity, SourceText};
use crate::sink::{CommandMark, is_invisible, is_obeyed, neutral};

/// How a diagnostic is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RenderStyle {
    /// Whether terminal colours are used.
    pub color: bool,
    /// Columns to wrap at.
    pub width: usize,
}

impl Default for RenderStyle {
    /// What a log gets: no colours, 100 columns.
    fn default() -> Self {
        Self { color: false, width: 100 }
    }
}

/// Draws one diagnostic. Its labels point into its own text, or into `source` where it names none.
///
/// Whatever it says is made neutral before it is coloured, so that the only control sequences in the
/// text are those that draw it.
#[must_use]
pub fn render(diagnostic: &Diagnostic, source: &SourceText, style: RenderStyle) -> String {
    let source = diagnostic.source.as_deref().unwrap_or(source);
    let theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        .with_links(false)
        // `wrap` breaks lines at blanks alone, so that a path, a pattern or a command stays whole.
        .with_wrap_lines(false);
    // A manifest can be one line of a megabyte, and the excerpt would be all of it.
    let is_shown = !diagnostic.labels.is_empty() && !has_endless_line(diagnostic, &source.text);
    let code = is_shown.then(|| Excerpt::around(&diagnostic.labels, source));
    let view = View { diagnostic, code: code.as_ref(), width: style.width };
    let mut text = String::new();
    match handler.render_report(&mut text, &view) {
        Ok(()) => text,
        Err(fmt::Error) => format!("{}: {}\n", diagnostic.code, diagnostic.message),
    }
}

/// Our diagnostic as the rendering library wants to see it.
struct View<'a> {
    diagnostic: &'a Diagnostic,
    code: Option<&'a Excerpt>,
    width: usize,
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostic.fmt(f)
    }
}

impl fmt::Display for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&wrap(&neutral(&self.diagnostic.message), self.width.saturating_sub(MARGIN)))
    }
}

impl std::error::Error for View<'_> {}

impl miette::Diagnostic for View<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.diagnostic.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Note => miette::Severity::Advice,
            Severity::Warning => miette::Severity::Warning,
            Severity::Error => miette::Severity::Error,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.diagnostic.help.as_ref()?;
        Some(Box::new(wrap(&neutral(help), self.width.saturating_sub(MARGIN))))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.code.map(|code| code as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(
            self.diagnostic.labels.iter().enumerate().map(|(number, label)| labelled(label, number == 0)),
        ))
    }
}

/// The lines of a text around some labels: each of many diagnostics costs as much as its own lines, and not
/// as much as the whole text.
struct Excerpt {
    name: String,
    /// Nothing in it can steer a terminal.
    text: String,
    /// Bytes of the text before it.
    start: usize,
    /// Lines of the text before it.
    line: usize,
}

/// Lines that are drawn before and after a label, and one more.
const CONTEXT: usize = 2;

impl Excerpt {
    fn around(labels: &[Label], source: &SourceText) -> Self {
        let whole = source.text.as_str();
        let first = labels.iter().map(|label| label.span.start).min().unwrap_or_default();
        let last = labels.iter().map(|label| label.span.end).max().unwrap_or_default();
        // Only the lines around the labels are copied: the library goes through its text from the
        // beginning for each label.
        let before = &whole.as_bytes()[..first.min(whole.len())];
        let start = memchr::memrchr_iter(b'\n', before).nth(CONTEXT).map_or(0, |at| at + 1);
        let after = last.min(whole.len());
        let end = memchr::memchr_iter(b'\n', &whole.as_bytes()[after..]).nth(CONTEXT);
        let end = end.map_or(whole.len(), |at| after + at + 1);
        let line = memchr::memchr_iter(b'\n', &whole.as_bytes()[..start]).count();
        Self { name: neutral(&source.name), text: harmless(&whole[start..end]), start, line }
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let offset = span.offset().checked_sub(self.start).ok_or(MietteError::OutOfBounds)?;
        let found = self.text.read_span(&(offset, span.len()).into(), before, after)?;
        let place = (found.span().offset() + self.start, found.span().len());
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            found.data(),
            place.into(),
            found.line() + self.line,
            found.column(),
            // The library counts them from the start of the text, and joins excerpts by it.
            found.line_count() + self.line,
        )))
    }
}

/// The first label is the main one: its line and column head the excerpt.
fn labelled(label: &Label, is_main: bool) -> LabeledSpan {
    let text = Some(neutral(&label.text));
    if is_main {
        LabeledSpan::new_primary_with_span(text, label.span.clone())
    } else {
        LabeledSpan::new_with_span(text, label.span.clone())
    }
}

/// Columns that stand in front of a message or a help.
const MARGIN: usize = 8;

/// The source with `?` for all that a terminal would obey or not draw, and for what would make a
/// command of a line. Offsets stay as they are.
fn harmless(text: &str) -> String {
    // Each of a hundred diagnostics copies a manifest that may have a megabyte.
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    if text.bytes().all(is_plain) && !text.contains("##") {
        return text.to_owned();
    }
    let mut copy = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    let mut mark = CommandMark::default();
    while let Some(character) = characters.next() {
        let is_command = mark.push(character);
        if character == '\r' && characters.peek() == Some(&'\n') {
            // It belongs to the end of the line, and would have the line written over.
            copy.push(' ');
        } else if is_command || is_invisible(character) || is_obeyed(character) && character != '\t' {
            // As many bytes as before, so that the places of labels stay right.
            copy.extend(std::iter::repeat_n('?', character.len_utf8()));
        } else {
            copy.push(character);
        }
    }
    copy
}

/// Bytes of a line that an excerpt still shows.
const LONGEST_LINE: usize = 2000;

/// Whether an excerpt would be pages of one line.
fn has_endless_line(diagnostic: &Diagnostic, text: &str) -> bool {
    diagnostic.labels.iter().any(|label| {
        let (before, after) = text.split_at(label.span.start.min(text.len()));
        let end = after.find('\n').unwrap_or(after.len());
        let start = before.rfind('\n').map_or(before.len(), |at| before.len() - at);
        start + end > LONGEST_LINE
    })
}
