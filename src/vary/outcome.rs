//! What came of varying the surroundings of a build.

use std::fmt;

use serde::Serialize;

use crate::diff::{Cause, Detail, Verdict};
use crate::digest::Digest;
use crate::plan::Package;

/// The row of two builds with nothing varied.
pub const NOTHING: &str = "nothing";

/// The row of everything at once.
pub const ALL: &str = "all";

/// All rows, and the archives of the build where nothing is varied.
#[derive(Clone, Debug)]
pub struct VaryReport {
    /// What was built.
    pub package: Package,
    /// The bare name of the manifest.
    pub manifest: String,
    /// In the manifest's order.
    pub archives: Vec<BaseArchive>,
    /// In the order of the variations.
    pub rows: Vec<VariationRow>,
}

/// One way to vary something, and what came of it.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Row")]
pub struct VariationRow {
    /// Which variation; `nothing` for two builds with nothing varied, `all` for all at once.
    pub variation: &'static str,
    /// What was changed.
    pub changed: String,
    /// What was compared.
    pub compared: ComparedPart,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: VariationOutcome,
}

/// What was compared with the build where nothing is varied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Compared")]
pub enum ComparedPart {
    /// The tar stream of each archive.
    Tar,
    /// Each archive as it is published.
    Archive,
}

/// What came of a variation.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum VariationOutcome {
    /// Every byte was the same.
    Same,
    /// Something was not.
    Differs {
        /// How; archives that differ alike are reported once.
        differences: Vec<BuildDifference>,
    },
    /// There was no archive.
    Failed {
        /// What the build said.
        reason: String,
    },
    /// Only what differs with nothing varied was different; so it is not known whether this reaches it.
    Unclear {
        /// The members.
        members: Vec<String>,
    },
    /// It could not be tried here.
    NotTried {
        /// Why.
        reason: String,
    },
}

/// How archives differ from those of the build where nothing is varied.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Difference")]
pub struct BuildDifference {
    /// The archives' names.
    pub archives: Vec<String>,
    /// How much they have in common.
    pub verdict: Verdict,
    /// Why they are not identical.
    pub causes: Vec<Cause>,
    /// How some files differ.
    pub details: Vec<Detail>,
    /// What in the manifest lets it through.
    pub blame: Vec<Blame>,
}

/// A line of the manifest that lets a difference through.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Blame {
    /// A `[[generate]]` step.
    Step {
        /// Its name.
        name: String,
        /// Its line in the manifest.
        line: usize,
        /// Members that it made and that differ.
        members: Vec<String>,
    },
    /// A key.
    Key {
        /// Its table and name.
        name: &'static str,
        /// Its line in the manifest.
        line: usize,
    },
}

/// An archive of the build where nothing is varied.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Built")]
pub struct BaseArchive {
    /// Bare file name.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: Digest,
    /// SHA-256 of the tar stream inside.
    pub tar_sha256: Digest,
}

impl VaryReport {
    /// Whether something depends on the surroundings, or on nothing at all.
    #[must_use]
    pub fn has_findings(&self) -> bool {
        self.rows.iter().any(|row| row.outcome.is_finding())
    }

    /// How many cases could not be tried, if none could: then nothing is proved.
    #[must_use]
    pub fn untried(&self) -> Option<usize> {
        let cases = self.rows.iter().filter(|row| row.variation != NOTHING && row.variation != ALL);
        // The build without any change proves nothing about what a build depends on.
        cases.clone().all(|row| !row.outcome.was_tried()).then(|| cases.count())
    }
}

impl VariationOutcome {
    /// Whether the exit code reports it.
    #[must_use]
    pub fn is_finding(&self) -> bool {
        !matches!(self, Self::Same | Self::NotTried { .. })
    }

    /// Whether it was possible on this machine.
    #[must_use]
    pub fn was_tried(&self) -> bool {
        !matches!(self, Self::NotTried { .. })
    }
}

/// How often each outcome came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Counts")]
pub struct VariationCounts {
    /// Every byte was the same.
    pub same: usize,
    /// Something was not, or the build failed.
    pub differs: usize,
    /// Not known.
    pub unclear: usize,
    /// Could not be tried.
    pub not_tried: usize,
}

impl VariationCounts {
    /// Counts each row once.
    #[must_use]
    pub fn from_rows(rows: &[VariationRow]) -> Self {
        rows.iter().fold(Self::default(), |mut counts, row| {
            *match row.outcome {
                VariationOutcome::Same => &mut counts.same,
                // A build that fails only in these surroundings depends on them too.
                VariationOutcome::Differs { .. } | VariationOutcome::Failed { .. } => &mut counts.differs,
                VariationOutcome::Unclear { .. } => &mut counts.unclear,
                VariationOutcome::NotTried { .. } => &mut counts.not_tried,
            } += 1;
            counts
        })
    }
}

impl fmt::Display for VariationCounts {
    /// `30 same, 1 not tried`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} same", self.same)?;
        let others = [(self.differs, "differ"), (self.unclear, "unclear"), (self.not_tried, "not tried")];
        let mut others = others.iter().filter(|(count, _)| *count > 0);
        others.try_for_each(|(count, word)| write!(f, ", {count} {word}"))
    }
}
