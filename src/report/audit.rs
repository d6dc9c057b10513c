//! What an audit found: what nothing explains in full, the rest counted by what explains it.

#[cfg(feature = "html")]
mod html;
mod job;
mod json;
mod text;

use std::fmt;
use std::io::{self, Write};

use crate::audit::{AuditTally, AuditVerdict, Class, Explanation, Finding, Text};
use crate::ops::audit::{AuditReport, ManifestOrigin, ReportedManifest};
use crate::path::{Escaped, as_text, shown};
use crate::report::format::ReportFormat;
use crate::report::paint::Paint;
use crate::source::git::Conversion;
use crate::text::{Grouped, Shortened};

#[cfg(feature = "html")]
pub use html::html;
pub use job::for_job;
pub use json::{json, schema};
pub use text::text;

/// Writes an audit.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn write(
    report: &AuditReport,
    format: ReportFormat,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        ReportFormat::Text => text(report, paint, out),
        ReportFormat::Json => json(report, out),
        #[cfg(feature = "html")]
        ReportFormat::Html => html(report, out),
    }
}

/// Names that are shown of what one explanation covers.
const MOST_NAMED: usize = 5;

impl ReportedManifest {
    /// The path of a manifest that explains.
    fn used(&self) -> Option<String> {
        (self.origin != ManifestOrigin::Unused).then(|| as_text(&self.name))
    }

    fn described(&self) -> String {
        let name = shown(&self.name);
        match self.origin {
            ManifestOrigin::Commit => format!("{name}, the commit's own"),
            ManifestOrigin::Named { is_committed: true } => {
                format!("{name}, named with `-m`; the commit has the same")
            }
            ManifestOrigin::Named { is_committed: false } => {
                format!("{name}, named with `-m`; not in the commit")
            }
            ManifestOrigin::Unused => {
                format!("none: {name} is not in the commit like this; `-m {name}` uses it")
            }
        }
    }
}

impl AuditReport {
    /// The verdict in a sentence.
    #[must_use]
    pub fn meaning(&self) -> String {
        match self.audit.verdict {
            AuditVerdict::Same => "the archive is the commit's tree, file for file".to_owned(),
            AuditVerdict::Explained => {
                "the archive is not the commit's tree, and every difference is explained".to_owned()
            }
            AuditVerdict::Differs => unexplained(&self.audit.tally()),
        }
    }

    /// What the archive is, what the commit is, and how it was found.
    ///
    /// At most `most_tags` tags are named.
    pub(super) fn sides(&self, most_tags: usize) -> Vec<(&'static str, String)> {
        let Self { inventory, commit, .. } = self;
        // Who named the commit is shown beside it: what the archive says of itself proves nothing.
        let revision = &commit.revision;
        let found = match self.named_by {
            Some(namer) => format!("named by {}", namer.place()),
            None => format!("`{}`, {}", Escaped(revision.provenance.rev.as_bytes()), revision.kind()),
        };
        let tags: Vec<String> = commit.tags.iter().map(|tag| Escaped(tag.as_bytes()).to_string()).collect();
        let tags = match tags.len() {
            0 => "none leads to the commit".to_owned(),
            _ => Shortened::inline(&tags, most_tags).ungrouped().to_string(),
        };
        let members = Grouped(inventory.members.len() as u64);
        let archive = format!("{}, {members} members, {}", shown(&self.name), inventory.compression_name());
        let mut sides = vec![
            ("archive", archive),
            ("sha256", inventory.file.digest.to_string()),
            ("commit", format!("{}, {found}", revision.commit.id)),
            ("tags", tags),
        ];
        if let Some(directory) = &commit.directory {
            sides.push(("directory", directory.to_string()));
        }
        if let Some(manifest) = &self.manifest {
            sides.push(("manifest", manifest.described()));
        }
        sides
    }

    /// How many there are of each kind.
    pub(super) fn counts(&self) -> Vec<(&'static str, String)> {
        let counted = |name, class| {
            let (count, explained) = self.audit.count(class);
            let of = match (count, explained) {
                // Nothing is said where nothing is explained: the number that remains is the one to
                // worry about.
                (_, 0) => String::new(),
                (count, explained) if count == explained => ", explained".to_owned(),
                (_, explained) => format!(", {} of them explained", Grouped(explained as u64)),
            };
            (count > 0).then(|| (name, format!("{}{of}", Grouped(count as u64))))
        };
        let classes = [
            ("same once converted", Class::Converted),
            ("changed", Class::Changed),
            ("other kind", Class::Kind),
            ("other mode", Class::Mode),
            ("only in the archive", Class::Added),
            ("twice in the archive", Class::Duplicate),
            ("submodules", Class::Submodule),
            ("only in the tree", Class::Missing),
        ];
        let same = ("same", Grouped(self.audit.same as u64).to_string());
        let others = classes.into_iter().filter_map(|(name, class)| counted(name, class));
        std::iter::once(same).chain(others).collect()
    }

    /// What nothing explains, under headings.
    pub(super) fn groups(&self) -> Vec<(&'static str, Vec<&Finding>)> {
        grouped(self.audit.unexplained(), heading)
    }

    /// What is explained, by what explains it.
    pub(super) fn explained(&self) -> Vec<(String, Vec<&Finding>)> {
        let explained = self.audit.findings.iter().filter(|finding| finding.explained.is_some());
        let mut groups = grouped(explained, |finding| finding.explained.clone());
        // Explained findings have no order of harm, so their groups come in one that does not
        // change.
        groups.sort_by(|(one, _), (other, _)| one.cmp(other));
        let named = groups.into_iter();
        named.filter_map(|(why, findings)| Some((why?.to_string(), findings))).collect()
    }
}

/// What nothing explains, in a sentence: what could do harm first, what is only left out last.
fn unexplained(tally: &AuditTally) -> String {
    let counted = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{} {many}", Grouped(count as u64)),
    };
    let missing = counted(tally.missing, "file of the commit is", "files of the commit are");
    // A file that is left out cannot bring anything in, so it must not read like an attack.
    if tally.harmful() == 0 {
        return format!("nothing is added or changed; {missing} left out, and nothing explains it");
    }
    let kinds = [
        (tally.origin, "about its origin", "about its origin"),
        (tally.duplicate, "name twice", "names twice"),
        (tally.steers, "can steer a build", "can steer a build"),
        (tally.changed, "changed", "changed"),
        (tally.added, "added", "added"),
    ];
    let kinds = kinds.into_iter().filter(|(count, ..)| *count > 0);
    let kinds: Vec<String> = kinds.map(|(count, one, many)| counted(count, one, many)).collect();
    let all = counted(tally.harmful(), "difference is not explained", "differences are not explained");
    let missing = if tally.missing == 0 { String::new() } else { format!("; {missing} left out besides") };
    format!("{all}: {}{missing}", kinds.join(", "))
}

/// Findings under what `key` gives, in the order in which the keys come.
fn grouped<'a, K: PartialEq>(
    findings: impl Iterator<Item = &'a Finding>,
    key: impl Fn(&Finding) -> K,
) -> Vec<(K, Vec<&'a Finding>)> {
    let mut groups: Vec<(K, Vec<&Finding>)> = Vec::new();
    for finding in findings {
        let key = key(finding);
        match groups.iter_mut().find(|(other, _)| *other == key) {
            // Groups keep the order in which findings come, which is that of the harm that they can
            // do.
            Some((_, group)) => group.push(finding),
            None => groups.push((key, vec![finding])),
        }
    }
    groups
}

fn heading(finding: &Finding) -> &'static str {
    let is_text = finding.text.is_none_or(|text| text == Text::Utf8);
    match (finding.class, finding.steers) {
        (Class::Origin, _) => "where the archive comes from",
        (Class::Duplicate, _) => "more than once in the archive",
        (Class::Added, Some(_)) => "only in the archive, and can steer a build",
        (Class::Added, None) if !is_text => "only in the archive, and no text",
        (Class::Added, None) => "only in the archive",
        (Class::Changed, Some(_)) => "changed, and can steer a build",
        (Class::Changed, None) => "changed",
        (Class::Kind, _) => "something else than in the tree",
        (Class::Mode, _) => "executable on one side alone",
        (Class::Missing, _) => "only in the tree",
        (Class::Converted, _) => "the same once converted",
        (Class::Submodule, _) => "submodules",
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ExportIgnore => f.write_str("left out by `export-ignore` of the commit"),
            Self::Conversion(Conversion::ExportSubst) => {
                f.write_str("the same once `export-subst` of the commit is carried out")
            }
            Self::Conversion(Conversion::LineEndings) => {
                f.write_str("the same with CR LF at the ends of lines, as `eol=crlf` of the commit asks")
            }
            Self::Conversion(Conversion::LargeFile) => {
                f.write_str("the file that a Git LFS pointer of the commit stands for")
            }
            Self::Conversion(Conversion::Ident) => {
                f.write_str("the same once `ident` of the commit fills in the file's id")
            }
            Self::Conversion(Conversion::Encoding) => {
                f.write_str("the same text in the encoding that `working-tree-encoding` of the commit names")
            }
            Self::Submodule => f.write_str("submodules, whose files are not compared"),
            Self::Cargo(why) | Self::Python(why) | Self::Npm(why) => f.write_str(why),
            Self::Manifest { key, place, note } => {
                write!(f, "{}, `{key}`", Escaped(place.as_bytes()))?;
                note.iter().try_for_each(|note| write!(f, ": {note}"))
            }
        }
    }
}

/// What is to be read below a finding's path.
pub(super) fn lines(finding: &Finding) -> Vec<String> {
    let sides = match (&*finding.tree, &*finding.archive) {
        ("", "") => None,
        ("", archive) => Some(archive.to_owned()),
        (tree, "") => Some(tree.to_owned()),
        (tree, archive) => Some(format!("{tree} → {archive}")),
    };
    sides.into_iter().chain(finding.steers.map(str::to_owned)).chain(finding.note.clone()).collect()
}
