//! Colours of the words in a result that carry its judgement.
//!
//! Names and texts of archives were escaped before, so that a terminal obeys nothing but these colours.

use std::fmt;

/// Whether words are coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paint(bool);

impl Paint {
    /// No colours: for files, logs and pages of a CI job.
    pub const PLAIN: Self = Self(false);

    /// Colours if `is_on`.
    #[must_use]
    pub fn new(is_on: bool) -> Self {
        Self(is_on)
    }

    /// Whether words are coloured.
    #[must_use]
    pub fn is_on(self) -> bool {
        self.0
    }

    /// A word in a colour. Padding is part of the word, as a terminal counts no columns for colours.
    pub fn word<T: fmt::Display>(self, hue: Hue, word: T) -> Painted<T> {
        Painted { hue: self.0.then_some(hue), word }
    }
}

/// The colours, by what they say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hue {
    /// All is well: green.
    Good,
    /// Something to read about: yellow.
    Fair,
    /// Wrong: red.
    Bad,
    /// A heading, or a name: bold.
    Strong,
    /// Beside the matter: dim.
    Faint,
    /// A directory: blue.
    Directory,
    /// A link: cyan.
    Link,
}

impl Hue {
    /// The parameters of the control sequence that begins it (ECMA-48, SGR).
    fn parameters(self) -> &'static str {
        match self {
            Self::Good => "32",
            Self::Fair => "33",
            Self::Bad => "31",
            Self::Strong => "1",
            Self::Faint => "2",
            Self::Directory => "34",
            Self::Link => "36",
        }
    }
}

/// A word in its colour.
pub struct Painted<T> {
    hue: Option<Hue>,
    word: T,
}

impl<T: fmt::Display> fmt::Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.hue {
            Some(hue) => write!(f, "\x1b[{}m{}\x1b[0m", hue.parameters(), self.word),
            None => self.word.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_coloured_only_if_colours_are_on() {
        assert_eq!(Paint::PLAIN.word(Hue::Bad, "differs").to_string(), "differs");
        assert_eq!(Paint::new(true).word(Hue::Bad, "differs").to_string(), "\x1b[31mdiffers\x1b[0m");
    }
}
