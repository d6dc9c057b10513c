//! What became of what, counted.

use std::collections::BTreeMap;

use super::cause::{Cause, CauseKind, Example};

/// Kinds of change that are told one by one.
const TOLD: usize = 3;

/// Kinds of change that are counted apart.
const MOST_CHANGES: usize = 4096;

/// Changes of one kind of value.
pub struct Tally {
    cause: CauseKind,
    count: usize,
    of: usize,
    changes: BTreeMap<(String, String), usize>,
    example: Option<Example>,
}

impl Tally {
    pub fn new(cause: CauseKind) -> Self {
        Self { cause, count: 0, of: 0, changes: BTreeMap::new(), example: None }
    }

    /// Counts one member, whose values are shown where they differ.
    pub fn count(&mut self, is_same: bool, path: impl Fn() -> String, values: impl Fn() -> (String, String)) {
        self.of += 1;
        if is_same {
            return;
        }
        self.count += 1;
        let (left, right) = values();
        if self.example.is_none() {
            self.example = Some(Example { path: path(), left: left.clone(), right: right.clone() });
        }
        if self.changes.len() < MOST_CHANGES || self.changes.contains_key(&(left.clone(), right.clone())) {
            *self.changes.entry((left, right)).or_default() += 1;
        }
    }

    /// The cause, where there is any change. `range` tells many different changes in short.
    pub fn cause(self, range: impl FnOnce() -> String) -> Option<Cause> {
        let rule = if self.changes.len() <= TOLD { self.rule() } else { range() };
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
        let reported = changes.into_iter().map(|((left, right), count)| {
            if is_one { format!("{left} → {right}") } else { format!("{left} → {right} ({count})") }
        });
        reported.collect::<Vec<_>>().join(", ")
    }
}
