//! `[lints]`.

use std::borrow::Cow;
use std::sync::LazyLock;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use toml::de::DeValue;

use super::choice::LintLevel;
use crate::lint::{Level, Lint};
use crate::lints::catalog;
use crate::manifest::Spanned;
use crate::manifest::reader::{FromToml, Key, Table, TableReader, TomlReader, TomlValue, ValueForm};

/// Lints that the manifest names.
#[derive(Clone, Debug)]
pub struct NamedLints(pub Vec<(&'static Lint, Spanned<LintRule>)>);

/// A level, or a table with paths that are known and meant.
#[derive(Clone, Debug)]
pub enum LintRule {
    Level(LintLevel),
    Table(LintTable),
}

tables! {
    /// A lint's level, and the files that it passes over.
    LintTable {
        /// The level of the lint; without it, the lint has its default level.
        #[schemars(extend("x-changes" = "nothing; a denied lint is an error"))]
        level: LintLevel,
        /// Patterns for files that the lint passes over.
        #[schemars(extend("examples" = [["tests/data/**"]], "x-changes" = "nothing; a denied lint is an error"))]
        allow: Vec<Spanned<String>>,
    }
}

impl Table for NamedLints {
    fn keys() -> &'static [Key] {
        static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| {
            let key = |lint: &'static Lint| {
                let level = if lint.level == Level::Deny { "\"deny\"" } else { "\"warn\"" };
                Key::new(lint.name(), lint.summary, LintRule::forms).example(level)
            };
            catalog::of_plans().map(key).collect()
        });
        &KEYS
    }

    fn from_section(section: &mut TableReader<'_, '_, '_>) -> Self {
        let rules = catalog::of_plans().filter_map(|lint| Some((lint, section.take(lint.name())?)));
        Self(rules.collect())
    }
}

impl FromToml for NamedLints {
    fn forms() -> Vec<ValueForm> {
        vec![ValueForm::Table(Self::keys())]
    }

    fn from_toml(node: TomlValue<'_>, reader: &mut TomlReader<'_>) -> Option<Self> {
        reader.read_table(node)
    }
}

impl FromToml for LintRule {
    fn forms() -> Vec<ValueForm> {
        [LintLevel::forms(), LintTable::forms()].concat()
    }

    fn from_toml(node: TomlValue<'_>, reader: &mut TomlReader<'_>) -> Option<Self> {
        match &node.value {
            DeValue::String(_) => LintLevel::from_toml(node, reader).map(Self::Level),
            DeValue::Table(_) => LintTable::from_toml(node, reader).map(Self::Table),
            _ => reader.wrong_type(&node),
        }
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

impl JsonSchema for NamedLints {
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
