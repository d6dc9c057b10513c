//! Values that are one word of a closed list.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::container::tar::Preset;

/// Declares enums whose variants are words in the manifest.
macro_rules! choices {
    ($($(#[$meta:meta])* $name:ident { $($(#[$attribute:meta])+ $variant:ident = $word:literal,)+ })+) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
            pub enum $name {
                $($(#[$attribute])+ #[serde(rename = $word)] $variant,)+
            }
        )+
    };
}

choices! {
    /// What a submodule in the commit means.
    #[derive(Default)]
    Submodules {
        /// It is an error.
        #[default]
        Deny = "deny",
        /// Its files, at the commit that is recorded, are packed too.
        Include = "include",
        /// It is left out.
        Omit = "omit",
    }
    /// What a Git LFS pointer in the commit means.
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
    /// What `export-subst` in the commit's `.gitattributes` means.
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
        /// As GNU tar's `--sort=name`: part by part.
        GnuName = "gnu-name",
        /// The whole path by bytes.
        Bytes = "bytes",
        /// As in a git tree.
        Git = "git",
    }
    /// Compression format.
    Format {
        /// gzip.
        Gzip = "gzip",
        /// xz.
        Xz = "xz",
        /// Zstandard.
        Zstd = "zstd",
        /// bzip2.
        Bzip2 = "bzip2",
        /// A plain tar.
        None = "none",
    }
    /// A named encoder whose bytes never change.
    Encoder {
        /// gzip: the bytes of GNU `gzip -n`.
        Gnu1 = "gnu-1",
        /// xz, in one block: the bytes of `xz -T1`.
        XzSingle1 = "xz-single-1",
        /// xz, in blocks that are compressed side by side: the bytes of `xz -T2`.
        XzBlocks1 = "xz-blocks-1",
        /// zstd: the bytes of `zstd < FILE` 1.5.7.
        Zstd1 = "zstd-1",
        /// bzip2: the bytes of `bzip2`.
        Bzip2One = "bzip2-1",
    }
    /// How seriously a lint is taken.
    LintLevel {
        /// Say nothing.
        Allow = "allow",
        /// Say it and go on.
        Warn = "warn",
        /// Say it and refuse.
        Deny = "deny",
    }
}

/// A tar dialect by its name; the list is that of the tar writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tar(pub Preset);

impl<'de> Deserialize<'de> for Tar {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<str>::deserialize(deserializer)?;
        Preset::find(&name).map(Self).ok_or_else(|| serde::de::Error::custom("unknown tar dialect"))
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
        let names = Preset::ALL.map(Preset::name);
        json_schema!({ "type": "string", "enum": names })
    }
}
