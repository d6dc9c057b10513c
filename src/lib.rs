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
//! | 0 | `limits` `lint` `path` `sink` `time` `digest` `object_id` `parallel` `progress` `secret` `compiled` `diagnostic` `error` `temporary` `text` | basics: names, times, digests, threads, secrets, compiled files, diagnostics, and the filter for all output |
//! | 1 | `mode` `entry` `glob` `encoder` `artifact` `signature` | one archive member, patterns, compression, finished files, signers |
//! | 2 | `container` | tar dialects: entries to bytes; the reader of anybody's archives |
//! | 3 | `lints` | all lints, of plans and of archives |
//! | 4 | `manifest` | the manifest, checked, with its places |
//! | 5 | `settings` `source` | keys of a manifest as values, and their TOML; where files come from: a directory, a commit, what a generate step makes of it |
//! | 6 | `init` `observe` `plan` | a first manifest for a project; what an archive shows of how it was made; select, place, normalize, hash, lint |
//! | 7 | `build` `diff` `inspect` `infer` `audit` `document` | plan to bytes: one pass, all archives side by side; two archives compared; one inspected; a manifest inferred from one; one compared with a commit; plan.json, written and read |
//! | 8 | `verify` `vary` | published archives compared with a plan; what a build must not depend on |
//! | 9 | `ops` | use cases: open a release, plan it, build it |
//! | 10 | `report` | results in each output format |
//! | 11 | `terminal` | the process: environment, output, colours, progress bar, signals, files of a CI job |
//! | 12 | `arguments` | the command line as data, from which help, manual pages and completions are made |
//! | 13 | `cli` | arguments to calls, results to reports, exit codes |
//!
//! # Features
//!
//! All are on by default. What a manifest asks for and a build lacks is an error that names the feature.
//!
//! | feature | without it |
//! | --- | --- |
//! | `cli` | no program, no modules `arguments`, [`cli`] and [`terminal`] |
//! | `git` | no git source, no module [`audit`] |
//! | `html` | no reports in HTML |
//! | `signatures` | no signed tag is accepted |
//! | `vary` | no module [`vary`] |
//!
//! # Using the library
//!
//! [`ops::Release`] is the entry point: it opens a manifest, plans and builds, with all checks of the
//! command line. `examples/library` is a complete program.
//!
//! ```no_run
//! use std::path::Path;
//! use pkgr::{diagnostic::Diagnostics, ops::{Context, Loaded, Release}};
//!
//! # fn run() -> Result<(), Diagnostics> {
//! let (loaded, _warnings) = Loaded::read(Path::new("release.toml"))?;
//! let release = Release::open(loaded, Path::new("dist"), None, Context::default())?;
//! let plan = release.plan()?;
//! let _lines = release.build(&plan, Path::new("dist"), false)?;
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs, clippy::pedantic, clippy::unwrap_used, clippy::iter_over_hash_type)]
#![allow(
    clippy::module_name_repetitions,
    clippy::missing_panics_doc,
    reason = "types are found by their own name; an expect states an invariant, not a condition for the caller"
)]

#[cfg(feature = "cli")]
mod arguments;
pub mod artifact;
#[cfg(feature = "git")]
pub mod audit;
pub mod build;
#[cfg(feature = "cli")]
pub mod cli;
pub mod compiled;
pub mod container;
pub mod diagnostic;
pub mod diff;
pub mod digest;
pub mod document;
pub mod encoder;
pub mod entry;
pub mod error;
pub mod glob;
pub mod infer;
pub mod init;
pub mod inspect;
pub mod limits;
pub mod lint;
pub mod lints;
pub mod manifest;
pub mod mode;
pub mod object_id;
pub mod observe;
pub mod ops;
pub mod parallel;
pub mod path;
pub mod plan;
pub mod progress;
pub mod report;
pub mod secret;
pub mod settings;
pub mod signature;
pub mod sink;
pub mod source;
pub mod temporary;
#[cfg(feature = "cli")]
pub mod terminal;
pub mod text;
pub mod time;
#[cfg(feature = "vary")]
pub mod vary;
pub mod verify;
