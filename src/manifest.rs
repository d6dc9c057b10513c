//! The manifest: what the user wrote in `release.toml`, checked, with the places it was written at.
//!
//! Text goes through three stages, and each reports every problem that it finds: syntax (`toml`), keys and
//! types (`reader`, into the types of `raw`), then the values (`check`). Nothing here depends on files: whether
//! a path, a commit or a match exists is found out later.

mod archive;
mod check;
mod entry_table;
mod files;
pub mod inputs;
mod keys;
mod lints;
mod normalize;
mod parse;
mod raw;
mod reader;
mod schema;
mod source;
mod spanned;
mod syntax;
mod template;
mod text;
mod words;

pub use archive::{ArchiveTable, GlobalComment, HeaderSettings};
pub use check::is_release_name;
pub use entry_table::{EntryTable, EntryTableFault, EntryTableLine};
pub use files::{Files, OverridePaths, Patterns};
pub use inputs::{AppliedInputs, InputKey, Inputs};
pub use keys::{DocumentedKey, DocumentedWord, documented_keys};
pub use lints::Lints;
pub use normalize::{Moment, Mtime, Normalize, Override, PlacedPins};
pub use parse::{parse, parse_with};
pub use schema::schema;
pub use source::{
    Conversions, DirectorySource, Expect, ExpectedText, ExportSubst, GitSource, Lfs, SourceTable, Submodules,
    TagKind,
};
pub use spanned::Spanned;
pub use template::{Template, template_literal};
pub use text::{MOST_BYTES, source_text};

/// A valid `release.toml`, defaults filled in.
///
/// Values that a later stage can blame carry the byte range they were written at; a default
/// carries the range of the table that could have set it.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// `[package]`.
    pub package: PackageTable,
    /// `[source]`.
    pub source: SourceTable,
    /// `[[generate]]`, in order.
    pub generate: Vec<Generate>,
    /// `[files]`.
    pub files: Files,
    /// `[normalize]`.
    pub normalize: Normalize,
    /// `[[archive]]`, in order; at least one.
    pub archives: Vec<ArchiveTable>,
    /// `[lints]`.
    pub lints: Lints,
    /// `[audit]`.
    pub audit: AuditTable,
    /// What its plan says was given in place of keys; already in their places.
    pub inputs: Inputs,
}

/// `[audit]`: what is known of archives that were not made by this manifest alone.
#[derive(Clone, Debug, Default)]
pub struct AuditTable {
    /// Files that may be added to an archive, or changed in it, after the commit.
    pub allow: Patterns,
}

/// `[package]`: what is released. Both are fit for a file name.
#[derive(Clone, Debug)]
pub struct PackageTable {
    /// The name, as templates know it.
    pub name: Spanned<String>,
    /// The version, as templates know it.
    pub version: Spanned<String>,
}

/// `[[generate]]`: a program that makes files in a scratch copy of the source tree.
#[derive(Clone, Debug)]
pub struct Generate {
    /// How plan, inventory and messages call the step; unique.
    pub name: Spanned<String>,
    /// The program and its arguments; at least the program.
    pub run: Vec<Spanned<Argument>>,
    /// Every file it may add or change.
    pub outputs: Patterns,
    /// Whether the scratch copy has a repository of the commit and its ancestors; only with a git source.
    pub history: bool,
}

/// The program of a step, or one of its arguments.
#[derive(Clone, Debug)]
pub struct Argument {
    /// As it is written.
    pub text: String,
    /// What it stands for.
    pub template: Template,
}
