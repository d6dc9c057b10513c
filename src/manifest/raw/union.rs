//! Values that may be written in more than one way.
//!
//! Each has a small visitor: serde's own ways to try several types would lose the places that
//! values were written at.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::value::Datetime;

use super::{At, LintLevel};
use crate::lint::Lint;
use crate::lints::catalog;

/// `"commit"` and its like, or `{ set = … }`, or `{ clamp = … }`.
#[derive(Clone, Debug)]
pub enum Mtime {
    Word(String),
    Table { set: Option<At<Time>>, clamp: Option<At<Time>> },
}

/// A moment: text, or seconds since 1970.
#[derive(Clone, Debug)]
pub enum Time {
    Text(String),
    Seconds(i64),
}

/// `6`, or `"6e"`.
#[derive(Clone, Debug)]
pub enum PresetLevel {
    Number(i64),
    Text(String),
}

/// A level, or a table with paths that are known and meant.
#[derive(Clone, Debug)]
pub enum LintRule {
    Level(LintLevel),
    Table(LintTable),
}

/// A lint's level, and the paths that are known and meant.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct LintTable {
    /// How seriously the lint is taken; its default level when absent.
    pub level: Option<LintLevel>,
    /// Patterns for files that the lint passes over.
    pub allow: Option<Vec<At<String>>>,
}

/// Lints by name.
#[derive(Clone, Debug, Deserialize)]
pub struct Lints(pub BTreeMap<String, At<LintRule>>);

#[derive(Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct MtimeTable {
    /// Every entry gets this time.
    set: Option<At<Time>>,
    /// Entries newer than this get this time, older ones keep their own.
    clamp: Option<At<Time>>,
}

impl<'de> Deserialize<'de> for Mtime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MtimeVisitor)
    }
}

struct MtimeVisitor;

impl<'de> Visitor<'de> for MtimeVisitor {
    type Value = Mtime;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word or a table")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Mtime, E> {
        Ok(Mtime::Word(word.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Mtime, A::Error> {
        let MtimeTable { set, clamp } = MtimeTable::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Mtime::Table { set, clamp })
    }
}

impl JsonSchema for Mtime {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Mtime".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": "string", "enum": ["commit", "per-path-commit", "source-date-epoch"] },
            generator.subschema_for::<MtimeTable>(),
        ] })
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TimeVisitor)
    }
}

struct TimeVisitor;

impl<'de> Visitor<'de> for TimeVisitor {
    type Value = Time;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time or a number of seconds")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Time, E> {
        Ok(Time::Text(text.to_owned()))
    }

    fn visit_i64<E: Error>(self, seconds: i64) -> Result<Time, E> {
        Ok(Time::Seconds(seconds))
    }

    /// TOML's own times, without quotes, arrive as a map.
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Time, A::Error> {
        let time = Datetime::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Time::Text(time.to_string()))
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

impl<'de> Deserialize<'de> for PresetLevel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LevelVisitor)
    }
}

struct LevelVisitor;

impl Visitor<'_> for LevelVisitor {
    type Value = PresetLevel;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a level")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<PresetLevel, E> {
        Ok(PresetLevel::Text(text.to_owned()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<PresetLevel, E> {
        Ok(PresetLevel::Number(number))
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

impl<'de> Deserialize<'de> for LintRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LintVisitor)
    }
}

struct LintVisitor;

impl<'de> Visitor<'de> for LintVisitor {
    type Value = LintRule;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a level or a table")
    }

    fn visit_str<E: Error>(self, level: &str) -> Result<LintRule, E> {
        LintLevel::deserialize(StrDeserializer::new(level)).map(LintRule::Level)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<LintRule, A::Error> {
        LintTable::deserialize(MapAccessDeserializer::new(map)).map(LintRule::Table)
    }
}

impl JsonSchema for LintRule {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "LintRule".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            generator.subschema_for::<LintLevel>(),
            generator.subschema_for::<LintTable>(),
        ] })
    }
}

impl JsonSchema for Lints {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Lints".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let properties: serde_json::Map<_, _> =
            catalog::of_plans().map(|lint| (lint.name().to_owned(), lint_schema(lint, generator))).collect();
        json_schema!({ "type": "object", "properties": properties, "additionalProperties": false })
    }
}

fn lint_schema(lint: &Lint, generator: &mut SchemaGenerator) -> serde_json::Value {
    let mut schema = generator.subschema_for::<LintRule>();
    schema.insert("description".to_owned(), lint.summary.into());
    schema.insert("default".to_owned(), lint.level.name().into());
    schema.to_value()
}
