//! Which tables have a key of a given name.

use toml::de::DeValue;

use super::form::{Key, ValueForm, accept};

/// A key and the table that has it.
pub struct Home {
    key: &'static Key,
    /// The table's header: `[files]`, `[[archive]]`.
    pub header: String,
}

impl Home {
    /// Whether `value` may stand there.
    pub fn accepts(&self, value: &DeValue<'_>) -> bool {
        accept(&self.key.forms(), value)
    }
}

/// Each key of each table below the manifest's own keys; tables that may stand once come first.
pub struct Homes(Vec<Home>);

impl Homes {
    pub fn new(root: &'static [Key]) -> Self {
        let mut homes = Vec::new();
        below(root, "", &mut homes);
        homes.sort_by_key(|home| home.header.starts_with("[["));
        Self(homes)
    }

    /// Where `name` is a key.
    pub fn of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Home> {
        self.0.iter().filter(move |home| home.key.name == name)
    }
}

/// Collects the keys of the tables that `keys` hold; `path` leads to `keys`.
fn below(keys: &'static [Key], path: &str, homes: &mut Vec<Home>) {
    for key in keys {
        let path = if path.is_empty() { key.name.clone() } else { format!("{path}.{}", key.name) };
        for form in key.forms() {
            let elements = form.items().iter().filter_map(ValueForm::keys);
            elements.for_each(|keys| collect(keys, &path, &format!("[[{path}]]"), homes));
            form.keys().into_iter().for_each(|keys| collect(keys, &path, &format!("[{path}]"), homes));
        }
    }
}

fn collect(keys: &'static [Key], path: &str, header: &str, homes: &mut Vec<Home>) {
    homes.extend(keys.iter().map(|key| Home { key, header: header.to_owned() }));
    // The tables of all lints have the same keys, so none of them is the one that was meant.
    if path != "lints" {
        below(keys, path, homes);
    }
}
