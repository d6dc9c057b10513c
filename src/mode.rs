//! Permission bits, and the policies that normalize them.

use std::fmt;

mod bits;
mod change;

pub use bits::Mode;
pub use change::{ModeChange, ModeFault, ModeFaultKind};

/// The kind of entry that a mode belongs to, as far as policies distinguish it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node {
    /// A directory.
    Directory,
    /// A regular file.
    File,
    /// A symbolic link.
    Symlink,
}

/// A rule from modes in a source to modes in an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ModePolicy {
    /// `git`: 0755 for directories and for files whose owner may execute them, else 0644;
    /// links 0777.
    #[default]
    Git,
    /// `keep`: unchanged; links 0777.
    Keep,
    /// As in `git archive` with its default `tar.umask`: 0775 and 0664, by the same rule as
    /// [`Git`](Self::Git). A manifest cannot name it: the tar dialect `git` implies it.
    GitArchive,
    /// A change in the syntax of chmod; links have 0777 before it.
    Change(ModeChange),
    /// One mode, with the bits of the file's type, for every entry.
    Exact(Mode),
    /// One mode for each kind of entry.
    Kinds(KindModes),
    /// `table`: that of a table beside the manifest.
    Table,
}

/// A mode for each kind of entry, with the bits of the file's type where they are to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindModes {
    /// Of files that their owner may not execute.
    pub file: Mode,
    /// Of files that their owner may execute.
    pub executable: Mode,
    /// Of directories.
    pub directory: Mode,
    /// Of symbolic links.
    pub link: Mode,
}

impl Default for KindModes {
    /// As [`ModePolicy::Git`].
    fn default() -> Self {
        Self::with_bits(0o644, 0o755)
    }
}

impl KindModes {
    /// Directories have the mode of what may be executed.
    fn with_bits(file: u32, executable: u32) -> Self {
        let (file, executable) = (Mode::from_bits(file), Mode::from_bits(executable));
        Self { file, executable, directory: executable, link: Mode::LINK }
    }

    fn of(self, mode: Mode, node: Node) -> Mode {
        match node {
            Node::Directory => self.directory,
            Node::Symlink => self.link,
            Node::File if mode.is_executable() => self.executable,
            Node::File => self.file,
        }
    }
}

impl fmt::Display for KindModes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, executable, directory, link } = self;
        write!(
            f,
            "{{ file = \"{file}\", executable = \"{executable}\", directory = \"{directory}\", link = \"{link}\" }}"
        )
    }
}

impl ModePolicy {
    /// Parses `git`, `keep`, `table`, an octal number, or chmod's symbolic grammar (see [`ModeChange`]). A number of six
    /// digits has the bits of the file's type.
    ///
    /// # Errors
    /// Returns the first fault and its place in `text`.
    pub fn parse(text: &str) -> Result<Self, ModeFault> {
        match text {
            "git" => Ok(Self::Git),
            "keep" => Ok(Self::Keep),
            "table" => Ok(Self::Table),
            _ => match Mode::from_octal(text).filter(|mode| text.len() == 6 && mode.bits() > 0o7777) {
                Some(exact) => Ok(Self::Exact(exact)),
                None => ModeChange::parse(text).map(Self::Change),
            },
        }
    }

    /// The mode in the archive. A link's own `mode` is ignored, because systems disagree about it.
    #[must_use]
    pub fn apply(&self, mode: Mode, node: Node) -> Mode {
        match (self, node) {
            (Self::Exact(exact), _) => *exact,
            (Self::Kinds(kinds), _) => kinds.of(mode, node),
            (Self::Change(change), Node::Symlink) => change.apply(Mode::LINK, false),
            (Self::Change(change), _) => change.apply(mode, node == Node::Directory),
            (Self::Git, _) => KindModes::default().of(mode, node),
            (Self::GitArchive, _) => KindModes::with_bits(0o664, 0o775).of(mode, node),
            (Self::Keep | Self::Table, Node::Symlink) => Mode::LINK,
            // What a table says replaces it.
            (Self::Keep | Self::Table, _) => mode,
        }
    }
}

impl fmt::Display for ModePolicy {
    /// The value in the manifest; `git archive` for the policy that no manifest names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Git => f.write_str("git"),
            Self::Keep => f.write_str("keep"),
            Self::GitArchive => f.write_str("git archive"),
            Self::Change(change) => change.fmt(f),
            Self::Exact(mode) => mode.fmt(f),
            Self::Kinds(kinds) => kinds.fmt(f),
            Self::Table => f.write_str("table"),
        }
    }
}

impl ModePolicy {
    /// The value as TOML has it.
    #[must_use]
    pub fn as_toml(&self) -> String {
        match self {
            Self::Kinds(kinds) => kinds.to_string(),
            other => format!("\"{other}\""),
        }
    }
}

#[cfg(test)]
mod tests;
