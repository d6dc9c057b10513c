//! What the manifest says of a lint, and the findings that it says are meant.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::glob::PatternSet;
use crate::lint::Level;
use crate::lints::catalog::unmatched_pattern;
use crate::lints::check::Check;
use crate::lints::finding::{LintFinding, LintedPath};
use crate::manifest::{Lints, Patterns};
use crate::path::EntryPath;
use crate::plan::check::severity;

/// Stale patterns that are reported one by one.
const MOST_STALE: usize = 20;

/// What the manifest says of one lint.
pub struct LintSetting<'a> {
    pub check: &'static Check,
    pub level: Level,
    pub allow: Option<&'a Patterns>,
    pub span: Option<Range<usize>>,
}

impl<'a> LintSetting<'a> {
    pub fn new(lints: &'a Lints, check: &'static Check) -> Self {
        let lint = &check.lint;
        Self { check, level: lints.level(lint), allow: lints.allow(lint), span: lints.span(lint) }
    }

    /// How much its findings weigh; `None` where nobody wants to know.
    pub fn severity(&self) -> Option<Severity> {
        severity(self.level)
    }

    /// The findings that no `allow` pattern covers, and what is wrong with the patterns at the level that
    /// `lints` gives to `unmatched-pattern`.
    pub fn apply<'f>(
        &self,
        findings: Vec<LintFinding<'f>>,
        lints: &Lints,
    ) -> (Vec<LintFinding<'f>>, Diagnostics) {
        self.apply_at(findings, lints.level(&unmatched_pattern::CHECK.lint))
    }

    fn apply_at<'f>(
        &self,
        findings: Vec<LintFinding<'f>>,
        stale: Level,
    ) -> (Vec<LintFinding<'f>>, Diagnostics) {
        let Some(allow) = self.allow.filter(|allow| !allow.is_empty()) else {
            return (findings, Diagnostics::new());
        };
        let mut used = vec![false; allow.len()];
        let mut meant = |place: &LintedPath<'_>| is_meant(place, allow.set(), &mut used);
        let left = findings.into_iter().filter_map(|finding| {
            let subject = finding.subject.without(&mut meant)?;
            Some(LintFinding { subject, ..finding })
        });
        let left = left.collect();
        (left, self.stale(allow, &used, stale))
    }

    /// The findings that no `allow` pattern covers, whatever is wrong with the patterns.
    pub fn pass_over<'f>(&self, findings: Vec<LintFinding<'f>>) -> Vec<LintFinding<'f>> {
        self.apply_at(findings, Level::Allow).0
    }

    /// An `allow` that covers nothing is an old excuse: the next file of that name would pass.
    fn stale(&self, allow: &Patterns, used: &[bool], level: Level) -> Diagnostics {
        let mut problems = Diagnostics::new();
        let Some(severity) = severity(level) else { return problems };
        let (name, code) = (self.check.lint.name(), Code::Lint(&unmatched_pattern::CHECK.lint));
        let unused = || allow.iter().zip(used).filter(|(_, used)| !**used);
        if unused().count() > MOST_STALE {
            let more = unused().count() - MOST_STALE;
            let message = format!("`allow` of `{name}` has {more} more patterns that pass over nothing");
            problems.push(Diagnostic::new(code, severity, message));
        }
        for ((pattern, span), _) in unused().take(MOST_STALE) {
            let message = format!("`allow` pattern `{}` of `{name}` passes over nothing", pattern.as_str());
            let stale = Diagnostic::new(code, severity, message)
                .label(span, format!("`{name}` finds nothing here"))
                .help("remove it, or mend it: what it was written for may be called otherwise now");
            problems.push(stale);
        }
        problems
    }
}

/// Whether a pattern covers the place. All that do are marked, not only the first: none of them
/// is stale.
fn is_meant(place: &LintedPath<'_>, allow: &PatternSet, used: &mut [bool]) -> bool {
    if !place.in_source {
        return false;
    }
    let mut covered = false;
    let mut mark = |path: &EntryPath, is_directory| {
        for number in allow.matches(path, is_directory) {
            used[number] = true;
            covered = true;
        }
    };
    let path = place.path();
    mark(&path, place.is_directory);
    path.parents().for_each(|above| mark(&above, true));
    covered
}

#[cfg(test)]
mod tests {
    use super::super::tests::{patterns, tree_findings};
    use super::*;
    use crate::lints::catalog::{assistant_folder, case_collision, secret};
    use crate::lints::tests::{archive, prefix};
    use crate::lints::tree::Tree;

    /// What is left of the findings, and the messages about patterns.
    fn left(check: &'static Check, names: &[&str], allow: &[&str]) -> (Vec<String>, Vec<String>) {
        let prefix = prefix();
        let entries = archive(names);
        let tree = Tree::from_entries(&prefix, &entries);
        let allow = patterns(allow);
        let setting = LintSetting { check, level: Level::Deny, allow: Some(&allow), span: None };
        let (findings, stale) = setting.apply_at(tree_findings(check, &tree), Level::Warn);
        let stale = stale.iter().map(|diagnostic| diagnostic.message.clone()).collect();
        (findings.iter().map(LintFinding::text).collect(), stale)
    }

    #[test]
    fn a_pattern_covers_its_path_and_what_is_below_it() {
        let names = ["p/a/x.pem", "p/a/y.pem", "p/b/z.pem"];
        assert_eq!(left(&secret::CHECK, &names, &["a", "b/*.pem"]), (vec![], vec![]));
        let (findings, stale) = left(&secret::CHECK, &names, &["a/**", "*.pem"]);
        assert_eq!(findings, ["`b/z.pem`: private key"]);
        assert_eq!(stale, ["`allow` pattern `*.pem` of `secret` passes over nothing"]);
    }

    #[test]
    fn a_directory_is_allowed_if_everything_in_it_is() {
        let names = ["p/.idea/a", "p/.idea/b/c"];
        assert_eq!(left(&assistant_folder::CHECK, &names, &[".idea/**"]), (vec![], vec![]));
        assert_eq!(left(&assistant_folder::CHECK, &names, &[".idea"]), (vec![], vec![]));
        let (findings, stale) = left(&assistant_folder::CHECK, &names, &[".idea/b"]);
        assert_eq!((findings, stale), (vec!["`.idea/a`: editor".to_owned()], vec![]));
    }

    #[test]
    fn names_collide_as_long_as_two_are_not_meant() {
        let names = ["p/A", "p/a", "p/d/B", "p/d/b"];
        assert_eq!(left(&case_collision::CHECK, &names, &["A", "d/**"]), (vec![], vec![]));
        assert_eq!(left(&case_collision::CHECK, &names, &["d/b"]).0, ["`A` and `a`"]);
    }

    // A path that the pattern matches but the lint does not mind leaves the pattern stale.
    #[test]
    fn every_pattern_that_covers_a_finding_is_used() {
        let (findings, stale) = left(&secret::CHECK, &["p/a.pem", "p/b.c"], &["a.pem", "*.pem", "b.c"]);
        assert!(findings.is_empty());
        assert_eq!(stale, ["`allow` pattern `b.c` of `secret` passes over nothing"]);
    }
}
