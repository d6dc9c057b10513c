//! Templates: `{name}-{version}` in file names and in the prefix.

use super::CommitId;

/// A checked template in which the name and the version stand already.
///
/// `{commit}` and `{short-commit}` stay open until the revision is resolved; only a manifest with
/// a git source can use them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Commit,
    ShortCommit,
}

impl Template {
    /// The text with `commit` filled in.
    ///
    /// # Panics
    /// The template names the commit and there is none: a spec with a directory source never
    /// has such a template, one with a git source always has a commit.
    #[must_use]
    pub fn expand(&self, commit: Option<&CommitId>) -> String {
        let commit = || commit.expect("only a git source may name its commit");
        let text = |piece: &Piece| match piece {
            Piece::Literal(text) => text.clone(),
            Piece::Commit => commit().as_str().to_owned(),
            Piece::ShortCommit => commit().short().to_owned(),
        };
        self.0.iter().map(text).collect()
    }
}
