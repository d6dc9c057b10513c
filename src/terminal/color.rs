//! Whether output is coloured.

use std::ffi::OsString;

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

/// What the environment asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorWish {
    /// Nothing.
    #[default]
    None,
    /// No colours: `NO_COLOR`, `CLICOLOR=0`, or a terminal that has none.
    Never,
    /// Colours, also where no terminal is: `CLICOLOR_FORCE` or `FORCE_COLOR`.
    Always,
}

impl ColorWish {
    /// What variables say; `variable` has the value of one that is set and not empty. `NO_COLOR` is stronger than all
    /// others, as <https://no-color.org> has it.
    #[must_use]
    pub fn of(variable: impl Fn(&'static str) -> Option<OsString>) -> Self {
        let is_on = |name| variable(name).is_some_and(|value| value != "0");
        let is = |name, wanted: &str| variable(name).is_some_and(|value| value == wanted);
        if variable("NO_COLOR").is_some() {
            Self::Never
        } else if is_on("CLICOLOR_FORCE") || is_on("FORCE_COLOR") {
            Self::Always
        } else if is("CLICOLOR", "0") || is("TERM", "dumb") {
            Self::Never
        } else {
            Self::None
        }
    }
}

impl ColorWhen {
    /// Whether to colour what goes to a stream that is a terminal or not.
    #[must_use]
    pub fn is_colored(self, is_terminal: bool, wish: ColorWish) -> bool {
        match (self, wish) {
            (Self::Always, _) | (Self::Auto, ColorWish::Always) => true,
            (Self::Never, _) | (Self::Auto, ColorWish::Never) => false,
            (Self::Auto, ColorWish::None) => is_terminal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(set: &[(&str, &str)]) -> ColorWish {
        ColorWish::of(|name| set.iter().find(|(other, _)| *other == name).map(|(_, value)| value.into()))
    }

    #[test]
    fn variables_ask_for_colours_or_for_none() {
        assert_eq!(wish(&[]), ColorWish::None);
        assert_eq!(wish(&[("TERM", "xterm"), ("CLICOLOR", "1")]), ColorWish::None);
        assert_eq!(wish(&[("TERM", "dumb")]), ColorWish::Never);
        assert_eq!(wish(&[("CLICOLOR", "0")]), ColorWish::Never);
        assert_eq!(wish(&[("FORCE_COLOR", "0")]), ColorWish::None);
        assert_eq!(wish(&[("TERM", "dumb"), ("FORCE_COLOR", "1")]), ColorWish::Always);
        assert_eq!(wish(&[("CLICOLOR", "0"), ("CLICOLOR_FORCE", "1")]), ColorWish::Always);
        assert_eq!(wish(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]), ColorWish::Never);
    }

    #[test]
    fn an_option_is_stronger_than_the_environment() {
        assert!(ColorWhen::Always.is_colored(false, ColorWish::Never));
        assert!(!ColorWhen::Never.is_colored(true, ColorWish::Always));
        assert!(ColorWhen::Auto.is_colored(false, ColorWish::Always));
        assert!(ColorWhen::Auto.is_colored(true, ColorWish::None));
        assert!(!ColorWhen::Auto.is_colored(false, ColorWish::None));
    }
}
