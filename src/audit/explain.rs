//! What the manifest says of archives that were not made by it alone.

use std::ops::Range;

use super::{Class, Explanation, Finding};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, SourceText};
use crate::glob::Pattern;
use crate::lint::Level;
use crate::lints::catalog::unmatched_pattern;
use crate::manifest::{Manifest, Patterns};
use crate::path::{EntryPath, Escaped};
use crate::plan::{Decision, Rules};

/// A manifest, with the text that its lines are counted in.
#[derive(Clone, Copy)]
pub struct AuditManifest<'a> {
    /// What it says.
    pub spec: &'a Manifest,
    /// Where.
    pub text: &'a SourceText,
}

impl AuditManifest<'_> {
    /// Explains findings, and reports `allow` patterns that explain nothing.
    pub fn explain(&self, findings: &mut [Finding]) -> Diagnostics {
        let mut used = vec![false; self.spec.audit.allow.len()];
        for finding in findings {
            let Ok(path) = EntryPath::parse(&*finding.path) else { continue };
            let allowed = self.allowed(finding, &path, &mut used);
            if finding.explained.is_some() {
                continue;
            }
            match allowed.or_else(|| self.other(finding, &path)) {
                Some(Covered::Explained(explanation)) => finding.explained = Some(explanation),
                Some(Covered::TooBroad(note)) => finding.note = Some(note),
                None => {}
            }
        }
        self.stale(&used)
    }

    /// The first `allow` pattern that covers the path. All that do are in use.
    fn allowed(&self, finding: &Finding, path: &EntryPath, used: &mut [bool]) -> Option<Covered> {
        if !matches!(finding.class, Class::Added | Class::Changed | Class::Kind | Class::Mode) {
            return None;
        }
        let allow = &self.spec.audit.allow;
        for number in covering(allow, path) {
            used[number] = true;
        }
        self.covered(&Claim { key: "audit.allow", patterns: allow, note: None }, finding, path)
    }

    /// A step that makes the file, or the selection that leaves it out.
    fn other(&self, finding: &Finding, path: &EntryPath) -> Option<Covered> {
        match finding.class {
            Class::Added | Class::Changed => self.spec.generate.iter().find_map(|step| {
                let note =
                    format!("made by the step `{}`; `pkgr verify` makes it again", step.name.get_ref());
                let claim = Claim { key: "generate.outputs", patterns: &step.outputs, note: Some(note) };
                self.covered(&claim, finding, path)
            }),
            Class::Missing => self.left_out(path).map(Covered::Explained),
            _ => None,
        }
    }

    /// Whether patterns cover a path. A pattern must name a file that can steer a build: otherwise a pattern for
    /// other files could cover one that an attacker adds.
    fn covered(&self, claim: &Claim<'_>, finding: &Finding, path: &EntryPath) -> Option<Covered> {
        let patterns = claim.patterns;
        let mut covering = covering(patterns, path);
        covering.sort_unstable();
        let first = *covering.first()?;
        if finding.is_alien {
            let note = "no source of an archive has such a member, and no pattern explains it";
            return Some(Covered::TooBroad(note.to_owned()));
        }
        let is_literal = |number: &usize| {
            let pattern = patterns.set().patterns().get(*number);
            pattern.is_some_and(|pattern| pattern.as_str().as_bytes() == path.as_bytes())
        };
        let naming =
            covering.iter().copied().find(is_literal).or_else(|| finding.steers.is_none().then_some(first));
        let line = |number| self.line(claim.key, patterns.span(number), claim.note.clone());
        Some(naming.map_or_else(
            || Covered::TooBroad(self.too_broad(claim, first, path)),
            |naming| Covered::Explained(line(naming)),
        ))
    }

    fn too_broad(&self, claim: &Claim<'_>, number: usize, path: &EntryPath) -> String {
        let pattern = claim.patterns.set().patterns().get(number).map_or("", Pattern::as_str);
        let pattern = Escaped(pattern.as_bytes());
        format!(
            "`{pattern}` in line {} of {} is a pattern for more than this file, and a file that can steer a build has \
             to be named: if it belongs there, add `{path}` to `audit.allow`",
            self.text.line(claim.patterns.span(number).start),
            Escaped(self.text.name.as_bytes()),
        )
    }

    fn left_out(&self, path: &EntryPath) -> Option<Explanation> {
        let files = &self.spec.files;
        match (Rules { files, output: None }).decide(path, false) {
            Decision::Excluded { index, .. } => {
                Some(self.line("files.exclude", files.exclude.span(index), None))
            }
            Decision::Unmatched => Some(self.line("files.include", files.include.span(0), None)),
            Decision::Included(_) | Decision::Output => None,
        }
    }

    fn line(&self, key: &'static str, span: Range<usize>, note: Option<String>) -> Explanation {
        let place = format!("{}:{}", self.text.name, self.text.line(span.start));
        Explanation::Manifest { key, place, note }
    }

    /// An `allow` that explains nothing is an old excuse: the next file of that name would pass.
    fn stale(&self, used: &[bool]) -> Diagnostics {
        let mut problems = Diagnostics::new();
        let severity = match self.spec.lints.level(&unmatched_pattern::CHECK.lint) {
            Level::Allow => return problems,
            Level::Warn => Severity::Warning,
            Level::Deny => Severity::Error,
        };
        let allow = self.spec.audit.allow.iter();
        for ((pattern, span), _) in allow.zip(used).filter(|(_, used)| !**used) {
            let message = format!("`allow` pattern `{}` of `[audit]` explains nothing", pattern.as_str());
            let stale = Diagnostic::new(Code::Lint(&unmatched_pattern::CHECK.lint), severity, message)
                .label(span, "matches no file that is added or changed")
                .help("remove it, or correct it if the file that it was written for has another name now");
            problems.push(stale);
        }
        problems
    }
}

/// Patterns of the manifest that can explain a file.
struct Claim<'a> {
    key: &'static str,
    patterns: &'a Patterns,
    /// What else an explanation says.
    note: Option<String>,
}

/// What patterns that match a path amount to.
enum Covered {
    Explained(Explanation),
    /// Nothing: the file can steer a build and no pattern names it, or no pattern can.
    TooBroad(String),
}

/// The patterns that match a path or a directory above it.
fn covering(patterns: &Patterns, path: &EntryPath) -> Vec<usize> {
    let above = path.parents();
    let above = above.flat_map(|directory| patterns.set().matches(&directory, true));
    patterns.set().matches(path, false).into_iter().chain(above).collect()
}
