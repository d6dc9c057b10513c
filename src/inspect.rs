//! Lints over an archive that any tool made: what is unsafe to unpack, what another builder would not
//! reproduce, what is better left out. The lints themselves are in [`crate::lints`].

use std::collections::BTreeMap;

use crate::container::inventory::{Inventory, Member, RawKind};
use crate::container::names::top;
use crate::entry::LinkTarget;
use crate::lint::{Level, Lint};
use crate::lints::catalog::LINTS;
use crate::lints::check::{Check, Find};
use crate::lints::finding::LintFinding;
use crate::lints::tree::{NamedNode, NodeKind, Tree};
use crate::mode::Mode;
use crate::path::EntryPath;
use crate::text::listed;

pub use crate::lints::InspectedBodies;

/// What one lint found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "Found")]
pub struct ArchiveFinding {
    /// The lint's name.
    pub lint: &'static str,
    /// `warn` or `deny`.
    #[schemars(with = "&'static str")]
    pub level: Level,
    /// What the lint looks for.
    pub summary: &'static str,
    /// How often it was found.
    pub count: usize,
    /// Each of them, up to 16 MiB of text.
    pub examples: Vec<String>,
}

/// Levels of lints, where they are not the lints' own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<&'static str, Level>);

impl Levels {
    /// The levels of these lints. The strictest level of a lint counts.
    #[must_use]
    pub fn new(allow: &[&Lint], warn: &[&Lint], deny: &[&Lint]) -> Self {
        let mut levels = Self::default();
        for (lints, level) in [(allow, Level::Allow), (warn, Level::Warn), (deny, Level::Deny)] {
            // Later levels are stricter and replace earlier ones.
            for lint in lints {
                levels.set(lint, level);
            }
        }
        levels
    }

    /// Sets the level of a lint.
    pub fn set(&mut self, lint: &Lint, level: Level) {
        self.0.insert(lint.name(), level);
    }

    fn level(&self, lint: &Lint) -> Level {
        self.0.get(lint.name()).copied().unwrap_or(lint.level)
    }
}

/// Everything that is found by lints that are not allowed, what is denied first. `bodies` has seen those of all
/// members.
#[must_use]
pub fn inspect(inventory: &Inventory, bodies: &InspectedBodies, levels: &Levels) -> Vec<ArchiveFinding> {
    let (prefix, named) = named(inventory, bodies);
    let nodes: Vec<NamedNode<'_>> = named.iter().map(NamedMember::node).collect();
    let tree = Tree::new(&prefix, &nodes);
    let checks = LINTS.iter().filter(|check| check.lint.applies.to_archives());
    let checks = checks.filter(|check| levels.level(&check.lint) > Level::Allow);
    let find = |check: &&Check| {
        let (count, examples) = found(check.find, inventory, bodies, &tree);
        let Lint { summary, .. } = check.lint;
        let (lint, level) = (check.lint.name(), levels.level(&check.lint));
        (count > 0).then_some(ArchiveFinding { lint, level, summary, count, examples })
    };
    let mut all: Vec<_> = checks.filter_map(find).collect();
    all.sort_by_key(|found| std::cmp::Reverse(found.level));
    all
}

/// How often something is found, and each finding as far as a list of them has room.
fn found(
    find: Find,
    inventory: &Inventory,
    bodies: &InspectedBodies,
    tree: &Tree<'_>,
) -> (usize, Vec<String>) {
    let all = match find {
        Find::Nodes(find) => {
            let findings = find(tree);
            return (findings.len(), listed(findings.iter().map(LintFinding::text)));
        }
        Find::Inventory(find) => find(inventory),
        Find::Bodies(find) => find(bodies).to_vec(),
        Find::Manifest | Find::Source => Vec::new(),
    };
    (all.len(), listed(all))
}

/// A member that a plan could hold.
struct NamedMember<'a> {
    path: EntryPath,
    kind: NodeKind<'a>,
    mode: Option<Mode>,
    is_by_cargo: bool,
}

impl<'a> NamedMember<'a> {
    fn from_member(member: &'a Member, bodies: &InspectedBodies) -> Option<Self> {
        let kind = match &member.kind {
            RawKind::File | RawKind::HardLink(_) => NodeKind::File,
            RawKind::Directory => NodeKind::Directory,
            RawKind::Symlink(target) => {
                LinkTarget::parse(&**target)?;
                NodeKind::Symlink(target)
            }
            RawKind::Other(_) => return None,
        };
        Some(Self {
            path: EntryPath::parse(member.path.bare()).ok()?,
            kind,
            mode: member.mode.map(Mode::from_bits),
            is_by_cargo: bodies.is_by_cargo(member.path.raw()),
        })
    }

    fn node(&self) -> NamedNode<'_> {
        let Self { kind, mode, is_by_cargo, .. } = *self;
        NamedNode { path: self.path.as_bytes(), kind, mode, is_by_cargo }
    }
}

/// The members that a plan could hold, each name once, and the directory that they are in.
fn named<'a>(inventory: &'a Inventory, bodies: &InspectedBodies) -> (EntryPath, Vec<NamedMember<'a>>) {
    let members = inventory.members.iter();
    let mut members: Vec<_> = members.filter_map(|member| NamedMember::from_member(member, bodies)).collect();
    members.sort_by(|one, other| one.path.as_bytes().cmp(other.path.as_bytes()));
    // A path that comes twice has a lint of its own, and the tree needs each name once.
    members.dedup_by(|one, other| one.path == other.path);
    if let Some(prefix) = top(&inventory.members).and_then(|top| EntryPath::parse(top).ok()) {
        return (prefix, members);
    }
    // Lints compare the names in one directory.
    let top = EntryPath::parse("archive").expect("a name");
    for member in &mut members {
        member.path = member.path.under(&top);
    }
    (top, members)
}
