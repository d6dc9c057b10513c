//! Characters and words that a terminal, a reader or the log of a CI job does not take for text.

/// Whether a terminal executes the character instead of drawing it. The line end is not one.
#[must_use]
pub fn is_obeyed(character: char) -> bool {
    character.is_control() && character != '\n'
}

/// Whether the character is drawn as nothing or misleads: bidirectional controls, zero-width characters and
/// private use.
///
/// These are the characters with the property `Default_Ignorable_Code_Point` of Unicode 16, the
/// separators of lines and paragraphs, the interlinear marks, and private use. The sixteen variation
/// selectors at U+FE00 are left out: ordinary emoji are written with them.
#[must_use]
pub fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{e000}'..='\u{f8ff}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}')
}

/// Words between `##` and `[` that begin a command of a CI log, anywhere in a line: GitHub's first syntax,
/// Azure Pipelines and `TeamCity`.
const WORDS: [&[u8]; 3] = [b"", b"vso", b"teamcity"];

const LONGEST: usize = 8;

/// Finds the `[` that completes `##[`, `##vso[` or `##teamcity[`, one character after the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct CommandMark {
    hashes: u8,
    word: [u8; LONGEST],
    length: usize,
}

impl CommandMark {
    /// Whether the last characters may begin a command.
    #[must_use]
    pub fn is_begun(&self) -> bool {
        self.hashes > 0
    }

    /// Takes the next character. Returns whether it completes the beginning of a command.
    pub fn push(&mut self, character: char) -> bool {
        let completes = character == '[' && self.hashes == 2 && WORDS.contains(&&self.word[..self.length]);
        match character {
            // A third `#` changes nothing: a runner finds the last two.
            '#' if self.length == 0 => self.hashes = 2.min(self.hashes + 1),
            '#' => *self = Self { hashes: 1, ..Self::default() },
            _ if character.is_ascii_alphabetic() && self.hashes == 2 && self.length < LONGEST => {
                self.word[self.length] = character.to_ascii_lowercase() as u8;
                self.length += 1;
            }
            _ => *self = Self::default(),
        }
        completes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // T366
    #[test]
    fn the_bracket_of_a_command_is_found_and_no_other() {
        let found = |text: &str| {
            let mut mark = CommandMark::default();
            text.char_indices()
                .filter(|(_, character)| mark.push(*character))
                .map(|(at, _)| at)
                .collect::<Vec<_>>()
        };
        assert_eq!(found("##[a"), [2]);
        assert_eq!(found("x####[a]##[b"), [5, 10]);
        assert_eq!(found("##vso[##VSO[##TeamCity["), [5, 11, 22]);
        assert_eq!(found("##vso ##vsoo[ #[ ## [ # #[ ##vso#[ ##teamcityy[ a##b[0]"), [0; 0]);
    }
}
