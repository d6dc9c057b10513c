//! The encoders of the zlib family against zlib itself, by way of Python and Node.js.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{deflate, deflate_on, inputs};

/// A test input, and what it is called in a message.
struct Sample {
    name: String,
    data: Vec<u8>,
}

/// Compresses each sample as a raw stream at a level. Samples and streams are preceded by their lengths, four
/// bytes each.
const PYTHON: &str = "
import struct, sys, zlib
level, memory = int(sys.argv[1]), int(sys.argv[2])
data, at = sys.stdin.buffer.read(), 0
while at < len(data):
    size, = struct.unpack_from('<I', data, at)
    deflater = zlib.compressobj(level, zlib.DEFLATED, -15, memory)
    stream = deflater.compress(data[at + 4:at + 4 + size]) + deflater.flush()
    sys.stdout.buffer.write(struct.pack('<I', len(stream)) + stream)
    at += 4 + size
";

const NODE: &str = "
const fs = require('fs'), zlib = require('zlib');
const level = Number(process.argv[1]), data = fs.readFileSync(0), streams = [];
for (let at = 0; at < data.length;) {
    const size = data.readUInt32LE(at), piece = data.subarray(at + 4, at + 4 + size);
    const stream = zlib.deflateRawSync(piece, { level }), length = Buffer.alloc(4);
    length.writeUInt32LE(stream.length);
    streams.push(length, stream);
    at += 4 + size;
}
fs.writeSync(1, Buffer.alloc(0));
let all = Buffer.concat(streams);
while (all.length > 0) all = all.subarray(fs.writeSync(1, all));
";

/// The name of the encoder whose bytes the installed Node.js writes.
fn node() -> Option<&'static str> {
    let version = answer(Command::new("node").arg("--version"), &[])?;
    let major = String::from_utf8(version).ok()?.trim().strip_prefix('v')?.split('.').next()?.parse().ok()?;
    match major {
        12..=16 => Some("node-1"),
        18..=24 => Some("node-2"),
        _ => None,
    }
}

/// What a program makes of its input; `None` if it is not there or fails.
fn answer(command: &mut Command, input: &[u8]) -> Option<Vec<u8>> {
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().ok()?;
    let mut stdin = child.stdin.take().expect("is a pipe");
    let output = std::thread::scope(|scope| {
        // A program that ends early breaks the pipe; its exit code says more.
        scope.spawn(move || drop(stdin.write_all(input)));
        child.wait_with_output().ok()
    })?;
    output.status.success().then_some(output.stdout)
}

fn framed(samples: &[Sample]) -> Vec<u8> {
    let one = |sample: &Sample| {
        [&u32::try_from(sample.data.len()).expect("is short").to_le_bytes()[..], &sample.data].concat()
    };
    samples.iter().flat_map(one).collect()
}

/// The streams in an answer.
fn streams(mut answer: &[u8]) -> Vec<&[u8]> {
    let mut streams = Vec::new();
    while let Some((length, rest)) = answer.split_first_chunk::<4>() {
        let (stream, rest) = rest.split_at(u32::from_le_bytes(*length) as usize);
        streams.push(stream);
        answer = rest;
    }
    streams
}

/// Compares an encoder at a level with what a program has made of the samples.
fn compare(name: &str, level: u8, samples: &[Sample], answer: &[u8]) {
    let expected = streams(answer);
    assert_eq!(expected.len(), samples.len());
    for (sample, expected) in samples.iter().zip(expected) {
        let what = format!("{name} {level}: {}, {} bytes", sample.name, sample.data.len());
        assert!(deflate(name, level, &sample.data) == expected, "{what}");
        if level.is_multiple_of(3) && sample.data.len() > 32 * 1024 {
            for other in deflate_on(2, name, level, &sample.data) {
                assert!(other == expected, "{what}, two threads");
            }
        }
    }
}

fn check(levels: &[u8], samples: &[Sample]) {
    let input = framed(samples);
    let python = answer(Command::new("python3").args(["-c", "import zlib"]), &[]).is_some();
    if !python {
        eprintln!("SKIPPED: there is no python3 with zlib here to compare with");
    }
    let node = node();
    if node.is_none() {
        eprintln!("SKIPPED: there is no Node.js 12 to 24 here to compare with");
    }
    for &level in levels {
        for (name, memory) in [("zlib-1", "8"), ("zlib-1-mem9", "9")] {
            if python {
                let mut command = Command::new("python3");
                let made = answer(command.args(["-c", PYTHON, &level.to_string(), memory]), &input);
                compare(name, level, samples, &made.expect("python3 compresses"));
            }
        }
        if let Some(name) = node {
            let made = answer(Command::new("node").args(["-e", NODE, &level.to_string()]), &input);
            compare(name, level, samples, &made.expect("node compresses"));
        }
    }
}

/// Numbers by xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % limit
    }

    /// Stretches of all sorts, copies of earlier ones among them.
    fn mixture(&mut self, length: usize) -> Vec<u8> {
        let mut data = Vec::new();
        while data.len() < length {
            let (size, seed) = (1 + self.below(1 + length / 3), self.below(1 << 30) as u32);
            match self.below(5) {
                0 => data.extend(std::iter::repeat_n(seed as u8, size)),
                1 => data.extend(inputs::noise(size, seed)),
                2 => data.extend(inputs::words(size, seed % 9)),
                3 => data.extend(inputs::letters(size, seed)),
                _ if data.is_empty() => {}
                _ => {
                    let from = self.below(data.len());
                    data.extend_from_within(from..data.len().min(from + size.min(1000)));
                }
            }
        }
        data.truncate(length);
        data
    }
}

fn sample(name: &str, data: Vec<u8>) -> Sample {
    Sample { name: name.to_owned(), data }
}

/// Sizes around the moves of the window, where the rules for the end of the input show.
fn window_sizes(step: usize) -> Vec<Sample> {
    let mut random = Random(1);
    let sizes =
        (65_274 - 40..65_800).step_by(step).chain((98_042..98_310).step_by(step)).chain(65_530..65_540);
    sizes.map(|size| sample("around the window", random.mixture(size))).collect()
}

/// Few bytes, and tails that repeat what is just within reach.
fn tails(count: usize) -> Vec<Sample> {
    let mut random = Random(2);
    let one = |turn: usize| {
        let size = if turn.is_multiple_of(3) { random.below(600) } else { 40_000 + random.below(60_000) };
        let mut data = random.mixture(size);
        if size > 40_000 {
            let (distance, length) = (32_490 + random.below(20), 1 + random.below(300));
            let from = data.len() - distance;
            data.extend_from_within(from..from + length);
            data.extend(vec![0; random.below(5)]);
        }
        sample("a tail", data)
    };
    (0..count).map(one).collect()
}

/// Inputs whose blocks have exactly as many tokens as fit: literals that no match interrupts.
fn full_blocks() -> Vec<Sample> {
    // No three bytes occur twice within reach.
    let literals = |length: usize| -> Vec<u8> {
        let digits = |number: usize| [(number / 256) as u8, (number % 256) as u8, (number / 7 % 256) as u8];
        (0..length.div_ceil(3)).flat_map(digits).take(length).collect()
    };
    let sizes = [16_382, 16_383, 16_384, 32_766, 32_767, 32_768, 49_149, 65_532, 65_534, 98_301, 131_068];
    sizes.into_iter().map(|size| sample("full blocks", literals(size))).collect()
}

#[test]
fn some_inputs_are_compressed_as_by_the_tools() {
    let samples = [window_sizes(79), tails(30), full_blocks()].into_iter().flatten().collect::<Vec<_>>();
    // Each parser with its slowest and fastest search, and the default.
    check(&[1, 3, 4, 6, 9], &samples);
}

#[test]
#[ignore = "takes minutes"]
fn every_size_around_the_window_and_thousands_of_tails() {
    let samples = [window_sizes(1), tails(3000), full_blocks()].into_iter().flatten().collect::<Vec<_>>();
    samples.chunks(200).for_each(|samples| check(&[1, 2, 3, 4, 5, 6, 7, 8, 9], samples));
}

#[test]
fn the_program_is_compressed_as_by_the_tools() {
    let program = std::fs::read(Path::new(env!("CARGO_BIN_EXE_pkgr"))).expect("can be read");
    let part = program[..program.len().min(6 << 20)].to_vec();
    check(&[6], &[sample("a program", part)]);
}
