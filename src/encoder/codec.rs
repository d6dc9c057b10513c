//! The compression of an archive: an encoder and a level, or none.

use std::fmt;
use std::num::NonZeroUsize;

use super::format::Format;
use super::spec::{EncoderLevel, EncoderSpec, NoSuchLevel, Parallel};

/// The compression of an archive's tar stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Codec(Option<Choice>);

/// An encoder and one of its levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Choice {
    encoder: &'static EncoderSpec,
    level: EncoderLevel,
}

impl Codec {
    /// Not at all: a plain `.tar`.
    pub const STORE: Self = Self(None);

    /// By this encoder at this level.
    ///
    /// # Errors
    /// Returns an error if the encoder does not have this level.
    pub fn new(encoder: &'static EncoderSpec, number: u8, is_extreme: bool) -> Result<Self, NoSuchLevel> {
        EncoderLevel::new(encoder, number, is_extreme).map(|level| Self::at(encoder, level))
    }

    /// By this encoder at its default level.
    #[must_use]
    pub fn default_of(encoder: &'static EncoderSpec) -> Self {
        Self::new(encoder, encoder.default_level, false).expect("the default level is one of the levels")
    }

    /// By this encoder at one of its own levels.
    pub(super) fn at(encoder: &'static EncoderSpec, level: EncoderLevel) -> Self {
        Self(Some(Choice { encoder, level }))
    }

    /// The encoder; `None` for a plain tar.
    #[must_use]
    pub fn encoder(self) -> Option<&'static EncoderSpec> {
        self.0.map(|choice| choice.encoder)
    }

    /// The level; `None` for a plain tar.
    #[must_use]
    pub fn level(self) -> Option<EncoderLevel> {
        self.0.map(|choice| choice.level)
    }

    /// The format.
    #[must_use]
    pub fn format(self) -> Format {
        self.encoder().map_or(Format::None, |encoder| encoder.format)
    }

    /// Rough cost per byte, 1 for a plain tar.
    #[must_use]
    pub fn weight(self) -> u32 {
        self.encoder().map_or(1, |encoder| encoder.weight)
    }

    /// Whether the encoder gives jobs to the helpers of a pool. The thread that writes to it should help too,
    /// and do nothing else.
    #[must_use]
    pub fn shares_its_work(self) -> bool {
        self.0.is_some_and(|choice| (choice.encoder.parallel)(choice.level) == Parallel::Pool)
    }

    /// Bytes of memory that the encoder takes with `threads` threads, rounded up.
    #[must_use]
    pub fn memory(self, threads: NonZeroUsize) -> u64 {
        self.0.map_or(0, |choice| (choice.encoder.memory)(choice.level, threads))
    }

    /// The command of the tool that gives the same bytes, if there is one: it reads a regular file from its
    /// standard input.
    #[must_use]
    pub fn tool_command(self) -> Option<String> {
        let Some(Choice { encoder, level }) = self.0 else { return Some("cat".to_owned()) };
        encoder.tool_command.map(|command| command(level))
    }
}

impl fmt::Display for Codec {
    /// For people: `gzip 9 by gnu-1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(Choice { encoder, level }) => {
                write!(f, "{} {level} by {}", encoder.format.name(), encoder.name)
            }
            None => f.write_str("not compressed"),
        }
    }
}
