//! Values that rebuild archives of other programs.

use std::borrow::Cow;
use std::sync::LazyLock;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use toml::de::DeValue;

use super::choice::{PaxMtime, one_of};
use super::value::OwnerId;
use crate::manifest::Spanned;
use crate::manifest::reader::{FromToml, Key, Table, TableReader, TomlReader, TomlValue, ValueForm};

/// `"absent"`, or ids and names.
#[derive(Clone, Debug)]
pub enum OwnerValue {
    Absent,
    Table(Owner),
}

/// A mode policy, or a mode for each kind of entry.
#[derive(Clone, Debug)]
pub enum ModeValue {
    Text(String),
    Table(ModeTable),
}

/// A commit id, or `false` for none.
#[derive(Clone, Debug)]
pub enum Comment {
    Id(String),
    /// Nothing is named; `true` says nothing and is wrong.
    Flag(bool),
}

/// Paths, each with the one that it stands before.
#[derive(Clone, Debug)]
pub struct BeforeTable(pub Vec<BeforePair>);

/// A path and the one that it stands before.
#[derive(Clone, Debug)]
pub struct BeforePair {
    pub path: Spanned<String>,
    pub anchor: Spanned<String>,
}

tables! {
    /// Owner of every entry.
    Owner {
        /// User id.
        #[schemars(extend("default" = 0, "x-changes" = "the user id of each member"))]
        uid: Spanned<OwnerId>,
        /// Group id.
        #[schemars(extend("default" = 0, "x-changes" = "the group id of each member"))]
        gid: Spanned<OwnerId>,
        /// User name; empty for none.
        #[schemars(extend("default" = "", "x-changes" = "the user name of each member"))]
        user: Spanned<String>,
        /// Group name; empty for none.
        #[schemars(extend("default" = "", "x-changes" = "the group name of each member"))]
        group: Spanned<String>,
    }

    /// Extended headers.
    Pax {
        /// Name of an extended header of the posix dialects: `%d` is the entry's directory, `%f` its last part.
        #[schemars(extend("default" = "%d/PaxHeaders/%f", "x-changes" = "the names of extended headers"))]
        exthdr_name: Spanned<String>,
        /// Whether a record repeats the time of each entry, in the pax dialects of Python.
        #[schemars(extend("default" = "none", "x-changes" = "whether each member has an extended header"))]
        mtime: Spanned<PaxMtime>,
        /// The commit that the global header of the dialect `git` names, if the source is a directory: 40 or 64
        /// hexadecimal digits; or `false` for an archive without a global header.
        #[schemars(
            extend("examples" = ["ebb370ca83af193212df4dcbadcc5d87bc0de2f0"], "x-changes" = "the global header")
        )]
        comment: Spanned<Comment>,
    }

    /// A mode for each kind of entry, in up to six octal digits: the first two are the type of the file.
    ModeTable {
        /// Mode of files that their owner may not execute.
        #[schemars(example = &"0664", extend("default" = "0644", "x-changes" = "the mode of these members"))]
        file: Spanned<String>,
        /// Mode of files that their owner may execute.
        #[schemars(example = &"0775", extend("default" = "0755", "x-changes" = "the mode of these members"))]
        executable: Spanned<String>,
        /// Mode of directories.
        #[schemars(example = &"0775", extend("default" = "0755", "x-changes" = "the mode of these members"))]
        directory: Spanned<String>,
        /// Mode of symbolic links.
        #[schemars(example = &"0755", extend("default" = "0777", "x-changes" = "the mode of these members"))]
        link: Spanned<String>,
    }
}

/// The one word for an owner.
const ABSENT: &str = "absent";

#[derive(Clone, Copy, Debug)]
struct AbsentWord;

impl crate::manifest::reader::Word for AbsentWord {
    fn words() -> Vec<(&'static str, Self)> {
        vec![(ABSENT, Self)]
    }
}

impl FromToml for OwnerValue {
    fn forms() -> Vec<ValueForm> {
        [Owner::forms(), AbsentWord::forms()].concat()
    }

    fn from_toml(node: TomlValue<'_>, reader: &mut TomlReader<'_>) -> Option<Self> {
        match &node.value {
            DeValue::String(_) => AbsentWord::from_toml(node, reader).map(|_| Self::Absent),
            DeValue::Table(_) => Owner::from_toml(node, reader).map(Self::Table),
            _ => reader.wrong_type(&node),
        }
    }
}

impl JsonSchema for OwnerValue {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "OwnerValue".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let absent = one_of([(ABSENT, "The fields of ids and names stay empty.")].into_iter());
        json_schema!({ "anyOf": [generator.subschema_for::<Owner>(), absent] })
    }
}

impl FromToml for ModeValue {
    fn forms() -> Vec<ValueForm> {
        [vec![ValueForm::Text], ModeTable::forms()].concat()
    }

    fn from_toml(node: TomlValue<'_>, reader: &mut TomlReader<'_>) -> Option<Self> {
        match &node.value {
            DeValue::String(text) => Some(Self::Text(text.clone().into_owned())),
            DeValue::Table(_) => ModeTable::from_toml(node, reader).map(Self::Table),
            _ => reader.wrong_type(&node),
        }
    }
}

impl JsonSchema for ModeValue {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "ModeValue".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "string" }, generator.subschema_for::<ModeTable>()] })
    }
}

impl FromToml for Comment {
    fn forms() -> Vec<ValueForm> {
        vec![ValueForm::Text, ValueForm::Boolean]
    }

    fn from_toml(node: TomlValue<'_>, reader: &mut TomlReader<'_>) -> Option<Self> {
        match &node.value {
            DeValue::String(text) => Some(Self::Id(text.clone().into_owned())),
            DeValue::Boolean(flag) => Some(Self::Flag(*flag)),
            _ => reader.wrong_type(&node),
        }
    }
}

impl JsonSchema for Comment {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Comment".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": "string", "pattern": "^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$" },
            { "type": "boolean", "const": false },
        ] })
    }
}

impl FromToml for BeforeTable {
    fn forms() -> Vec<ValueForm> {
        vec![ValueForm::Table(&[])]
    }

    fn from_toml(node: TomlValue<'_>, reader: &mut TomlReader<'_>) -> Option<Self> {
        let DeValue::Table(table) = node.value else { return reader.wrong_type(&node) };
        let mut pairs = Vec::new();
        let place = node.place.element();
        for (key, value) in table {
            let path = Spanned::new(key.span(), key.into_inner().into_owned());
            // A value that is no text is reported, and the others are read all the same.
            if let Some(anchor) = Spanned::from_toml(TomlValue::new(value, place.clone()), reader) {
                pairs.push(BeforePair { path, anchor });
            }
        }
        Some(Self(pairs))
    }
}

impl JsonSchema for BeforeTable {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Before".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "properties": {},
            "additionalProperties": { "type": "string" },
        })
    }
}
