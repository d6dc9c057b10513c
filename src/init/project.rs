//! Name and version of a project, as the files of its build system declare them.
//!
//! Only what a file says in plain words is taken: a value that a program would compute is treated as absent, because
//! a guess would end up in the name of an archive.

mod call;
mod cargo;
mod configured;
mod node;
mod python;
mod raw;

use self::raw::RawDeclaration;
use crate::manifest::{is_release_name, template_literal};

/// The longest line of a file that a manifest quotes.
const LONGEST_LINE: usize = 100;

/// What a project's file says of its release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// The file, at the top of the source.
    pub file: &'static str,
    /// The name of the package.
    pub name: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// The line of the file that has the version: a template with `{version}`.
    pub line: Option<String>,
}

/// A file that declares a project.
struct ProjectFile {
    file: &'static str,
    read: fn(&str) -> RawDeclaration,
}

/// Those of languages come first: a package of a language often has a second build system for its parts in C.
static FILES: [ProjectFile; 6] = [
    ProjectFile { file: "Cargo.toml", read: cargo::read },
    ProjectFile { file: "pyproject.toml", read: python::read },
    ProjectFile { file: "package.json", read: node::read },
    ProjectFile { file: "meson.build", read: configured::meson },
    ProjectFile { file: "CMakeLists.txt", read: configured::cmake },
    ProjectFile { file: "configure.ac", read: configured::autoconf },
];

/// What the files of a project declare; `read` has the text of a file at the top of the source.
///
/// # Errors
/// Returns the errors of `read`.
pub fn declared<E>(read: impl Fn(&'static str) -> Result<Option<String>, E>) -> Result<Vec<Declaration>, E> {
    let mut found = Vec::new();
    for format in &FILES {
        if let Some(text) = read(format.file)? {
            found.extend(declaration(format, &text));
        }
    }
    Ok(found)
}

fn declaration(format: &ProjectFile, text: &str) -> Option<Declaration> {
    let RawDeclaration { name, version } = (format.read)(text);
    let name = name.map(|name| plain(&name)).filter(|name| is_release_name(name));
    let version = version.filter(|version| is_version(version));
    let line = version.as_deref().and_then(|version| version_line(text, version));
    (name.is_some() || version.is_some()).then_some(Declaration { file: format.file, name, version, line })
}

/// A name as part of a file name: `@scope/name` is `scope-name`, as npm calls its archives.
fn plain(name: &str) -> String {
    name.trim_start_matches('@').replace('/', "-")
}

/// Whether a text is a version and not something that a program would fill in.
fn is_version(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit()) && is_release_name(text)
}

/// The line that declares a version, as a template: of all lines that have it, the first one with the word.
fn version_line(text: &str, version: &str) -> Option<String> {
    let has_version = |line: &&str| positions(line, version).next().is_some();
    let lines = || text.lines().map(str::trim).filter(has_version);
    let named = lines().find(|line| line.to_ascii_lowercase().contains("version"));
    let line = named.or_else(|| lines().next()).filter(|line| line.len() <= LONGEST_LINE)?;
    let at = positions(line, version).next()?;
    let (before, after) = (&line[..at], &line[at + version.len()..]);
    Some(format!("{}{{version}}{}", template_literal(before), template_literal(after)))
}

/// Where a version is in a text, and is not a part of a longer one.
fn positions<'a>(text: &'a str, version: &'a str) -> impl Iterator<Item = usize> + 'a {
    let continues = |character: char| character.is_ascii_alphanumeric() || character == '.';
    text.match_indices(version).map(|(at, _)| at).filter(move |&at| {
        let (before, after) = (&text[..at], &text[at + version.len()..]);
        !before.ends_with(continues) && !after.starts_with(continues)
    })
}

#[cfg(test)]
mod tests;
