//! From the parsed document to the types of `raw`, in one pass.
//!
//! Each type takes what it can read. Every key that no type takes, and every value that its type cannot read,
//! is a diagnostic, and the reader goes on behind it.

mod basic;
mod form;
mod nearest;
mod place;
mod problem;

use std::cell::OnceCell;
use std::collections::BTreeSet;

pub use form::{Key, ValueForm, expected};
use nearest::Homes;
pub use place::KeyPath;
use problem::{MissingKey, NumberOutOfRange, UnknownKey, UnknownWord, WrongType};
use toml::de::{DeInteger, DeTable, DeValue};

use super::spanned::Span;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// A type that a value of the manifest can be read into.
pub trait FromToml: Sized {
    /// The forms that the value may have, as messages list them.
    fn forms() -> Vec<ValueForm>;

    /// Reads a value. `None` means that it cannot be read, and that this has been reported.
    fn from_toml(node: TomlValue<'_>, reader: &mut TomlReader<'_>) -> Option<Self>;

    /// How to write a value that cannot be read, where the type knows better than the general rules.
    /// `literal` is the value as the manifest has it.
    fn advice(_key: &str, _literal: &str, _value: &DeValue<'_>) -> Option<String> {
        None
    }
}

/// A table with a closed list of keys.
pub trait Table: FromToml {
    /// Its keys, in the order in which they are documented.
    fn keys() -> &'static [Key];

    /// Takes the value of each key.
    fn from_section(section: &mut TableReader<'_, '_, '_>) -> Self;
}

/// A value that is one word of a closed list.
pub trait Word: Copy + 'static {
    /// Each word with its value.
    fn words() -> Vec<(&'static str, Self)>;

    /// What to write in place of a word that is not in the list, where the type knows better than its neighbours.
    fn advice(_key: &str, _word: &str) -> Option<String> {
        None
    }
}

/// A value of the document.
pub struct TomlValue<'i> {
    pub value: DeValue<'i>,
    pub span: Span,
    pub place: KeyPath,
}

impl<'i> TomlValue<'i> {
    /// A value that the parser found at `place`.
    pub fn new(value: toml::Spanned<DeValue<'i>>, place: KeyPath) -> Self {
        let span = value.span();
        Self { value: value.into_inner(), span, place }
    }
}

/// The keys of one table that nothing has taken yet.
pub struct TableReader<'s, 'i, 't> {
    table: DeTable<'i>,
    keys: &'static [Key],
    place: &'s KeyPath,
    reader: &'s mut TomlReader<'t>,
}

impl TableReader<'_, '_, '_> {
    /// Takes the value of a key; `None` if it is absent or cannot be read.
    pub fn take<T: FromToml>(&mut self, field: &str) -> Option<T> {
        let key =
            self.keys.iter().find(|key| key.field == field).expect("a table lists each key that it takes");
        // Removed, so that what is left in the table at the end are the keys that nothing knows.
        let value = self.table.remove(key.name.as_str())?;
        let place = self.place.child(key);
        let path = place.path.clone();
        let taken = T::from_toml(TomlValue::new(value, place), self.reader);
        if taken.is_none() {
            self.reader.outcome.reported.insert(path);
        }
        taken
    }
}

/// What the reader found.
#[derive(Default)]
pub struct Outcome {
    pub found: Diagnostics,
    /// Paths of keys that are in the document and were reported, such as `source.git`; an element of an array
    /// counts for the array. That they have no value is no second problem.
    pub reported: BTreeSet<String>,
}

/// Reads a document into the table that it should be.
///
/// Missing keys are reported only if the text was `complete`: beside a syntax error, a key may be missing
/// because it could not be parsed.
pub fn read<T: Table>(text: &str, document: DeTable<'_>, complete: bool) -> (T, Outcome) {
    let mut reader =
        TomlReader { text, complete, root: T::keys(), homes: OnceCell::new(), outcome: Outcome::default() };
    let table = reader.table(document, None, &KeyPath::default());
    (table, reader.outcome)
}

/// What a pass over one document shares.
pub struct TomlReader<'t> {
    text: &'t str,
    complete: bool,
    root: &'static [Key],
    homes: OnceCell<Homes>,
    outcome: Outcome,
}

impl TomlReader<'_> {
    fn table<T: Table>(&mut self, table: DeTable<'_>, header: Option<&Span>, place: &KeyPath) -> T {
        let is_missing = |key: &&Key| key.is_required && !table.contains_key(key.name.as_str());
        let mut missing: Vec<&'static Key> = T::keys().iter().filter(is_missing).collect();
        let mut section = TableReader { table, keys: T::keys(), place, reader: self };
        let taken = T::from_section(&mut section);
        let rest = section.table;
        let meant = self.unknown_keys(&rest, T::keys(), place);
        // A misspelled key is one problem and not two.
        missing.retain(|key| self.complete && !meant.contains(&key.name));
        for key in missing {
            self.push(MissingKey { key, header: header.cloned(), place });
        }
        taken
    }

    /// Reports the keys that nothing took; returns those that were probably meant.
    fn unknown_keys(&mut self, rest: &DeTable<'_>, keys: &[Key], place: &KeyPath) -> Vec<String> {
        let mut known: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
        known.sort_unstable();
        let mut meant = Vec::new();
        for (key, value) in rest {
            let homes = self.homes.get_or_init(|| Homes::new(self.root));
            let (span, value, key) = (key.span(), value.get_ref(), key.get_ref().as_ref());
            let unknown = UnknownKey { key, span, value, place, known: &known, homes };
            meant.extend(unknown.nearest().map(str::to_owned));
            self.outcome.found.push(unknown);
        }
        let meant_keys = keys.iter().filter(|key| meant.contains(&key.name));
        self.outcome.reported.extend(meant_keys.map(|key| place.path_of(key)));
        meant
    }

    /// Reads a value that must be a table.
    pub fn read_table<T: Table>(&mut self, node: TomlValue<'_>) -> Option<T> {
        match node.value {
            DeValue::Table(table) => Some(self.table(table, Some(&node.span), &node.place)),
            _ => self.wrong_type::<T>(&node),
        }
    }

    /// Reads the elements of an array that can be read.
    pub fn read_list<T: FromToml>(&mut self, node: TomlValue<'_>) -> Option<Vec<T>> {
        let DeValue::Array(array) = node.value else { return self.wrong_type::<Vec<T>>(&node) };
        let place = node.place.element();
        let mut list = Vec::new();
        for element in array {
            match T::from_toml(TomlValue::new(element, place.clone()), self) {
                Some(element) => list.push(element),
                // The list goes on without the element; that it is shorter now is no further
                // problem.
                None => drop(self.outcome.reported.insert(place.path.clone())),
            }
        }
        Some(list)
    }

    /// Reads a word.
    pub fn read_word<T: Word>(&mut self, word: &str, node: &TomlValue<'_>) -> Option<T> {
        let words = T::words();
        let found = words.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
        if found.is_none() {
            let advice = T::advice(node.place.name(), word);
            let words = words.into_iter().map(|(name, _)| name).collect();
            let (span, place) = (node.span.clone(), &node.place);
            self.push(UnknownWord { word, span, words, advice, place });
        }
        found
    }

    /// Reads an integer from `least` to `most`.
    pub fn read_integer(
        &mut self,
        number: &DeInteger<'_>,
        least: i64,
        most: i64,
        node: &TomlValue<'_>,
    ) -> Option<i64> {
        let value = i64::from_str_radix(number.as_str(), number.radix()).ok();
        let value = value.filter(|value| (least..=most).contains(value));
        if value.is_none() {
            let (span, place) = (node.span.clone(), &node.place);
            self.push(NumberOutOfRange { literal: &self.text[span.clone()], span, least, most, place });
        }
        value
    }

    /// Reports a value that is not of the type `T`.
    pub fn wrong_type<T: FromToml>(&mut self, node: &TomlValue<'_>) -> Option<T> {
        let TomlValue { value, span, place } = node;
        let literal = &self.text[span.clone()];
        let advice = T::advice(place.name(), literal, value);
        let (span, forms, text) = (span.clone(), T::forms(), self.text);
        self.push(WrongType { value, span, forms, advice, place, text });
        None
    }

    fn push(&mut self, problem: impl Into<Diagnostic>) {
        self.outcome.found.push(problem);
    }
}
