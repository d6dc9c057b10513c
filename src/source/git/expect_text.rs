//! Text that files of the commit must contain: `[source.expect] text`.

use memchr::memmem;

use super::fault;
use super::scope::Scope;
use super::work_tree::subtree;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::limits;
use crate::manifest::{ExpectedText, GitSource};
use crate::path::{EntryPath, Escaped};
use crate::source::tree_entry::{TreeEntry, TreeEntryKind};

/// Lines that are compared with the expected text. Each comparison costs the product of both lengths.
const MOST_LINES: usize = 10_000;

/// Bytes of the expected text that are compared, and of a line that are compared and shown.
const LONGEST: usize = 200;

/// Reports each file that lacks its text, or is not there.
///
/// # Errors
/// Returns an error if an object is missing or damaged.
pub fn check(scope: &Scope, source: &GitSource) -> Result<Diagnostics, Diagnostic> {
    let mut problems = Diagnostics::new();
    for expected in &source.expect.text {
        let path = match &source.subdirectory {
            Some(within) => expected.file.get_ref().under(within.get_ref()),
            None => expected.file.get_ref().clone(),
        };
        match body(scope, &path)? {
            None => problems.push(no_file(expected, scope)),
            Some(body) if memmem::find(&body, expected.contains.get_ref().as_bytes()).is_some() => {}
            Some(body) => problems.push(lacking(expected, &body)),
        }
    }
    Ok(problems)
}

/// The file at a path of the tree.
fn body(scope: &Scope, path: &EntryPath) -> Result<Option<Vec<u8>>, Diagnostic> {
    let parent = path.parent();
    let tree = subtree(&scope.objects, scope.commit.tree, parent.as_ref())?;
    let Some(tree) = tree else { return Ok(None) };
    let entries = scope.objects.tree(tree)?;
    let file = entries.iter().find(|entry| entry.name == path.file_name() && is_file(entry));
    let body = file.map(|file| scope.objects.small_blob(file.id, limits::EXPECTED_TEXT));
    body.transpose().map_err(|problem| fault::below(problem, Some(path)))
}

/// A link is no file: its blob is the path that it leads to.
fn is_file(entry: &TreeEntry) -> bool {
    matches!(entry.kind, TreeEntryKind::File | TreeEntryKind::Executable)
}

fn no_file(expected: &ExpectedText, scope: &Scope) -> Diagnostic {
    let message = format!("the commit {} has no file `{}`", scope.commit.id, expected.file.get_ref());
    Diagnostic::error(Code::GitUnexpectedText, message)
        .label(expected.file.span(), "not in the commit")
        .help("write the path of a file that the commit has, relative to `subdirectory` where there is one")
}

fn lacking(expected: &ExpectedText, body: &[u8]) -> Diagnostic {
    let wanted = expected.contains.get_ref();
    let file = expected.file.get_ref();
    let found = match nearest(wanted, body) {
        Some(line) => {
            format!("\n  expected  {}\n  line {:<4} {}", Escaped(wanted.as_bytes()), line.number, line.text)
        }
        None => format!("\n  expected  {}", Escaped(wanted.as_bytes())),
    };
    Diagnostic::error(Code::GitUnexpectedText, format!("`{file}` does not contain the expected text{found}"))
        .label(expected.contains.span(), "not in the file")
        .help(match other_version(expected, body) {
            Some((version, line)) => format!(
                "write `version = \"{version}\"`, as in line {line}, or correct `{file}`, commit it and tag that commit"
            ),
            None => format!("correct `{file}` and commit it, or correct `version` or `rev` in the manifest"),
        })
}

/// Bytes of a version that is suggested.
const LONGEST_VERSION: usize = 64;

/// The first version that the file has where the expected text has that of the package, and its line.
fn other_version(expected: &ExpectedText, body: &[u8]) -> Option<(String, usize)> {
    let (text, range) = (expected.contains.get_ref(), expected.version.clone()?);
    let (before, after) = (&text[..range.start], &text[range.end..]);
    if before.trim().is_empty() {
        return None;
    }
    // `rust-version = "1.56"` contains `version = "1.56"`, and is the version of something else.
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
    let begins =
        |at: usize| !before.starts_with(char::is_alphanumeric) || !body[..at].last().is_some_and(is_word);
    memmem::find_iter(body, before).filter(|at| begins(*at)).find_map(|at| {
        let start = at + before.len();
        let version = version_at(&body[start..], after.as_bytes())?;
        Some((version, memchr::memchr_iter(b'\n', &body[..start]).count() + 1))
    })
}

/// The version that a text begins with, up to `after`.
fn version_at(text: &[u8], after: &[u8]) -> Option<String> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b".+-_~".contains(byte);
    let length = text.iter().take(LONGEST_VERSION + 1).take_while(|byte| is_part(byte)).count();
    let (version, rest) = text.split_at(length);
    let is_one =
        length <= LONGEST_VERSION && version.iter().any(u8::is_ascii_digit) && rest.starts_with(after);
    is_one.then(|| String::from_utf8_lossy(version).into_owned())
}

/// A line of a file.
struct NearestLine {
    /// From 1.
    number: usize,
    text: String,
}

/// The line that has the longest part in common with the text; `None` if it is less than a third of the text.
fn nearest(wanted: &str, body: &[u8]) -> Option<NearestLine> {
    let wanted = &wanted.as_bytes()[..wanted.len().min(LONGEST)];
    let lines = body.split(|&byte| byte == b'\n').take(MOST_LINES).enumerate();
    let rated = lines.map(|(index, line)| {
        let line = &line[..line.len().min(LONGEST)];
        (longest_common(wanted, line), index, line)
    });
    // The first of several that are equally near.
    let (length, index, line) = rated.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    let text = || Escaped(line.trim_ascii()).to_string();
    (length > 0 && 3 * length >= wanted.len()).then(|| NearestLine { number: index + 1, text: text() })
}

/// The length of the longest run of bytes that is in both.
fn longest_common(one: &[u8], other: &[u8]) -> usize {
    let mut longest = 0;
    // For each place of `one`, how many bytes before it are those before the current place of `other`.
    let mut ending = vec![0_usize; one.len() + 1];
    for &byte in other {
        for place in (1..=one.len()).rev() {
            ending[place] = if one[place - 1] == byte { ending[place - 1] + 1 } else { 0 };
            longest = longest.max(ending[place]);
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::Spanned;

    #[test]
    fn the_longest_common_part_is_that_of_a_search_for_every_part() {
        let words = ["", "a", "abab", "1.2.3", "[1.2.4]", "xx1.2.3xx", "ba", "aaaa", "3.2.1"];
        let parts = |text: &str| -> Vec<String> {
            let ends = |start: usize| (start..=text.len()).map(move |end| (start, end));
            (0..=text.len()).flat_map(ends).map(|(start, end)| text[start..end].to_owned()).collect()
        };
        for one in words {
            for other in words {
                let common = parts(one).into_iter().filter(|part| other.contains(part.as_str()));
                let expected = common.map(|part| part.len()).max();
                let found = longest_common(one.as_bytes(), other.as_bytes());
                assert_eq!(Some(found), expected, "{one} {other}");
            }
        }
    }

    fn expected(text: &str, version: &str) -> ExpectedText {
        let start = text.find(version);
        ExpectedText {
            file: Spanned::new(0..1, EntryPath::parse("Cargo.toml").expect("is a path")),
            contains: Spanned::new(0..1, text.to_owned()),
            version: start.map(|start| start..start + version.len()),
        }
    }

    #[test]
    fn the_first_version_at_that_place_is_suggested() {
        let other = |text: &str, body: &str| other_version(&expected(text, "2.0"), body.as_bytes());
        let found = |version: &str, line| Some((version.to_owned(), line));
        let cargo = "version = \"2.0\"";
        assert_eq!(other(cargo, "name = \"x\"\nversion = \"1.0\"\nversion = \"1.1\"\n"), found("1.0", 2));
        let rust = "rust-version = \"1.56\"\nversion = \"0.11.1\"\n";
        assert_eq!(other(cargo, rust), found("0.11.1", 2));
        assert_eq!(other("[2.0]", "AC_INIT([a], [1.0-rc1])"), found("1.0-rc1", 1));
        assert_eq!(other("2.0", "1.0"), None);
        assert_eq!(other("no version", "no version"), None);
        assert_eq!(other("v=2.0;", &format!("v={};", "1".repeat(65))), None);
    }

    #[test]
    fn the_first_of_the_nearest_lines_is_shown() {
        let near =
            |wanted: &str, body: &str| nearest(wanted, body.as_bytes()).map(|line| (line.number, line.text));
        let body = "name = x\n  version = \"1.2.3\"\nversion = \"1.2.2\"\n";
        assert_eq!(near("version = \"1.2.4\"", body), Some((2, "version = \"1.2.3\"".to_owned())));
        assert_eq!(near("qqqqqq", body), None);
        assert_eq!(near("1.0", ""), None);
    }
}
