//! A first manifest for a project: what its own files and its tags say, written as TOML with comments.
//!
//! ```text
//! files of the project ──declared──▶ Declaration ─┐
//!                                   tags ──────┴─choose──▶ ReleaseChoice ──▶ ManifestDraft ──▶ release.toml
//! ```
//!
//! Nothing here reads a file. The use case [`ops::init`](../ops/init/index.html) does, and proves that the manifest
//! can be planned.

mod draft;
mod project;
mod tag;

pub use draft::{DraftSource, ExpectedLine, GitDraft, ManifestDraft, Quantity};
pub use project::{Declaration, declared};
pub use tag::{ReleaseChoice, RevisionName, choose, of_version};
