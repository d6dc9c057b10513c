//! Finds the named encoders that can have written a file from its first bytes, so that few have to be tried.

use super::codec::Codec;
use super::format::Format;
use super::spec::EncoderLevel;
use super::table::encoders_of;

/// Bytes of the beginning of a file that are needed.
pub const FIRST: usize = 64;

/// The encoders whose output can begin with `first`, the likeliest first. `first` are the first [`FIRST`]
/// bytes of the file, or all of a shorter one.
#[must_use]
pub fn candidates(format: Format, first: &[u8]) -> Vec<Codec> {
    let levels =
        encoders_of(format).flat_map(|encoder| encoder.all_levels().map(move |level| (encoder, level)));
    // Trying a candidate means to compress the whole archive again, and the header excludes most of
    // them for nothing. It may only exclude what is impossible: a wrong "no" would hide the right
    // encoder.
    let possible = levels.filter(|(encoder, level)| (encoder.could_have_written)(*level, first));
    let mut candidates: Vec<(&str, EncoderLevel, Codec)> =
        possible.map(|(encoder, level)| (encoder.name, level, Codec::at(encoder, level))).collect();
    if format == Format::Gzip {
        let habits = Habits::of(first);
        // A stable sort: what is equally likely stays in the order of the table.
        // The level goes first: its flag is written by the library, and the rest of the header by the program.
        candidates.sort_by_key(|(name, level, _)| (habits.rank_of_level(*level), habits.rank_of(name)));
    } else {
        // Of the levels with one size of dictionary, the default is the likeliest, and few ask for more time.
        candidates.sort_by_key(|(_, level, _)| (level.is_extreme(), level.number() != DEFAULT_LEVEL));
    }
    candidates.into_iter().map(|(.., codec)| codec).collect()
}

/// The level of xz that most files have.
const DEFAULT_LEVEL: u8 = 6;

/// What a gzip header suggests about the encoder (docs/spec/deflate-encoders.md, section 7). It excludes nothing.
struct Habits {
    /// The encoders by likelihood; others come after them.
    encoders: &'static [&'static str],
    likely_level: u8,
}

impl Habits {
    fn of(first: &[u8]) -> Self {
        let byte = |index: usize| first.get(index).copied().unwrap_or_default();
        let has_time = first.get(4..8).is_some_and(|time| time != [0; 4]);
        let name = first.get(10..).filter(|_| byte(3) == 8).unwrap_or_default();
        let name = name.split(|&byte| byte == 0).next().unwrap_or_default();
        let encoders: &[&str] = if name.ends_with(b".crate") {
            &["zlib-rs-2", "zlib-rs-1", "miniz-1", "zlib-1", "zlib-1-mem9"]
        } else if byte(9) == 3 && name.is_empty() && !has_time {
            &["gnu-1", "gnu-1-rsyncable", "zlib-1", "node-1", "node-2"]
        } else {
            &["zlib-1", "node-1", "node-2", "zlib-rs-2", "zlib-rs-1", "gnu-1", "gnu-1-rsyncable"]
        };
        Self { encoders, likely_level: if byte(8) == 0 { 6 } else { 9 } }
    }

    fn rank_of(&self, name: &str) -> usize {
        self.encoders.iter().position(|&likely| likely == name).unwrap_or(self.encoders.len())
    }

    /// The likely level, the other one that is usual, and the rest.
    fn rank_of_level(&self, level: EncoderLevel) -> u8 {
        match level.number() {
            number if number == self.likely_level => 0,
            6 | 9 => 1,
            _ => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first candidates for a header with these flags, system and name.
    fn first_of(extra_flags: u8, system: u8, name: &str) -> Vec<String> {
        let mut first =
            vec![0x1f, 0x8b, 8, if name.is_empty() { 0 } else { 8 }, 0, 0, 0, 0, extra_flags, system];
        first.extend(name.bytes());
        first.extend([0; 60]);
        let all = candidates(Format::Gzip, &first[..FIRST]);
        assert_eq!(all.len(), 9 * encoders_of(Format::Gzip).count(), "nothing is excluded");
        all.iter().take(3).map(ToString::to_string).collect()
    }

    #[test]
    fn the_header_decides_which_encoder_is_tried_first() {
        assert_eq!(first_of(2, 3, "")[..2], ["gzip 9 by gnu-1", "gzip 9 by gnu-1-rsyncable"]);
        assert_eq!(first_of(0, 3, "")[2..], ["gzip 6 by zlib-1"]);
        assert_eq!(first_of(2, 255, "")[..2], ["gzip 9 by zlib-1", "gzip 9 by node-1"]);
        assert_eq!(first_of(2, 255, "a-1.tar")[..1], ["gzip 9 by zlib-1"]);
        assert_eq!(
            first_of(2, 255, "a-1.crate"),
            ["gzip 9 by zlib-rs-2", "gzip 9 by zlib-rs-1", "gzip 9 by miniz-1"]
        );
    }

    #[test]
    fn a_file_of_few_bytes_has_candidates() {
        assert!(!candidates(Format::Gzip, &[0x1f]).is_empty());
    }
}
