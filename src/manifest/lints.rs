//! `[lints]`: how seriously each lint is taken, and what it passes over.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Patterns;
use crate::lint::{Level, Lint};

/// The level of every lint; those the manifest does not name have their default.
#[derive(Clone, Debug, Default)]
pub struct Lints(BTreeMap<&'static str, ConfiguredLint>);

/// What the manifest says about one lint.
#[derive(Clone, Debug)]
struct ConfiguredLint {
    level: Level,
    allow: Patterns,
    span: Range<usize>,
}

impl Lints {
    /// Sets what the manifest says about one lint.
    pub(super) fn set(&mut self, lint: &Lint, level: Level, allow: Patterns, span: Range<usize>) {
        self.0.insert(lint.name(), ConfiguredLint { level, allow, span });
    }

    /// How seriously `lint` is taken.
    #[must_use]
    pub fn level(&self, lint: &Lint) -> Level {
        self.0.get(lint.name()).map_or(lint.level, |setting| setting.level)
    }

    /// Paths of the source that `lint` passes over; `None` where the manifest does not name it.
    #[must_use]
    pub fn allow(&self, lint: &Lint) -> Option<&Patterns> {
        self.0.get(lint.name()).map(|setting| &setting.allow)
    }

    /// Byte range of the value that sets `lint` in the manifest.
    #[must_use]
    pub fn span(&self, lint: &Lint) -> Option<Range<usize>> {
        self.0.get(lint.name()).map(|setting| setting.span.clone())
    }
}
