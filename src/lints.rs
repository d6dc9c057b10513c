//! All lints, of plans and of archives, in one registry: [`catalog::LINTS`].
//!
//! ```text
//! plan     ─┐
//!           ├─ NamedNode ──tree──▶ Tree ──┐
//! archive  ─┤                             ├─ Check::find ──▶ findings
//!           └─ Inventory, bodies ─────────┘
//! ```
//!
//! A lint is a file in `catalog`; lints that have code in common share a module beside it. No lint reads a file
//! or follows a link on disk.

mod bodies;
pub mod catalog;
mod characters;
pub mod check;
mod collision;
pub mod finding;
mod framing;
mod headers;
mod home_paths;
mod joiner;
mod link;
mod members;
mod modes;
mod name;
mod order;
mod portable;
mod secret;
#[cfg(test)]
pub(crate) mod tests;
mod tools;
pub mod tree;
mod zip;

pub use bodies::InspectedBodies;
pub use collision::folded;
