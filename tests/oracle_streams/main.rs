//! Files of several compressed streams, and with something behind them: what is clear is read alike by every program,
//! and what every program reads alike is clear, but for the exceptions below.
#![allow(clippy::disallowed_methods, reason = "tests start the real tools")]

mod input;
mod readers;

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;

use pkgr::container::bytes::Bytes;
use pkgr::container::inventory::Inventory;
use pkgr::container::limits::Limits;
use pkgr::container::read;
use pkgr::digest::Digest;
use pkgr::encoder::Format;
use pkgr::inspect;

use self::input::Input;
use self::readers::{Seen, Sees};
use crate::support::{say, temp_dir};

const FORMATS: [Format; 4] = [Format::Gzip, Format::Xz, Format::Bzip2, Format::Zstd];

/// What one reader makes of one file; `None` where it fails.
type View<'a> = (&'static str, Sees, Option<&'a [u8]>);

/// What each reader sees of one file.
struct Views<'a>(Vec<View<'a>>);

impl Views<'_> {
    fn of(&self, sees: Sees) -> impl Iterator<Item = Option<&[u8]>> {
        self.0.iter().filter(move |(_, other, _)| *other == sees).map(|(.., seen)| *seen)
    }

    /// What all readers of a kind see; `None` where one of them fails, or sees something else.
    fn common(&self, sees: Sees) -> Option<&[u8]> {
        let mut all = self.of(sees);
        let first = all.next()??;
        all.all(|seen| seen == Some(first)).then_some(first)
    }

    fn shown(&self) -> String {
        let show = |(name, _, seen): &View<'_>| match seen {
            Some(bytes) => format!("{name}: {} bytes of {}", bytes.len(), Digest::of(bytes)),
            None => format!("{name}: fails"),
        };
        self.0.iter().map(show).collect::<Vec<_>>().join("\n    ")
    }
}

/// Whether the lint says that a program which reads the first stream alone sees no error.
fn is_silent(found: &Inventory) -> bool {
    let lints = inspect::inspect(found, &inspect::InspectedBodies::default(), &inspect::Levels::default());
    let lint = lints.iter().find(|found| found.lint == "several-streams");
    lint.is_some_and(|lint| lint.examples[0].contains("without an error"))
}

/// What is wrong with the verdict of pkgr, and the class of the file.
fn check(
    format: Format,
    input: &Input,
    found: &Inventory,
    views: &Views<'_>,
) -> Result<&'static str, String> {
    let alike = views.common(Sees::Stream).zip(views.common(Sees::Files));
    let Some(first) = found.ambiguities.first() else {
        let tar = found.tar().expect("it is a tar");
        let (stream, files) = alike.ok_or("it is clear, and programs do not read it alike")?;
        if tar.stream.digest != Digest::of(stream) || files != input.files {
            return Err("it is clear, and programs read something else".to_owned());
        }
        // A program that reads one stream fails, sees the same, or sees less where the lint says so.
        let sees_less = |seen: Option<&[u8]>| seen.is_some_and(|files| files != input.files);
        if is_silent(found) {
            let all = views.of(Sees::FirstStream).all(sees_less);
            return Ok(if all {
                "a split at a header"
            } else {
                "a split at a header that a program rejects"
            });
        }
        if views.of(Sees::FirstStream).any(sees_less) {
            return Err("it is clear, and a program that reads one stream sees no error".to_owned());
        }
        return Ok(match (tar.framing.streams > 1, tar.framing.zeros > 0) {
            (true, true) => "several streams and zeros",
            (true, false) => "several streams",
            (false, true) => "zeros",
            (false, false) => "one stream",
        });
    };
    match alike {
        // Programs ignore it, but 7z rejects the file and bzip2 warns.
        Some(_) if found.ambiguities.iter().any(|one| one.what.contains("bzip2 warns of it")) => {
            Ok("something behind bzip2")
        }
        // Python sometimes takes the zeros for an old format without a magic number, and an empty stream changes nothing.
        Some(_) if format == Format::Xz && first.what.contains("begins behind") => {
            Ok("an xz stream behind zeros, read alike by chance")
        }
        Some(_) => Err(format!("every program reads it alike, and pkgr says: {first}")),
        None => Ok("read differently"),
    }
}

/// Files that are read at a time.
const BATCH: usize = 250;

type Classes = BTreeMap<&'static str, usize>;

/// Compares the inputs of some numbers; how many there are of each class. `None` without programs.
fn compare(format: Format, numbers: &[u64], make: fn(Format, u64) -> Input) -> Option<Classes> {
    let mut classes = Classes::new();
    for batch in numbers.chunks(BATCH) {
        let inputs: Vec<Input> = batch.iter().map(|&number| make(format, number)).collect();
        for (class, count) in compare_batch(format, &inputs)? {
            *classes.entry(class).or_default() += count;
        }
    }
    say(&format!("{} {} files: {classes:?}", numbers.len(), format.name()));
    Some(classes)
}

fn compare_batch(format: Format, inputs: &[Input]) -> Option<Classes> {
    let place = temp_dir();
    let archives = place.path().join("archives");
    fs::create_dir(&archives).expect("can be made");
    for (number, input) in inputs.iter().enumerate() {
        fs::write(archives.join(number.to_string()), &input.bytes).expect("can be written");
    }
    let seen: Vec<Seen> = readers::all(format, &archives, inputs.len());
    if ![Sees::Stream, Sees::Files].iter().all(|kind| seen.iter().any(|seen| seen.sees == *kind)) {
        return None;
    }
    let (mut classes, mut wrong) = (Classes::new(), Vec::new());
    for (number, input) in inputs.iter().enumerate() {
        let opened = Bytes::of_memory(input.bytes.as_slice());
        let found = read::inventory(&opened, Limits::default()).expect("memory can be read");
        let view = |seen| -> View<'_> {
            let &Seen { name, sees, ref files } = seen;
            (name, sees, files[number].as_deref())
        };
        let views = Views(seen.iter().map(view).collect());
        match check(format, input, &found, &views) {
            Ok(class) => *classes.entry(class).or_default() += 1,
            Err(why) => wrong.push(format!("{}: {why}\n    {}", input.what, views.shown())),
        }
    }
    let count = wrong.len();
    wrong.truncate(5);
    assert!(
        wrong.is_empty(),
        "{}: {count} of {} are wrong:\n{}",
        format.name(),
        inputs.len(),
        wrong.join("\n")
    );
    Some(classes)
}

fn check_seeds(seeds: Range<u64>) {
    let seeds: Vec<u64> = seeds.collect();
    for format in FORMATS {
        let Some(classes) = compare(format, &seeds, input::random) else { continue };
        let mut expected = vec!["one stream", "several streams", "a split at a header", "read differently"];
        if matches!(format, Format::Gzip | Format::Bzip2) {
            expected.extend(["zeros", "several streams and zeros"]);
        }
        for class in expected {
            assert!(classes.contains_key(class), "{}: none is {class}: {classes:?}", format.name());
        }
    }
}

// T361
#[test]
fn streams_in_one_file_are_clear_if_every_program_reads_them_alike() {
    check_seeds(0..120);
}

// T361
#[test]
#[ignore = "long: 10,000 files are read by eleven programs"]
fn many_streams_in_one_file_are_clear_if_every_program_reads_them_alike() {
    check_seeds(1_000..3_500);
}

fn check_zeros(counts: &[u64]) {
    for format in FORMATS {
        let Some(classes) = compare(format, counts, input::with_zeros) else { continue };
        let expected = match format {
            Format::Gzip | Format::Bzip2 => "zeros",
            _ => "read differently",
        };
        assert_eq!(classes.get(expected), Some(&counts.len()), "{}: {classes:?}", format.name());
    }
}

// T362
#[test]
fn zeros_behind_compressed_data_are_clear_if_every_program_ignores_them() {
    let numbers = (1..=20).chain([511, 512, 513, 1023, 1024, 32_768, 65_537, 1_000_000]);
    check_zeros(&numbers.collect::<Vec<_>>());
}

// T362
#[test]
#[ignore = "long: 4,096 files are read by eleven programs"]
fn every_number_of_zeros_is_clear_if_every_program_ignores_them() {
    check_zeros(&(1..=1024).collect::<Vec<_>>());
}
