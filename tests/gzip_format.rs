//! The gzip encoder by itself: known streams, the container, and what holds for any input.

use std::io::{self, Read, Write};
use std::num::NonZeroUsize;

use flate2::read::GzDecoder;
use pkgr::encoder::{self, Codec, Encoder, NoSuchLevel};
use pkgr::parallel::Pool;
use proptest::collection::vec;
use proptest::prelude::*;

/// A level of `gnu-1`.
fn level(number: u8) -> Result<Codec, NoSuchLevel> {
    Codec::new(encoder::find("gnu-1").unwrap(), number, false)
}

/// The encoder with the help of a pool.
fn start<W: Write>(inner: W, number: u8, pool: &Pool) -> Encoder<W> {
    Encoder::new(level(number).unwrap(), inner, NonZeroUsize::MIN, pool).unwrap()
}

/// Encodes on one thread, and finds that several with short segments give the same.
fn encode_pieces<'a>(number: u8, pieces: impl IntoIterator<Item = &'a [u8]> + Clone) -> Vec<u8> {
    let whole = finish(start(Vec::new(), number, &Pool::none()), pieces.clone());
    for threads in [1, 2, 3, 7] {
        Pool::run(threads - 1, |pool| {
            let again = finish(start(Vec::new(), number, pool), pieces.clone());
            assert!(again == whole, "{threads} threads give other bytes");
            if number >= 4 {
                let encoder =
                    encoder::in_segments(Vec::new(), level(number).unwrap(), pool, NonZeroUsize::MIN);
                let cut = finish(encoder, pieces.clone());
                assert!(cut == whole, "{threads} threads with short segments give other bytes");
            }
        });
    }
    whole
}

fn finish<'a>(mut encoder: Encoder<Vec<u8>>, pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    for piece in pieces {
        encoder.write_all(piece).unwrap();
    }
    encoder.finish().unwrap()
}

fn encode(level: u8, data: &[u8]) -> Vec<u8> {
    encode_pieces(level, [data])
}

fn decode(file: &[u8]) -> Vec<u8> {
    let mut data = Vec::new();
    GzDecoder::new(file).read_to_end(&mut data).unwrap();
    data
}

/// The deflate stream of a file, in hexadecimal digits.
fn stream(file: &[u8]) -> String {
    file[10..file.len() - 8].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn known_inputs_give_known_streams() {
    let counting: Vec<u8> = (0..32).collect();
    let vectors: [(&[u8], &str); 9] = [
        (b"", "0300"),
        (b"a", "4b0400"),
        (b"ab", "4b4c0200"),
        (b"aaa", "4b4c4c0400"),
        (b"aaaa", "4b4c4c4c0400"),
        (&[b'a'; 20], "4b4cc40400"),
        (b"abcabcabcabc", "4b4c4a4e842100"),
        (&counting, "6360646266616563e7e0e4e2e6e1e5e3171014121611151397909492969195930700"),
        (&[b'a'; 600], "4b4c1c05a380fa0000"),
    ];
    for (data, expected) in vectors {
        assert_eq!(stream(&encode(9, data)), expected, "{data:?}");
    }
}

#[test]
fn the_empty_file_is_twenty_bytes_long() {
    let expected = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    assert_eq!(encode(6, b""), expected);
}

// T140: method, no flags, no time, the effort, Unix, and no name or comment behind that.
#[test]
fn the_header_is_the_same_ten_bytes_whatever_is_packed() {
    for level in 1..=9 {
        let effort = match level {
            1 => 4,
            9 => 2,
            _ => 0,
        };
        let long = vec![7; 100_000];
        for bytes in [&b""[..], b"a", &long] {
            let file = encode(level, bytes);
            assert_eq!(file[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, effort, 3], "level {level}");
            let mut decoder = flate2::bufread::GzDecoder::new(&file[..]);
            let header = decoder.header().expect("has a header");
            let texts = (header.filename(), header.comment(), header.extra());
            assert_eq!((texts, header.mtime()), ((None, None, None), 0), "level {level}");
            let mut unpacked = Vec::new();
            std::io::Read::read_to_end(&mut decoder, &mut unpacked).expect("is gzip");
            assert!(unpacked == bytes && decoder.into_inner().is_empty(), "level {level}");
        }
    }
}

#[test]
fn the_header_shows_the_effort_of_the_extreme_levels() {
    let efforts: Vec<u8> = (1..=9).map(|level| encode(level, b"a")[8]).collect();
    assert_eq!(efforts, [4, 0, 0, 0, 0, 0, 0, 0, 2]);
}

#[test]
fn the_trailer_holds_checksum_and_length() {
    let file = encode(9, b"123456789");
    assert_eq!(file[file.len() - 8..], [0x26, 0x39, 0xf4, 0xcb, 9, 0, 0, 0]);
}

#[test]
fn there_are_nine_levels() {
    let accepted: Vec<u8> = (0..=255).filter(|&number| level(number).is_ok()).collect();
    assert_eq!(accepted, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert!(level(0).unwrap_err().to_string().contains("not 0"));
}

/// A writer that fails after that number of bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let taken = data.len().min(self.0);
        self.0 -= taken;
        if taken == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(taken) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn errors_of_the_inner_writer_come_through() {
    let noise: Vec<u8> = (0..300_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for helpers in [0, 2] {
        Pool::run(helpers, |pool| {
            for level in [1, 9] {
                let mut encoder = start(Full(20), level, pool);
                let error = encoder.write_all(&noise).and_then(|()| encoder.finish().map(drop)).unwrap_err();
                assert_eq!(error.kind(), io::ErrorKind::StorageFull);
            }
            let unfinished = start(Full(12), 9, pool);
            assert!(unfinished.finish().is_err());
        });
    }
}

/// Pieces of data: each one a unit and how often it is repeated.
fn pieces() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let piece = (vec(any::<u8>(), 1..60), 1..3000usize);
    vec(piece.prop_map(|(unit, times)| unit.repeat(times)), 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn what_was_encoded_can_be_decoded(pieces in pieces(), level in 1..=9u8) {
        let data = pieces.concat();
        prop_assert!(decode(&encode(level, &data)) == data);
    }

    #[test]
    fn the_split_into_writes_does_not_matter(
        pieces in pieces(),
        level in 1..=9u8,
        size in 1..70_000usize,
    ) {
        let data = pieces.concat();
        let whole = encode(level, &data);
        prop_assert!(encode_pieces(level, data.chunks(size)) == whole);
        prop_assert!(encode_pieces(level, pieces.iter().map(Vec::as_slice)) == whole);
    }
}

#[test]
fn single_bytes_are_no_different() {
    let data: Vec<u8> = (0..140_000u32).map(|n| (n.wrapping_mul(n) / 7000) as u8).collect();
    for level in [1, 4, 9] {
        assert!(encode_pieces(level, data.chunks(1)) == encode(level, &data), "level {level}");
    }
}
