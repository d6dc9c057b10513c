//! What became of a build when its surroundings were varied.

pub(crate) mod text;

use std::fmt;
use std::io::{self, Write};

use serde::Serialize;

use crate::diff::{Cause, Detail, Verdict};
use crate::digest::Digest;
use crate::sink;

pub use text::text;

/// The row of two builds with nothing varied.
pub const NOTHING: &str = "nothing";

/// The row of everything at once.
pub const ALL: &str = "all";

/// One way to vary something, and what came of it.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Row {
    /// Which variation; `nothing` for two builds with nothing varied, `all` for all at once.
    pub variation: &'static str,
    /// What was changed.
    pub changed: String,
    /// What was compared.
    pub compared: Compared,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What was compared with the build where nothing is varied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Compared {
    /// The tar stream of each archive.
    Tar,
    /// Each archive as it is published.
    Archive,
}

/// What came of a variation.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum Outcome {
    /// Every byte was the same.
    Same,
    /// Something was not.
    Differs {
        /// How; archives that differ alike are told once.
        differences: Vec<Difference>,
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
pub struct Difference {
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

/// All rows, and the archives where nothing is varied.
pub struct Report<'a> {
    /// Name, digest of the file and digest of the tar stream.
    pub archives: &'a [Built],
    /// In the order of the variations.
    pub rows: &'a [Row],
}

/// An archive of the build where nothing is varied.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Built {
    /// Bare file name.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: Digest,
    /// SHA-256 of the tar stream inside.
    pub tar_sha256: Digest,
}

impl Outcome {
    /// Whether the exit code tells of it.
    #[must_use]
    pub fn is_finding(&self) -> bool {
        !matches!(self, Self::Same | Self::NotTried { .. })
    }
}

/// How often each outcome came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Counts {
    /// Every byte was the same.
    pub same: usize,
    /// Something was not, or the build failed.
    pub differs: usize,
    /// Not known.
    pub unclear: usize,
    /// Could not be tried.
    pub not_tried: usize,
}

impl Counts {
    /// Counts.
    #[must_use]
    pub fn of(rows: &[Row]) -> Self {
        rows.iter().fold(Self::default(), |mut counts, row| {
            *match row.outcome {
                Outcome::Same => &mut counts.same,
                Outcome::Differs { .. } | Outcome::Failed { .. } => &mut counts.differs,
                Outcome::Unclear { .. } => &mut counts.unclear,
                Outcome::NotTried { .. } => &mut counts.not_tried,
            } += 1;
            counts
        })
    }
}

impl fmt::Display for Counts {
    /// `30 same, 1 not tried`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} same", self.same)?;
        let others = [(self.differs, "differ"), (self.unclear, "unclear"), (self.not_tried, "not tried")];
        let mut others = others.iter().filter(|(count, _)| *count > 0);
        others.try_for_each(|(count, word)| write!(f, ", {count} {word}"))
    }
}

/// As one JSON document (`schema/vary.schema.json`).
///
/// # Errors
/// The writer's.
pub fn json(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Report { archives, rows } = report;
    let document = Document { version: 1, counts: Counts::of(rows), archives, variations: rows };
    sink::json(&document, out)
}

/// The result of `pkgr vary`.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(title = "pkgr vary")]
pub(crate) struct Document<'a> {
    /// The version of this format.
    version: u32,
    /// How often each outcome came.
    counts: Counts,
    /// The archives of the build where nothing is varied.
    archives: &'a [Built],
    /// Each case in turn.
    variations: &'a [Row],
}
