//! Values that are the same everywhere: strings, booleans, arrays, words.

use toml::de::DeValue;

use super::super::spanned::Spanned;
use super::form::ValueForm;
use super::{FromToml, TomlReader, TomlValue, Word};

impl FromToml for String {
    fn forms() -> Vec<ValueForm> {
        vec![ValueForm::Text]
    }

    fn from_toml(node: TomlValue<'_>, reader: &mut TomlReader<'_>) -> Option<Self> {
        match node.value {
            DeValue::String(text) => Some(text.into_owned()),
            _ => reader.wrong_type(&node),
        }
    }
}

impl FromToml for bool {
    fn forms() -> Vec<ValueForm> {
        vec![ValueForm::Boolean]
    }

    fn from_toml(node: TomlValue<'_>, reader: &mut TomlReader<'_>) -> Option<Self> {
        match node.value {
            DeValue::Boolean(is_true) => Some(is_true),
            _ => reader.wrong_type(&node),
        }
    }
}

impl FromToml for i64 {
    fn forms() -> Vec<ValueForm> {
        vec![ValueForm::Number]
    }

    fn from_toml(node: TomlValue<'_>, reader: &mut TomlReader<'_>) -> Option<Self> {
        match &node.value {
            DeValue::Integer(number) => reader.read_integer(number, i64::MIN, i64::MAX, &node),
            _ => reader.wrong_type(&node),
        }
    }
}

impl<T: FromToml> FromToml for Vec<T> {
    fn forms() -> Vec<ValueForm> {
        vec![ValueForm::List(T::forms())]
    }

    fn from_toml(node: TomlValue<'_>, reader: &mut TomlReader<'_>) -> Option<Self> {
        reader.read_list(node)
    }
}

impl<T: FromToml> FromToml for Spanned<T> {
    fn forms() -> Vec<ValueForm> {
        T::forms()
    }

    fn from_toml(node: TomlValue<'_>, reader: &mut TomlReader<'_>) -> Option<Self> {
        let span = node.span.clone();
        T::from_toml(node, reader).map(|value| Self::new(span, value))
    }
}

impl<T: Word> FromToml for T {
    fn forms() -> Vec<ValueForm> {
        vec![ValueForm::Words(T::words().into_iter().map(|(word, _)| word).collect())]
    }

    fn from_toml(node: TomlValue<'_>, reader: &mut TomlReader<'_>) -> Option<Self> {
        match &node.value {
            DeValue::String(word) => reader.read_word(word, &node),
            _ => reader.wrong_type(&node),
        }
    }
}
