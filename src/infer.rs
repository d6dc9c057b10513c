//! A manifest that makes a published archive again, from nothing but what the archive shows.
//!
//! ```text
//! Headings ──respellings──▶ dialect, end ──────────────┐
//! Observation… ──order · times · owners · modes · …──▶ InferredManifest ──▶ release.toml, release.entries
//! ```
//!
//! Nothing here reads a file, and nothing here claims that the manifest is right: the use case
//! [`ops::rebuild`](../ops/rebuild/index.html) builds with it, and compares every byte (docs/spec/inference.md, section 2).

mod directories;
mod grade;
mod manifest;
mod modes;
mod observation;
mod order;
mod overrides;
mod owners;
mod package;
mod preference;
mod text;
mod times;
mod usual;
mod weakness;

pub use directories::Directories;
pub use grade::Grade;
pub use manifest::{Circumstances, InferredArchive, InferredCommit, InferredManifest, InferredSource, infer};
pub use observation::{Observation, SourceAttributes, TimesFrom, below, prefix};
pub use overrides::{EntryOverride, OwnValues};
pub use package::{PackageName, stem};
pub use preference::preferred;
pub use text::TABLE;
pub use weakness::Weakness;

/// Most entries that a manifest names one by one; with more, a rule does not describe the archive.
pub const MOST_NAMED: usize = 8;
