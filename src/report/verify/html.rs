//! The page of a verification: a section for each archive.

use std::io::{self, Write};

use maud::{Markup, html};

use crate::ops::verify::{Verified, VerifyReport};
use crate::path::shown;
use crate::report::diff::banner;
use crate::report::html::value::{self, Fact, Rank, code, escaped};
use crate::report::html::{PageHead, comparison, page, parts};

/// Writes the page.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn html(report: &VerifyReport, out: &mut dyn Write) -> io::Result<()> {
    let body = html! {
        @for verified in &report.archives { (section(verified)) }
    };
    let names: Vec<String> = report.archives.iter().map(name).collect();
    let facts = facts(report);
    page(&PageHead { command: "verify", names, verdict: banner(report.verdict()), facts }, &body, out)
}

fn name(verified: &Verified) -> String {
    shown(&verified.comparison.right.name).to_string()
}

/// What was rebuilt, and what it was compared with.
fn facts(report: &VerifyReport) -> Vec<Fact> {
    let rebuilt = &report.rebuilt;
    let mut facts = value::package(&rebuilt.package).to_vec();
    if let Some(revision) = &rebuilt.revision {
        let tag = revision.reference.as_deref().and_then(|name| name.strip_prefix("refs/tags/"));
        let kind = if tag.is_some() { "tag" } else { "rev" };
        facts.push((kind, escaped(tag.unwrap_or(&revision.rev))));
        facts.push(("commit", code(&revision.commit.to_string())));
    }
    facts.push(("manifest", escaped(&rebuilt.manifest)));
    facts.extend(report.archives.iter().map(|verified| ("archive", code(&name(verified)))));
    facts
}

fn section(verified: &Verified) -> Markup {
    let comparison = &verified.comparison;
    let verdict = banner(comparison.difference.verdict);
    html! {
        section {
            h2 {
                (code(&name(verified))) " "
                span.chip.(verdict.mood.class()) { (verdict.mood.mark()) " " (verdict.word) }
            }
            (comparison::picture(comparison, Rank::Section))
            (comparison::steering(comparison, Rank::Section))
            (parts::causes(&comparison.difference.causes, &comparison::purpose(comparison), Rank::Section))
            (comparison::other_details(comparison, Rank::Section))
            @if let Some(encoder) = verified.encoder {
                p { "The published bytes are those of " (code(&encoder.to_string())) "." }
            }
            (comparison::facts(&comparison.left, &comparison.right))
        }
    }
}
