//! Archives that pkgr calls clear are unpacked to one tree by every program, and to the tree that pkgr sees.
//!
//! The archives are made field by field from a seed. Programs unpack those that are clear; one that fails where
//! another succeeds, or where pkgr sees nothing wrong, disagrees.
#![allow(clippy::disallowed_methods, reason = "tests unpack archives, and start the real tools")]

mod programs;
mod random;
mod seen;
mod tar;
mod tree;
mod zip;

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use pkgr::container::bytes::Bytes;
use pkgr::container::inventory::Inventory;
use pkgr::container::limits::Limits;
use pkgr::container::read;
use pkgr::diff::{self, Side, Verdict};
use pkgr::inspect;
use pkgr::lint::Level;
use pkgr::progress::Silent;
use pkgr::source::directory::Directory;

use self::programs::Program;
use self::seen::Seen;
use crate::support::{say, temp_dir};

/// Lints by which an archive is not clear, though it can be read in one way: programs reject such members,
/// unpack them outside, or cannot convert their names.
const UNSAFE: [&str; 4] = ["traversal", "escaping-link", "special-member", "non-utf8"];

/// Archives that are unpacked at a time.
const BATCH: usize = 250;

/// A kind of archive.
struct Subject {
    name: &'static str,
    make: fn(u64, &mut Seen) -> Vec<u8>,
    programs: &'static [Program],
    /// Kinds of things that the archives must have. Each must be in a clear archive, but for odd ones.
    kinds: usize,
}

const TAR: Subject = Subject { name: "tar", make: tar::tar, programs: &programs::TAR, kinds: 35 };
const ZIP: Subject = Subject { name: "zip", make: zip::zip, programs: &programs::ZIP, kinds: 21 };

/// An archive that is clear, and what it is to be unpacked to.
struct Clear {
    seed: u64,
    bytes: Vec<u8>,
    inventory: Inventory,
}

#[derive(Default)]
struct Totals {
    made: usize,
    clear: usize,
    ambiguous: usize,
    denied: usize,
    disagreements: Vec<String>,
    seen: Seen,
}

/// What pkgr makes of an archive: clear, ambiguous, or not safe to unpack.
fn judge(seed: u64, bytes: Vec<u8>, totals: &mut Totals) -> Option<Clear> {
    totals.made += 1;
    let opened = Bytes::of_memory(bytes.as_slice());
    let mut bodies = inspect::InspectedBodies::default();
    let inventory = read::read_visiting(&opened, Limits::default(), &mut bodies).expect("memory can be read");
    let found = inspect::inspect(&inventory, &bodies, &inspect::Levels::default());
    let is_ambiguous = !inventory.ambiguities.is_empty();
    let is_unsafe = found.iter().any(|found| found.level == Level::Deny && UNSAFE.contains(&found.lint));
    totals.seen.count(!is_ambiguous && !is_unsafe);
    totals.ambiguous += usize::from(is_ambiguous);
    totals.denied += usize::from(is_unsafe && !is_ambiguous);
    if is_ambiguous || is_unsafe {
        return None;
    }
    totals.clear += 1;
    Some(Clear { seed, bytes, inventory })
}

/// Compares what each program unpacks with what pkgr sees.
fn compare(subject: &Subject, program: &Program, archives: &[Clear], place: &Path) -> Vec<String> {
    let out = place.join(program.name);
    let failures = program.unpack(&place.join("archives"), &out, archives.len());
    let mut all = Vec::new();
    for (number, (archive, failure)) in archives.iter().zip(failures).enumerate() {
        let expected = tree::of_inventory(&archive.inventory);
        let found = out.join(number.to_string());
        let unpacked = tree::on_disk(&found);
        if failure.is_some()
            && unpacked.is_empty()
            && !program.knows_unmarked
            && tar::is_unmarked(&archive.bytes)
        {
            continue;
        }
        // No Linux stores such an attribute of a symbolic link; what was unpacked is compared all the same.
        let failure =
            failure.filter(|failure| !failure.contains("Cannot restore extended attributes: user."));
        let difference = failure
            .map(|failure| format!("it fails: {failure}"))
            .or_else(|| tree::difference(&expected, &unpacked, program.honours))
            .or_else(|| {
                (program.honours.modes == programs::ALL.modes && program.honours.untyped)
                    .then(|| with_diff(archive, &found))
                    .flatten()
            });
        let head = format!("{}: {} of seed {}", program.name, subject.name, archive.seed);
        all.extend(difference.map(|what| format!("{head}: {what}")));
    }
    fs::remove_dir_all(&out).expect("can be removed");
    all
}

/// What `pkgr diff` says of the archive and the directory. It pairs a name that comes twice with one file.
fn with_diff(archive: &Clear, directory: &Path) -> Option<String> {
    let mut paths: Vec<&[u8]> = archive.inventory.members.iter().map(|member| member.path.bare()).collect();
    paths.sort_unstable();
    if paths.windows(2).any(|pair| pair[0] == pair[1]) {
        return None;
    }
    let directory = Directory::open(directory).expect("is there");
    let right = Side::directory(&directory, NonZeroUsize::MIN, &Silent).expect("can be read");
    let left = Side::Archive(Box::new(archive.inventory.clone()));
    let difference = diff::compare_without_remedies(&left, &right);
    (difference.verdict == Verdict::Differs).then(|| format!("`pkgr diff` says {:?}", difference.causes))
}

/// Unpacks the archives of some seeds with every program, two at a time.
fn run(subject: &Subject, seeds: std::ops::Range<u64>) -> Totals {
    let programs: Vec<&Program> = subject.programs.iter().filter(|program| program.is_there()).collect();
    let mut totals = Totals::default();
    let seeds: Vec<u64> = seeds.collect();
    for batch in seeds.chunks(BATCH) {
        let place = temp_dir();
        fs::create_dir(place.path().join("archives")).expect("can be made");
        let mut clear = Vec::new();
        for &seed in batch {
            let bytes = (subject.make)(seed, &mut totals.seen);
            clear.extend(judge(seed, bytes, &mut totals));
        }
        for (number, archive) in clear.iter().enumerate() {
            fs::write(place.path().join("archives").join(number.to_string()), &archive.bytes)
                .expect("can be written");
        }
        let (clear, place) = (&clear, place.path());
        for pair in programs.chunks(2) {
            std::thread::scope(|scope| {
                let running: Vec<_> = pair
                    .iter()
                    .map(|program| scope.spawn(move || compare(subject, program, clear, place)))
                    .collect();
                let found = running.into_iter().flat_map(|thread| thread.join().expect("ends"));
                totals.disagreements.extend(found);
            });
        }
    }
    say(&format!(
        "{} {}s and {} programs: {} clear, {} ambiguous, {} unsafe to unpack, {} disagreements",
        totals.made,
        subject.name,
        programs.len(),
        totals.clear,
        totals.ambiguous,
        totals.denied,
        totals.disagreements.len()
    ));
    totals
}

fn check(subject: &Subject, seeds: std::ops::Range<u64>) {
    let totals = run(subject, seeds);
    for (kind, [all, clear]) in &totals.seen.counts {
        say(&format!("  {kind}: {all}, {clear} of them clear"));
    }
    let missed: Vec<_> = totals
        .seen
        .counts
        .iter()
        .filter(|(kind, [all, clear])| *all == 0 || *clear == 0 && !kind.starts_with("an odd"))
        .collect();
    assert!(
        totals.seen.counts.len() >= subject.kinds && missed.is_empty(),
        "{} kinds: {missed:?}",
        totals.seen.counts.len()
    );
    assert!(totals.disagreements.is_empty(), "{}", totals.disagreements.join("\n"));
    assert!(totals.clear * 5 >= totals.made * 2, "only {} of {} are clear", totals.clear, totals.made);
}

// T390
#[test]
fn a_tar_that_is_clear_is_unpacked_to_one_tree_by_every_program() {
    check(&TAR, 0..1_500);
}

// T390
#[test]
fn a_zip_that_is_clear_is_unpacked_to_one_tree_by_every_program() {
    check(&ZIP, 0..1_500);
}

/// The seeds of a long run: 50,000, or those of `PKGR_ORACLE_RANGE`, such as `10000-12000`.
fn many() -> std::ops::Range<u64> {
    let number = |text: &str| text.parse().expect("the range has two numbers");
    match std::env::var("PKGR_ORACLE_RANGE") {
        Ok(range) => {
            let (first, end) = range.split_once('-').expect("the range has a hyphen");
            number(first)..number(end)
        }
        Err(_) => 10_000..60_000,
    }
}

// T390
#[test]
#[ignore = "long: 50,000 tars are unpacked by five programs"]
fn many_tars_that_are_clear_are_unpacked_to_one_tree_by_every_program() {
    check(&TAR, many());
}

// T390
#[test]
#[ignore = "long: 50,000 zips are unpacked by six programs"]
fn many_zips_that_are_clear_are_unpacked_to_one_tree_by_every_program() {
    check(&ZIP, many());
}

/// Writes the archives of `PKGR_ORACLE_SEEDS`, such as `tar:7,zip:12`, to the directory `PKGR_ORACLE_OUT`.
#[test]
#[ignore = "writes files for a person"]
fn archives_of_seeds_are_written() {
    let [Ok(seeds), Ok(out)] = ["PKGR_ORACLE_SEEDS", "PKGR_ORACLE_OUT"].map(std::env::var) else { return };
    for (kind, seed) in seeds.split(',').filter_map(|seed| seed.split_once(':')) {
        let subject = if kind == "tar" { TAR } else { ZIP };
        let bytes = (subject.make)(seed.parse().expect("a number"), &mut Seen::default());
        fs::write(Path::new(&out).join(format!("{seed}.{kind}")), bytes).expect("can be written");
    }
}
