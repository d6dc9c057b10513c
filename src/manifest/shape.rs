//! Keys and types: the parsed document compared with the schema of the raw types.
//!
//! One walk finds every unknown key, every missing one and every value of a wrong type, at every
//! depth, and takes what is wrong out of the document, so that the rest decodes.

mod report;
mod suggest;

use std::collections::BTreeSet;

use report::{Missing, OutOfRange, UnknownKey, UnknownWord, WrongType};
use serde_json::Value as Schema;
pub(super) use suggest::nearest;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::schema::SCHEMA;
use crate::diagnostic::Diagnostics;

/// Where the walk is, in the words of the manifest.
#[derive(Clone, Debug, Default)]
struct Place {
    /// `source.expect`; empty at the top.
    path: String,
    /// Whether it is an element of a list, such as `[[archive]]`.
    in_list: bool,
}

impl Place {
    fn child(&self, key: &str) -> Self {
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Self { path, in_list: false }
    }
}

/// Checks `document` and removes from it what is wrong.
///
/// Missing keys are reported only where the text was `complete`: beside a syntax error a key may
/// be missing because it was not understood.
pub(super) fn check(text: &str, document: &mut DeTable<'_>, complete: bool) -> Outcome {
    let mut walk = Walk { text, complete, outcome: Outcome::default() };
    walk.table(document, None, &SCHEMA, &Place::default());
    walk.outcome
}

/// What the walk found.
#[derive(Default)]
pub(super) struct Outcome {
    pub found: Diagnostics,
    /// Keys that were meant to be there and were taken out, such as `source.git`; elements of a
    /// list count for their list. That they are missing now is no second fault.
    pub removed: BTreeSet<String>,
}

struct Walk<'a> {
    text: &'a str,
    complete: bool,
    outcome: Outcome,
}

impl Walk<'_> {
    fn table(&mut self, table: &mut DeTable<'_>, header: Option<&Span>, schema: &Schema, place: &Place) {
        let meant = self.unknown_keys(table, schema, place);
        if self.complete {
            let is_absent = |key: &&str| !table.contains_key(*key) && !meant.iter().any(|name| name == key);
            let missing: Vec<&str> = required_names(schema).filter(is_absent).collect();
            self.missing_keys(&missing, header, schema, place);
        }
        let mut wrong = Vec::new();
        for (key, value) in table.iter_mut() {
            let name = key.get_ref().as_ref();
            let place = place.child(name);
            if !self.value(value, &schema["properties"][name], &place) {
                wrong.push(name.to_owned());
                self.outcome.removed.insert(place.path);
            }
        }
        for key in wrong {
            table.remove(key.as_str());
        }
    }

    /// Removes keys that the schema does not know; returns the names that were probably meant.
    fn unknown_keys(&mut self, table: &mut DeTable<'_>, schema: &Schema, place: &Place) -> Vec<String> {
        let known: Vec<&str> = property_names(schema).collect();
        let (mut unknown, mut meant) = (Vec::new(), Vec::new());
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let name = key.get_ref().as_ref();
            let report = UnknownKey { key: name, span: key.span(), place, known: &known };
            meant.extend(report.nearest().map(str::to_owned));
            self.outcome.found.push(report);
            unknown.push(name.to_owned());
        }
        for key in unknown {
            table.remove(key.as_str());
        }
        self.outcome.removed.extend(meant.iter().map(|name| place.child(name).path));
        meant
    }

    fn missing_keys(&mut self, missing: &[&str], header: Option<&Span>, schema: &Schema, place: &Place) {
        for key in missing {
            let schema = &schema["properties"][key];
            self.outcome.found.push(Missing { key, header: header.cloned(), place, schema });
        }
    }

    /// Whether `value` is what the schema wants; parts of it that are not are removed.
    fn value(&mut self, value: &mut Spanned<DeValue<'_>>, schema: &Schema, place: &Place) -> bool {
        let span = value.span();
        let fitting: Vec<&Schema> =
            branches(schema).filter(|branch| report::fits(branch, value.get_ref())).collect();
        let Some(&first) = fitting.first() else {
            self.outcome.found.push(WrongType { value, schema, place, text: self.text });
            return false;
        };
        match value.get_mut() {
            DeValue::Table(table) => self.table(table, Some(&span), first, place),
            DeValue::Array(array) => self.list(array, &first["items"], place),
            DeValue::String(word) => return self.word(word, span, &fitting, place),
            DeValue::Integer(number) => {
                let number = i64::from_str_radix(number.as_str(), number.radix()).ok();
                return self.number(number, span, first, place);
            }
            _ => {}
        }
        true
    }

    fn list(&mut self, array: &mut DeArray<'_>, schema: &Schema, place: &Place) {
        let place = Place { in_list: true, ..place.clone() };
        let mut kept = DeArray::new();
        for mut element in std::mem::replace(array, DeArray::new()) {
            if self.value(&mut element, schema, &place) {
                kept.push(element);
            } else {
                self.outcome.removed.insert(place.path.clone());
            }
        }
        *array = kept;
    }

    fn word(&mut self, word: &str, span: Span, branches: &[&Schema], place: &Place) -> bool {
        let Some(words) = branches.iter().map(|branch| words(branch)).collect::<Option<Vec<_>>>() else {
            return true;
        };
        let words = words.concat();
        let is_known = words.contains(&word);
        if !is_known {
            self.outcome.found.push(UnknownWord { word, span, words: &words, place });
        }
        is_known
    }

    fn number(&mut self, number: Option<i64>, span: Span, schema: &Schema, place: &Place) -> bool {
        let range = (schema["minimum"].as_i64(), schema["maximum"].as_i64());
        let fits = |number: i64| {
            range.0.is_none_or(|least| least <= number) && range.1.is_none_or(|most| number <= most)
        };
        let is_fine = number.is_some_and(fits);
        if !is_fine {
            self.outcome.found.push(OutOfRange { literal: &self.text[span.clone()], span, range, place });
        }
        is_fine
    }
}

type Span = std::ops::Range<usize>;

/// The forms that a value may take.
fn branches(schema: &Schema) -> impl Iterator<Item = &Schema> {
    let choice = schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array());
    let (many, one) = match choice {
        Some(choice) => (choice.as_slice(), None),
        None => ([].as_slice(), Some(schema)),
    };
    many.iter().flat_map(nested).chain(one)
}

/// A branch that is a choice again is taken apart once more; deeper nesting does not occur.
fn nested(branch: &Schema) -> &[Schema] {
    match branch["oneOf"].as_array() {
        Some(choice) => choice,
        None => std::slice::from_ref(branch),
    }
}

/// The closed list of words of one form; `None` where any text will do.
fn words(branch: &Schema) -> Option<Vec<&str>> {
    let one = branch["const"].as_str().map(|word| vec![word]);
    one.or_else(|| Some(branch["enum"].as_array()?.iter().filter_map(Schema::as_str).collect()))
}

fn required_names(schema: &Schema) -> impl Iterator<Item = &str> {
    schema["required"].as_array().into_iter().flatten().filter_map(Schema::as_str)
}

fn property_names(schema: &Schema) -> impl Iterator<Item = &str> {
    schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.as_str())
}
