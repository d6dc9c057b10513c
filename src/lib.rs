//! pkgr: a declarative packager of reproducible source release archives.
//!
//! A `release.toml` is read into a [`manifest::Manifest`]; a [`source`] is listed; both become a
//! [`plan::Plan`], which decides every header value of every entry; [`build`] writes the plan's
//! archives. The bytes are a function of the plan and of files that match its digests, and of
//! nothing else.
//!
//! ```text
//! release.toml ──manifest──▶ Manifest ──source──▶ Listing ──plan──▶ Plan ──container + encoder──▶ bytes ──artifact──▶ files
//!                         │                  │               │
//!                         └── diagnostics ───┴───────────────┴──▶ report ──▶ cli
//! ```
//!
//! # Layers
//!
//! A module imports only from rows above its own; `tests/layers.rs` checks it against this table.
//!
//! | layer | modules | what they own |
//! | --- | --- | --- |
//! | 0 | `limits` `lint` `path` `sink` `time` `digest` `object_id` `parallel` `progress` `secret` `diagnostic` `error` `temporary` | words of the house: names, times, digests, threads, secrets, what is told to users, and the filter that all of it passes |
//! | 1 | `mode` `entry` `glob` `encoder` `artifact` `signature` | one archive member, patterns, compression, finished files, signers |
//! | 2 | `container` | tar dialects: entries to bytes; the reader of anybody's archives |
//! | 3 | `manifest` | the manifest, checked, with its places |
//! | 4 | `source` | where files come from: a directory, a commit, what a generate step makes of it |
//! | 5 | `plan` | select, place, normalize, hash, lint |
//! | 6 | `build` `diff` `inspect` `audit` | plan to bytes: one pass, all archives side by side; two archives compared; one looked at; one held against a commit |
//! | 7 | `report` `verify` `vary` | results in each output format; published archives against a plan; what a build must not notice |
//! | 8 | `cli` | arguments, environment, exit codes, the terminal |
//!
//! # Using the library
//!
//! ```no_run
//! use std::{num::NonZeroUsize, path::Path};
//! use pkgr::{build, diagnostic::SourceText, manifest, plan, progress::Silent, source::Source};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = SourceText { name: "release.toml".into(), text: std::fs::read_to_string("release.toml")? };
//! let (Some(manifest), _) = manifest::parse(&text) else { return Err("the manifest has errors".into()) };
//! let (Some(source), _) = Source::open(&manifest, Path::new(".")) else { return Err("no source".into()) };
//! let (Some(draft), _) = plan::draft(&manifest, &source, &plan::PlanContext::default()) else { return Err("no plan".into()) };
//! let one = NonZeroUsize::MIN;
//! let plan = plan::hash_contents(draft, &source, one, &Silent).map_err(|_| "files changed")?;
//! if plan::lint_contents(&manifest, &plan).has_errors() { return Err("a file holds a secret".into()) };
//! let outputs = plan.archives().iter().map(|_| Vec::new()).collect();
//! let built = build::build::<Vec<u8>>(&plan, &source, outputs, build::Options { threads: one, progress: &Silent })?;
//! # let _ = built; Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs, clippy::pedantic, clippy::unwrap_used, clippy::iter_over_hash_type)]
#![allow(
    clippy::module_name_repetitions,
    clippy::missing_panics_doc,
    reason = "types are found by their own name; an expect says an invariant, not a condition of the caller"
)]

pub mod artifact;
pub mod audit;
pub mod build;
pub mod cli;
pub mod container;
pub mod diagnostic;
pub mod diff;
pub mod digest;
pub mod encoder;
pub mod entry;
pub mod error;
pub mod glob;
pub mod inspect;
pub mod limits;
pub mod lint;
pub mod manifest;
pub mod mode;
pub mod object_id;
pub mod parallel;
pub mod path;
pub mod plan;
pub mod progress;
pub mod report;
pub mod secret;
pub mod signature;
pub mod sink;
pub mod source;
pub mod temporary;
pub mod time;
pub mod vary;
pub mod verify;
