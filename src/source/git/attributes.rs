//! What `.gitattributes` of the commit's own tree say about export. Nothing else is asked: not the
//! work tree's files, not `info/attributes`, not the user's.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gix_attributes::glob::pattern::Case;
use gix_attributes::search::{MetadataCollection, Outcome};
use gix_attributes::{Search, StateRef};

use super::attribute_lines;
use super::convert::is_text;
use super::encoding::TextEncoding;
use crate::path::EntryPath;

/// The name of the files that hold attributes.
pub const FILE: &[u8] = b".gitattributes";

const TOP: &str = "/";
const NAMES: [&str; 7] =
    ["export-ignore", "export-subst", "text", "crlf", "eol", "ident", "working-tree-encoding"];

/// The attributes that matter for an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathAttributes {
    /// `export-ignore`: left out, with all that is below it.
    pub ignore: bool,
    /// `export-subst`: placeholders are filled in.
    pub subst: bool,
    /// `eol=crlf`: lines end in CR LF in a work tree, and in what is made from one.
    pub crlf: Crlf,
    /// `ident`: `$Id$` is replaced by the id of the file.
    pub ident: bool,
    /// `working-tree-encoding`: the encoding of the file in a work tree.
    pub encoding: Option<WorkTreeEncoding>,
}

/// Whether lines are to end in CR LF.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Crlf {
    /// As they are stored.
    #[default]
    No,
    /// `eol=crlf` with `text=auto`: only if git takes the file for text.
    InText,
    /// `eol=crlf`.
    Always,
}

/// The value of `working-tree-encoding`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkTreeEncoding {
    /// One that pkgr can write.
    Known(TextEncoding),
    /// The name of one that it cannot.
    Unknown(Arc<str>),
    /// The attribute is set without a value, which git rejects.
    Unnamed,
}

impl WorkTreeEncoding {
    /// `None` for UTF-8, in which files are stored.
    fn named(name: &[u8]) -> Option<Self> {
        if [&b""[..], b"utf-8", b"utf8"].iter().any(|utf8| name.eq_ignore_ascii_case(utf8)) {
            return None;
        }
        let unknown = || Self::Unknown(String::from_utf8_lossy(name).into());
        Some(TextEncoding::named(name).map_or_else(unknown, Self::Known))
    }
}

impl PathAttributes {
    /// Whether a checkout can write a file with other bytes than it is stored with.
    pub fn converts(&self) -> bool {
        self.ident || self.crlf != Crlf::No || self.encoding.is_some()
    }

    /// Whether git ends the lines of a file with these bytes in CR LF.
    pub fn ends_lines(&self, stored: &[u8]) -> bool {
        match self.crlf {
            Crlf::No => false,
            Crlf::InText => is_text(stored),
            Crlf::Always => true,
        }
    }
}

/// What `text`, or its old name `crlf`, says of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TextState {
    /// Nothing that is known.
    Unknown,
    /// It is text.
    Text,
    /// It is no text.
    Binary,
    /// git decides by its bytes.
    Auto,
    /// It is text whose lines end as they are stored, unless `eol` says otherwise.
    Stored,
}

impl TextState {
    fn new(state: StateRef<'_>) -> Self {
        match state {
            StateRef::Set => Self::Text,
            StateRef::Unset => Self::Binary,
            StateRef::Value(value) if value.as_bstr() == "auto" => Self::Auto,
            StateRef::Value(value) if value.as_bstr() == "input" => Self::Stored,
            StateRef::Value(_) | StateRef::Unspecified => Self::Unknown,
        }
    }
}

/// An attribute file.
struct AttributeFile {
    /// As the search calls it.
    name: PathBuf,
    path: EntryPath,
    text: Vec<u8>,
}

/// The line of an attribute file that decided.
pub struct DecidingLine<'a> {
    /// The path of the file within the repository.
    pub file: &'a EntryPath,
    /// From 1.
    pub number: usize,
    text: &'a [u8],
}

impl<'a> DecidingLine<'a> {
    /// The line as the file has it.
    pub fn text(&self) -> &'a [u8] {
        self.text.split(|&byte| byte == b'\n').nth(self.number - 1).unwrap_or_default()
    }
}

/// The attribute files of the directories from the top to the current one.
pub struct Stack {
    search: Search,
    /// The files, in the order in which they were pushed.
    files: Vec<AttributeFile>,
    names: MetadataCollection,
    outcome: Outcome,
}

impl Stack {
    /// With nothing but what is built in.
    pub fn new() -> Self {
        let mut names = MetadataCollection::default();
        let no_files: [PathBuf; 0] = [];
        // Without files, but not empty: the macro `binary` is built in.
        let search = Search::new_globals(no_files, &mut Vec::new(), &mut names).unwrap_or_default();
        let mut stack = Self { search, files: Vec::new(), names, outcome: Outcome::default() };
        stack.select();
        stack
    }

    /// Enters a directory that has the attribute file `text`; `None` for the top.
    pub fn push(&mut self, directory: Option<&EntryPath>, text: &[u8]) {
        let below = directory.map_or(OsStr::new(""), |path| OsStr::from_bytes(path.as_bytes()));
        let file = Path::new(TOP).join(below).join(OsStr::from_bytes(FILE));
        // gitattributes(5) allows definitions of macros in the top-level file only.
        let is_top = directory.is_none();
        let effective = attribute_lines::effective(text);
        // The one error is a name that is not UTF-8 on Windows.
        let _ = self.search.add_patterns_buffer(
            &effective,
            file.clone(),
            Some(Path::new(TOP)),
            &mut self.names,
            is_top,
        );
        let path = directory.map_or_else(|| EntryPath::parse(FILE), |directory| directory.join(FILE));
        let path = path.expect("the name is one part of a path");
        self.files.push(AttributeFile { name: file, path, text: text.to_owned() });
        self.select();
    }

    /// Leaves the directory whose file was pushed last.
    pub fn pop(&mut self) {
        self.search.pop_pattern_list();
        self.files.pop();
    }

    /// The line that says that the path which was asked for last is left out. Where it uses a macro, it is this line
    /// and not the macro's.
    ///
    /// # Panics
    /// Panics if that path is not left out.
    pub fn ignoring_line(&self) -> DecidingLine<'_> {
        let is_ignore = |name: &str| name == NAMES[0];
        let found = self.outcome.iter_selected().find(|found| is_ignore(found.assignment.name.as_str()));
        let place = found.expect("the attribute is among those that are asked for").location;
        let file = self.files.iter().rev().find(|file| Some(file.name.as_path()) == place.source);
        let AttributeFile { path, text, .. } = file.expect("only files set the attribute");
        // The search was given one more line at the beginning.
        DecidingLine { file: path, number: place.sequence_number - 1, text }
    }

    /// The attributes of a path in a directory that was entered.
    pub fn of(&mut self, path: &EntryPath, is_directory: bool) -> PathAttributes {
        self.outcome.reset();
        let path = path.as_bytes().into();
        self.search.pattern_matching_relative_path(
            path,
            Case::Sensitive,
            Some(is_directory),
            &mut self.outcome,
        );
        let mut found = PathAttributes::default();
        // `eol` alone implies `text` (gitattributes(5)); the two can come in any order, so they are
        // combined at the end.
        let (mut is_crlf, mut text, mut old) = (false, TextState::Unknown, TextState::Unknown);
        for assignment in self.outcome.iter_selected().map(|found| found.assignment) {
            match (assignment.name.as_str(), assignment.state) {
                ("export-ignore", StateRef::Set) => found.ignore = true,
                ("export-subst", StateRef::Set) => found.subst = true,
                ("ident", StateRef::Set) => found.ident = true,
                ("working-tree-encoding", StateRef::Value(name)) => {
                    found.encoding = WorkTreeEncoding::named(name.as_bstr());
                }
                ("working-tree-encoding", StateRef::Set) => found.encoding = Some(WorkTreeEncoding::Unnamed),
                ("eol", StateRef::Value(value)) => is_crlf = value.as_bstr() == "crlf",
                ("text", state) => text = TextState::new(state),
                ("crlf", state) => old = TextState::new(state),
                _ => {}
            }
        }
        let text = if text == TextState::Unknown { old } else { text };
        let crlf = match text {
            _ if !is_crlf => Crlf::No,
            TextState::Binary => Crlf::No,
            TextState::Auto => Crlf::InText,
            TextState::Unknown | TextState::Text | TextState::Stored => Crlf::Always,
        };
        PathAttributes { crlf, ..found }
    }

    fn select(&mut self) {
        self.outcome = Outcome::default();
        // A file can introduce names and macros, so the selection is made anew after each.
        self.outcome.initialize_with_selection(&self.names, NAMES);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> EntryPath {
        EntryPath::parse(text).expect("a path")
    }

    #[test]
    fn the_nearest_file_and_the_last_line_win() {
        let mut stack = Stack::new();
        stack.push(None, b"*.c export-subst\n/docs export-ignore\n[attr]gone export-ignore\nx gone\n");
        assert!(stack.of(&path("a/b.c"), false).subst);
        assert!(stack.of(&path("docs"), true).ignore);
        assert!(!stack.of(&path("a/docs"), true).ignore);
        assert!(stack.of(&path("a/x"), false).ignore, "by the macro");
        stack.push(Some(&path("a")), b"*.c -export-subst\nb.c !export-subst\nsub/ export-ignore\n");
        assert!(!stack.of(&path("a/b.c"), false).subst);
        assert!(stack.of(&path("a/sub"), true).ignore);
        assert!(!stack.of(&path("a/sub"), false).ignore);
        stack.pop();
        assert!(stack.of(&path("a/b.c"), false).subst);
    }

    #[test]
    fn the_line_that_leaves_out_is_that_of_the_file() {
        let mut stack = Stack::new();
        let long = "x".repeat(4000);
        let top = format!(
            "# words\r\n\n[attr]gone export-ignore\n{long} export-ignore\n  x  gone\r\n/docs export-ignore"
        );
        stack.push(None, top.as_bytes());
        stack.push(Some(&path("a")), b"/b export-ignore\n");
        for (name, expected) in [
            ("x", ".gitattributes:5 x  gone"),
            ("docs", ".gitattributes:6 /docs export-ignore"),
            ("a/b", "a/.gitattributes:1 /b export-ignore"),
        ] {
            assert!(stack.of(&path(name), false).ignore, "{name}");
            let line = stack.ignoring_line();
            let text = String::from_utf8_lossy(line.text().trim_ascii());
            assert_eq!(format!("{}:{} {text}", line.file, line.number), expected);
        }
        stack.pop();
        assert!(stack.of(&path("docs"), true).ignore);
        assert_eq!(stack.ignoring_line().number, 6);
    }

    #[test]
    fn lines_end_in_crlf_where_that_is_asked_for_and_the_file_is_text() {
        let mut stack = Stack::new();
        stack.push(None, b"[attr]dos text eol=crlf\n*.bat dos\n*.sln eol=crlf\nx.bat -text\n*.sh text eol=lf\n*.png binary eol=crlf\n*.auto text=auto eol=crlf\n");
        let crlf = ["a.bat", "b.sln", "x.auto", "x.bat", "c.sh", "d.png", "e.c"]
            .map(|name| stack.of(&path(name), false).crlf);
        assert_eq!(crlf, [Crlf::Always, Crlf::Always, Crlf::InText, Crlf::No, Crlf::No, Crlf::No, Crlf::No]);
    }
}
