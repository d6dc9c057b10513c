//! The encoder `xz-single-1` against the installed xz: `xz -T1 -LEVEL`, byte for byte.
#![allow(clippy::disallowed_methods, reason = "an oracle test starts the real tool")]

mod support;

use std::fs::{self, File};
use std::io::{Read, Write};
use std::process::{Command, Stdio};

use pkgr::codec::xz::{Preset, XzEncoder};
use support::{folder, noise, say, version};

fn encode(level: u8, extreme: bool, input: &[u8], split: usize) -> Vec<u8> {
    let preset = Preset::new(level, extreme).expect("a level of xz");
    let mut encoder = XzEncoder::new(Vec::new(), preset).expect("liblzma gets its memory");
    for piece in input.chunks(split) {
        encoder.write_all(piece).expect("memory does not fail");
    }
    encoder.finish().expect("memory does not fail")
}

/// What the tool makes of a regular file.
fn oracle(level: u8, extreme: bool, input: &[u8]) -> Vec<u8> {
    let folder = folder();
    let path = folder.path().join("input");
    fs::write(&path, input).expect("can be written");
    let option = format!("-{level}{}", if extreme { "e" } else { "" });
    let output = Command::new("xz")
        .args(["-T1", &option, "-c"])
        .stdin(Stdio::from(File::open(path).expect("was written")))
        .env_remove("XZ_OPT")
        .env_remove("XZ_DEFAULTS")
        .output()
        .expect("xz can be started");
    assert!(output.status.success());
    output.stdout
}

fn inputs(length: usize) -> Vec<Vec<u8>> {
    let source = include_bytes!("oracle_xz.rs").as_slice();
    let mixed = [source, &noise(length / 4), &vec![0; length / 4], source].concat();
    let words = source.iter().copied().cycle().take(length).collect();
    vec![Vec::new(), vec![b'a'], noise(length), vec![b'z'; length], words, mixed]
}

fn compare(levels: &[u8], inputs: Vec<Vec<u8>>) {
    if version("xz").is_none() {
        say("SKIPPED: xz is not installed");
        return;
    }
    for input in inputs {
        for &level in levels {
            for extreme in [false, true] {
                let same = encode(level, extreme, &input, 64 * 1024) == oracle(level, extreme, &input);
                assert!(same, "xz level {level}, extreme {extreme}, {} bytes", input.len());
            }
        }
    }
}

#[test]
fn the_lower_levels_give_the_bytes_of_xz() {
    compare(&[0, 1, 3, 6], inputs(200_000));
}

#[test]
#[ignore = "long: every level, the highest takes 674 MiB of memory"]
fn every_level_gives_the_bytes_of_xz() {
    // The two that give the encoder most to choose from.
    compare(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], inputs(1_500_000).split_off(4));
}

#[test]
fn the_bytes_do_not_depend_on_how_the_input_was_written() {
    let input = inputs(100_000).pop().expect("there are inputs");
    let whole = encode(6, false, &input, input.len());
    for split in [1, 511, 4096, 65_537] {
        assert!(encode(6, false, &input, split) == whole, "pieces of {split} bytes");
    }
}

#[test]
fn what_was_written_comes_out_again() {
    for input in inputs(100_000) {
        let mut output = Vec::new();
        let bytes = encode(6, false, &input, 4096);
        liblzma::read::XzDecoder::new(&*bytes).read_to_end(&mut output).expect("is xz");
        assert!(output == input);
    }
}
