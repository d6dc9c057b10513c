//! Reports with hostile texts in every field, made without the program, and seen as it prints them.

use std::io::{self, Write};
use std::sync::Arc;

use pkgr::build::Built;
use pkgr::container::inventory::Stream;
use pkgr::diagnostic::{Code, Diagnostic, Diagnostics, RenderStyle, Severity, SourceText, render};
use pkgr::diff::nested::Within;
use pkgr::diff::{
    Cause, CauseKind, Changed, Detail, Difference, Example, FileContent, PairedMembers, Side, Verdict,
};
use pkgr::digest::Digest;
use pkgr::inspect::ArchiveFinding;
use pkgr::lint::Level;
use pkgr::ops::diff::{DiffReport, NamedSide, ReproducedSide};
use pkgr::ops::lint::{LintReport, LintedArchive};
use pkgr::ops::steering::{SteeringChange, SteeringFile};
use pkgr::ops::verify::{RebuiltPackage, Verified, VerifyReport};
use pkgr::plan::Package;
use pkgr::report::paint::Paint;
use pkgr::report::{build, diff, github, lint, vary, verify};
use pkgr::settings::Setting;
use pkgr::sink::{Syntax, filtered};
use pkgr::vary::{
    BaseArchive, Blame, BuildDifference, ComparedPart, VariationOutcome, VariationRow, VaryReport,
};
use proptest::prelude::*;
use serde_json::{Value, to_value};

use super::checker::{Kind, faults};
use super::texts::text;

/// What is printed.
fn printed(syntax: Syntax, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Vec<u8> {
    let mut out = Vec::new();
    filtered(&mut out, syntax, write).expect("memory takes all");
    out
}

fn harmless(kind: Kind, printed: &[u8]) -> Result<(), TestCaseError> {
    let faults = faults(printed, kind);
    prop_assert!(faults.is_empty(), "{faults:?}\n{}", String::from_utf8_lossy(printed));
    Ok(())
}

/// The page has no element that pages do not have.
fn is_whole(page: &[u8]) -> Result<(), TestCaseError> {
    let page = String::from_utf8_lossy(page).to_lowercase();
    for element in ["<script", "<img", "<!--", "<b>"] {
        prop_assert!(!page.contains(element), "{page}");
    }
    Ok(())
}

fn json(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<Value, TestCaseError> {
    let printed = printed(Syntax::Json, write);
    harmless(Kind::Output, &printed)?;
    Ok(serde_json::from_slice(&printed).expect("is JSON"))
}

fn texts(most: usize) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(text(), 0..most)
}

fn diagnostic() -> impl Strategy<Value = (Diagnostic, SourceText)> {
    let severities = prop::sample::select(vec![Severity::Error, Severity::Warning, Severity::Note]);
    let source = (text(), texts(6)).prop_map(|(name, lines)| SourceText::new(name, lines.join("\n")));
    let places = prop::collection::vec((any::<prop::sample::Index>(), 0..9_usize, text()), 0..3);
    (severities, text(), prop::option::of(text()), source, places).prop_map(
        |(severity, message, help, source, places)| {
            let mut diagnostic = Diagnostic::new(Code::Io, severity, message);
            diagnostic.help = help;
            let ends: Vec<usize> =
                source.text.char_indices().map(|(at, _)| at).chain([source.text.len()]).collect();
            for (start, length, text) in places {
                let start = start.index(ends.len());
                diagnostic = diagnostic.label(ends[start]..ends[(start + length).min(ends.len() - 1)], text);
            }
            (diagnostic, source)
        },
    )
}

fn cause() -> impl Strategy<Value = Cause> {
    let kinds = prop::sample::select(vec![CauseKind::Content, CauseKind::Owner, CauseKind::Extra]);
    (kinds, text(), (text(), text(), text(), text()), prop::option::of(text())).prop_map(
        |(cause, rule, (path, left, right, path_of_list), remedy)| Cause {
            changes_tree: cause >= CauseKind::Name,
            cause,
            count: 2,
            of: 3,
            rule,
            example: Example { path, left, right },
            paths: vec![path_of_list],
            remedy: remedy.map(|pattern| Setting::Exclude(vec![pattern])),
        },
    )
}

fn causes() -> impl Strategy<Value = Vec<Cause>> {
    prop::collection::vec(cause(), 0..3)
}

fn detail() -> impl Strategy<Value = Detail> {
    let within = (causes(), texts(3))
        .prop_map(|(causes, problems)| Box::new(Within { verdict: None, causes, changed: 1, problems }));
    (text(), texts(4), prop::option::of(within)).prop_map(|(path, lines, nested)| Detail {
        path,
        lines,
        nested,
    })
}

fn details() -> impl Strategy<Value = Vec<Detail>> {
    prop::collection::vec(detail(), 0..3)
}

fn outcome() -> impl Strategy<Value = VariationOutcome> {
    let steps = (text(), texts(5)).prop_map(|(name, members)| Blame::Step { name, line: 3, members });
    let blame = prop_oneof![steps, Just(Blame::Key { name: "mtime", line: 1 })];
    let blames = prop::collection::vec(blame, 0..3);
    let difference =
        (texts(3), causes(), details(), blames).prop_map(|(archives, causes, details, blame)| {
            BuildDifference { archives, verdict: Verdict::Differs, causes, details, blame }
        });
    prop_oneof![
        Just(VariationOutcome::Same),
        prop::collection::vec(difference, 1..3)
            .prop_map(|differences| VariationOutcome::Differs { differences }),
        text().prop_map(|reason| VariationOutcome::Failed { reason }),
        texts(4).prop_map(|members| VariationOutcome::Unclear { members }),
        text().prop_map(|reason| VariationOutcome::NotTried { reason }),
    ]
}

fn row() -> impl Strategy<Value = VariationRow> {
    (text(), outcome()).prop_map(|(changed, outcome)| VariationRow {
        variation: "time",
        changed,
        compared: ComparedPart::Archive,
        outcome,
    })
}

fn package(name: &str) -> Package {
    Package { name: name.to_owned(), version: name.to_owned() }
}

/// A file that can steer a build, with its contents.
fn steering() -> impl Strategy<Value = SteeringFile> {
    (text(), text(), texts(4)).prop_map(|(path, kind, lines)| {
        let content = FileContent {
            path: path.clone(),
            member: 0,
            size: 1 << 20,
            sha256: Digest::of(b""),
            shown: 9,
            lines: Some(lines),
        };
        SteeringFile { path, change: SteeringChange::Added, why: "it runs", kind, content: Some(content) }
    })
}

fn built(file: String) -> pkgr::ops::build::Line {
    let digest = Digest::of(file.as_bytes());
    pkgr::ops::build::Line {
        built: Built { file, size: 1, digest, tar_digest: digest, content_digest: digest },
        outcome: pkgr::ops::build::BuildOutcome::Replaced(digest),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    // T365, T366, T367
    #[test]
    fn diagnostics_are_harmless_with_colours_and_without((diagnostic, source) in diagnostic()) {
        let plain = render(&diagnostic, &source, RenderStyle { color: false, ..RenderStyle::default() });
        harmless(Kind::Output, &printed(Syntax::Text, |out| out.write_all(plain.as_bytes())))?;
        let colored = render(&diagnostic, &source, RenderStyle { color: true, ..RenderStyle::default() });
        harmless(Kind::Colored, &printed(Syntax::Colored, |out| out.write_all(colored.as_bytes())))?;
        // The filter before the terminal has to escape only the drawing itself.
        for (text, kind) in [(&plain, Kind::Output), (&colored, Kind::Colored)] {
            let faults = faults(text.as_bytes(), kind);
            prop_assert!(faults.iter().all(|fault| fault.starts_with("a command")), "{:?}", faults);
        }
    }

    // T372
    #[test]
    fn annotations_outputs_and_summaries_are_harmless((diagnostic, source) in diagnostic(), file in text()) {
        let annotation = github::annotation(&diagnostic, &source, &file);
        harmless(Kind::Job, annotation.line().as_bytes())?;
        prop_assert_eq!(annotation.line().matches('\n').count(), 1);
        let problems = github::summary_of_problems(&[diagnostic], github::MOST_SUMMARY);
        let archives = github::summary_of_build(&[built(file.clone())]);
        for summary in [&problems, &archives] {
            harmless(Kind::Output, &printed(Syntax::Text, |out| out.write_all(summary.as_bytes())))?;
            let is_plain = |line: &str| line.starts_with("| ") && line.ends_with(" |") || line.is_empty();
            prop_assert!(summary.lines().all(is_plain), "{}", summary);
            prop_assert!(!summary.replace("<br>", "").contains(['<', '>', '[', '@', '\\']), "{}", summary);
        }
    }

    #[test]
    fn reports_of_builds_are_harmless(directory in text(), files in texts(4)) {
        let lines: Vec<_> = files.iter().cloned().map(built).collect();
        harmless(Kind::Output, &printed(Syntax::Text, |out| build::text(&directory, &lines, out)))?;
        let value = json(|out| build::json(&lines, out))?;
        let read: Vec<_> = value["archives"].as_array().into_iter().flatten().map(|line| line["file"].clone()).collect();
        prop_assert_eq!(read, files);
    }

    #[test]
    fn reports_of_lints_are_harmless(name in text(), top in text(), examples in texts(6)) {
        let found = vec![ArchiveFinding { lint: "bidi", level: Level::Deny, summary: "s", count: 9, examples }];
        let archive = LintedArchive {
            name: name.clone().into(),
            file: Stream { size: 1, digest: Digest::of(b"") },
            members: 1,
            top: Some(pkgr::path::Escaped(top.as_bytes()).to_string()),
            claimed_commit: None,
            found,
            stopped_at: None,
        };
        let report = LintReport { archives: vec![archive], problems: Diagnostics::new() };
        harmless(Kind::Output, &printed(Syntax::Text, |out| lint::text(&report, Paint::PLAIN, out)))?;
        let page = printed(Syntax::Html, |out| lint::html(&report, out));
        harmless(Kind::Output, &page)?;
        is_whole(&page)?;
        let value = json(|out| lint::json(&report, out))?;
        prop_assert_eq!(&value["file"], &name);
        prop_assert_eq!(&value["lints"], &to_value(&report.archives[0].found).expect("is JSON"));
    }

    #[test]
    fn reports_of_differences_are_harmless(left in text(), right in text(), causes in causes(), details in details(), steering in prop::collection::vec(steering(), 0..3)) {
        let side = |name: &str| NamedSide { name: name.into(), side: Arc::new(Side::Directory(Vec::new())) };
        let changed = details.iter().map(|_| Changed { left: 0, right: 0 }).collect();
        let difference = Difference { verdict: Verdict::Differs, causes, changed, members: PairedMembers::default() };
        let report = DiffReport { left: side(&left), right: side(&right), difference, details, steering, reproduced: ReproducedSide::Left };
        harmless(Kind::Output, &printed(Syntax::Text, |out| diff::text(&report, Paint::PLAIN, out)))?;
        let page = printed(Syntax::Html, |out| diff::html(&report, out));
        harmless(Kind::Output, &page)?;
        is_whole(&page)?;
        let value = json(|out| diff::json(&report, out))?;
        prop_assert_eq!(&value["left"]["name"], &left);
        prop_assert_eq!(&value["causes"], &to_value(&report.difference.causes).expect("is JSON"));
        prop_assert_eq!(&value["steering"], &to_value(&report.steering).expect("is JSON"));
        prop_assert_eq!(&value["details"], &to_value(&report.details).expect("is JSON"));
        let rebuilt = RebuiltPackage { package: package(&left), manifest: left.clone(), revision: None };
        let verified = vec![Verified { comparison: report, encoder: None }];
        let report = VerifyReport { rebuilt, archives: verified, checksums: Vec::new() };
        harmless(Kind::Output, &printed(Syntax::Text, |out| verify::text(&report, Paint::PLAIN, out)))?;
        let page = printed(Syntax::Html, |out| verify::html(&report, out));
        harmless(Kind::Output, &page)?;
        is_whole(&page)?;
        prop_assert_eq!(&json(|out| verify::json(&report, out))?["archives"][0]["file"], &right);
    }

    #[test]
    fn reports_of_variations_are_harmless(rows in prop::collection::vec(row(), 0..4), file in text()) {
        let manifest = file.clone();
        let archives = vec![BaseArchive { file, sha256: Digest::of(b""), tar_sha256: Digest::of(b"") }];
        let report = VaryReport { package: package(&manifest), manifest, archives, rows };
        harmless(Kind::Output, &printed(Syntax::Text, |out| vary::text(&report, Paint::PLAIN, out)))?;
        let page = printed(Syntax::Html, |out| vary::html(&report, out));
        harmless(Kind::Output, &page)?;
        is_whole(&page)?;
        let value = json(|out| vary::json(&report, out))?;
        prop_assert_eq!(&value["variations"], &to_value(&report.rows).expect("is JSON"));
        prop_assert_eq!(&value["archives"], &to_value(&report.archives).expect("is JSON"));
    }
}
