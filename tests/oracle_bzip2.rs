//! The encoder `bzip2-1` against the installed bzip2: `bzip2 -LEVEL`, byte for byte.
#![allow(clippy::disallowed_methods, reason = "an oracle test starts the real tool")]

use crate::support;

use std::fs::{self, File};
use std::io::{Read, Write};
use std::process::{Command, Stdio};

use pkgr::encoder::{self, Codec, Encoder};
use pkgr::parallel::Pool;
use support::{noise, say, temp_dir};

fn encode(level: u8, input: &[u8], split: usize) -> Vec<u8> {
    let bzip2 = encoder::find("bzip2-1").expect("an encoder");
    let codec = Codec::new(bzip2, level, false).expect("a level of bzip2");
    let one = std::num::NonZeroUsize::MIN;
    let mut encoder = Encoder::new(codec, Vec::new(), one, &Pool::none()).expect("has memory");
    for piece in input.chunks(split) {
        encoder.write_all(piece).expect("memory does not fail");
    }
    encoder.finish().expect("memory does not fail")
}

/// What the tool makes of a regular file; `None` where it is not installed.
fn oracle(level: u8, input: &[u8]) -> Option<Vec<u8>> {
    let directory = temp_dir();
    let path = directory.path().join("input");
    fs::write(&path, input).expect("can be written");
    let output = Command::new("bzip2")
        .args([&format!("-{level}"), "-c"])
        .stdin(Stdio::from(File::open(path).expect("was written")))
        .env_remove("BZIP")
        .env_remove("BZIP2")
        .output()
        .ok()?;
    assert!(output.status.success());
    Some(output.stdout)
}

fn inputs(length: usize) -> Vec<Vec<u8>> {
    let source = include_bytes!("oracle_bzip2.rs").as_slice();
    let mixed = [source, &noise(length / 4), &vec![0; length / 4], source].concat();
    let words = source.iter().copied().cycle().take(length).collect();
    // Pairs of bytes in long periods send the sorting to its fallback.
    let periods = b"ab".iter().copied().cycle().take(length / 2).chain(noise(7).into_iter().cycle());
    let periods = periods.take(length).collect();
    // Runs of all lengths around those that are written shorter.
    let runs = (0..length / 260).flat_map(|run| vec![run as u8; run % 260]).collect();
    vec![Vec::new(), vec![b'a'], noise(length), vec![b'z'; length], words, periods, runs, mixed]
}

fn compare(levels: &[u8], inputs: &[Vec<u8>]) {
    for input in inputs {
        for &level in levels {
            let Some(theirs) = oracle(level, input) else {
                say("SKIPPED: bzip2 is not installed");
                return;
            };
            assert!(encode(level, input, 64 * 1024) == theirs, "bzip2 -{level}, {} bytes", input.len());
        }
    }
}

#[test]
fn the_usual_levels_give_the_bytes_of_bzip2() {
    compare(&[1, 9], &inputs(400_000));
}

#[test]
#[ignore = "long: every level"]
fn every_level_gives_the_bytes_of_bzip2() {
    compare(&[1, 2, 3, 4, 5, 6, 7, 8, 9], &inputs(1_100_000));
}

/// A block holds 900,000 bytes less 19, after runs are written shorter.
#[test]
fn inputs_around_the_end_of_a_block_give_the_bytes_of_bzip2() {
    for level in [1, 9] {
        let block = usize::from(level) * 100_000 - 19;
        let all = noise(2 * block + 2);
        for length in (block - 2..=block + 2).chain(2 * block - 2..=2 * block + 2) {
            let Some(theirs) = oracle(level, &all[..length]) else { return };
            assert!(encode(level, &all[..length], 64 * 1024) == theirs, "bzip2 -{level}, {length} bytes");
        }
    }
}

#[test]
fn the_bytes_do_not_depend_on_how_the_input_was_written() {
    let input = inputs(250_000).pop().expect("there are inputs");
    let whole = encode(1, &input, input.len());
    for split in [1, 511, 4096, 65_537] {
        assert!(encode(1, &input, split) == whole, "pieces of {split} bytes");
    }
}

#[test]
fn what_was_written_comes_out_again() {
    for input in inputs(300_000) {
        let mut output = Vec::new();
        bzip2::read::BzDecoder::new(&*encode(9, &input, 4096)).read_to_end(&mut output).expect("is bzip2");
        assert!(output == input);
    }
}
