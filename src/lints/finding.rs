//! What a lint says: which paths it is about, and why.

use std::borrow::Cow;

use super::tree::{LintNode, Tree};
use crate::path::{EntryPath, Escaped};

/// A path that a lint is about, borrowed: a deep tree has the square of its size in paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LintedPath<'a> {
    /// Below the prefix, as the manifest's patterns have it; the whole path where `in_source` is
    /// false.
    bytes: &'a [u8],
    /// Whether a directory is there.
    pub is_directory: bool,
    /// Whether it is below the prefix; the prefix itself is the manifest's and no pattern can
    /// name it.
    pub in_source: bool,
}

impl<'a> LintedPath<'a> {
    /// The path of a node.
    #[must_use]
    pub fn new(tree: &Tree<'_>, node: &LintNode<'a>) -> Self {
        Self::below(tree.prefix(), node.path, node.is_directory())
    }

    /// A path by what it is below a prefix.
    #[must_use]
    pub fn below(prefix: &EntryPath, whole: &'a [u8], is_directory: bool) -> Self {
        let rest = whole.strip_prefix(prefix.as_bytes()).and_then(|rest| rest.strip_prefix(b"/"));
        Self { bytes: rest.unwrap_or(whole), is_directory, in_source: rest.is_some() }
    }

    /// The path that patterns are compared with.
    #[must_use]
    pub fn path(&self) -> EntryPath {
        EntryPath::parse(self.bytes).expect("a node is an entry or a directory above one")
    }

    /// The path in backticks; a directory ends in a slash.
    #[must_use]
    pub fn text(&self) -> String {
        let slash = if self.is_directory { "/" } else { "" };
        format!("`{}{slash}`", Escaped(self.bytes))
    }
}

/// What one finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LintSubject<'a> {
    /// One path.
    One(LintedPath<'a>),
    /// A directory with all that is in it; it is a finding as long as one of its leaves is.
    Directory {
        /// The directory.
        directory: LintedPath<'a>,
        /// What is no directory, and each empty one.
        leaves: Vec<LintedPath<'a>>,
    },
    /// Paths that cannot be together; they are a finding as long as two of them are there.
    Together(Vec<LintedPath<'a>>),
}

impl<'a> LintSubject<'a> {
    /// The directory at `index` of the tree with its leaves: what is no directory, or an empty one.
    #[must_use]
    pub fn directory(tree: &Tree<'a>, index: usize) -> Self {
        let nodes = tree.subtree(index);
        let has_members = |at: usize| nodes.get(at + 1).is_some_and(|next| next.depth > nodes[at].depth);
        let leaves = (0..nodes.len()).filter(|&at| !has_members(at));
        let leaves = leaves.map(|at| LintedPath::new(tree, &nodes[at])).collect();
        Self::Directory { directory: LintedPath::new(tree, &nodes[0]), leaves }
    }

    /// What is left of it when the places that are meant are taken away.
    pub fn without(self, meant: &mut impl FnMut(&LintedPath<'a>) -> bool) -> Option<Self> {
        match self {
            Self::One(place) => (!meant(&place)).then_some(Self::One(place)),
            Self::Directory { directory, mut leaves } => {
                leaves.retain(|leaf| !meant(leaf));
                (!leaves.is_empty()).then_some(Self::Directory { directory, leaves })
            }
            Self::Together(mut places) => {
                places.retain(|place| !meant(place));
                (places.len() > 1).then_some(Self::Together(places))
            }
        }
    }

    fn text(&self) -> String {
        match self {
            Self::One(place) => place.text(),
            Self::Directory { directory, leaves } if leaves.len() > 1 => {
                format!("{} ({} entries)", directory.text(), leaves.len())
            }
            Self::Directory { directory, leaves } => leaves.first().unwrap_or(directory).text(),
            Self::Together(places) => places.iter().map(LintedPath::text).collect::<Vec<_>>().join(" and "),
        }
    }
}

/// One thing that a lint found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LintFinding<'a> {
    /// What it is about.
    pub subject: LintSubject<'a>,
    /// Why, where the lint's name does not say it all.
    pub detail: Option<Cow<'static, str>>,
}

impl<'a> LintFinding<'a> {
    /// About the path of `node`.
    #[must_use]
    pub fn one(tree: &Tree<'_>, node: &LintNode<'a>) -> Self {
        Self { subject: LintSubject::One(LintedPath::new(tree, node)), detail: None }
    }

    /// About the node at `index`, with all that is in it where it is a directory.
    #[must_use]
    pub fn whole(tree: &Tree<'a>, index: usize) -> Self {
        let node = &tree.nodes()[index];
        if node.is_directory() {
            Self { subject: LintSubject::directory(tree, index), detail: None }
        } else {
            Self::one(tree, node)
        }
    }

    /// Adds a reason.
    #[must_use]
    pub fn because(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// One line for a list; nothing in it can steer a terminal.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.detail {
            Some(detail) => format!("{}: {detail}", self.subject.text()),
            None => self.subject.text(),
        }
    }
}

/// Foreign bytes for a detail.
#[must_use]
pub fn quoted(bytes: &[u8]) -> String {
    format!("`{}`", Escaped(bytes))
}

/// A finding for each node of which `judge` says why; what is in such a directory is not judged
/// again.
pub fn judged<'a>(
    tree: &Tree<'a>,
    judge: impl Fn(&LintNode<'a>) -> Option<&'static str>,
) -> Vec<LintFinding<'a>> {
    let mut findings = Vec::new();
    let mut index = 0;
    while let Some(node) = tree.nodes().get(index) {
        match judge(node) {
            Some(reason) => {
                findings.push(LintFinding::whole(tree, index).because(reason));
                index += tree.subtree(index).len();
            }
            None => index += 1,
        }
    }
    findings
}
