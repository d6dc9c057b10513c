//! Where the reader is, in the words of the manifest.

use super::form::Key;

/// A table, a value, or an element of an array.
#[derive(Clone, Debug, Default)]
pub struct KeyPath {
    /// `source.expect`; empty at the top.
    pub path: String,
    /// The last key of the path; `None` at the top.
    pub key: Option<&'static Key>,
    /// Whether it is an element of the array at `path`, such as one `[[archive]]`.
    pub in_list: bool,
}

impl KeyPath {
    /// The value of a key of the table here.
    pub fn child(&self, key: &'static Key) -> Self {
        Self { path: self.path_of(key), key: Some(key), in_list: false }
    }

    /// The path of a key of the table here.
    pub fn path_of(&self, key: &Key) -> String {
        if self.path.is_empty() { key.name.clone() } else { format!("{}.{}", self.path, key.name) }
    }

    /// An element of the array here.
    pub fn element(&self) -> Self {
        Self { in_list: true, ..self.clone() }
    }

    /// The table as its header is written.
    pub fn header(&self) -> String {
        match (self.path.as_str(), self.in_list) {
            ("", _) => "the manifest".to_owned(),
            (path, true) => format!("`[[{path}]]`"),
            (path, false) => format!("`[{path}]`"),
        }
    }

    /// The value in a message: its key, or an element of its array.
    pub fn subject(&self) -> String {
        if self.in_list { format!("an element of `{}`", self.path) } else { format!("`{}`", self.path) }
    }

    /// The last key of the path.
    pub fn name(&self) -> &str {
        self.key.map_or("", |key| &key.name)
    }
}
