//! The recorded digests: streams of zlib 1.2.13, Node.js 16 and 24, and of crates.

use std::collections::BTreeMap;

use pkgr::digest::Digest;

use super::{deflate, deflate_on, inputs};

/// Encoder, level, input, length of the stream, and its digest.
const VECTORS: &str = include_str!("vectors.tsv");

#[test]
fn every_recorded_stream_comes_out_again() {
    let mut known = BTreeMap::new();
    let mut count = 0;
    for line in VECTORS.lines() {
        let [name, level, input, length, digest] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not five fields: {line}")
        };
        let level = level.parse().expect("is a number");
        let data = known.entry(input).or_insert_with(|| inputs::input(input));
        let stream = deflate(name, level, data);
        assert_eq!(
            (&*stream.len().to_string(), &*Digest::of(&stream).to_string()),
            (length, digest),
            "{line}"
        );
        // The levels between have the same parsers and finders as these.
        let threads: &[usize] = if [4, 6, 9].contains(&level) { &[1, 2, 3, 7] } else { &[] };
        for &threads in threads {
            for other in deflate_on(threads, name, level, data) {
                assert!(other == stream, "{threads} threads: {line}");
            }
        }
        count += 1;
    }
    assert_eq!(count, 504);
}
