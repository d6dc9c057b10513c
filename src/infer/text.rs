//! The manifest as text.

use std::fmt::{self, Write as _};

use super::directories::Directories;
use super::manifest::{InferredCommit, InferredManifest, InferredSource};
use super::overrides::{EntryOverride, OverriddenPaths};
use super::package::PackageName;
use crate::entry::PaxMtime;
use crate::manifest::{Moment, Mtime};
use crate::path::{Before, EntryPath};
use crate::settings::text::{string, strings};
use crate::settings::{self, literal_pattern};
use crate::time::PreciseTime;

/// The name of the table beside a manifest.
pub const TABLE: &str = "release.entries";

impl fmt::Display for InferredManifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("# Inferred from a published archive. `pkgr explain KEY` describes a key, such as `pkgr explain normalize.order`.\nschema = 1\n")?;
        let package = &self.package;
        writeln!(f, "\n[package]\nname = {}\nversion = {}", string(&package.name), string(&package.version))?;
        source(&self.source, f)?;
        self.files(f)?;
        self.normalize(f)?;
        self.overrides.iter().try_for_each(|one| overriding(one, f))?;
        self.archive(f)?;
        if !self.warned.is_empty() {
            f.write_str("\n[lints]\n# The archive has what these would reject.\n")?;
        }
        self.warned.iter().try_for_each(|lint| writeln!(f, "{lint} = \"warn\""))
    }
}

impl InferredManifest {
    /// Whether the archive is one of `git archive`, made from its commit.
    fn is_git_archive(&self) -> bool {
        matches!(&self.source, InferredSource::Git(git) if git.is_git_archive)
    }

    fn files(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = self.prefix.as_ref().map_or_else(String::new, |prefix| {
            self.package.template(&String::from_utf8_lossy(prefix.as_bytes()))
        });
        writeln!(f, "\n[files]\nprefix = {}\ninclude = [\"**\"]", string(&prefix))?;
        if !self.exclude.is_empty() {
            writeln!(f, "exclude = {}", strings(&self.exclude))?;
        }
        match &self.directories {
            Directories::None => f.write_str("parents = false\n")?,
            Directories::AllBut(missing) if missing.is_empty() => {}
            Directories::AllBut(missing) => writeln!(f, "no-entry = {}", strings(&patterns(missing)))?,
        }
        if self.empty_directories { f.write_str("empty-directories = true\n") } else { Ok(()) }
    }

    fn normalize(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n[normalize]\norder = {}", string(self.order.name()))?;
        if !self.pins.first.is_empty() {
            writeln!(f, "first = {}", strings(&names(&self.pins.first)))?;
        }
        if !self.pins.last.is_empty() {
            writeln!(f, "last = {}", strings(&names(&self.pins.last)))?;
        }
        if !self.pins.before.is_empty() {
            let pair = |before: &Before| {
                format!("{} = {}", string(&name(&before.path)), string(&name(&before.anchor)))
            };
            let pairs: Vec<String> = self.pins.before.iter().map(pair).collect();
            writeln!(f, "before = {{ {} }}", pairs.join(", "))?;
        }
        writeln!(f, "mtime = {}", mtime(self.mtime))?;
        // With a commit, that dialect decides them by itself.
        if !self.is_git_archive() {
            writeln!(f, "owner = {}\nmode = {}", settings::owner(&self.owner), self.mode.as_toml())?;
        }
        if self.table.is_some() { writeln!(f, "table = {}", string(TABLE)) } else { Ok(()) }
    }

    fn archive(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let archive = &self.archive;
        let file = self.package.template(&archive.file);
        writeln!(f, "\n[[archive]]\nfile = {}\ntar = {}", string(&file), string(archive.dialect.name))?;
        match &archive.comment {
            Some(_) if self.is_git_archive() => {}
            Some(Some(comment)) => writeln!(f, "pax = {{ comment = {} }}", string(comment))?,
            Some(None) => f.write_str("pax = { comment = false }\n")?,
            None if archive.pax_mtime == PaxMtime::Float => f.write_str("pax = { mtime = \"float\" }\n")?,
            None => {}
        }
        if let Some(end) = archive.end {
            writeln!(f, "end = {}", string(end.name()))?;
        }
        if !archive.is_encoder_known {
            f.write_str("# No encoder of pkgr gives the compressed bytes of the archive; the tar stream is the same.\n")?;
        }
        let template = |text: &str| self.package.template(text);
        writeln!(f, "compression = {}", settings::compression(&archive.compression, template))
    }
}

fn source(source: &InferredSource, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match source {
        InferredSource::Directory(directory) => writeln!(f, "\n[source]\ndirectory = {}", string(directory)),
        InferredSource::Git(git) => {
            writeln!(f, "\n[source]")?;
            commit(git, f)?;
            git.commit.map_or(Ok(()), |commit| writeln!(f, "\n[source.expect]\ncommit = \"{commit}\""))
        }
    }
}

/// The keys that say how a commit is read.
fn commit(git: &InferredCommit, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    writeln!(f, "git = {}\nrev = {}", string(&git.repository), string(&git.rev.text()))?;
    if let Some(directory) = &git.subdirectory {
        writeln!(f, "subdirectory = {}", string(directory))?;
    }
    if let Some(overlay) = &git.overlay {
        writeln!(f, "overlay = {}", string(overlay))?;
    }
    if !git.ignores {
        f.write_str("export-ignore = false\n")?;
    }
    // What the defaults reject, a published archive may have: the proof compares the bytes.
    if git.is_git_archive {
        Ok(())
    } else {
        f.write_str("export-subst = \"omit\"\nsubmodules = \"omit\"\nlfs = \"pointer\"\n")
    }
}

impl InferredCommit {
    /// A manifest that reads the same tree, for a package of this name.
    #[must_use]
    pub fn sample(&self, package: &PackageName) -> String {
        let mut text = format!(
            "schema = 1\n[package]\nname = {}\nversion = {}\n[files]\ninclude = [\"**\"]\n",
            string(&package.name),
            string(&package.version)
        );
        let tar = if self.is_git_archive { "tar = \"git\"\n" } else { "" };
        let _ = write!(text, "[[archive]]\nfile = \"a.tar\"\n{tar}[source]\n{}", CommitKeys(self));
        text
    }
}

/// The keys of a commit, as text.
struct CommitKeys<'a>(&'a InferredCommit);

impl fmt::Display for CommitKeys<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        commit(self.0, f)
    }
}

fn overriding(one: &EntryOverride, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let paths = match &one.paths {
        OverriddenPaths::All => vec![".".to_owned(), "**".to_owned()],
        OverriddenPaths::Some(paths) => patterns(paths),
    };
    // Of paths that are no text, no pattern can name one: the proof says what is missing.
    if paths.is_empty() {
        return Ok(());
    }
    writeln!(f, "\n[[override]]\npaths = {}", strings(&paths))?;
    let own = &one.own;
    if let Some(owner) = &own.owner {
        writeln!(f, "owner = {}", settings::owner(owner))?;
    }
    if let Some(mode) = own.mode {
        writeln!(f, "mode = \"{mode}\"")?;
    }
    match own.mtime {
        Some(Some(time)) => writeln!(f, "mtime = {{ set = {} }}", string(&time.to_string()))?,
        Some(None) => f.write_str("mtime = \"absent\"\n")?,
        None => {}
    }
    if let Some(device) = own.device {
        writeln!(f, "device = \"{}\"", device.name())?;
    }
    own.pax_mtime.map_or(Ok(()), |word| writeln!(f, "pax-mtime = \"{}\"", word.name()))
}

/// Patterns that match these paths alone.
fn patterns(paths: &[EntryPath]) -> Vec<String> {
    let pattern = |path: &EntryPath| {
        if path.is_top() { Some(".".to_owned()) } else { literal_pattern(path.as_bytes()) }
    };
    paths.iter().filter_map(pattern).collect()
}

fn names(paths: &[EntryPath]) -> Vec<String> {
    paths.iter().map(name).collect()
}

/// A path as it is, and not as it would be shown: pins are text, as the order says.
fn name(path: &EntryPath) -> String {
    if path.is_top() { ".".to_owned() } else { String::from_utf8_lossy(path.as_bytes()).into_owned() }
}

fn mtime(rule: Mtime) -> String {
    let moment = |moment: Moment| match moment {
        Moment::Commit => string("commit"),
        Moment::SourceDateEpoch => string("source-date-epoch"),
        Moment::At(time) => string(&PreciseTime::to_string(&time)),
    };
    match rule {
        Mtime::Set(Moment::Commit) => string("commit"),
        Mtime::Set(time) => format!("{{ set = {} }}", moment(time)),
        Mtime::SetBoth { files, directories } => {
            format!("{{ set = {}, directories = {} }}", moment(files), moment(directories))
        }
        Mtime::Clamp(time) => format!("{{ clamp = {} }}", moment(time)),
        Mtime::PerPathCommit => string("per-path-commit"),
        Mtime::Tree => string("tree"),
        Mtime::Table => string("table"),
        Mtime::Absent => string("absent"),
    }
}
