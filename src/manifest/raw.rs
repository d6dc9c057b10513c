//! The manifest as it is written: one definition of keys and types, for the reader, for the
//! JSON schema, and for what an editor shows.
//!
//! Every key may be absent here; those that must be there are `required`, and the reader reports them. To add a
//! key, add a field. Doc comments on the types below are texts that users read.

#[macro_use]
mod table;

mod choice;
mod compression;
mod lints;
mod mtime;
mod rebuild;
#[cfg(test)]
mod tests;
mod value;

use std::sync::LazyLock;

use schemars::JsonSchema;

use super::Spanned;
use super::reader::{FromToml, Key, Table, TableReader, TomlReader, TomlValue, ValueForm};

pub use choice::{
    Conversions, Device, EncoderName, End, ExportSubst, FormatName, Lfs, LintLevel, Order, PaxMtime,
    Submodules, TagKind, Tar,
};
pub use compression::{Compression, GzipHeaderTable};
pub use lints::{LintRule, LintTable, NamedLints};
pub use mtime::{MtimeTable, MtimeValue, MtimeWord, Time};
pub use rebuild::{BeforeTable, Comment, ModeTable, ModeValue, Owner, OwnerValue, Pax};
pub use value::{CommandLine, HeaderByte, OwnerId, PresetLevel};

tables! {
    /// A declaration of reproducible source release archives.
    #[schemars(title = "release.toml")]
    Manifest {
        /// Version of the manifest's format; 1 is the only one.
        #[schemars(required, example = 1, extend("x-changes" = "nothing"))]
        schema: Spanned<i64>,
        /// What is released.
        #[schemars(required)]
        package: Package,
        /// Where the files come from: a git commit or a directory.
        #[schemars(required)]
        source: Spanned<Source>,
        /// Programs that generate files in a scratch copy of the source tree, before files are selected.
        generate: Vec<Spanned<Generate>>,
        /// Which files are packed, and below which directory.
        #[schemars(required)]
        files: Spanned<Files>,
        /// Metadata of the entries, which makes the bytes independent of where and when they are packed.
        normalize: Normalize,
        /// Entries whose metadata are not those of the rest. Of several that name a key, the last one counts.
        r#override: Vec<Spanned<Override>>,
        /// The archives to write. All have the same members, except those that an archive excludes.
        #[schemars(required, length(min = 1))]
        archive: Spanned<Vec<Spanned<Archive>>>,
        /// The level of each lint: `allow`, `warn` or `deny`.
        lints: NamedLints,
        /// What a published archive may hold beside the files of its commit.
        audit: Audit,
    }

    /// What is released.
    Package {
        /// Name of the release, `{name}` in templates.
        #[schemars(
            required, example = &"hello",
            extend("x-changes" = "the top directory and the file names, if their templates use it")
        )]
        name: Spanned<String>,
        /// Version of the release, `{version}` in templates.
        #[schemars(
            required, example = &"1.0.0",
            extend(
                "x-changes" = "the top directory, the file names and the commit, if their templates use it"
            )
        )]
        version: Spanned<String>,
    }

    /// What a published archive may hold beside the files of its commit.
    Audit {
        /// Patterns for files that are known to be added to the archive, or to be changed in it, after the commit;
        /// compared with the path below the archive's top directory. A file that can steer a build must be named: a
        /// pattern that covers more does not allow it.
        #[schemars(
            example = vec!["configure", "doc/*.1"],
            extend("default" = [], "x-changes" = "nothing; `pkgr audit` uses it")
        )]
        allow: Vec<Spanned<String>>,
    }

    /// Where the files come from: exactly one of `git` and `directory`.
    Source {
        /// A git repository, relative to this file; bare repositories and linked work trees too. pkgr reads the
        /// objects of the commit, not the checkout, and fetches nothing.
        #[schemars(
            example = &".",
            extend("x-changes" = "which files there are, their content, and the default of `normalize.mtime`")
        )]
        git: Spanned<String>,
        /// Tag, branch or commit id; a template with `{name}` and `{version}`. It is resolved once; after that only
        /// the commit id is used. Required with `git`.
        #[schemars(
            example = &"v{version}",
            extend("x-changes" = "which files there are, their content, and the default of `normalize.mtime`")
        )]
        rev: Spanned<String>,
        /// A directory on disk, relative to this file, taken as it is.
        #[schemars(example = &"hello-1.0.0", extend("x-changes" = "which files there are, and their content"))]
        directory: Spanned<String>,
        /// The directory of the commit, or of `directory`, that is packed in place of all of it. Paths and patterns are
        /// those below it; attributes of the directories above it apply.
        #[schemars(example = &"packages/core", extend("x-changes" = "which files there are, and under which names"))]
        subdirectory: Spanned<String>,
        /// A directory on disk, relative to this file: each of its files is added to the source, or replaces the file
        /// that the source has at the same path, such as those that only a published archive has. Patterns apply to
        /// them as to all files, attributes of the commit do not.
        #[schemars(
            example = &"release-files",
            extend("x-changes" = "which files there are, and the content of those that it replaces")
        )]
        overlay: Spanned<String>,
        /// What pkgr does with a submodule of the commit.
        #[schemars(extend("default" = "deny", "x-changes" = "which members there are below submodules"))]
        submodules: Spanned<Submodules>,
        /// What pkgr does with a Git LFS pointer in the commit.
        #[schemars(extend("default" = "deny", "x-changes" = "the content of files that are stored in Git LFS"))]
        lfs: Spanned<Lfs>,
        /// Whether `export-ignore` in the commit's `.gitattributes` leaves files out.
        #[schemars(extend("default" = true, "x-changes" = "which files there are"))]
        export_ignore: Spanned<bool>,
        /// What pkgr does with `$Format:…$` placeholders in files that have `export-subst` in the commit's
        /// `.gitattributes`.
        #[schemars(extend("default" = "stable", "x-changes" = "the content of files with this attribute"))]
        export_subst: Spanned<ExportSubst>,
        /// Whether the attributes `eol`, `ident` and `working-tree-encoding` in the commit's `.gitattributes` are
        /// applied.
        #[schemars(extend("default" = "none", "x-changes" = "the content of files with these attributes"))]
        conversions: Spanned<Conversions>,
        /// What `rev` must be; anything else is an error.
        expect: Spanned<Expect>,
    }

    /// What `rev` must be; anything else is an error.
    Expect {
        /// The full commit id: 40 or 64 hexadecimal digits.
        #[schemars(
            regex(pattern = "^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$"),
            extend(
                "examples" = ["3a23da94930c3c1d901f1cd4ade10d8ef46f63e3"],
                "x-changes" = "nothing; another value is an error"
            )
        )]
        commit: Spanned<String>,
        /// The kind of tag that `rev` must be.
        #[schemars(extend("x-changes" = "nothing; another value is an error"))]
        tag: Spanned<TagKind>,
        /// A file of OpenPGP certificates, or an SSH `allowed_signers` file, relative to this file. Required with
        /// `tag = "signed"`.
        #[schemars(
            example = &"keys/release-managers.asc",
            extend("x-changes" = "nothing; a tag without a good signature by one of them is an error")
        )]
        signers: Spanned<String>,
        /// Text that files of the commit must contain, such as the version of the release.
        text: Spanned<Vec<Spanned<ExpectedText>>>,
    }

    /// Text that a file of the commit must contain.
    ExpectedText {
        /// Path of the file in the source.
        #[schemars(
            required, example = &"configure.ac",
            extend("x-changes" = "nothing; a file without the text is an error")
        )]
        file: Spanned<String>,
        /// The text; a template with `{name}` and `{version}`.
        #[schemars(
            required, example = &"[{version}]",
            extend("x-changes" = "nothing; a file without the text is an error")
        )]
        contains: Spanned<String>,
    }

    /// A program that generates files in a scratch copy of the source tree.
    Generate {
        /// The name of the step in plans and messages.
        #[schemars(required, example = &"news", extend("x-changes" = "nothing"))]
        name: Spanned<String>,
        /// The program and its arguments, templates with `{name}`, `{version}`, `{commit}` and `{short-commit}`.
        /// There is no shell.
        #[schemars(
            required, length(min = 1), example = vec!["blurb", "merge"],
            extend("x-changes" = "the content of its outputs")
        )]
        run: Spanned<CommandLine>,
        /// Patterns for every file that the program may add or change; a change of another file is an error.
        #[schemars(
            required, length(min = 1), example = vec!["Misc/NEWS"],
            extend("x-changes" = "which files the program adds or replaces")
        )]
        outputs: Spanned<Vec<Spanned<String>>>,
        /// Whether the copy is a git repository of the commit and its ancestors, without other references and
        /// without configuration. It is removed after the step.
        #[schemars(
            extend("default" = false, "x-changes" = "the content of its outputs, if the program reads the history")
        )]
        history: Spanned<bool>,
    }

    /// Which files are packed. Patterns are compared with the path below `prefix`, byte by byte.
    Files {
        /// Top directory in the archive; a template with `{name}`, `{version}`, `{commit}`, `{short-commit}`. If it is
        /// empty, files lie at the top.
        #[schemars(extend("default" = "{name}-{version}", "x-changes" = "the beginning of each member's name"))]
        prefix: Spanned<String>,
        /// What is packed. A pattern that matches a directory takes all that is below it; one that
        /// matches nothing is an error.
        #[schemars(required, length(min = 1), example = vec!["**"], extend("x-changes" = "which members there are"))]
        include: Spanned<Vec<Spanned<String>>>,
        /// What is left out; wins over `include`. A pattern without a slash matches at any depth, one that begins
        /// with a slash only at the top.
        #[schemars(
            extend("default" = [], "examples" = [[".github/", "*.orig"]], "x-changes" = "which members there are")
        )]
        exclude: Vec<Spanned<String>>,
        /// Patterns that must each match an entry of the archive; one that matches nothing is an error.
        #[schemars(
            extend(
                "default" = [], "examples" = [["LICENSE", "README*"]],
                "x-changes" = "nothing; an archive without these files is an error"
            )
        )]
        require: Vec<Spanned<String>>,
        /// Whether empty directories are packed.
        #[schemars(extend("default" = false, "x-changes" = "whether empty directories are members"))]
        empty_directories: bool,
        /// Whether each directory that holds files has an entry, the prefix included.
        #[schemars(extend("default" = true, "x-changes" = "whether directories are members"))]
        parents: Spanned<bool>,
        /// Patterns for directories that have no entry although others have; `.` is the prefix itself.
        #[schemars(extend("default" = [], "examples" = [["doc"]], "x-changes" = "whether these directories are members"))]
        no_entry: Vec<Spanned<String>>,
    }

    /// What makes the bytes independent of where and when they are packed.
    Normalize {
        /// Order of the entries.
        #[schemars(extend("default" = "gnu-name", "x-changes" = "the order of members"))]
        order: Spanned<Order>,
        /// Paths of entries that stand first, in this order, whatever `order` says; `.` is the prefix itself.
        #[schemars(extend("default" = [], "examples" = [["PKG-INFO"]], "x-changes" = "the order of members"))]
        first: Vec<Spanned<String>>,
        /// Paths of entries that stand last, in this order, whatever `order` says.
        #[schemars(extend("default" = [], "examples" = [["LICENSE", "PKG-INFO"]], "x-changes" = "the order of members"))]
        last: Vec<Spanned<String>>,
        /// Paths of entries that stand directly before another one, whatever `order` says: each key before its value.
        #[schemars(extend("x-changes" = "the order of members"))]
        before: Spanned<BeforeTable>,
        /// Time of the entries. The default with a git source is `commit`; with a directory there is no default, and
        /// a missing time is an error.
        #[schemars(extend("examples" = ["commit"], "x-changes" = "the time of each member"))]
        mtime: Spanned<MtimeValue>,
        /// Patterns for files that get one second more than all others, so that `make` does not regenerate them.
        #[schemars(extend("default" = [], "examples" = [["configure"]], "x-changes" = "the time of these files"))]
        newer: Vec<Spanned<String>>,
        /// Owner of every entry: ids and names, or `absent` for empty fields.
        owner: Spanned<OwnerValue>,
        /// Modes of the entries: `git` (0755 for directories and executable files, 0644 for others), `keep`, a change in
        /// the grammar of chmod, such as `go+u,go-w`, `table`, or a mode for each kind of entry.
        #[schemars(
            example = &"git", example = &"keep", example = &"go+u,go-w",
            extend("default" = "git", "x-changes" = "the mode of each member")
        )]
        mode: Spanned<ModeValue>,
        /// A file beside the manifest with a line for each entry: its time, its mode and its path, separated by tabs. It is
        /// read for whichever of `order`, `mtime` and `mode` say `table`.
        #[schemars(
            example = &"release.entries",
            extend("x-changes" = "the order, the times and the modes of members, as far as they are taken from it")
        )]
        table: Spanned<String>,
    }

    /// Entries whose metadata are not those of the rest.
    Override {
        /// Patterns for the entries, compared with the path below `prefix`; `.` is the prefix itself. What is below a
        /// directory is not meant with it.
        #[schemars(required, length(min = 1), example = vec!["PKG-INFO"], extend("x-changes" = "which members it is about"))]
        paths: Spanned<Vec<Spanned<String>>>,
        /// Their owner; values as in `[normalize]`.
        owner: Spanned<OwnerValue>,
        /// Their modes; values as in `[normalize]`.
        #[schemars(example = &"0644", extend("x-changes" = "the mode of these members"))]
        mode: Spanned<ModeValue>,
        /// Their time; values as in `[normalize]`.
        #[schemars(extend("examples" = ["absent"], "x-changes" = "the time of these members"))]
        mtime: Spanned<MtimeValue>,
        /// How the two fields for device numbers are filled, if not as the dialect fills them.
        #[schemars(extend("x-changes" = "two fields in the headers of these members"))]
        device: Spanned<Device>,
        /// Whether a pax record repeats their time, if not as `archive.pax.mtime` says.
        #[schemars(extend("x-changes" = "the extended headers of these members"))]
        pax_mtime: Spanned<PaxMtime>,
    }

    /// One archive to write.
    Archive {
        /// File name; a template with `{name}`, `{version}`, `{commit}`, `{short-commit}`. Its ending selects the
        /// compression.
        #[schemars(
            required, example = &"{name}-{version}.tar.gz",
            extend("x-changes" = "the name of the file, and by its ending the default of `archive.compression`")
        )]
        file: Spanned<String>,
        /// The tar dialect: headers are encoded exactly as the named version of the named program encodes them.
        #[schemars(extend("default" = crate::container::tar::DEFAULT.name, "x-changes" = "how headers are encoded"))]
        tar: Spanned<Tar>,
        /// Extended headers.
        pax: Spanned<Pax>,
        /// How the archive ends; by default as the dialect says.
        #[schemars(extend("x-changes" = "the zeros at the end"))]
        end: Spanned<End>,
        /// How the tar stream is compressed; by default as the file's ending says.
        compression: Spanned<Compression>,
        /// What this archive leaves out as well; patterns as in `exclude` of `[files]`.
        #[schemars(extend("default" = [], "x-changes" = "which members this archive has"), example = vec!["vendor/"])]
        exclude: Vec<Spanned<String>>,
    }
}
