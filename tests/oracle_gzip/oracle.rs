//! The installed `gzip` as a black box.

use std::fs::File;
use std::io::Write;
use std::num::NonZeroUsize;
use std::process::{Command, Stdio};

use pkgr::encoder::{self, Codec, Encoder};
use pkgr::parallel::Pool;

use super::random::Case;

/// The levels of an ordinary run: the slowest of each parser, and the default.
pub const SOME_LEVELS: &[u8] = &[9, 1, 4, 6];
pub const ALL_LEVELS: &[u8] = &[1, 2, 3, 4, 5, 6, 7, 8, 9];

/// From this level on several threads may share the work.
const FIRST_SHARED: u8 = 4;

/// An encoder, and the options of `gzip` that give its bytes.
#[derive(Clone, Copy)]
pub struct Tool {
    name: &'static str,
    options: &'static [&'static str],
}

/// `gzip` as it is.
pub const PLAIN: Tool = Tool { name: "gnu-1", options: &["-n"] };
/// `gzip` with blocks that end where the input says so.
pub const RSYNCABLE: Tool = Tool { name: "gnu-1-rsyncable", options: &["-n", "--rsyncable"] };

impl Tool {
    /// A level of the encoder.
    pub fn level(self, number: u8) -> Codec {
        Codec::new(encoder::find(self.name).unwrap(), number, false).unwrap()
    }
}

/// An encoder with the help of a pool.
pub fn start<W: Write>(inner: W, codec: Codec, pool: &Pool) -> Encoder<W> {
    Encoder::new(codec, inner, NonZeroUsize::MIN, pool).unwrap()
}

/// What this crate makes of the data on one thread.
pub fn encode(level: u8, data: &[u8]) -> Vec<u8> {
    finish(start(Vec::new(), PLAIN.level(level), &Pool::none()), data)
}

/// The same on that number of threads, and with the input cut into short segments where that can be.
fn encode_on(threads: usize, codec: Codec, data: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    Pool::run(threads - 1, |pool| {
        let mut made = vec![("whole", finish(start(Vec::new(), codec, pool), data))];
        if codec.shares_its_work() {
            let encoder = encoder::in_segments(Vec::new(), codec, pool, NonZeroUsize::MIN);
            made.push(("in short segments", finish(encoder, data)));
        }
        made
    })
}

fn finish(encoder: Encoder<Vec<u8>>, data: &[u8]) -> Vec<u8> {
    finish_in_pieces(encoder, [data])
}

/// What comes out when these pieces go in.
pub fn finish_in_pieces<'a>(
    mut encoder: Encoder<Vec<u8>>,
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> Vec<u8> {
    pieces.into_iter().for_each(|piece| encoder.write_all(piece).unwrap());
    encoder.finish().unwrap()
}

/// Compares this crate with `gzip` on every case at every level.
pub fn check(tool: Tool, levels: &[u8], cases: impl IntoIterator<Item = Case>) {
    let Some(oracle) = Oracle::find() else { return };
    let mut count = 0;
    for case in cases {
        for &level in levels {
            let threads: &[usize] = if level >= FIRST_SHARED { &[1, 2, 3, 7] } else { &[1] };
            let made = threads.iter().flat_map(|&threads| {
                let made = encode_on(threads, tool.level(level), &case.data).into_iter();
                made.map(move |(how, made)| (format!("{how} on {threads} threads at level {level}"), made))
            });
            oracle.compare(tool, &case, level, &made.collect::<Vec<_>>());
            count += 1;
        }
    }
    assert!(count > 0, "no case was compared");
    eprintln!("{count} comparisons with gzip");
}

/// GNU gzip, and a directory for what it reads.
pub struct Oracle(tempfile::TempDir);

impl Oracle {
    /// The `gzip` on the path; `None`, said aloud, if it is not the one whose output is asked for.
    pub fn find() -> Option<Self> {
        if !is_gnu_gzip() {
            eprintln!("SKIPPED: there is no GNU gzip here to compare with");
            return None;
        }
        Some(Self(tempfile::tempdir().unwrap()))
    }

    /// The output of `gzip OPTIONS -LEVEL < file`.
    pub fn gzip(&self, tool: Tool, level: u8, input: File) -> Vec<u8> {
        // The date keeps builds for s390x from using hardware that compresses
        // differently; otherwise, with -n, it has no effect.
        let answer = Command::new("gzip")
            .args(tool.options)
            .arg(format!("-{level}"))
            .env_remove("GZIP")
            .env("SOURCE_DATE_EPOCH", "0")
            .stdin(input)
            .stderr(Stdio::inherit())
            .output()
            .unwrap();
        assert!(answer.status.success(), "gzip failed");
        answer.stdout
    }

    /// Finds that all that was made of a case is what `gzip` makes of it.
    pub fn compare(&self, tool: Tool, case: &Case, level: u8, made: &[(String, Vec<u8>)]) {
        let path = self.0.path().join("input");
        std::fs::write(&path, &case.data).unwrap();
        let expected = self.gzip(tool, level, File::open(&path).unwrap());
        made.iter().for_each(|(how, made)| compare_one(case, how, made, &expected));
    }
}

/// Whether the `gzip` on the path is the one whose output is asked for.
fn is_gnu_gzip() -> bool {
    let Ok(answer) = Command::new("gzip").arg("--version").output() else {
        return false;
    };
    let text = String::from_utf8_lossy(&answer.stdout);
    text.starts_with("gzip 1.") && text.contains("Free Software Foundation")
}

fn compare_one(case: &Case, how: &str, actual: &[u8], expected: &[u8]) {
    if actual == expected {
        return;
    }
    let same = actual.iter().zip(expected).take_while(|(one, other)| one == other).count();
    panic!(
        "{how}, {} (seed {:#x}), {} bytes of input: {} bytes instead of {}, \
         the first difference at {same}",
        case.name,
        case.seed,
        case.data.len(),
        actual.len(),
        expected.len(),
    );
}
