//! The encoder `zstd-1` against the installed zstd 1.5.7: `zstd -LEVEL < FILE`, byte for byte.
#![allow(clippy::disallowed_methods, reason = "an oracle test starts the real tool")]

use crate::support;

use std::fs::{self, File};
use std::io::Write;
use std::num::NonZeroUsize;
use std::process::{Command, Stdio};

use pkgr::encoder::{self, Codec, Encoder, Format, candidates};
use pkgr::parallel::Pool;
use support::{has_zstd, noise, temp_dir};

fn encode(number: u8, threads: usize, input: &[u8], split: usize) -> Vec<u8> {
    let threads = NonZeroUsize::new(threads).expect("not zero");
    let mut encoder =
        Encoder::new(codec(number), Vec::new(), threads, &Pool::none()).expect("zstd gets its memory");
    for piece in input.chunks(split) {
        encoder.write_all(piece).expect("memory does not fail");
    }
    encoder.finish().expect("memory does not fail")
}

fn codec(level: u8) -> Codec {
    Codec::new(encoder::find("zstd-1").expect("an encoder"), level, false).expect("a level of zstd")
}

/// What the tool makes of a file behind `<`.
fn oracle(options: &[&str], number: u8, input: &[u8]) -> Vec<u8> {
    let directory = temp_dir();
    let path = directory.path().join("input");
    fs::write(&path, input).expect("can be written");
    let output = Command::new("zstd")
        .args(["-q", "-c", "--ultra", &format!("-{number}")])
        .args(options)
        .stdin(Stdio::from(File::open(path).expect("was written")))
        .env_remove("ZSTD_CLEVEL")
        .env_remove("ZSTD_NBTHREADS")
        .output()
        .expect("zstd can be started");
    assert!(output.status.success(), "{}", support::text(&output.stderr));
    output.stdout
}

fn inputs(length: usize) -> Vec<Vec<u8>> {
    let source = include_bytes!("oracle_zstd.rs").as_slice();
    let mixed = [source, &noise(length / 4), &vec![0; length / 4], source].concat();
    let words: Vec<u8> = source.iter().copied().cycle().take(length).collect();
    let all = [&words[..], &mixed, &words, &noise(length / 8)].concat();
    vec![Vec::new(), vec![b'a'], noise(length), vec![b'z'; length], mixed, all]
}

fn compare(levels: impl Iterator<Item = u8> + Clone, inputs: &[Vec<u8>]) {
    if !has_zstd() {
        return;
    }
    for input in inputs {
        for number in levels.clone() {
            let ours = encode(number, 2, input, 256 * 1024);
            assert!(ours == oracle(&[], number, input), "zstd -{number}, {} bytes", input.len());
            assert!(ours == oracle(&["-T2"], number, input), "zstd -T2 -{number}, {} bytes", input.len());
        }
    }
}

#[test]
fn every_level_but_the_highest_gives_the_bytes_of_zstd() {
    compare(1..=19, &inputs(200_000));
}

#[test]
#[ignore = "long: the highest levels, which take 2 GiB of memory"]
fn the_highest_levels_give_the_bytes_of_zstd() {
    compare(20..=22, &inputs(3_000_000));
}

/// A job has 2 MiB at level 1, 8 MiB at level 3: the input ends before, at and after the end of one.
#[test]
fn inputs_of_several_jobs_give_the_bytes_of_zstd_at_any_number_of_workers() {
    let all = inputs(4_300_000).pop().expect("there are inputs");
    for (number, job) in [(1, 2 << 20), (3, 8 << 20)] {
        for length in [job - 1, job, job + 1, all.len()] {
            let input = &all[..length];
            let one = encode(number, 1, input, 256 * 1024);
            for threads in [2, 3, 7] {
                let other = encode(number, threads, input, 100_003);
                assert!(other == one, "level {number}, {length} bytes by {threads} workers");
            }
            if has_zstd() {
                assert!(one == oracle(&["-T2"], number, input), "level {number}, {length} bytes");
            }
        }
    }
}

#[test]
#[ignore = "long: several jobs at the default level"]
fn the_default_level_gives_the_bytes_of_zstd_at_any_number_of_workers() {
    let input = inputs(30_000_000).pop().expect("there are inputs");
    assert!(input.len() > 2 * (32 << 20), "more than two jobs");
    let one = encode(19, 1, &input, 256 * 1024);
    for threads in [2, 3, 7] {
        assert!(encode(19, threads, &input, 1 << 20) == one, "{threads} workers");
    }
    if has_zstd() {
        assert!(one == oracle(&["-T2"], 19, &input));
    }
}

#[test]
fn the_bytes_do_not_depend_on_how_the_input_was_written() {
    for input in inputs(100_000) {
        let whole = encode(3, 2, &input, input.len().max(1));
        for split in [1, 511, 4096, 65_537] {
            assert!(encode(3, 2, &input, split) == whole, "pieces of {split} bytes");
        }
    }
}

#[test]
fn what_was_written_comes_out_again() {
    for input in inputs(400_000) {
        let bytes = encode(3, 3, &input, 4096);
        assert!(zstd::decode_all(&*bytes).expect("is zstd") == input);
    }
}

/// The window in the frame's header is that of the level, so that `verify` finds the level again.
#[test]
fn every_level_is_found_again_by_the_window_of_its_frame() {
    for number in 1..=19 {
        let bytes = encode(number, 1, b"some text", 9);
        let found = candidates(Format::Zstd, &bytes);
        assert!(found.contains(&codec(number)), "level {number}: {found:?}");
        assert!(found.len() <= 8, "{found:?}");
    }
}
