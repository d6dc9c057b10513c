//! Arguments that are wrong, or that ask for help or the version.

use std::ffi::OsString;
use std::path::Path;

use clap::FromArgMatches as _;

use super::exit::Exit;
use crate::arguments::{Arguments, command};
use crate::path;
use crate::sink::Syntax;
use crate::terminal::usage::harmless;
use crate::terminal::{ColorWhen, ColorWish, output};

/// Parses the arguments.
///
/// clap quotes U+FFFD for bytes that are not UTF-8, so that two arguments can look the same. An error in such
/// arguments is also an error in their escaped form, and that error shows the bytes.
pub fn parse(arguments: &[OsString]) -> Result<Arguments, clap::Error> {
    let escaped = arguments.iter().map(|argument| match argument.to_str() {
        Some(_) => argument.clone(),
        None => path::shown(Path::new(argument)).to_string().into(),
    });
    attempt(arguments.iter().cloned()).map_err(|wrong| match attempt(escaped) {
        Err(shown) if wrong.exit_code() != 0 && shown.exit_code() != 0 => shown,
        _ => wrong,
    })
}

fn attempt(arguments: impl IntoIterator<Item = OsString>) -> Result<Arguments, clap::Error> {
    Arguments::from_arg_matches(&command().try_get_matches_from(arguments)?)
}

/// Ends a run whose arguments are wrong, or ask for help or for the version.
pub fn conclude(error: clap::Error, wish: ColorWish) -> Exit {
    let error = harmless(error);
    let is_wrong = error.exit_code() != 0;
    let is_terminal = if is_wrong { output::stderr_is_terminal() } else { output::stdout_is_terminal() };
    let (text, syntax) = if ColorWhen::Auto.is_colored(is_terminal, wish) {
        (error.render().ansi().to_string(), Syntax::Colored)
    } else {
        (error.render().to_string(), Syntax::Text)
    };
    if is_wrong {
        output::say(syntax, &text);
    } else {
        let _ = output::print(syntax, |out| out.write_all(text.as_bytes()));
    }
    if is_wrong { Exit::Trouble } else { Exit::Done }
}
