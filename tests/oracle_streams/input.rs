//! Files made from a seed: a tar in several compressed streams, with something between and behind them.

use std::io::Write as _;

use pkgr::encoder::Format;
use tar::EntryType;

use crate::support::random::Random;
use crate::support::tar::{Member, archive};

/// A compressed file.
pub struct Input {
    pub bytes: Vec<u8>,
    /// The bytes of all files in the tar, one after the other.
    pub files: Vec<u8>,
    /// How it was made.
    pub what: String,
}

fn bytes(random: &mut Random, length: usize) -> Vec<u8> {
    let is_text = random.percent(50);
    (0..length)
        .map(|_| if is_text { *random.pick(&[&b'a', &b'b', &b'\n']) } else { random.next() as u8 })
        .collect()
}

fn gzip(random: &mut Random, data: &[u8]) -> Vec<u8> {
    let mut builder = flate2::GzBuilder::new();
    if random.percent(30) {
        builder = builder.filename("a name").mtime(7);
    }
    if random.percent(20) {
        builder = builder.comment("a comment").extra(b"AB\x02\0xy".to_vec());
    }
    let mut encoder = builder.write(Vec::new(), flate2::Compression::new(random.below(10) as u32));
    encoder.write_all(data).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

fn xz(random: &mut Random, data: &[u8]) -> Vec<u8> {
    use liblzma::stream::{Check, Stream};
    let check = *random.pick(&[&Check::Crc32, &Check::Crc64]);
    let stream = Stream::new_easy_encoder(random.below(4) as u32, check).expect("an encoder");
    let mut encoder = liblzma::write::XzEncoder::new_stream(Vec::new(), stream);
    encoder.write_all(data).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

fn bzip2(random: &mut Random, data: &[u8]) -> Vec<u8> {
    let level = bzip2::Compression::new(1 + random.below(9) as u32);
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), level);
    encoder.write_all(data).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

fn zstd(random: &mut Random, data: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::stream::Encoder::new(Vec::new(), 1 + random.below(5) as i32).expect("an encoder");
    encoder.include_checksum(random.percent(50)).expect("is allowed");
    encoder.write_all(data).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

fn compress(format: Format, random: &mut Random, data: &[u8]) -> Vec<u8> {
    match format {
        Format::Gzip => gzip(random, data),
        Format::Xz => xz(random, data),
        Format::Bzip2 => bzip2(random, data),
        Format::Zstd => zstd(random, data),
        Format::None => data.to_vec(),
    }
}

/// A tar, where its members begin and where it ends, and the bytes of its files.
struct Packed {
    tar: Vec<u8>,
    starts: Vec<usize>,
    files: Vec<u8>,
}

fn packed(random: &mut Random) -> Packed {
    let (mut members, mut starts, mut files, mut at) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for number in 0..=random.below(4) {
        let most = *random.pick(&[&1, &700, &3000, &60_000]);
        // A program that loses an empty file at the end would see the same bytes.
        let length = 1 + random.below(most);
        let body = bytes(random, length);
        starts.push(at);
        at += 512 + body.len().next_multiple_of(512);
        files.extend_from_slice(&body);
        members.push(Member::new(format!("p/{number}"), EntryType::Regular, body));
    }
    let mut tar = archive(&members);
    if random.percent(50) {
        tar.resize(tar.len().next_multiple_of(10_240), 0);
    }
    Packed { tar, starts, files }
}

/// Where the streams end: anywhere, at a block, at a member, at the same place twice.
fn cuts(random: &mut Random, packed: &Packed) -> Vec<usize> {
    let end = packed.tar.len();
    let count = if random.percent(30) { 0 } else { 1 + random.below(4) };
    let cut = |_| match random.below(8) {
        0 => random.below(end / 512) * 512,
        1 => packed.starts[random.below(packed.starts.len())],
        2 => packed.starts[random.below(packed.starts.len())] + random.below(512),
        3 => 0,
        4 => end,
        _ => random.below(end),
    };
    let mut cuts: Vec<usize> = (0..count).map(cut).collect();
    cuts.push(end);
    cuts.sort_unstable();
    cuts
}

/// Something behind a stream, in words and bytes.
fn behind(format: Format, random: &mut Random) -> (String, Vec<u8>) {
    let most = *random.pick(&[&4, &20, &1024, &70_000]);
    let zeros = 1 + random.below(most);
    let another = compress(format, random, &[0; 512]);
    let text = b"something else".to_vec();
    match random.below(10) {
        0..4 => (format!("{zeros} zeros"), vec![0; zeros]),
        4 => (format!("{zeros} zeros and another stream"), [vec![0; zeros], another].concat()),
        5 => (format!("{zeros} zeros and a text"), [vec![0; zeros], text].concat()),
        6 => ("a text".to_owned(), text),
        7 => {
            let length = 1 + random.below(another.len() - 1);
            (format!("{length} bytes of another stream"), another[..length].to_vec())
        }
        8 => {
            let other = super::FORMATS[random.below(4)];
            // Other bytes of the same format would stand behind the end of the tar, which is another matter.
            let data: &[u8] = if other == format { &[0; 512] } else { b"other" };
            (format!("a stream of {}", other.name()), compress(other, random, data))
        }
        _ => ("a byte".to_owned(), vec![random.next() as u8]),
    }
}

/// The file of a seed.
pub fn random(format: Format, seed: u64) -> Input {
    let mut random = Random(seed);
    let packed = packed(&mut random);
    let (mut whole, mut what, mut from) = (Vec::new(), format!("seed {seed}: streams up to"), 0);
    let between = random.percent(10);
    for to in cuts(&mut random, &packed) {
        if from > 0 && between {
            let zeros = 4 * random.below(3) + random.below(2);
            what += &format!(", {zeros} zeros,");
            whole.resize(whole.len() + zeros, 0);
        }
        whole.extend(compress(format, &mut random, &packed.tar[from..to]));
        what += &format!(" {to}");
        from = to;
    }
    if random.percent(45) {
        let (words, bytes) = behind(format, &mut random);
        what += &format!(", then {words}");
        whole.extend(bytes);
    }
    Input { bytes: whole, files: packed.files, what }
}

/// One stream with zeros behind it.
pub fn with_zeros(format: Format, count: u64) -> Input {
    let mut random = Random(count);
    let packed = packed(&mut random);
    let mut bytes = compress(format, &mut random, &packed.tar);
    bytes.resize(bytes.len() + count as usize, 0);
    Input { bytes, files: packed.files, what: format!("{count} zeros") }
}
