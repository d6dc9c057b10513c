//! Values that are one word of a closed list.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::container::tar::{self, Dialect};
use crate::encoder::{self, ENCODERS, EncoderSpec, encoders_of};
use crate::manifest::reader::Word;
use crate::manifest::words::list;

/// Declares enums whose variants are words in the manifest.
macro_rules! choices {
    ($($(#[$meta:meta])* $name:ident { $($(#[$attribute:meta])+ $variant:ident = $word:literal,)+ })+) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
            pub enum $name {
                $($(#[$attribute])+ #[schemars(rename = $word)] $variant,)+
            }

            impl Word for $name {
                fn words() -> Vec<(&'static str, Self)> {
                    vec![$(($word, Self::$variant)),+]
                }
            }
        )+
    };
}

choices! {
    /// What pkgr does with a submodule of the commit.
    #[derive(Default)]
    Submodules {
        /// It is an error.
        #[default]
        Deny = "deny",
        /// Its files are packed, at the recorded commit.
        Include = "include",
        /// It is left out.
        Omit = "omit",
        /// It is an empty directory, as `git archive` writes it. This is the default where an archive has the dialect
        /// `git`.
        Empty = "empty",
    }
    /// Whether the attributes `eol`, `ident` and `working-tree-encoding` are applied.
    #[derive(Default)]
    Conversions {
        /// Files are packed as they are stored.
        #[default]
        None = "none",
        /// Files are packed as a checkout with git's default settings writes them. This is the default where an
        /// archive has the dialect `git`.
        Apply = "apply",
    }
    /// What pkgr does with a Git LFS pointer in the commit.
    #[derive(Default)]
    Lfs {
        /// It is an error.
        #[default]
        Deny = "deny",
        /// The pointer itself is packed.
        Pointer = "pointer",
        /// The file behind it is packed, after its size and digest were checked.
        Include = "include",
    }
    /// What pkgr does with the placeholders of `export-subst`.
    #[derive(Default)]
    ExportSubst {
        /// A placeholder is an error.
        Deny = "deny",
        /// Placeholders that depend on the commit alone are filled in; others are an error.
        #[default]
        Stable = "stable",
        /// Placeholders stay as they are.
        Omit = "omit",
    }
    /// The kind of tag that `rev` must be.
    TagKind {
        /// Any tag.
        Any = "any",
        /// A tag with an object of its own.
        Annotated = "annotated",
        /// An annotated tag with a signature by one of `signers`.
        Signed = "signed",
    }
    /// Order of the entries.
    Order {
        /// As `tar --sort=name` of GNU tar: names are compared part by part.
        GnuName = "gnu-name",
        /// By the bytes of the whole path.
        Bytes = "bytes",
        /// As git sorts a tree, where a directory's name ends with a slash.
        Git = "git",
        /// As npm packs: by extension, name and path, in the order of a dictionary. It is defined for ASCII.
        Npm = "npm",
        /// In each directory first its files, then its directories, each by name.
        FilesFirst = "files-first",
        /// As `gnu-name` without regard to the case of ASCII letters.
        GnuNameNoCase = "gnu-name-nocase",
        /// What is nearer to the top first; at each depth as `gnu-name`.
        BreadthFirst = "breadth-first",
        /// The order of the lines of `table`.
        Table = "table",
    }
    /// The two fields for device numbers of what is no device.
    Device {
        /// The number 0.
        Zero = "zero",
        /// Empty.
        Empty = "empty",
    }
    /// Whether a pax record repeats the time of an entry.
    PaxMtime {
        /// It does not.
        None = "none",
        /// It does, as a floating-point number.
        Float = "float",
    }
    /// How an archive ends.
    End {
        /// At least 1,024 zeros, up to a multiple of 10,240 bytes.
        Records = "records",
        /// 1,024 zeros.
        Blocks = "blocks",
    }
    /// The level of a lint.
    LintLevel {
        /// Do not report it.
        Allow = "allow",
        /// Report a warning.
        Warn = "warn",
        /// Report an error.
        Deny = "deny",
    }
}

/// A compression format by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormatName(pub encoder::Format);

impl Word for FormatName {
    fn words() -> Vec<(&'static str, Self)> {
        encoder::Format::ALL.into_iter().map(|format| (format.name(), Self(format))).collect()
    }

    fn advice(_key: &str, word: &str) -> Option<String> {
        let names = encoder::Format::ALL.map(encoder::Format::name);
        let is_zip = ["zip", "deflate"].contains(&word.to_ascii_lowercase().as_str());
        is_zip.then(|| {
            format!(
                "pkgr cannot write zip archives yet; it writes tar archives, in the formats {}",
                list(&names, "and")
            )
        })
    }
}

impl JsonSchema for FormatName {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Format".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        one_of(encoder::Format::ALL.into_iter().map(|format| (format.name(), format.summary())))
    }
}

/// A named encoder whose bytes never change; the list is that of the encoders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncoderName(pub &'static EncoderSpec);

impl Word for EncoderName {
    fn words() -> Vec<(&'static str, Self)> {
        ENCODERS.into_iter().map(|encoder| (encoder.name, Self(encoder))).collect()
    }
}

impl JsonSchema for EncoderName {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Encoder".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        one_of(ENCODERS.into_iter().map(|encoder| (encoder.name, encoder.summary)))
    }
}

/// The schema of one word out of a list, each with what it means.
pub(super) fn one_of(words: impl Iterator<Item = (&'static str, &'static str)>) -> Schema {
    let word = |(word, summary)| json_schema!({ "description": summary, "type": "string", "const": word });
    let words: Vec<Schema> = words.map(word).collect();
    json_schema!({ "oneOf": words })
}

/// The description of `level` in the schema: the levels of each format.
pub fn level_description() -> String {
    let levels = |format| {
        let encoder = encoders_of(format).next()?;
        let (name, default) = (format.name(), encoder.default_level);
        Some(format!("{name}: {}, by default {default}.", encoder.levels_text()))
    };
    encoder::Format::ALL.into_iter().filter_map(levels).collect::<Vec<_>>().join(" ")
}

/// The description of `encoder` in the schema: the encoders of each format.
pub fn encoder_description() -> String {
    let names = |format: encoder::Format| {
        let names: Vec<&str> = encoders_of(format).map(|encoder| encoder.name).collect();
        let (default, others) = names.split_first()?;
        let text = match others {
            [] => format!("`{default}`"),
            others => format!("`{default}` by default, or {}", list(others, "or")),
        };
        Some(format!("{}: {text}.", format.name()))
    };
    let formats = encoder::Format::ALL.into_iter().filter_map(names);
    std::iter::once("A named encoder whose bytes never change.".to_owned())
        .chain(formats)
        .collect::<Vec<_>>()
        .join(" ")
}

/// A tar dialect by its name; the list is that of the tar writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tar(pub &'static Dialect);

impl Word for Tar {
    fn words() -> Vec<(&'static str, Self)> {
        tar::dialects().map(|dialect| (dialect.name, Self(dialect))).collect()
    }
}

impl JsonSchema for Tar {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Tar".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        one_of(tar::dialects().map(|dialect| (dialect.name, dialect.summary)))
    }
}
