//! The JSON schemas, generated from the types.

#[cfg(feature = "git")]
use super::audit;
#[cfg(feature = "cli")]
use super::message;
#[cfg(feature = "vary")]
use super::vary;
use super::{build, diff, lint, plan, verify};
use crate::manifest;

/// A document with a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum SchemaOf {
    /// release.toml
    Release,
    /// The output of `plan --format json`
    Plan,
    /// The output of `build --format json`
    Build,
    /// The output of `diff --format json`
    Diff,
    /// The output of `verify --format json`
    Verify,
    /// The output of `lint --format json`
    Lint,
    #[cfg(feature = "cli")]
    /// A line of standard error with `--message-format json`
    Message,
    #[cfg(feature = "git")]
    /// The output of `audit --format json`
    Audit,
    #[cfg(feature = "vary")]
    /// The output of `vary --format json`
    Vary,
}

impl SchemaOf {
    /// The schema as JSON text.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Release => manifest::schema(),
            Self::Plan => plan::schema(),
            Self::Build => build::schema(),
            Self::Diff => diff::schema(),
            Self::Verify => verify::schema(),
            Self::Lint => lint::schema(),
            #[cfg(feature = "cli")]
            Self::Message => message::schema(),
            #[cfg(feature = "git")]
            Self::Audit => audit::schema(),
            #[cfg(feature = "vary")]
            Self::Vary => vary::schema(),
        }
    }
}
