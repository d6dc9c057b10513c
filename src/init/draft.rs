//! The manifest as text: every key that was decided, with the fact that decided it.

use std::fmt::{self, Write as _};

use super::tag::RevisionName;
use crate::settings::text::{string, strings};
use crate::text::Counted;
use crate::time::Timestamp;

/// A manifest that is not written yet.
#[derive(Clone, Debug)]
pub struct ManifestDraft {
    /// Name of the package.
    pub name: String,
    /// The file that declares the name; without one, it is that of the directory.
    pub named_by: Option<&'static str>,
    /// Its version.
    pub version: String,
    /// Where the version is from; `None` where nothing has one.
    pub version_from: Option<String>,
    /// Where the files come from.
    pub source: DraftSource,
    /// What must be in every archive: licence and readme.
    pub require: Vec<String>,
    /// Lints that the source would fail, and that are warnings until somebody has looked.
    pub warned: Vec<&'static str>,
}

/// Where the files come from.
#[derive(Clone, Debug)]
pub enum DraftSource {
    /// The manifest's own directory, and the newest time of a file in it.
    Directory(Timestamp),
    /// A commit.
    Git(Box<GitDraft>),
}

/// A commit, and what packing it needs to know.
#[derive(Clone, Debug)]
pub struct GitDraft {
    /// The repository, relative to the manifest.
    pub repository: String,
    /// Below the top of the repository.
    pub subdirectory: Option<String>,
    /// Its name.
    pub rev: RevisionName,
    /// Whether the tag has an object of its own.
    pub is_annotated: bool,
    /// What a file of the commit says of the version.
    pub expected: Option<ExpectedLine>,
    /// Submodules, and the value of the key.
    pub submodules: Option<Quantity>,
    /// Git LFS pointers, and the value of the key.
    pub lfs: Option<Quantity>,
    /// Files with placeholders that depend on more than the commit.
    pub unstable: u64,
    /// Files that `export-ignore` leaves out.
    pub ignored: u64,
    /// Files that a checkout would write with other bytes.
    pub unapplied: u64,
}

/// A line that a file of the commit has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedLine {
    /// The file, below the top of the source.
    pub file: &'static str,
    /// A template with `{version}`.
    pub contains: String,
}

/// How many there are of something, and what becomes of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// How many.
    pub count: u64,
    /// The value of the key.
    pub word: &'static str,
}

impl fmt::Display for ManifestDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "# How pkgr packs a release. `pkgr explain KEY` describes a key, such as `pkgr explain files.include`.\n\
             schema = 1\n",
        )?;
        self.package(f)?;
        match &self.source {
            DraftSource::Directory(_) => directory(f)?,
            DraftSource::Git(git) => git.write(f)?,
        }
        self.files(f)?;
        if let DraftSource::Directory(newest) = self.source {
            let newest = string(&newest.to_string());
            f.write_str("\n[normalize]\n# The time of every entry: the newest time of a file when this was written.\n")?;
            writeln!(f, "mtime = {{ set = {newest} }}")?;
        }
        self.lints(f)?;
        f.write_str(
            "\n[[archive]]\nfile = \"{name}-{version}.tar.gz\"\n\n\
             # A second archive of the same entries:\n# [[archive]]\n# file = \"{name}-{version}.tar.xz\"\n",
        )
    }
}

impl ManifestDraft {
    fn package(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = self
            .named_by
            .map_or_else(|| "the name of the directory".to_owned(), |file| format!("as in {file}"));
        let from = self.version_from.as_deref().unwrap_or("no file and no tag has one: write yours");
        writeln!(f, "\n[package]\nname = {}  # {by}", string(&self.name))?;
        writeln!(f, "version = {}  # {from}", string(&self.version))
    }

    fn files(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\n[files]\ninclude = [\"**\"]\n# exclude = [\".github/\"]\n")?;
        match &*self.require {
            [] => f.write_str("# require = [\"LICENSE\"]  # an archive without it is an error\n"),
            files => writeln!(f, "require = {}  # an archive without them is an error", strings(files)),
        }
    }

    fn lints(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.warned.is_empty() {
            return Ok(());
        }
        f.write_str(
            "\n[lints]\n# These would be errors. `pkgr plan` names the files: exclude each, or allow it, and remove the line.\n",
        )?;
        self.warned.iter().try_for_each(|lint| writeln!(f, "{lint} = \"warn\""))
    }
}

fn directory(f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(
        "\n[source]\n# The files on disk, as they are. From a git repository, pkgr can pack a tag instead:\n\
         # git = \".\"\n# rev = \"v{version}\"\ndirectory = \".\"\n",
    )
}

impl GitDraft {
    /// A commit of which nothing else is known.
    #[must_use]
    pub fn new(repository: String, subdirectory: Option<String>, rev: RevisionName) -> Self {
        Self {
            repository,
            subdirectory,
            rev,
            is_annotated: false,
            expected: None,
            submodules: None,
            lfs: None,
            unstable: 0,
            ignored: 0,
            unapplied: 0,
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n[source]\ngit = {}", string(&self.repository))?;
        writeln!(f, "rev = {}  # {}", string(&self.rev.text()), self.rev_note())?;
        if let Some(below) = &self.subdirectory {
            writeln!(f, "subdirectory = {}", string(below))?;
        }
        self.policies(f)?;
        self.attributes(f)?;
        self.expect(f)
    }

    fn rev_note(&self) -> String {
        match &self.rev {
            RevisionName::Template { tag, .. } => format!("the tag {}", string(tag)),
            RevisionName::Tag(_) => "a tag; change it for each release".to_owned(),
            RevisionName::Head => "no tag names a version; with one, write \"v{version}\"".to_owned(),
        }
    }

    fn policies(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Quantity { count, word }) = self.submodules {
            let what = Counted(count, "submodule", "submodules");
            writeln!(f, "submodules = \"{word}\"  # {what}; or \"include\", \"omit\", \"empty\"")?;
        }
        if let Some(Quantity { count, word }) = self.lfs {
            let what = Counted(count, "file in Git LFS", "files in Git LFS");
            writeln!(f, "lfs = \"{word}\"  # {what}; or \"include\", \"pointer\"")?;
        }
        if self.unstable > 0 {
            f.write_str(
                "# Placeholders of export-subst stay, as some depend on more than the commit.\nexport-subst = \"omit\"\n",
            )?;
        }
        Ok(())
    }

    fn attributes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ignored > 0 {
            let what = Counted(self.ignored, "file is", "files are");
            writeln!(
                f,
                "# By export-ignore in .gitattributes, {what} left out; false packs them.\nexport-ignore = true"
            )?;
        }
        if self.unapplied > 0 {
            let what = Counted(self.unapplied, "file has", "files have");
            writeln!(
                f,
                "# By .gitattributes, {what} other bytes in a checkout; \"apply\" packs those.\nconversions = \"none\""
            )?;
        }
        Ok(())
    }

    fn expect(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut keys = String::new();
        if self.is_annotated {
            keys.write_str("tag = \"annotated\"  # or \"signed\", with the keys in `signers`\n")?;
        }
        if let Some(ExpectedLine { file, contains }) = &self.expected {
            let (file, contains) = (string(file), string(contains));
            writeln!(keys, "# A commit in which the version was not changed is an error.")?;
            writeln!(keys, "text = [{{ file = {file}, contains = {contains} }}]")?;
        }
        if keys.is_empty() { Ok(()) } else { write!(f, "\n[source.expect]\n{keys}") }
    }
}
