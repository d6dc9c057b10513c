//! Changes of values, counted.

use std::collections::BTreeMap;
use std::fmt;

use super::cause::{Cause, CauseKind, Example};

/// Kinds of change that are listed one by one.
const MOST_LISTED: usize = 3;

/// Kinds of change that are counted apart.
const MOST_CHANGES: usize = 4096;

/// A value that differs, on both sides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ValueChange {
    pub left: String,
    pub right: String,
}

impl fmt::Display for ValueChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} → {}", self.left, self.right)
    }
}

/// Changes of one kind of value.
pub struct Tally {
    cause: CauseKind,
    count: usize,
    of: usize,
    changes: BTreeMap<ValueChange, usize>,
    example: Option<Example>,
}

impl Tally {
    pub fn new(cause: CauseKind) -> Self {
        Self { cause, count: 0, of: 0, changes: BTreeMap::new(), example: None }
    }

    /// Counts one member, and what changed if its values differ.
    pub fn count(&mut self, change: Option<ValueChange>, path: impl FnOnce() -> String) {
        self.of += 1;
        let Some(change) = change else { return };
        self.count += 1;
        self.example.get_or_insert_with(|| {
            let ValueChange { left, right } = change.clone();
            Example { path: path(), left, right }
        });
        if self.changes.len() < MOST_CHANGES || self.changes.contains_key(&change) {
            *self.changes.entry(change).or_default() += 1;
        }
    }

    /// The cause, if anything changed. `range` is the short form of many different changes.
    pub fn cause(self, range: impl FnOnce() -> String) -> Option<Cause> {
        let rule = if self.changes.len() <= MOST_LISTED { self.rule() } else { range() };
        let Self { cause, count, of, example, .. } = self;
        let changes_tree = cause > CauseKind::Name;
        Some(Cause {
            cause,
            count,
            of,
            rule,
            example: example?,
            paths: Vec::new(),
            remedy: None,
            changes_tree,
        })
    }

    /// Every kind of change, the most common first.
    fn rule(&self) -> String {
        let mut changes: Vec<_> = self.changes.iter().collect();
        changes.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let is_one = changes.len() == 1;
        let reported = changes
            .into_iter()
            .map(|(change, count)| if is_one { change.to_string() } else { format!("{change} ({count})") });
        reported.collect::<Vec<_>>().join(", ")
    }
}
