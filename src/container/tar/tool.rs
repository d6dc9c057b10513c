//! The tools that write tar: one file for each, with the dialects that pkgr writes as the tool does, and the
//! signatures by which archives of the tool are recognized.
//!
//! Both come from one description: the marks of a signature are computed from a dialect if there is one, and
//! the tests below write an archive in each dialect and recognize it.

use super::dialect::Dialect;
use super::signature::Signature;

pub mod git;
pub mod gnu;
pub mod go;
pub mod libarchive;
pub mod node;
pub mod python;
pub mod rust;

/// A tool that writes tar, or a library.
#[derive(Debug)]
pub struct Tool {
    /// Its name, which is that of its file here.
    pub name: &'static str,
    /// What pkgr can write; nothing for tools that are only recognized.
    pub dialects: &'static [Dialect],
    /// How its archives are recognized; of several that match, the first one counts.
    pub signatures: &'static [Signature],
}

/// All tools. Dialects are listed to users in this order, and of equally strong signatures the first one
/// counts, so a tool with general ones comes last.
pub static TOOLS: [Tool; 7] = [
    Tool { name: "gnu", dialects: &gnu::DIALECTS, signatures: &gnu::SIGNATURES },
    Tool { name: "git", dialects: &git::DIALECTS, signatures: &git::SIGNATURES },
    Tool { name: "python", dialects: &python::DIALECTS, signatures: &python::SIGNATURES },
    Tool { name: "go", dialects: &go::DIALECTS, signatures: &go::SIGNATURES },
    Tool { name: "rust", dialects: &rust::DIALECTS, signatures: &rust::SIGNATURES },
    Tool { name: "libarchive", dialects: &libarchive::DIALECTS, signatures: &libarchive::SIGNATURES },
    Tool { name: "node", dialects: &node::DIALECTS, signatures: &node::SIGNATURES },
];

/// The dialect of an `[[archive]]` that names none.
pub static DEFAULT: &Dialect = &gnu::DIALECTS[0];

/// Every dialect that pkgr writes, the default first.
pub fn dialects() -> impl Iterator<Item = &'static Dialect> {
    TOOLS.iter().flat_map(|tool| tool.dialects)
}

/// The dialect with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Dialect> {
    dialects().find(|dialect| dialect.name == name)
}

#[cfg(test)]
mod tests;
