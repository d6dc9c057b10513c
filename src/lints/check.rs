//! A lint with the function that finds what it is named after.

use super::bodies::InspectedBodies;
use super::finding::LintFinding;
use super::tree::Tree;
use crate::container::inventory::Inventory;
use crate::lint::Lint;

/// A lint, and how it is found.
#[derive(Debug)]
pub struct Check {
    /// Its name, level and explanation.
    pub lint: Lint,
    /// How `plan` and `build` report it; a lint of archives alone has none.
    pub wording: Option<Wording>,
    /// How it is found.
    pub find: Find,
}

/// The words of a diagnostic.
#[derive(Debug)]
pub struct Wording {
    /// What follows the number 1.
    pub one: &'static str,
    /// What follows any other number.
    pub many: &'static str,
    /// What to do, as the start of a sentence.
    pub remedy: &'static str,
}

/// How a lint is found, by what it needs to see.
#[derive(Clone, Copy, Debug)]
pub enum Find {
    /// Paths, kinds and modes, of a plan or an archive.
    Nodes(for<'a> fn(&Tree<'a>) -> Vec<LintFinding<'a>>),
    /// All that an archive says of its members and of itself; each finding in words.
    Inventory(fn(&Inventory) -> Vec<String>),
    /// The bytes of files, of an archive as it is read; a plan has seen them when it hashed them.
    Bodies(fn(&InspectedBodies) -> &[String]),
    /// The manifest: its policies and patterns. What reads those finds it.
    Manifest,
    /// The source: its revision and the attributes of its files. Who lists it finds it.
    Source,
}
