//! What an audit finds, and why a finding is as it should be.

use super::bodies::Text;
use crate::source::git::Conversion;

/// How an archive and a commit's tree compare; the first that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Verdict")]
pub enum AuditVerdict {
    /// The archive holds the tree, file for file.
    Same,
    /// Every difference is explained by the commit, by how such archives are made, or by the manifest.
    Explained,
    /// Some difference is explained by nothing.
    Differs,
}

impl AuditVerdict {
    /// The name in reports and JSON documents.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Explained => "explained",
            Self::Differs => "differs",
        }
    }
}

/// What is the matter with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// The archive, or the tag, speaks of another commit or of none: what is said about its origin.
    Origin,
    /// A name comes more than once: which of them is unpacked depends on the program.
    Duplicate,
    /// Only in the archive.
    Added,
    /// Other bytes, or a link with another target.
    Changed,
    /// Something else than in the tree: a link and not a file.
    Kind,
    /// Whether it may be executed.
    Mode,
    /// Only in the tree.
    Missing,
    /// The bytes that the commit itself asks to be made of the file.
    Converted,
    /// A submodule: the tree has no more of it than a commit of another repository.
    Submodule,
}

/// One path that is not the same, or one thing that is said of the archive as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is the matter.
    pub class: Class,
    /// Below the archive's top directory.
    pub path: Vec<u8>,
    /// How it can steer a build.
    pub steers: Option<&'static str>,
    /// Whether no source of an archive has such a member, so that nothing can explain it.
    pub is_alien: bool,
    /// What kind of bytes the archive has.
    pub text: Option<Text>,
    /// What the tree has; empty for nothing.
    pub tree: String,
    /// What the archive has; empty for nothing.
    pub archive: String,
    /// What else is to be known.
    pub note: Option<String>,
    /// Why this is as it should be.
    pub explained: Option<Explanation>,
    /// The file on both sides: its number among the tree's leaves, and that of the member.
    pub files: Option<(usize, usize)>,
    /// The number of the member whose bytes are unpacked there, for a file.
    pub member: Option<usize>,
}

/// Why a difference is as it should be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Explanation {
    /// The commit's `.gitattributes` leave it out.
    ExportIgnore,
    /// The commit's `.gitattributes` ask for it.
    Conversion(Conversion),
    /// The commit records nothing that could be compared.
    Submodule,
    /// cargo does this with every package.
    Cargo(&'static str),
    /// setuptools and other tools do this with every source distribution of Python.
    Python(&'static str),
    /// npm and its like do this with every package.
    Npm(&'static str),
    /// A line of the manifest says so.
    Manifest {
        /// `audit.allow`, `generate.outputs`, `files.exclude`, `files.include`.
        key: &'static str,
        /// The manifest as it was named, and the line: `release.toml:14`.
        place: String,
        /// What else the line says, such as the name of the step.
        note: Option<String>,
    },
}

/// The result of an audit.
#[derive(Clone, Debug)]
pub struct Audit {
    /// How they compare.
    pub verdict: AuditVerdict,
    /// Files and links that are the same.
    pub same: usize,
    /// The directory at the top of the archive that is no part of the paths.
    pub prefix: Option<Vec<u8>>,
    /// Everything that is not the same: what matters most comes first.
    pub findings: Vec<Finding>,
}

impl Audit {
    /// What nothing explains.
    pub fn unexplained(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.explained.is_none())
    }

    /// How many findings nothing explains, by what they can do.
    #[must_use]
    pub fn tally(&self) -> AuditTally {
        let mut tally = AuditTally::default();
        for finding in self.unexplained() {
            match (finding.class, finding.steers) {
                (Class::Origin, _) => tally.origin += 1,
                (Class::Duplicate, _) => tally.duplicate += 1,
                (Class::Missing, _) => tally.missing += 1,
                (_, Some(_)) => tally.steers += 1,
                (Class::Changed | Class::Kind | Class::Mode | Class::Converted, None) => tally.changed += 1,
                (Class::Added | Class::Submodule, None) => tally.added += 1,
            }
        }
        tally
    }

    /// How many findings of a class there are, and how many of them are explained.
    #[must_use]
    pub fn count(&self, class: Class) -> (usize, usize) {
        let of_class = || self.findings.iter().filter(|finding| finding.class == class);
        (of_class().count(), of_class().filter(|finding| finding.explained.is_some()).count())
    }
}

/// Findings that nothing explains, each counted once: the first that applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Tally")]
pub struct AuditTally {
    /// About the commit that the archive or the tag names.
    pub origin: usize,
    /// Names that come more than once.
    pub duplicate: usize,
    /// Added or changed files that can steer a build.
    pub steers: usize,
    /// Other files that are changed, or something else than in the tree.
    pub changed: usize,
    /// Other files that are only in the archive.
    pub added: usize,
    /// Files that are only in the tree: they cannot do anything.
    pub missing: usize,
}

impl AuditTally {
    /// All that could do harm.
    #[must_use]
    pub fn harmful(&self) -> usize {
        self.origin + self.duplicate + self.steers + self.changed + self.added
    }
}
