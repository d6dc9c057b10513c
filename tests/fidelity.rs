//! How many published archives `pkgr init --from` rebuilds, and what their manifests need.
//!
//! `PKGR_TEST_CORPUS` is a directory with archives and their table `corpus.tsv`, as `tests/corpus/fetch.sh` fills one.
//! With `PKGR_BLESS=1`, and all of `tests/corpus/published.tsv`, the results become `docs/fidelity.md`:
//!
//! ```text
//! tests/corpus/fetch.sh tests/corpus/published.tsv target/published
//! PKGR_BLESS=1 PKGR_TEST_CORPUS=$PWD/target/published cargo test --release --test it fidelity:: -- --nocapture
//! ```
#![allow(
    clippy::disallowed_methods,
    reason = "a test reads the project's own files, and the clock for a date"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use pkgr::diff::Verdict;
use pkgr::infer::{InferredManifest, TimesFrom};
use pkgr::ops::Context;
use pkgr::ops::rebuild::{self, RebuildInput, RebuildReport, RebuildSource};

use crate::init_from::{Unpacked, build_from};
use crate::support::{say, temp_dir};

/// Archives of the whole table, for which the results are published.
const WHOLE: usize = 80;

/// An archive of the table.
struct Row {
    registry: String,
    file: String,
}

/// What became of an archive.
struct Outcome {
    row: Row,
    report: Result<RebuildReport, String>,
    /// Whether its bytes come from the contents and executable bits alone, with a table.
    is_rebuilt_from_contents: bool,
    seconds: f64,
}

impl Outcome {
    fn is_identical(&self) -> bool {
        self.report.as_ref().is_ok_and(|report| report.verdict == Verdict::Identical)
    }

    /// How much the manifest needs, or how far it goes.
    fn grade(&self) -> &'static str {
        match &self.report {
            Ok(report) if report.verdict == Verdict::Identical => report.grade.name(),
            Ok(report) => report.verdict.name(),
            Err(_) => "none",
        }
    }
}

fn rows(directory: &Path) -> Vec<Row> {
    let table = fs::read_to_string(directory.join("corpus.tsv")).expect("the directory has the table");
    let mut lines = table.lines().map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
    let header = lines.next().expect("has a header");
    let column = |name: &str| header.iter().position(|cell| cell == name).expect("has the column");
    let (registry, file) = (column("registry"), column("filename"));
    let row = |line: Vec<String>| Row { registry: line[registry].clone(), file: line[file].clone() };
    lines.map(row).filter(|row| row.registry != "pypi-wheel").collect()
}

fn infer(archive: &Path, times: TimesFrom) -> Result<RebuildReport, String> {
    let root = temp_dir();
    let input = RebuildInput {
        archive,
        manifest: &root.path().join("release.toml"),
        source: RebuildSource::Archive,
        times,
        replace: false,
        modernize: false,
    };
    let context = Context { threads: NonZeroUsize::new(2).expect("is not 0"), ..Context::default() };
    let messages = |problems: pkgr::diagnostic::Diagnostics| {
        problems.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>().join("; ")
    };
    rebuild::run(input, context).map_err(messages)
}

fn outcome(row: Row, directory: &Path) -> Outcome {
    let archive = directory.join(&row.file);
    let start = Instant::now();
    let report = infer(&archive, TimesFrom::Tree);
    let seconds = start.elapsed().as_secs_f64();
    let root = temp_dir();
    let is_rebuilt_from_contents = infer(&archive, TimesFrom::Table).is_ok_and(|report| {
        let built = build_from(&report.recipe, &archive, root.path(), Unpacked::Bytes);
        report.verdict == Verdict::Identical && built == fs::read(&archive).expect("is there")
    });
    say(&format!(
        "{}: {}",
        row.file,
        report.as_ref().map_or_else(Clone::clone, |report| report.verdict.name().to_owned())
    ));
    Outcome { row, report, is_rebuilt_from_contents, seconds }
}

#[test]
fn published_archives_are_rebuilt() {
    let Some(directory) = std::env::var_os("PKGR_TEST_CORPUS") else {
        say("SKIPPED: PKGR_TEST_CORPUS is not set, so no published archive is rebuilt");
        return;
    };
    let directory = Path::new(&directory);
    let outcomes: Vec<Outcome> = rows(directory).into_iter().map(|row| outcome(row, directory)).collect();
    let identical = outcomes.iter().filter(|one| one.is_identical()).count();
    let contents = outcomes.iter().filter(|one| one.is_rebuilt_from_contents).count();
    let all = outcomes.len();
    say(&format!(
        "{identical} of {all} published archives are rebuilt, {contents} from contents and a table"
    ));
    assert!(identical * 100 >= all * 97, "{identical} of {all}");
    assert!(contents * 100 >= all * 95, "{contents} of {all}");
    // By rules, a manifest is read at a glance.
    let long = |one: &&Outcome| {
        one.report.as_ref().is_ok_and(|report| report.recipe.to_string().lines().count() > 60)
    };
    assert_eq!(outcomes.iter().find(long).map(|one| &one.row.file), None);
    if std::env::var_os("PKGR_BLESS").is_some() && all >= WHOLE {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/fidelity.md");
        fs::write(page, text(&outcomes)).expect("can be written");
    }
}

fn text(outcomes: &[Outcome]) -> String {
    let all = outcomes.len();
    let identical = outcomes.iter().filter(|one| one.is_identical()).count();
    let contents = outcomes.iter().filter(|one| one.is_rebuilt_from_contents).count();
    let mut page = format!(
        "# Published archives that pkgr rebuilds\n\n\
        Written by `tests/fidelity.rs` on {}, which says how to write it again. The archives are those of\n\
        `tests/corpus/published.tsv` that the clients of their registries brought: {all}, chosen by well-known names and to\n\
        cover years; no random sample. For each, [`pkgr init --from`](rebuilding.md) inferred a manifest and built with it.\n\n\
        - **{identical} of {all}** ({}) were rebuilt, every byte the same.\n\
        - {contents} of {all} ({}) were also rebuilt from the bytes of their files and the executable bits alone, unpacked\n  \
        under the umask 077 and without times, with `--times table`.\n",
        today(),
        percent(identical, all),
        percent(contents, all),
    );
    grades(outcomes, &mut page);
    encoders(outcomes, &mut page);
    others(outcomes, &mut page);
    page
}

fn grades(outcomes: &[Outcome], page: &mut String) {
    let mut registries: Vec<&str> = outcomes.iter().map(|one| &*one.row.registry).collect();
    registries.sort_unstable();
    registries.dedup();
    let _ = writeln!(page, "\n## What their manifests need\n\n| needs | {} | all |", registries.join(" | "));
    let _ = writeln!(page, "| --- |{} ---: |", " ---: |".repeat(registries.len()));
    let names = [
        ("rules", "rules alone"),
        ("named-paths", "and a few named paths"),
        ("tree", "and times or modes of the unpacked files"),
        ("table", "and a table"),
        ("same-tar", "not rebuilt: another encoder"),
        ("same-content", "not rebuilt: other headers"),
        ("none", "not inferred"),
    ];
    for (grade, what) in names {
        let count = |registry: Option<&str>| {
            let some = outcomes.iter().filter(|one| registry.is_none_or(|name| one.row.registry == name));
            some.filter(|one| one.grade() == grade).count()
        };
        let counts: Vec<String> =
            registries.iter().map(|&registry| count(Some(registry)).to_string()).collect();
        let _ = writeln!(page, "| {what} | {} | {} |", counts.join(" | "), count(None));
    }
}

fn encoders(outcomes: &[Outcome], page: &mut String) {
    let mut counts: BTreeMap<(String, &str), usize> = BTreeMap::new();
    for report in outcomes.iter().filter(|one| one.is_identical()).filter_map(|one| one.report.as_ref().ok())
    {
        let archive = &report.recipe.archive;
        let encoder = archive.compression.codec.encoder().map_or("none", |encoder| encoder.name);
        *counts.entry((archive.dialect.name.to_owned(), encoder)).or_default() += 1;
    }
    page.push_str("\n## Dialects and encoders\n\n| dialect | encoder | archives |\n| --- | --- | ---: |\n");
    for ((dialect, encoder), count) in counts {
        let _ = writeln!(page, "| `{dialect}` | `{encoder}` | {count} |");
    }
}

fn others(outcomes: &[Outcome], page: &mut String) {
    let others: Vec<&Outcome> =
        outcomes.iter().filter(|one| !one.is_identical() || !one.is_rebuilt_from_contents).collect();
    if !others.is_empty() {
        page.push_str("\n## Not rebuilt\n\n");
    }
    for one in others {
        let why = match &one.report {
            Ok(report) if report.verdict == Verdict::Identical => {
                "only with the times of the unpacked files".to_owned()
            }
            Ok(report) => {
                let causes: Vec<&str> = report.causes.iter().map(|cause| &*cause.rule).collect();
                format!("{}: {}", report.verdict.name(), causes.join("; "))
            }
            Err(why) => why.replace('\n', " "),
        };
        let _ = writeln!(page, "- `{}`: {why}", one.row.file);
    }
    let mut seconds: Vec<f64> = outcomes.iter().map(|one| one.seconds).collect();
    seconds.sort_by(f64::total_cmp);
    let _ = writeln!(
        page,
        "\nThe median archive took {:.2} s, with two threads, from reading it to comparing the last byte.",
        seconds[seconds.len() / 2]
    );
}

fn percent(part: usize, all: usize) -> String {
    format!("{:.1} %", part as f64 * 100.0 / all as f64)
}

fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970").as_secs();
    let time = pkgr::time::Timestamp::from_seconds(seconds as i64).expect("is in range").to_string();
    time[..10].to_owned()
}

/// The manifest of one release for the next one: its version, its times, and its directory are those of the next.
fn carried_over(old: &InferredManifest, new: &InferredManifest) -> InferredManifest {
    let mut next = old.clone();
    let follows = |one: &str, other: &str| old.package.template(one) == new.package.template(other);
    let name = |prefix: &Option<pkgr::path::EntryPath>| {
        prefix.as_ref().map_or_else(String::new, |path| path.to_string())
    };
    if follows(&name(&old.prefix), &name(&new.prefix)) {
        next.prefix.clone_from(&new.prefix);
    }
    (next.source, next.package) = (new.source.clone(), new.package.clone());
    next.archive.file.clone_from(&new.archive.file);
    if let (Some(header), Some(other)) =
        (&mut next.archive.compression.header, &new.archive.compression.header)
    {
        header.mtime = other.mtime;
        let text = |name: &Option<Vec<u8>>| {
            String::from_utf8_lossy(name.as_deref().unwrap_or_default()).into_owned()
        };
        if follows(&text(&header.name), &text(&other.name)) {
            header.name.clone_from(&other.name);
        }
    }
    // Whether times follow a rule is what is asked; which ones they are, the release decides.
    if std::mem::discriminant(&old.mtime) == std::mem::discriminant(&new.mtime) {
        next.mtime = new.mtime;
    }
    for one in next.overrides.iter_mut().filter(|one| one.own.mtime.is_some()) {
        let same = new.overrides.iter().find(|other| other.paths == one.paths);
        one.own.mtime = same.map_or(one.own.mtime, |same| same.own.mtime);
    }
    next.warned.extend(new.warned.iter().filter(|lint| !old.warned.contains(lint)));
    next
}

/// Pairs of releases, the older one first: those of `tests/corpus/next.tsv`, in the directory that `PKGR_TEST_NEXT` names.
#[test]
fn the_next_release_follows_the_manifest_of_the_last() {
    let Some(directory) = std::env::var_os("PKGR_TEST_NEXT") else {
        say("SKIPPED: PKGR_TEST_NEXT is not set, so no manifest is carried over to the next release");
        return;
    };
    let directory = Path::new(&directory);
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/next.tsv");
    let table = fs::read_to_string(table).expect("the table is there");
    let files: Vec<&str> = table.lines().skip(1).filter_map(|line| line.split('\t').nth(3)).collect();
    let (mut pairs, mut followed) = (0, 0);
    for pair in files.chunks(2).filter(|pair| pair.iter().all(|file| directory.join(file).exists())) {
        let [old, new] = pair else { panic!("the table has pairs") };
        let (archive, root) = (directory.join(new), temp_dir());
        let inferred = [infer(&directory.join(old), TimesFrom::Tree), infer(&archive, TimesFrom::Tree)];
        let [Ok(before), Ok(after)] = inferred else { panic!("{old}, {new}: cannot be inferred") };
        let next = carried_over(&before.recipe, &after.recipe);
        let is_same = next.table.is_none()
            && build_from(&next, &archive, root.path(), Unpacked::Whole)
                == fs::read(&archive).expect("is there");
        (pairs, followed) = (pairs + 1, followed + usize::from(is_same));
        say(&format!("{old} → {new}: {}", if is_same { "followed" } else { "not followed" }));
        if !is_same {
            say(&format!("{next}\n--- of the next one itself:\n{}", after.recipe));
        }
    }
    say(&format!("{followed} of {pairs} releases follow the manifest of the one before"));
    assert!(followed * 4 >= pairs * 3, "{followed} of {pairs}");
}
