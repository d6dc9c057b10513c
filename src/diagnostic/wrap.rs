//! Long lines, broken for a terminal.

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// Breaks each line of `text` that has more than `width` columns.
///
/// Lines break at blanks only, so that names with hyphens and long paths stay whole. The parts of an
/// indented line have its indent.
#[must_use]
pub fn wrap(text: &str, width: usize) -> String {
    let lines: Vec<String> = text.split('\n').map(|line| wrap_line(line, width)).collect();
    lines.join("\n")
}

fn wrap_line(line: &str, width: usize) -> String {
    let words = line.trim_start_matches(' ');
    let indent = &line[..line.len() - words.len()];
    let options = Options::new(width)
        .initial_indent(indent)
        .subsequent_indent(indent)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::fill(words, options)
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn lines_break_at_blanks_and_keep_their_indent() {
        assert_eq!(wrap("a-long-name of something", 12), "a-long-name\nof something");
        assert_eq!(wrap("  one two three\nnext", 9), "  one two\n  three\nnext");
        assert_eq!(wrap("a/path/that/is/longer and", 8), "a/path/that/is/longer\nand");
        assert_eq!(wrap("fits  in one\n\n", 80), "fits  in one\n\n");
    }

    #[test]
    fn columns_are_counted_and_not_bytes() {
        assert_eq!(wrap("\u{e4}\u{e4}\u{e4} \u{e4}\u{e4}", 6), "\u{e4}\u{e4}\u{e4} \u{e4}\u{e4}");
    }
}
