//! The description of a named encoder, an [`EncoderSpec`], from which everything else is derived.

use std::fmt;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::ops::RangeInclusive;

use super::format::Format;
use crate::parallel::Pool;

/// Starts a stream of an encoder.
pub type StreamStart = fn(EncoderLevel, Threads<'_>) -> io::Result<Box<dyn Compressor>>;

/// A named encoder. Its name stands for an exact function from input to output, which never changes.
pub struct EncoderSpec {
    /// The name in manifests and plans.
    pub name: &'static str,
    /// The format of its output.
    pub format: Format,
    /// The description in the manifest's schema, which names the tool with the same bytes.
    pub summary: &'static str,
    /// The numbers of its levels.
    pub levels: RangeInclusive<u8>,
    /// The level if the manifest gives none.
    pub default_level: u8,
    /// Whether each level has a slower form, `9e`.
    pub has_extreme: bool,
    /// The most common levels, which `verify` tries first.
    pub usual_levels: &'static [u8],
    /// Rough cost per byte, for the distribution of archives over threads; a plain tar has 1.
    pub weight: u32,
    /// How other threads take part at a level.
    pub parallel: fn(EncoderLevel) -> Parallel,
    /// Bytes of memory that it takes at a level with a number of threads, rounded up.
    pub memory: fn(EncoderLevel, NonZeroUsize) -> u64,
    /// Starts a stream.
    pub start: StreamStart,
    /// The command of the tool that gives the same bytes, if there is one. It reads a regular file from its
    /// standard input.
    pub tool_command: Option<fn(EncoderLevel) -> String>,
    /// The version of the tool, if its bytes depend on it.
    pub tool_version: Option<&'static str>,
    /// Whether a stream that begins with these bytes can come from a level. They are the first
    /// [`FIRST`](super::FIRST) bytes of a file, or all of a shorter one.
    pub could_have_written: fn(EncoderLevel, &[u8]) -> bool,
}

/// How other threads take part in the work of an encoder. No byte depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parallel {
    /// They do not.
    No,
    /// The encoder gives jobs to the helpers of a pool. The thread that writes to it should help too, and do
    /// nothing else.
    Pool,
    /// The encoder starts workers of its own.
    Workers,
}

/// The threads that an encoder may use.
#[derive(Clone, Copy)]
pub struct Threads<'a> {
    /// Most workers of its own.
    pub most: NonZeroUsize,
    /// Helpers that it shares with others.
    pub pool: &'a Pool,
}

/// The state of an encoder between two writes. Each call writes its output to `out`.
pub trait Compressor: Send {
    /// Consumes some of `bytes`, at least one if there are any, and returns their number.
    ///
    /// # Errors
    /// Returns an error if `out` fails or there is not enough memory. The stream cannot be continued then.
    fn write(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<usize>;

    /// Ends the stream and writes all pending output.
    ///
    /// # Errors
    /// Returns an error if `out` fails or there is not enough memory.
    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()>;
}

impl EncoderSpec {
    /// Every level, the usual ones first, each before its extreme form.
    pub fn all_levels(&self) -> impl Iterator<Item = EncoderLevel> {
        let others = self.levels.clone().filter(|number| !self.usual_levels.contains(number));
        let forms: &[bool] = if self.has_extreme { &[false, true] } else { &[false] };
        // Order matters to `verify` alone, which stops at the first level that gives the bytes.
        let numbers = self.usual_levels.iter().copied().chain(others);
        numbers.flat_map(|number| forms.iter().map(move |&is_extreme| EncoderLevel { number, is_extreme }))
    }

    /// The levels for people: ``1 to 9``, or ``0 to 9 or `"0e"` to `"9e"` ``.
    #[must_use]
    pub fn levels_text(&self) -> String {
        let (first, last) = (self.levels.start(), self.levels.end());
        let extreme =
            if self.has_extreme { format!(" or `\"{first}e\"` to `\"{last}e\"`") } else { String::new() };
        format!("{first} to {last}{extreme}")
    }
}

impl PartialEq for EncoderSpec {
    fn eq(&self, other: &Self) -> bool {
        // Encoders hold functions, which cannot be compared in a meaningful way. The table has each
        // name once.
        self.name == other.name
    }
}

impl Eq for EncoderSpec {}

impl fmt::Debug for EncoderSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A level of an encoder: a number, and whether it is the slower form, which xz calls extreme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncoderLevel {
    number: u8,
    is_extreme: bool,
}

impl EncoderLevel {
    /// A level of this encoder.
    ///
    /// # Errors
    /// Returns an error if the encoder does not have this level.
    pub fn new(encoder: &EncoderSpec, number: u8, is_extreme: bool) -> Result<Self, NoSuchLevel> {
        if encoder.levels.contains(&number) && (encoder.has_extreme || !is_extreme) {
            return Ok(Self { number, is_extreme });
        }
        let asked = format!("{number}{}", if is_extreme { "e" } else { "" });
        Err(NoSuchLevel { encoder: encoder.name, asked, levels: encoder.levels_text() })
    }

    /// The number, in the range of the encoder.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.number
    }

    /// Whether it is the slower form of the number.
    #[must_use]
    pub const fn is_extreme(self) -> bool {
        self.is_extreme
    }
}

impl fmt::Display for EncoderLevel {
    /// As the tools write it: `9`, `6e`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.number, if self.is_extreme { "e" } else { "" })
    }
}

/// An error: the encoder does not have the level.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{encoder}` has the levels {levels}, not {asked}")]
pub struct NoSuchLevel {
    encoder: &'static str,
    asked: String,
    levels: String,
}
