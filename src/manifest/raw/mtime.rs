//! `mtime = …`

use std::borrow::Cow;
use std::sync::LazyLock;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use toml::de::DeValue;

use super::choice::one_of;
use crate::manifest::Spanned;
use crate::manifest::reader::{FromToml, Key, Table, TableReader, TomlReader, TomlValue, ValueForm, Word};
use crate::time::PreciseTime;

/// `"commit"` and its like, or `{ set = … }`, or `{ clamp = … }`.
#[derive(Clone, Debug)]
pub enum MtimeValue {
    Word(MtimeWord),
    Table(MtimeTable),
}

/// A time that is not written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MtimeWord {
    Commit,
    PerPathCommit,
    SourceDateEpoch,
    Tree,
    Table,
    Absent,
}

/// A moment: text, or seconds since 1970.
#[derive(Clone, Debug)]
pub enum Time {
    Text(String),
    Seconds(i64),
}

tables! {
    MtimeTable {
        /// Every entry gets this time: `commit`, `source-date-epoch`, RFC 3339 with a zone, or seconds since 1970.
        #[schemars(extend("examples" = ["2025-06-11T15:36:57Z"], "x-changes" = "the time of each member"))]
        set: Spanned<Time>,
        /// Directories get this time, and `set` is for all else; values as for `set`.
        #[schemars(extend("examples" = ["2025-06-11T15:36:57Z"], "x-changes" = "the time of directories"))]
        directories: Spanned<Time>,
        /// Entries that are newer get this time, older ones keep their own; values as for `set`.
        #[schemars(extend("examples" = ["2025-06-11T15:36:57Z"], "x-changes" = "the time of members that are newer"))]
        clamp: Spanned<Time>,
    }
}

impl MtimeWord {
    /// What it means, for users.
    const fn summary(self) -> &'static str {
        match self {
            Self::Commit => "The time of the commit.",
            Self::PerPathCommit => "The time of the last commit that changed the file.",
            Self::SourceDateEpoch => {
                "The environment variable `SOURCE_DATE_EPOCH`, in seconds since 1970; unset is an error."
            }
            Self::Tree => "The file's own time on disk, as precisely as the dialect stores it.",
            Self::Table => "The time that `table` has for the entry.",
            Self::Absent => "No time: the field stays empty.",
        }
    }
}

impl Word for MtimeWord {
    fn words() -> Vec<(&'static str, Self)> {
        vec![
            ("commit", Self::Commit),
            ("per-path-commit", Self::PerPathCommit),
            ("source-date-epoch", Self::SourceDateEpoch),
            ("tree", Self::Tree),
            ("table", Self::Table),
            ("absent", Self::Absent),
        ]
    }

    fn advice(key: &str, word: &str) -> Option<String> {
        PreciseTime::parse(word).ok().map(|_| format!("write `{key} = {{ set = \"{word}\" }}`"))
    }
}

impl FromToml for MtimeValue {
    fn forms() -> Vec<ValueForm> {
        [MtimeWord::forms(), MtimeTable::forms()].concat()
    }

    fn from_toml(node: TomlValue<'_>, reader: &mut TomlReader<'_>) -> Option<Self> {
        match &node.value {
            DeValue::String(_) => MtimeWord::from_toml(node, reader).map(Self::Word),
            DeValue::Table(_) => MtimeTable::from_toml(node, reader).map(Self::Table),
            _ => reader.wrong_type(&node),
        }
    }
}

impl JsonSchema for MtimeValue {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Mtime".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            one_of(MtimeWord::words().into_iter().map(|(word, meaning)| (word, meaning.summary()))),
            generator.subschema_for::<MtimeTable>(),
        ] })
    }
}

impl FromToml for Time {
    fn forms() -> Vec<ValueForm> {
        vec![ValueForm::Time, ValueForm::Text, ValueForm::Number]
    }

    fn from_toml(node: TomlValue<'_>, reader: &mut TomlReader<'_>) -> Option<Self> {
        match &node.value {
            DeValue::String(text) => Some(Self::Text(text.clone().into_owned())),
            DeValue::Datetime(time) => Some(Self::Text(time.to_string())),
            DeValue::Integer(_) => i64::from_toml(node, reader).map(Self::Seconds),
            _ => reader.wrong_type(&node),
        }
    }
}

impl JsonSchema for Time {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Time".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "`commit`, `source-date-epoch`, RFC 3339 with a zone, or seconds since 1970.",
            "examples": ["2023-10-02T11:48:14Z", 1_686_656_217, "commit"],
            "anyOf": [{ "type": "string", "format": "date-time" }, { "type": "string" }, { "type": "integer" }],
        })
    }
}
