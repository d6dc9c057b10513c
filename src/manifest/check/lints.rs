//! `[lints]`.

use super::context::Check;
use crate::glob::Anchor;
use crate::lint::Level;
use crate::manifest::Lints;
use crate::manifest::raw::{self, LintLevel, LintRule, LintTable};

pub(super) fn check(check: &mut Check<'_>, raw: Option<raw::NamedLints>) -> Option<Lints> {
    let mut lints = Some(Lints::default());
    for (lint, rule) in raw.into_iter().flat_map(|lints| lints.0) {
        let span = rule.span();
        let LintTable { level, allow } = table(rule.into_inner());
        let level = level.map_or(lint.level, self::level);
        match (check.patterns(allow.unwrap_or_default(), Anchor::Top), &mut lints) {
            (Some(allow), Some(lints)) => lints.set(lint, level, allow, span),
            // The loop goes on, so that faults of the other lints are reported too.
            _ => lints = None,
        }
    }
    lints
}

fn table(rule: LintRule) -> LintTable {
    match rule {
        LintRule::Level(level) => LintTable { level: Some(level), allow: None },
        LintRule::Table(table) => table,
    }
}

fn level(word: LintLevel) -> Level {
    match word {
        LintLevel::Allow => Level::Allow,
        LintLevel::Warn => Level::Warn,
        LintLevel::Deny => Level::Deny,
    }
}
