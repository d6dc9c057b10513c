//! Permission bits, and the policies that normalise them.

use std::fmt;

mod bits;
mod change;

pub use bits::Mode;
pub use change::{ModeChange, ModeFault, ModeFaultKind};

/// What a mode belongs to, as far as a policy cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node {
    /// A directory.
    Directory,
    /// A regular file.
    File,
    /// A symbolic link.
    Symlink,
}

/// How modes found in a source become modes in an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ModePolicy {
    /// `git`: 0755 for directories and for files whose owner may execute them, else 0644;
    /// links 0777.
    #[default]
    Git,
    /// `keep`: as found; links 0777.
    Keep,
    /// As `git archive` does with its default `tar.umask`: 0775 and 0664, by the same rule as
    /// [`Git`](Self::Git). Not a word of the manifest: it comes with the tar dialect `git`.
    GitArchive,
    /// A change in the words of chmod; links count as 0777 before it.
    Change(ModeChange),
}

impl ModePolicy {
    /// Reads `git`, `keep`, an octal number, or chmod's symbolic grammar (see [`ModeChange`]).
    ///
    /// # Errors
    /// Where in `text` the grammar is broken, and how.
    pub fn parse(text: &str) -> Result<Self, ModeFault> {
        match text {
            "git" => Ok(Self::Git),
            "keep" => Ok(Self::Keep),
            _ => ModeChange::parse(text).map(Self::Change),
        }
    }

    /// The mode that the archive gets. A link's own `mode` is never looked at: systems disagree
    /// about it.
    #[must_use]
    pub fn apply(&self, mode: Mode, node: Node) -> Mode {
        match (self, node) {
            (Self::Change(change), Node::Symlink) => change.apply(Mode::LINK, false),
            (Self::Change(change), _) => change.apply(mode, node == Node::Directory),
            (_, Node::Symlink) => Mode::LINK,
            (Self::Git, Node::Directory) => Mode::from_bits(0o755),
            (Self::Git, Node::File) if mode.is_executable() => Mode::from_bits(0o755),
            (Self::Git, Node::File) => Mode::from_bits(0o644),
            (Self::GitArchive, Node::Directory) => Mode::from_bits(0o775),
            (Self::GitArchive, Node::File) if mode.is_executable() => Mode::from_bits(0o775),
            (Self::GitArchive, Node::File) => Mode::from_bits(0o664),
            (Self::Keep, _) => mode,
        }
    }
}

impl fmt::Display for ModePolicy {
    /// As the manifest spells it; `git archive` where it spells none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Git => f.write_str("git"),
            Self::Keep => f.write_str("keep"),
            Self::GitArchive => f.write_str("git archive"),
            Self::Change(change) => change.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests;
