//! Compares an archive with a commit: every member with the commit's tree, and every difference with what
//! explains it.
//!
//! ```text
//! archive ──reader + look──▶ Inventory, Bodies ─┐
//! repository ──source::git──▶ CommitTree ───────┴─compare─▶ findings ──explain──▶ Audit
//! ```
//!
//! A file is unchanged if the git id of its bytes is in the tree, so blobs are read only for files that differ.
//! Claims of the archive about itself are never trusted; they only choose what to compare with.

mod bodies;
mod build_inputs;
mod cargo;
mod compare;
mod explain;
mod members;
mod named;
mod npm;
mod phrases;
mod python;
mod special;

pub use bodies::{Bodies, Text};
pub use build_inputs::{Runnable, steers};
pub use cargo::{Mismatch, check_manifest};
pub use explain::AuditManifest;
pub use named::{CargoInfo, Claims, Named, Namer};
pub use special::Content;

use members::Members;

use crate::container::inventory::Inventory;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::git::{CommitTree, Conversion};

/// How an archive and a commit's tree compare; the first that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The archive holds the tree, file for file.
    Same,
    /// Every difference is explained by the commit, by how such archives are made, or by the manifest.
    Explained,
    /// Some difference is explained by nothing.
    Differs,
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
    pub verdict: Verdict,
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
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
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
pub struct Tally {
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

impl Tally {
    /// All that could do harm.
    #[must_use]
    pub fn harmful(&self) -> usize {
        self.origin + self.duplicate + self.steers + self.changed + self.added
    }
}

/// What is compared with what.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The archive, of which there must be one way to read it.
    pub inventory: &'a Inventory,
    /// What was seen of its members' bodies.
    pub bodies: &'a Bodies<'a>,
    /// The commit.
    pub tree: &'a CommitTree<'a>,
    /// What the archive says of its origin.
    pub claims: &'a Claims,
    /// What is known of such archives.
    pub manifest: Option<AuditManifest<'a>>,
}

/// Compares every member with the commit's tree. Beside the result come warnings about the manifest.
///
/// # Errors
/// An object of the repository is missing or damaged.
pub fn audit(subject: Subject<'_>) -> Result<(Audit, Diagnostics), Diagnostic> {
    let prefix = compare::prefix(subject.inventory, subject.tree);
    let mut compared = compare::compare(&subject, prefix)?;
    compared.findings.extend(named::findings(subject.claims, subject.tree));
    let members = Members::new(&subject, prefix);
    cargo::explain(&subject, &members, &mut compared.findings)?;
    python::explain(&subject, &members, prefix, &mut compared.findings)?;
    npm::explain(&subject, &members, prefix, &mut compared.findings)?;
    let problems = subject.manifest.map(|manifest| manifest.explain(&mut compared.findings));
    let mut findings = compared.findings;
    findings.sort_by(|one, other| rank(one).cmp(&rank(other)));
    let verdict = match (findings.is_empty(), findings.iter().all(|finding| finding.explained.is_some())) {
        (true, _) => Verdict::Same,
        (false, true) => Verdict::Explained,
        (false, false) => Verdict::Differs,
    };
    let audit = Audit { verdict, same: compared.same, prefix: prefix.map(<[u8]>::to_vec), findings };
    Ok((audit, problems.unwrap_or_default()))
}

/// What can do the most harm comes first: what can steer a build, what is changed, what is added; of these what
/// is no text. What is left out comes last.
fn rank(finding: &Finding) -> (bool, u8, Class, bool, &[u8]) {
    let is_text = finding.text.is_none_or(|text| text == Text::Utf8);
    let harm = match (finding.class, finding.steers) {
        (Class::Origin, _) => 0,
        (Class::Duplicate, _) => 1,
        (Class::Missing, _) => 5,
        (_, Some(_)) => 2,
        (Class::Changed | Class::Kind | Class::Mode, None) => 3,
        (Class::Added, None) => 4,
        (Class::Converted | Class::Submodule, None) => 6,
    };
    (finding.explained.is_some(), harm, finding.class, is_text, &finding.path)
}
