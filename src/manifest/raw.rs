//! The manifest as it is written: one definition of keys and types, for the reader, for the
//! JSON schema, and for what an editor shows.
//!
//! Every key may be absent here; those that must be there are `required`, and the reader reports them. To add a
//! key, add a field. Doc comments on the types below are texts that users read.

#[macro_use]
mod table;

mod choice;
mod lints;
mod mtime;
#[cfg(test)]
mod tests;
mod value;

use std::sync::LazyLock;

use schemars::JsonSchema;

use super::Spanned;
use super::reader::{FromToml, Key, Table, TableReader, TomlReader, TomlValue, ValueForm};

pub use choice::{
    Conversions, EncoderName, ExportSubst, FormatName, Lfs, LintLevel, Order, Submodules, TagKind, Tar,
};
pub use lints::{LintRule, LintTable, NamedLints};
pub use mtime::{MtimeTable, MtimeValue, MtimeWord, Time};
pub use value::{CommandLine, OwnerId, PresetLevel};

tables! {
    /// A declaration of reproducible source release archives.
    #[schemars(title = "release.toml")]
    Manifest {
        /// Version of the manifest's format.
        #[schemars(required, example = 1)]
        schema: Spanned<i64>,
        /// What is released.
        #[schemars(required)]
        package: Package,
        /// Where the files come from: a git commit or a directory.
        #[schemars(required)]
        source: Spanned<Source>,
        /// Programs that make files in a scratch copy of the source tree, before files are selected.
        generate: Vec<Spanned<Generate>>,
        /// Which files are packed, and below which directory.
        #[schemars(required)]
        files: Spanned<Files>,
        /// What makes the bytes independent of where and when they are packed.
        normalize: Normalize,
        /// The archives to write. All have the same members, but for what an archive leaves out itself.
        #[schemars(required, length(min = 1))]
        archive: Spanned<Vec<Spanned<Archive>>>,
        /// How seriously each lint is taken.
        lints: NamedLints,
        /// What a published archive may hold beside the files of its commit.
        audit: Audit,
    }

    /// What is released.
    Package {
        /// Name of the release, `{name}` in templates.
        #[schemars(required, example = &"hello")]
        name: Spanned<String>,
        /// Version of the release, `{version}` in templates.
        #[schemars(required, example = &"1.0.0")]
        version: Spanned<String>,
    }

    /// What a published archive may hold beside the files of its commit.
    Audit {
        /// Patterns for files that are known to be added to the archive, or to be changed in it, after the
        /// commit; compared with the path below the archive's top directory. A file that can steer a build has to be
        /// named: a pattern that covers more does not allow it.
        #[schemars(extend("default" = []), example = vec!["configure", "doc/*.1"])]
        allow: Vec<Spanned<String>>,
    }

    /// Where the files come from: exactly one of `git` and `directory`.
    Source {
        /// A git repository, relative to this file; bare repositories and linked work trees too.
        #[schemars(example = &".")]
        git: Spanned<String>,
        /// Tag, branch or commit id; a template with `{name}` and `{version}`. Resolved once; after that only the commit
        /// id is used.
        #[schemars(example = &"v{version}")]
        rev: Spanned<String>,
        /// A directory on disk, relative to this file, taken as it is.
        #[schemars(example = &"hello-1.0.0")]
        directory: Spanned<String>,
        /// The directory of the commit, or of `directory`, that is packed in place of all of it. Paths and patterns are
        /// those below it; attributes of the directories above it apply.
        #[schemars(example = &"packages/core")]
        subdirectory: Spanned<String>,
        /// What a submodule means.
        #[schemars(extend("default" = "deny"))]
        submodules: Spanned<Submodules>,
        /// What a Git LFS pointer means.
        #[schemars(extend("default" = "deny"))]
        lfs: Spanned<Lfs>,
        /// Whether `export-ignore` in the commit's `.gitattributes` leaves files out.
        #[schemars(extend("default" = true))]
        export_ignore: Spanned<bool>,
        /// What `export-subst` in the commit's `.gitattributes` means.
        #[schemars(extend("default" = "stable"))]
        export_subst: Spanned<ExportSubst>,
        /// What the attributes `eol`, `ident` and `working-tree-encoding` in the commit's `.gitattributes` mean.
        #[schemars(extend("default" = "none"))]
        conversions: Spanned<Conversions>,
        /// What `rev` must turn out to be.
        expect: Spanned<Expect>,
    }

    /// What `rev` must turn out to be; anything else is an error.
    Expect {
        /// The full commit id: 40 or 64 hexadecimal digits.
        #[schemars(regex(pattern = "^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$"))]
        commit: Spanned<String>,
        /// The kind of tag that `rev` must be.
        tag: Spanned<TagKind>,
        /// OpenPGP certificates or an SSH `allowed_signers` file, relative to this file.
        #[schemars(example = &"keys/release-managers.asc")]
        signers: Spanned<String>,
        /// Text that files of the commit must contain, such as the version of the release.
        text: Spanned<Vec<Spanned<ExpectedText>>>,
    }

    /// Text that a file of the commit must contain.
    ExpectedText {
        /// Path of the file in the source.
        #[schemars(required, example = &"configure.ac")]
        file: Spanned<String>,
        /// The text; a template with `{name}` and `{version}`.
        #[schemars(required, example = &"[{version}]")]
        contains: Spanned<String>,
    }

    /// A program that makes files in a scratch copy of the source tree.
    Generate {
        /// How plan, inventory and messages call this step.
        #[schemars(required, example = &"news")]
        name: Spanned<String>,
        /// The program and its arguments, templates with `{name}`, `{version}`, `{commit}` and `{short-commit}`; no
        /// shell is involved.
        #[schemars(required, length(min = 1), example = vec!["blurb", "merge"])]
        run: Spanned<CommandLine>,
        /// Patterns for every file that it may add or change; anything else it touches is an error.
        #[schemars(required, length(min = 1), example = vec!["Misc/NEWS"])]
        outputs: Spanned<Vec<Spanned<String>>>,
        /// Whether the copy is a git repository of the commit and its ancestors, without other references and
        /// without configuration. It is removed after the step.
        #[schemars(extend("default" = false))]
        history: Spanned<bool>,
    }

    /// Which files are packed. Patterns are compared with the path below `prefix`, byte by byte.
    Files {
        /// Top directory in the archive; a template with `{name}`, `{version}`, `{commit}`, `{short-commit}`.
        #[schemars(extend("default" = "{name}-{version}"))]
        prefix: Spanned<String>,
        /// What is packed. A pattern that matches a directory takes all that is below it; one that
        /// matches nothing is an error.
        #[schemars(required, length(min = 1), example = vec!["**"])]
        include: Spanned<Vec<Spanned<String>>>,
        /// What is left out; wins over `include`. A pattern without a slash matches at any depth.
        #[schemars(extend("default" = []))]
        exclude: Vec<Spanned<String>>,
        /// What must be packed in the end; an archive without it is an error.
        #[schemars(extend("default" = []))]
        require: Vec<Spanned<String>>,
        /// Whether empty directories are packed.
        #[schemars(extend("default" = false))]
        empty_directories: bool,
        /// Whether each directory that holds files has an entry, the prefix included.
        #[schemars(extend("default" = true))]
        parents: Spanned<bool>,
    }

    /// What makes the bytes independent of where and when they are packed.
    Normalize {
        /// Order of the entries.
        #[schemars(extend("default" = "gnu-name"))]
        order: Spanned<Order>,
        /// Time of the entries. A git source has the commit's time by default, a directory has none.
        mtime: Spanned<MtimeValue>,
        /// Patterns for files that get one second more, so that make does not regenerate them.
        #[schemars(extend("default" = []))]
        newer: Vec<Spanned<String>>,
        /// Owner of every entry.
        owner: Spanned<Owner>,
        /// Modes: `git` (0644 and 0755), `keep`, or a change as chmod reads it, such as `go+u,go-w`.
        #[schemars(extend("default" = "git"), example = &"git", example = &"keep", example = &"go+u,go-w")]
        mode: Spanned<String>,
    }

    /// Owner of every entry.
    Owner {
        /// User id.
        #[schemars(extend("default" = 0))]
        uid: Spanned<OwnerId>,
        /// Group id.
        #[schemars(extend("default" = 0))]
        gid: Spanned<OwnerId>,
        /// User name; empty for none.
        #[schemars(extend("default" = ""))]
        user: Spanned<String>,
        /// Group name; empty for none.
        #[schemars(extend("default" = ""))]
        group: Spanned<String>,
    }

    /// One archive to write.
    Archive {
        /// File name; a template with `{name}`, `{version}`, `{commit}`, `{short-commit}`.
        #[schemars(required, example = &"{name}-{version}.tar.gz")]
        file: Spanned<String>,
        /// How tar headers are encoded: exactly as the named version of the named program does.
        #[schemars(extend("default" = crate::container::tar::DEFAULT.name))]
        tar: Spanned<Tar>,
        /// Extended headers of the posix dialects.
        pax: Spanned<Pax>,
        /// How the tar stream is compressed; by default as the file's ending says.
        compression: Spanned<Compression>,
        /// What this archive leaves out as well; patterns as in `exclude` of `[files]`.
        #[schemars(extend("default" = []), example = vec!["vendor/"])]
        exclude: Vec<Spanned<String>>,
    }

    /// Extended headers of the posix dialects.
    Pax {
        /// Name of an extended header: `%d` is the entry's directory, `%f` its last part.
        #[schemars(extend("default" = "%d/PaxHeaders/%f"))]
        exthdr_name: Spanned<String>,
    }

    /// How the tar stream is compressed.
    Compression {
        /// The format; by default as the file's ending says.
        format: Spanned<FormatName>,
        /// A level of the encoder.
        #[schemars(description = choice::level_description())]
        level: Spanned<PresetLevel>,
        /// A named encoder whose bytes never change.
        #[schemars(description = choice::encoder_description())]
        encoder: Spanned<EncoderName>,
    }
}
