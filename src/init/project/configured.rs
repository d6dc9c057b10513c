//! `meson.build`, `CMakeLists.txt` and `configure.ac`: scripts, of which one call names the project.

use super::call::arguments;
use super::raw::RawDeclaration;

/// `project('hello', 'c', version : '1.0')`.
pub fn meson(text: &str) -> RawDeclaration {
    let Some(call) = arguments(text, "project") else { return RawDeclaration::default() };
    RawDeclaration {
        name: quoted(call).map(str::to_owned),
        version: keyword(call, "version").map(str::to_owned),
    }
}

/// The string at the start of a text.
fn quoted(text: &str) -> Option<&str> {
    let inner = text.trim_start().strip_prefix('\'')?;
    Some(inner.split_once('\'')?.0)
}

/// The string that a keyword argument has; `meson_version` is another keyword.
fn keyword<'a>(call: &'a str, name: &str) -> Option<&'a str> {
    let is_own = |at: usize| !call[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_');
    let mut found = call.match_indices(name).filter(|(at, _)| is_own(*at));
    found.find_map(|(at, _)| quoted(call[at + name.len()..].trim_start().strip_prefix(':')?))
}

/// `project(hello VERSION 1.0 LANGUAGES C)`.
pub fn cmake(text: &str) -> RawDeclaration {
    let Some(call) = arguments(text, "project") else { return RawDeclaration::default() };
    let mut words = call.split_whitespace().map(|word| word.trim_matches('"'));
    let name = words.next().filter(|name| !name.contains('$'));
    let version = words.skip_while(|word| *word != "VERSION").nth(1);
    RawDeclaration { name: name.map(str::to_owned), version: version.map(str::to_owned) }
}

/// `AC_INIT([hello], [1.0], [bugs@example.org])`.
pub fn autoconf(text: &str) -> RawDeclaration {
    let Some(call) = arguments(text, "AC_INIT") else { return RawDeclaration::default() };
    let mut given = call.split(',').map(unquoted);
    let plain = |text: Option<&str>| text.filter(|text| !text.contains(['[', '(', '$'])).map(str::to_owned);
    let (name, version) = (plain(given.next()), plain(given.next()));
    RawDeclaration { name, version }
}

/// An argument without the brackets that quote it.
fn unquoted(argument: &str) -> &str {
    let argument = argument.trim();
    let inner = argument.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
    inner.unwrap_or(argument).trim()
}
