//! Which codes, lints, keys or limits a word stands for.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::lints::catalog;
use crate::manifest::{DocumentedKey, DocumentedWord, documented_keys};
use crate::path::Escaped;
use crate::text::nearest;

/// The word for the limits on the size of inputs.
const LIMITS: &str = "limits";

/// What `pkgr explain` explains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Topic {
    /// The list of all codes and lints.
    Everything,
    /// The limits on the size of inputs.
    Limits,
    /// Codes, keys of a manifest and words that are their values, all of one name; at least one of them.
    Named {
        /// The codes.
        codes: Vec<Code>,
        /// The keys.
        keys: Vec<DocumentedKey>,
        /// The words, such as the name of an encoder.
        words: Vec<KeyWord>,
    },
}

/// A word that is a value of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyWord {
    /// The path of the key.
    pub key: String,
    /// The word.
    pub word: DocumentedWord,
}

/// The topic of this name; the list of everything without a name.
///
/// # Errors
/// Returns an error that suggests the nearest name if there is none of this name.
pub fn look_up(name: Option<&str>) -> Result<Topic, Diagnostic> {
    match name {
        None => Ok(Topic::Everything),
        Some(LIMITS) => Ok(Topic::Limits),
        Some(name) => {
            let (codes, keys, words) = (find_codes(name), find_keys(name), find_words(name));
            if codes.is_empty() && keys.is_empty() && words.is_empty() {
                Err(unknown(name))
            } else {
                Ok(Topic::Named { codes, keys, words })
            }
        }
    }
}

/// All codes: those of diagnostics, then the lints.
pub fn codes() -> impl Iterator<Item = Code> {
    Code::all().chain(catalog::all().map(Code::Lint))
}

/// The code of this name, with or without `pkgr::`, or else all codes whose last part it is.
fn find_codes(name: &str) -> Vec<Code> {
    if let Some(code) = codes().find(|code| code.id() == name || bare(*code) == name) {
        return vec![code];
    }
    codes().filter(|code| last_part(*code) == name).collect()
}

/// The key with this path, with or without brackets, or else all keys of this name.
fn find_keys(name: &str) -> Vec<DocumentedKey> {
    let all = documented_keys();
    let path = name.trim_start_matches('[').replace(']', "");
    let exact: Vec<DocumentedKey> = all.iter().filter(|key| key.path == path).cloned().collect();
    if exact.is_empty() { all.into_iter().filter(|key| key.name() == path).collect() } else { exact }
}

/// The values of keys that are this word.
fn find_words(name: &str) -> Vec<KeyWord> {
    words().filter(|found| found.word.word == name).collect()
}

/// Every word that is a value of a key.
fn words() -> impl Iterator<Item = KeyWord> {
    documented_keys().into_iter().flat_map(|key| {
        let path = key.path;
        key.words.into_iter().map(move |word| KeyWord { key: path.clone(), word })
    })
}

/// What a shell completes: the names of codes, lints, dialects, encoders and keys.
#[must_use]
pub fn names() -> Vec<String> {
    let codes = codes().map(|code| last_part(code).to_owned());
    let keys = documented_keys().into_iter().map(|key| key.path);
    let words = words().map(|found| found.word.word);
    // Sorted and each once: a key can have the name of a code, and a shell shows the list as it is.
    let names: BTreeSet<String> = codes.chain(keys).chain(words).chain([LIMITS.to_owned()]).collect();
    names.into_iter().collect()
}

fn bare(code: Code) -> &'static str {
    code.id().trim_start_matches("pkgr::")
}

fn last_part(code: Code) -> &'static str {
    code.id().rsplit("::").next().unwrap_or(code.id())
}

fn unknown(name: &str) -> Diagnostic {
    let keys = documented_keys();
    let names = codes().flat_map(|code| [bare(code), last_part(code)]);
    let names = names.chain(keys.iter().flat_map(|key| [&*key.path, key.name()])).chain([LIMITS]);
    let near = nearest(name.trim_start_matches("pkgr::"), names);
    let shown = Escaped(name.as_bytes());
    Diagnostic::error(Code::UnknownCode, format!("there is no code, lint or key `{shown}`")).help(
        match near {
            Some(near) => {
                format!("try `pkgr explain {near}`, or list all codes and lints with `pkgr explain`")
            }
            None => {
                "list all codes and lints with `pkgr explain`; keys are named like `files.include`".to_owned()
            }
        },
    )
}
