//! The encoders `xz-single-1` and `xz-blocks-1` against the installed xz: `xz -T1 -LEVEL` and
//! `xz -T2 -LEVEL`, byte for byte.
#![allow(clippy::disallowed_methods, reason = "an oracle test starts the real tool")]

use crate::support;

use std::fs::{self, File};
use std::io::{Read, Write};
use std::num::NonZeroUsize;
use std::process::{Command, Stdio};

use pkgr::encoder::{self, Codec, Encoder, EncoderLevel};
use pkgr::parallel::Pool;
use support::{noise, say, temp_dir, version};

/// How a stream is made: in one block, or in blocks by that number of workers.
#[derive(Clone, Copy)]
enum How {
    Single,
    Blocks(usize),
}

fn start<W: Write>(how: How, preset: EncoderLevel, inner: W) -> Encoder<W> {
    let (name, threads) = match how {
        How::Single => ("xz-single-1", 1),
        How::Blocks(threads) => ("xz-blocks-1", threads),
    };
    let encoder = encoder::find(name).expect("an encoder");
    let codec = Codec::new(encoder, preset.number(), preset.is_extreme()).expect("a level of xz");
    let threads = NonZeroUsize::new(threads).expect("not zero");
    Encoder::new(codec, inner, threads, &Pool::none()).expect("liblzma gets its memory")
}

fn encode(how: How, preset: EncoderLevel, input: &[u8], split: usize) -> Vec<u8> {
    let mut encoder = start(how, preset, Vec::new());
    for piece in input.chunks(split) {
        encoder.write_all(piece).expect("memory does not fail");
    }
    encoder.finish().expect("memory does not fail")
}

/// What the tool makes of a regular file.
fn oracle(options: &[&str], preset: EncoderLevel, input: &[u8]) -> Vec<u8> {
    let directory = temp_dir();
    let path = directory.path().join("input");
    fs::write(&path, input).expect("can be written");
    let output = Command::new("xz")
        .args(options)
        .args([&format!("-{preset}"), "-c"])
        .stdin(Stdio::from(File::open(path).expect("was written")))
        .env_remove("XZ_OPT")
        .env_remove("XZ_DEFAULTS")
        .output()
        .expect("xz can be started");
    assert!(output.status.success());
    output.stdout
}

fn preset(level: u8, extreme: bool) -> EncoderLevel {
    EncoderLevel::new(encoder::find("xz-blocks-1").expect("an encoder"), level, extreme)
        .expect("a level of xz")
}

/// The size of a block that the shell recipe asks for.
fn block(preset: EncoderLevel) -> usize {
    let command = encoder::find("xz-blocks-1").expect("an encoder").tool_command.expect("xz has one")(preset);
    let size = command.split_whitespace().find_map(|word| word.strip_prefix("--block-size="));
    size.expect("the command has a size").parse().expect("is a number")
}

fn inputs(length: usize) -> Vec<Vec<u8>> {
    let source = include_bytes!("oracle_xz.rs").as_slice();
    let mixed = [source, &noise(length / 4), &vec![0; length / 4], source].concat();
    let words = source.iter().copied().cycle().take(length).collect();
    vec![Vec::new(), vec![b'a'], noise(length), vec![b'z'; length], words, mixed]
}

fn has_xz() -> bool {
    let is_there = version("xz").is_some();
    if !is_there {
        say("SKIPPED: xz is not installed");
    }
    is_there
}

fn compare(levels: &[u8], inputs: Vec<Vec<u8>>) {
    if !has_xz() {
        return;
    }
    for input in inputs {
        for preset in levels.iter().flat_map(|&level| [preset(level, false), preset(level, true)]) {
            let length = input.len();
            let single = encode(How::Single, preset, &input, 64 * 1024);
            assert!(single == oracle(&["-T1"], preset, &input), "xz -T1 -{preset}, {length} bytes");
            let blocks = encode(How::Blocks(2), preset, &input, 64 * 1024);
            assert!(blocks == oracle(&["-T2"], preset, &input), "xz -T2 -{preset}, {length} bytes");
        }
    }
}

#[test]
fn the_lower_levels_give_the_bytes_of_xz() {
    compare(&[0, 1, 3, 6], inputs(200_000));
}

#[test]
#[ignore = "long: every level, the highest takes 1.25 GiB of memory"]
fn every_level_gives_the_bytes_of_xz() {
    // The two that give the encoder most to choose from.
    compare(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], inputs(1_500_000).split_off(4));
}

/// The size of a block is what `xz` takes for the preset by default, and what the shell
/// recipe passes to it: three inputs around the end of a block, of zeros, which are fast.
fn several_blocks(levels: &[u8]) {
    if !has_xz() {
        return;
    }
    for preset in levels.iter().flat_map(|&level| [preset(level, false), preset(level, true)]) {
        let block = block(preset);
        for length in [block - 1, block, block + 1] {
            let input = vec![0; length];
            let ours = encode(How::Blocks(2), preset, &input, 256 * 1024);
            assert!(ours == oracle(&["-T2"], preset, &input), "xz -T2 -{preset}, {length} bytes");
            let option = format!("--block-size={block}");
            assert!(ours == oracle(&["-T2", &option], preset, &input), "{option} -{preset}, {length} bytes");
        }
    }
}

#[test]
fn the_blocks_of_the_lower_levels_are_those_of_xz() {
    several_blocks(&[0, 1, 2]);
}

#[test]
#[ignore = "long: every level, blocks of up to 192 MiB"]
fn the_blocks_of_every_level_are_those_of_xz() {
    several_blocks(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
}

/// Text, noise and runs, in some blocks and a bit.
#[test]
fn blocks_of_real_data_are_those_of_xz_at_any_number_of_workers() {
    for (level, length) in [(0, 3_500_000), (1, 6_500_000)] {
        let input: Vec<u8> = inputs(length / 3).split_off(2).concat();
        let one = encode(How::Blocks(1), preset(level, false), &input, 256 * 1024);
        for threads in [2, 3, 7] {
            let other = encode(How::Blocks(threads), preset(level, false), &input, 100_003);
            assert!(other == one, "level {level} by {threads} workers");
        }
        if has_xz() {
            assert!(one == oracle(&["-T2"], preset(level, false), &input), "level {level}");
            assert!(one == oracle(&["-T4"], preset(level, false), &input), "level {level}");
        }
    }
}

#[test]
fn the_bytes_do_not_depend_on_how_the_input_was_written() {
    let input = inputs(100_000).pop().expect("there are inputs");
    for how in [How::Single, How::Blocks(2)] {
        let whole = encode(how, preset(6, false), &input, input.len());
        for split in [1, 511, 4096, 65_537] {
            assert!(encode(how, preset(6, false), &input, split) == whole, "pieces of {split} bytes");
        }
    }
}

#[test]
fn what_was_written_comes_out_again() {
    for input in inputs(400_000) {
        for how in [How::Single, How::Blocks(3)] {
            let mut output = Vec::new();
            let bytes = encode(how, preset(0, false), &input, 4096);
            liblzma::read::XzDecoder::new(&*bytes).read_to_end(&mut output).expect("is xz");
            assert!(output == input);
        }
    }
}

/// A run that is interrupted does not wait for the blocks that are held back.
#[test]
fn an_encoder_that_is_dropped_writes_nothing_more() {
    struct Counted<'a>(&'a std::cell::Cell<usize>);
    impl Write for Counted<'_> {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.set(self.0.get() + bytes.len());
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let written = std::cell::Cell::new(0);
    let mut encoder = start(How::Blocks(1), preset(6, false), Counted(&written));
    encoder.write_all(&noise(1_000_000)).expect("memory does not fail");
    drop(encoder);
    assert!(written.get() < 100, "{} bytes", written.get());
}
