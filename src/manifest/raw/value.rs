//! Strings, numbers and arrays that are not just any.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use toml::de::DeValue;

use crate::manifest::Spanned;
use crate::manifest::reader::{FromToml, TomlReader, TomlValue, ValueForm};

/// A program and its arguments.
#[derive(Clone, Debug)]
pub struct CommandLine(pub Vec<Spanned<String>>);

/// The id of a user or a group, as a 32-bit system can store it: `u32::MAX` stands for none.
#[derive(Clone, Copy, Debug)]
pub struct OwnerId(pub u64);

/// A byte of a gzip header.
#[derive(Clone, Copy, Debug)]
pub struct HeaderByte(pub u8);

/// `6`, or `"6e"`.
#[derive(Clone, Debug)]
pub enum PresetLevel {
    Number(i64),
    Text(String),
}

impl FromToml for CommandLine {
    fn forms() -> Vec<ValueForm> {
        <Vec<Spanned<String>>>::forms()
    }

    fn from_toml(node: TomlValue<'_>, reader: &mut TomlReader<'_>) -> Option<Self> {
        match node.value {
            DeValue::Array(_) => reader.read_list(node).map(Self),
            _ => reader.wrong_type(&node),
        }
    }

    /// A command line is taken apart at its spaces; one that only a shell understands is given to a shell.
    fn advice(key: &str, literal: &str, value: &DeValue<'_>) -> Option<String> {
        let line = value.as_str().filter(|line| !line.trim().is_empty() && line.len() <= MOST_REPEATED)?;
        if line.contains(|character: char| {
            !(character.is_ascii_alphanumeric() || " -_./=:,+@%".contains(character))
        }) {
            return Some(format!(
                "write `{key} = [\"sh\", \"-c\", {literal}]`; pkgr starts the program without a shell"
            ));
        }
        let words: Vec<String> = line.split_whitespace().map(|word| format!("\"{word}\"")).collect();
        Some(format!("write `{key} = [{}]`; pkgr starts the program without a shell", words.join(", ")))
    }
}

/// Bytes of a command line that a help line repeats.
const MOST_REPEATED: usize = 60;

impl JsonSchema for CommandLine {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "CommandLine".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Vec<Spanned<String>>>()
    }
}

impl OwnerId {
    const MOST: i64 = u32::MAX as i64 - 1;
}

impl FromToml for OwnerId {
    fn forms() -> Vec<ValueForm> {
        vec![ValueForm::Number]
    }

    fn from_toml(node: TomlValue<'_>, reader: &mut TomlReader<'_>) -> Option<Self> {
        let DeValue::Integer(number) = &node.value else { return reader.wrong_type(&node) };
        let id = reader.read_integer(number, 0, Self::MOST, &node)?;
        Some(Self(id.unsigned_abs()))
    }
}

impl JsonSchema for OwnerId {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "OwnerId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "format": "uint64", "minimum": 0, "maximum": Self::MOST })
    }
}

impl FromToml for HeaderByte {
    fn forms() -> Vec<ValueForm> {
        vec![ValueForm::Number]
    }

    fn from_toml(node: TomlValue<'_>, reader: &mut TomlReader<'_>) -> Option<Self> {
        let DeValue::Integer(number) = &node.value else { return reader.wrong_type(&node) };
        let byte = reader.read_integer(number, 0, u8::MAX.into(), &node)?;
        u8::try_from(byte).ok().map(Self)
    }
}

impl JsonSchema for HeaderByte {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "HeaderByte".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 0, "maximum": u8::MAX })
    }
}

impl FromToml for PresetLevel {
    fn forms() -> Vec<ValueForm> {
        vec![ValueForm::Number, ValueForm::Text]
    }

    fn from_toml(node: TomlValue<'_>, reader: &mut TomlReader<'_>) -> Option<Self> {
        match &node.value {
            DeValue::String(text) => Some(Self::Text(text.clone().into_owned())),
            DeValue::Integer(_) => i64::from_toml(node, reader).map(Self::Number),
            _ => reader.wrong_type(&node),
        }
    }
}

impl JsonSchema for PresetLevel {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "PresetLevel".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": "integer" },
            { "type": "string", "pattern": "^[0-9]e$" },
        ] })
    }
}
