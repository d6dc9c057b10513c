//! Texts that diagnostics point into, and where in them a byte is.

use std::ops::Range;

/// A text that diagnostics point into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceText {
    /// How the user names the file.
    pub name: String,
    /// Its whole content.
    pub text: String,
    /// Arguments of the command line that took the place of parts of it.
    arguments: Vec<String>,
    lines: LineIndex,
}

impl SourceText {
    /// A text and what the user calls it.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { name: name.into(), lines: LineIndex::new(text.as_bytes()), text, arguments: Vec::new() }
    }

    /// The same text with arguments of the command line, each as a diagnostic names it.
    #[must_use]
    pub fn with_arguments(self, arguments: Vec<String>) -> Self {
        Self { arguments, ..self }
    }

    /// The place of an argument: beyond the end of the text, so that labels can point at it as at the text.
    #[must_use]
    pub fn argument_span(&self, number: usize) -> Range<usize> {
        let start = self.text.len() + 1 + number;
        start..start + 1
    }

    /// The argument at a place.
    pub(super) fn argument(&self, span: &Range<usize>) -> Option<&str> {
        let number = span.start.checked_sub(self.text.len() + 1)?;
        self.arguments.get(number).map(String::as_str)
    }

    /// The number of the line that byte `offset` is in, from 1.
    #[must_use]
    pub fn line(&self, offset: usize) -> usize {
        self.lines.line(offset)
    }

    /// Where byte `offset` is, its column counted in characters.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let line = self.lines.line(offset);
        let before = self.text.get(self.lines.start(line)..offset).unwrap_or_default();
        Position { line, column: before.chars().count() + 1 }
    }
}

/// A place in a text; both numbers begin at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column: characters in a [`SourceText`], bytes in a [`LineIndex`].
    pub column: usize,
}

/// Where each line of some bytes begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineIndex {
    /// The offsets of all lines but the first, in order.
    starts: Vec<usize>,
}

impl LineIndex {
    /// Finds the lines.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        Self { starts: memchr::memchr_iter(b'\n', bytes).map(|end| end + 1).collect() }
    }

    /// The number of the line that byte `offset` is in, from 1. A line end belongs to the line that it ends.
    #[must_use]
    pub fn line(&self, offset: usize) -> usize {
        // A search in an index that is built once: a hundred diagnostics would otherwise count the
        // lines of the text a hundred times.
        self.starts.partition_point(|start| *start <= offset) + 1
    }

    /// Where byte `offset` is, its column counted in bytes.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let line = self.line(offset);
        Position { line, column: offset - self.start(line) + 1 }
    }

    /// Where a line begins, which is counted from 1.
    fn start(&self, line: usize) -> usize {
        line.checked_sub(2).map_or(0, |index| self.starts[index])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_begin_at_one() {
        let text = SourceText::new("release.toml", "a\n\u{e9}\u{e9} = 1\n\nb");
        let place = |offset| (text.position(offset).line, text.position(offset).column);
        assert_eq!([place(0), place(1), place(2), place(4)], [(1, 1), (1, 2), (2, 1), (2, 2)]);
        assert_eq!(place(text.text.len()), (4, 2));
        assert_eq!(text.line(text.text.len() - 1), 4);
    }

    #[test]
    fn columns_of_bytes_that_are_no_text_are_counted_in_bytes() {
        let index = LineIndex::new(b"a = 1\nb = \"\xff\"");
        assert_eq!(index.position(11), Position { line: 2, column: 6 });
        assert_eq!(index.position(0), Position { line: 1, column: 1 });
    }
}
