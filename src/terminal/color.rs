//! Whether output is coloured.

use clap::ValueEnum;

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal
    Auto,
    /// Even into a file
    Always,
    /// Not at all
    Never,
}

impl ColorWhen {
    /// Whether to colour what goes to a stream that is a terminal or not. `is_unwanted` if the environment asks for
    /// none.
    #[must_use]
    pub fn is_colored(self, is_terminal: bool, is_unwanted: bool) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => is_terminal && !is_unwanted,
        }
    }
}
