//! The manifest as it is written: one definition of keys and types, for the decoder, for the
//! JSON schema, and for what an editor shows.
//!
//! Every field may be absent here; what must be there is marked `required` for the schema, and
//! `shape` reports it. Doc comments on the types below are texts that users read.

mod choice;
mod located;
mod union;

use schemars::JsonSchema;
use serde::Deserialize;

pub use choice::{Encoder, ExportSubst, Format, Lfs, LintLevel, Order, Submodules, TagKind, Tar};
pub use located::At;
pub use union::{LintRule, LintTable, Lints, Mtime, PresetLevel, Time};

/// A declaration of reproducible source release archives.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(title = "release.toml", deny_unknown_fields)]
pub struct Manifest {
    /// Version of the manifest's format.
    #[schemars(required, extend("examples" = [1]))]
    pub schema: Option<At<i64>>,
    /// What is released.
    #[schemars(required)]
    pub package: Option<Package>,
    /// Where the files come from: a git commit or a directory.
    #[schemars(required)]
    pub source: Option<At<Source>>,
    /// Programs that make files in a scratch copy of the source tree, before files are selected.
    pub generate: Option<Vec<At<Generate>>>,
    /// Which files are packed, and below which directory.
    #[schemars(required)]
    pub files: Option<At<Files>>,
    /// What makes the bytes independent of where and when they are packed.
    pub normalize: Option<Normalize>,
    /// The archives to write, all with the same members.
    #[schemars(required, length(min = 1))]
    pub archive: Option<At<Vec<At<Archive>>>>,
    /// How seriously each lint is taken.
    pub lints: Option<Lints>,
    /// What a published archive may hold beside the files of its commit.
    pub audit: Option<Audit>,
}

/// What is released.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Package {
    /// Name of the release, `{name}` in templates.
    #[schemars(required, extend("examples" = ["hello"]))]
    pub name: Option<At<String>>,
    /// Version of the release, `{version}` in templates.
    #[schemars(required, extend("examples" = ["1.0.0"]))]
    pub version: Option<At<String>>,
}

/// What a published archive may hold beside the files of its commit.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Audit {
    /// Patterns for files that are known to be added to the archive, or to be changed in it, after the
    /// commit; compared with the path below the archive's top directory. A file that can steer a build has to be
    /// named: a pattern that covers more does not allow it.
    #[schemars(extend("default" = [], "examples" = [["configure", "doc/*.1"]]))]
    pub allow: Option<Vec<At<String>>>,
}

/// Where the files come from: exactly one of `git` and `directory`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Source {
    /// A git repository, relative to this file; bare repositories and linked work trees too.
    #[schemars(extend("examples" = ["."]))]
    pub git: Option<At<String>>,
    /// Tag, branch or commit id. Resolved once; after that only the commit id is used.
    #[schemars(extend("examples" = ["v1.0.0"]))]
    pub rev: Option<At<String>>,
    /// A directory on disk, relative to this file, taken as it is.
    #[schemars(extend("examples" = ["hello-1.0.0"]))]
    pub directory: Option<At<String>>,
    /// What a submodule means.
    #[schemars(extend("default" = "deny"))]
    pub submodules: Option<At<Submodules>>,
    /// What a Git LFS pointer means.
    #[schemars(extend("default" = "deny"))]
    pub lfs: Option<At<Lfs>>,
    /// Whether `export-ignore` in the commit's `.gitattributes` leaves files out.
    #[schemars(extend("default" = true))]
    pub export_ignore: Option<At<bool>>,
    /// What `export-subst` in the commit's `.gitattributes` means.
    #[schemars(extend("default" = "stable"))]
    pub export_subst: Option<At<ExportSubst>>,
    /// What `rev` must turn out to be.
    pub expect: Option<At<Expect>>,
}

/// What `rev` must turn out to be; anything else is an error.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Expect {
    /// The full commit id: 40 or 64 hexadecimal digits.
    #[schemars(regex(pattern = "^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$"))]
    pub commit: Option<At<String>>,
    /// The kind of tag that `rev` must be.
    pub tag: Option<At<TagKind>>,
    /// OpenPGP certificates or an SSH `allowed_signers` file, relative to this file.
    #[schemars(extend("examples" = ["keys/release-managers.asc"]))]
    pub signers: Option<At<String>>,
}

/// A program that makes files in a scratch copy of the source tree.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Generate {
    /// How plan, inventory and messages call this step.
    #[schemars(required, extend("examples" = ["news"]))]
    pub name: Option<At<String>>,
    /// The program and its arguments; no shell is involved.
    #[schemars(required, length(min = 1), extend("examples" = [["blurb", "merge"]]))]
    pub run: Option<At<Vec<At<String>>>>,
    /// Patterns for every file that it may add or change; anything else it touches is an error.
    #[schemars(required, length(min = 1), extend("examples" = [["Misc/NEWS"]]))]
    pub outputs: Option<At<Vec<At<String>>>>,
}

/// Which files are packed. Patterns are compared with the path below `prefix`, byte by byte.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Files {
    /// Top directory in the archive; a template with `{name}`, `{version}`, `{commit}`, `{short-commit}`.
    #[schemars(extend("default" = "{name}-{version}"))]
    pub prefix: Option<At<String>>,
    /// What is packed. A pattern that matches a directory takes all that is below it; one that
    /// matches nothing is an error.
    #[schemars(required, length(min = 1), extend("examples" = [["**"]]))]
    pub include: Option<At<Vec<At<String>>>>,
    /// What is left out; wins over `include`. A pattern without a slash matches at any depth.
    #[schemars(extend("default" = []))]
    pub exclude: Option<Vec<At<String>>>,
    /// What must be packed in the end; an archive without it is an error.
    #[schemars(extend("default" = []))]
    pub require: Option<Vec<At<String>>>,
    /// Whether empty directories are packed.
    #[schemars(extend("default" = false))]
    pub empty_directories: Option<bool>,
    /// Whether each directory that holds files has an entry, the prefix included.
    #[schemars(extend("default" = true))]
    pub parents: Option<At<bool>>,
}

/// What makes the bytes independent of where and when they are packed.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Normalize {
    /// Order of the entries.
    #[schemars(extend("default" = "gnu-name"))]
    pub order: Option<At<Order>>,
    /// Time of the entries. A git source has the commit's time by default, a directory has none.
    pub mtime: Option<At<Mtime>>,
    /// Patterns for files that get one second more, so that make does not regenerate them.
    #[schemars(extend("default" = []))]
    pub newer: Option<Vec<At<String>>>,
    /// Owner of every entry.
    pub owner: Option<At<Owner>>,
    /// Modes: `git` (0644 and 0755), `keep`, or a change as chmod reads it, such as `go+u,go-w`.
    #[schemars(extend("default" = "git", "examples" = ["git", "keep", "go+u,go-w"]))]
    pub mode: Option<At<String>>,
}

/// Owner of every entry.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Owner {
    /// User id.
    #[schemars(range(min = 0, max = 4_294_967_294u64), extend("default" = 0))]
    pub uid: Option<At<u64>>,
    /// Group id.
    #[schemars(range(min = 0, max = 4_294_967_294u64), extend("default" = 0))]
    pub gid: Option<At<u64>>,
    /// User name; empty for none.
    #[schemars(extend("default" = ""))]
    pub user: Option<At<String>>,
    /// Group name; empty for none.
    #[schemars(extend("default" = ""))]
    pub group: Option<At<String>>,
}

/// One archive to write.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Archive {
    /// File name; a template with `{name}`, `{version}`, `{commit}`, `{short-commit}`.
    #[schemars(required, extend("examples" = ["{name}-{version}.tar.gz"]))]
    pub file: Option<At<String>>,
    /// How tar headers are spelt: exactly as this version of this program spells them.
    #[schemars(extend("default" = crate::container::tar::DEFAULT.name))]
    pub tar: Option<At<Tar>>,
    /// Extended headers of the posix dialects.
    pub pax: Option<At<Pax>>,
    /// How the tar stream is compressed; by default as the file's ending says.
    pub compression: Option<At<Compression>>,
}

/// Extended headers of the posix dialects.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Pax {
    /// Name of an extended header: `%d` is the entry's directory, `%f` its last part.
    #[schemars(extend("default" = "%d/PaxHeaders/%f"))]
    pub exthdr_name: Option<At<String>>,
}

/// How the tar stream is compressed.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Compression {
    /// The format; by default as the file's ending says.
    pub format: Option<At<Format>>,
    /// A level of the encoder.
    #[schemars(description = choice::level_description())]
    pub level: Option<At<PresetLevel>>,
    /// A named encoder whose bytes never change.
    #[schemars(description = choice::encoder_description())]
    pub encoder: Option<At<Encoder>>,
}
