//! The table of encoders, the modules below `src/encoder` and the manual agree.
#![allow(clippy::disallowed_methods, reason = "a test reads the project's own files")]

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use pkgr::encoder::{Codec, ENCODERS, EncoderLevel, Format, Parallel, encoders_of, find};

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the file is there")
}

/// The names that the modules give to encoders they define.
fn defined() -> Vec<String> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/encoder");
    let files = walkdir::WalkDir::new(top).into_iter().map(|entry| entry.expect("can be walked").into_path());
    let sources = files.filter(|path| path.extension().is_some_and(|end| end == "rs")).map(read);
    let names = sources.flat_map(|source| {
        let definitions = source.split(": EncoderSpec =").skip(1);
        // The first text in quotes, in a table as in the call of a constructor.
        let name = |text: &str| text.split('"').nth(1).map(str::to_owned);
        definitions.map(|text| name(text).expect("an encoder has a name")).collect::<Vec<_>>()
    });
    names.collect()
}

#[test]
fn every_encoder_that_a_module_defines_is_in_the_table_once() {
    let (mut defined, mut listed) = (defined(), ENCODERS.map(|encoder| encoder.name.to_owned()).to_vec());
    defined.sort();
    listed.sort();
    assert_eq!(defined, listed);
    listed.dedup();
    assert_eq!(listed.len(), ENCODERS.len(), "two encoders have one name");
    for encoder in ENCODERS {
        assert!(find(encoder.name).is_some_and(|found| std::ptr::eq(found, encoder)), "{encoder:?}");
    }
}

#[test]
fn every_format_but_none_has_an_encoder() {
    for format in Format::ALL {
        assert_eq!(encoders_of(format).count() == 0, format == Format::None, "{format:?}");
        assert_eq!(Format::find(format.name()), Some(format));
        for ending in format.endings() {
            assert_eq!(Format::of_file(&format!("a{ending}")), Some(format), "{ending}");
        }
    }
}

/// The manual has a table of the encoders in full: format and endings, name, levels, threads, memory. Of a
/// further encoder of a format only what differs is repeated.
#[test]
fn the_manual_describes_every_encoder() {
    let page = read("docs/encoders.md").replace('`', "");
    let rows: Vec<Vec<&str>> = page
        .lines()
        .skip_while(|line| !line.starts_with("| format, endings | encoder |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let names: Vec<&str> = rows.iter().map(|row| row[1].trim_end_matches(" (default)")).collect();
    assert_eq!(names, ENCODERS.map(|encoder| encoder.name));
    for (row, encoder) in rows.iter().zip(ENCODERS) {
        let is_default = encoders_of(encoder.format).next() == Some(encoder);
        let levels = encoder.levels_text().replace('`', "").replace(" or ", " and ");
        let levels = format!("{levels}, default {}", encoder.default_level);
        let format = format!("{}: {}", encoder.format.name(), encoder.format.endings().join(", "));
        assert_eq!(row[0], if is_default { &format } else { "" }, "{encoder:?}");
        assert!(row[2] == levels || (!is_default && row[2] == "the same"), "{encoder:?}: {row:?}");
        let is_parallel = encoder.all_levels().any(|level| (encoder.parallel)(level) != Parallel::No);
        assert!(row[3].starts_with(if is_parallel { "many" } else { "one" }), "{encoder:?}: {row:?}");
        assert!(row[4].contains("MiB"), "{encoder:?}: {row:?}");
    }
}

#[test]
fn the_command_of_every_level_is_one_plain_command_with_the_level_in_it() {
    for encoder in ENCODERS {
        for level in encoder.all_levels() {
            let Some(command) = encoder.tool_command.map(|command| command(level)) else { continue };
            let words: Vec<&str> = command.split(' ').collect();
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "-=".contains(c);
            assert!(words.iter().all(|word| !word.is_empty() && word.chars().all(is_plain)), "{command}");
            assert_eq!(words[0], encoder.format.name(), "{command}");
            assert!(words[1..].iter().all(|word| word.starts_with('-')), "{command}");
            assert_eq!(words.last(), Some(&&*format!("-{level}")), "{command}");
        }
    }
}

#[test]
fn a_level_that_an_encoder_does_not_have_is_rejected() {
    for encoder in ENCODERS {
        for number in 0..=u8::MAX {
            for is_extreme in [false, true] {
                let has_it = encoder.levels.contains(&number) && (encoder.has_extreme || !is_extreme);
                let level = EncoderLevel::new(encoder, number, is_extreme);
                assert_eq!(level.is_ok(), has_it, "{encoder:?} {number} {is_extreme}");
                assert_eq!(Codec::new(encoder, number, is_extreme).ok().and_then(Codec::level), level.ok());
            }
        }
        let mut levels: Vec<String> = encoder.all_levels().map(|level| level.to_string()).collect();
        let forms = if encoder.has_extreme { 2 } else { 1 };
        assert_eq!(levels.len(), encoder.levels.clone().count() * forms);
        levels.sort();
        levels.dedup();
        assert_eq!(levels.len(), encoder.levels.clone().count() * forms, "a level twice");
        let first = encoder.usual_levels.first().expect("an encoder has a usual level");
        assert_eq!(*first, encoder.default_level, "the default is tried first");
    }
}

#[test]
fn every_level_takes_memory_and_more_threads_take_no_less() {
    for encoder in ENCODERS {
        for level in encoder.all_levels() {
            let memory = [1, 2, 8]
                .map(|threads| (encoder.memory)(level, NonZeroUsize::new(threads).expect("not zero")));
            assert!(memory[0] > 0 && memory.is_sorted(), "{encoder:?} {level}: {memory:?}");
        }
    }
}
