//! The page of variations: a dot for each case, the table, and a section for each finding.

use std::io::{self, Write};

use maud::{Markup, html};

use super::text::{blame, findings, scope, title, words};
use crate::report::html::value::{self, Fact, Rank, code, escaped};
use crate::report::html::{PageHead, Tone, Verdict, page, parts};
use crate::text::Grouped;
use crate::vary::{Blame, BuildDifference, VariationCounts, VariationOutcome, VariationRow, VaryReport};

/// The side of the square around a dot.
const DOT: usize = 16;

/// Writes the page.
///
/// # Errors
/// Returns an error if it cannot be written.
pub fn html(report: &VaryReport, out: &mut dyn Write) -> io::Result<()> {
    let findings = findings(&report.rows);
    let (mood, word) = if findings.is_empty() { (Tone::Good, "same") } else { (Tone::Bad, "differs") };
    let meaning = VariationCounts::from_rows(&report.rows).to_string();
    let body = html! {
        (grid(&report.rows))
        @for row in findings { (finding(row)) }
        h2 { "All cases" }
        (table(&report.rows))
        p.soft { (scope(&report.rows)) }
    };
    let verdict = Verdict { mood, word, meaning: &meaning };
    let names = report.archives.iter().map(|archive| archive.file.clone()).collect();
    page(&PageHead { command: "vary", names, verdict, facts: facts(report) }, &body, out)
}

fn facts(report: &VaryReport) -> Vec<Fact> {
    let mut facts = value::package(&report.package).to_vec();
    facts.push(("manifest", escaped(&report.manifest)));
    for archive in &report.archives {
        facts.push(("archive", escaped(&archive.file)));
        facts.push(("sha256", code(&archive.sha256.to_string())));
    }
    facts
}

/// How a dot looks: its colour, and for those who do not see it its shape.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DotShape {
    Circle,
    Square,
    Triangle,
    Ring,
}

impl DotShape {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Circle, "same"),
        (Self::Square, "differs"),
        (Self::Triangle, "unclear"),
        (Self::Ring, "not tried"),
    ];

    fn new(outcome: &VariationOutcome) -> Self {
        match outcome {
            VariationOutcome::Same => Self::Circle,
            VariationOutcome::Differs { .. } | VariationOutcome::Failed { .. } => Self::Square,
            VariationOutcome::Unclear { .. } => Self::Triangle,
            VariationOutcome::NotTried { .. } => Self::Ring,
        }
    }

    /// Drawn in the square that begins at `left`, with what a pointer over it shows.
    fn draw(self, left: usize, title: &str) -> Markup {
        let (middle, end) = (left + DOT / 2, left + DOT - 2);
        html! {
            @match self {
                Self::Circle => circle.p-same cx=(middle) cy="8" r="6" { title { (title) } },
                Self::Square => rect.p-added x=(left + 2) y="2" width="12" height="12" { title { (title) } },
                Self::Triangle => {
                    polygon.p-changed points=(format!("{middle},2 {end},14 {},14", left + 2)) { title { (title) } }
                }
                Self::Ring => circle.p-none cx=(middle) cy="8" r="5" { title { (title) } },
            }
        }
    }
}

/// A dot for each case, the cases of one variation in a line.
fn grid(rows: &[VariationRow]) -> Markup {
    html! {
        @if !rows.is_empty() {
            section.picture {
                h2 { (Grouped(rows.len() as u64)) " builds compared" }
                ul.dots { @for cases in rows.chunk_by(|one, other| one.variation == other.variation) { (dots(cases)) } }
                (legend(rows))
            }
        }
    }
}

fn dots(cases: &[VariationRow]) -> Markup {
    let width = DOT * cases.len();
    let name = cases.first().map_or("", |row| row.variation);
    let counts = VariationCounts::from_rows(cases);
    html! {
        li {
            span { (name) }
            svg viewBox=(format!("0 0 {width} {DOT}")) width=(width) height=(DOT) role="img" {
                title { (name) ": " (counts) }
                desc { "A dot for each case of " (name) "." }
                @for (number, row) in cases.iter().enumerate() {
                    (DotShape::new(&row.outcome).draw(DOT * number, &format!("{}: {}", row.changed, words(&row.outcome))))
                }
            }
        }
    }
}

/// The shapes that occur, with their numbers.
fn legend(rows: &[VariationRow]) -> Markup {
    let count = |shape: DotShape| rows.iter().filter(|row| DotShape::new(&row.outcome) == shape).count();
    let shapes = DotShape::ALL.into_iter().map(|(shape, words)| (shape, words, count(shape)));
    html! {
        ul.legend {
            @for (shape, words, count) in shapes.filter(|(.., count)| *count > 0) {
                li {
                    svg.swatch viewBox=(format!("0 0 {DOT} {DOT}")) aria-hidden="true" { (shape.draw(0, words)) }
                    strong { (count) } " " (words)
                }
            }
        }
    }
}

fn table(rows: &[VariationRow]) -> Markup {
    html! {
        table.rows {
            caption { "each case with its result" }
            thead { tr {
                th scope="col" { "variation" } th scope="col" { "what was changed" } th scope="col" { "result" }
            } }
            tbody { @for row in rows { (self::row(row)) } }
        }
    }
}

fn row(row: &VariationRow) -> Markup {
    let words = words(&row.outcome);
    html! {
        tr {
            th scope="row" { (row.variation) }
            td { (row.changed) }
            td {
                @match row.outcome {
                    VariationOutcome::Same => span.chip.(Tone::Good.class()) { (words) },
                    VariationOutcome::NotTried { .. } => span.soft { (words) },
                    VariationOutcome::Unclear { .. } => span.chip.(Tone::Fair.class()) { (words) },
                    VariationOutcome::Differs { .. } | VariationOutcome::Failed { .. } => {
                        span.chip.(Tone::Bad.class()) { (words) }
                    }
                }
            }
        }
    }
}

fn finding(row: &VariationRow) -> Markup {
    html! {
        section {
            h2 { (title(row)) }
            @match &row.outcome {
                VariationOutcome::Failed { reason } => pre.reason { (reason) },
                VariationOutcome::Unclear { members } => {
                    p { "It differs only where it differs anyway:" }
                    (list(members))
                }
                VariationOutcome::Differs { differences } => {
                    @for difference in differences { (self::difference(difference)) }
                }
                VariationOutcome::Same | VariationOutcome::NotTried { .. } => {}
            }
        }
    }
}

fn list(members: &[String]) -> Markup {
    html! { ul.plain { @for member in members { li { (code(member)) } } } }
}

fn difference(difference: &BuildDifference) -> Markup {
    let purpose = html! { "to get the bytes of the build where nothing is varied, write:" };
    html! {
        p { (difference.archives.join(", ")) ": " (difference.verdict.meaning()) }
        @for found in &difference.blame { (blamed(found)) }
        (parts::causes(&difference.causes, &purpose, Rank::Section))
        (parts::details(&difference.details.iter().collect::<Vec<_>>(), 0, Rank::Section))
    }
}

/// What lets a difference through; of a step all members, where the text names a few.
fn blamed(found: &Blame) -> Markup {
    match found {
        Blame::Key { .. } => html! { p { (value::words(&blame(found))) } },
        Blame::Step { name, line, members } => html! {
            p { "made by the step " (escaped(name)) ", line " (line) " of the manifest:" }
            (list(members))
        },
    }
}
