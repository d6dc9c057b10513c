//! What the manifest says of archives that were not made by it alone.

use std::ops::Range;

use super::{Class, Explanation, Finding};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, SourceText};
use crate::lint::{Level, Lint};
use crate::path::EntryPath;
use crate::plan::{Decision, Rules};
use crate::spec::{Patterns, Spec};

/// A manifest, with the text that its lines are counted in.
#[derive(Clone, Copy)]
pub struct Manifest<'a> {
    /// What it says.
    pub spec: &'a Spec,
    /// Where.
    pub text: &'a SourceText,
}

impl Manifest<'_> {
    /// Explains what it can, and tells which `allow` patterns explain nothing.
    pub fn explain(&self, findings: &mut [Finding]) -> Diagnostics {
        let mut used = vec![false; self.spec.audit.allow.len()];
        for finding in findings {
            let Ok(path) = EntryPath::parse(&*finding.path) else { continue };
            let allowed = self.allowed(finding.class, &path, &mut used);
            if finding.explained.is_none() {
                finding.explained = allowed.or_else(|| self.other(finding.class, &path));
            }
        }
        self.stale(&used)
    }

    /// The first `allow` pattern that covers the path. All that do are in use.
    fn allowed(&self, class: Class, path: &EntryPath, used: &mut [bool]) -> Option<Explanation> {
        if !matches!(class, Class::Added | Class::Changed | Class::Kind | Class::Mode) {
            return None;
        }
        let allow = &self.spec.audit.allow;
        let mut covering = covering(allow, path);
        covering.sort_unstable();
        for &number in &covering {
            used[number] = true;
        }
        covering.first().map(|&number| self.line("audit.allow", allow.span(number), None))
    }

    /// A step that makes the file, or the selection that leaves it out.
    fn other(&self, class: Class, path: &EntryPath) -> Option<Explanation> {
        match class {
            Class::Added | Class::Changed => self.spec.generate.iter().find_map(|step| {
                let number = covering(&step.outputs, path).into_iter().min()?;
                let note =
                    format!("made by the step `{}`; `pkgr verify` makes it again", step.name.get_ref());
                Some(self.line("generate.outputs", step.outputs.span(number), Some(note)))
            }),
            Class::Missing => self.left_out(path),
            _ => None,
        }
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
        let severity = match self.spec.lints.level(Lint::UnmatchedPattern) {
            Level::Allow => return problems,
            Level::Warn => Severity::Warning,
            Level::Deny => Severity::Error,
        };
        let allow = self.spec.audit.allow.iter();
        for ((pattern, span), _) in allow.zip(used).filter(|(_, used)| !**used) {
            let message = format!("`allow` pattern `{}` of `[audit]` explains nothing", pattern.as_str());
            let stale = Diagnostic::new(Code::Lint(Lint::UnmatchedPattern), severity, message)
                .label(span, "nothing that is added or changed is called so")
                .help("remove it, or mend it: what it was written for may be called otherwise now");
            problems.push(stale);
        }
        problems
    }
}

/// The patterns that match a path or a directory above it.
fn covering(patterns: &Patterns, path: &EntryPath) -> Vec<usize> {
    let above = std::iter::successors(path.parent(), EntryPath::parent);
    let above = above.flat_map(|directory| patterns.set().matches(&directory, true));
    patterns.set().matches(path, false).into_iter().chain(above).collect()
}
