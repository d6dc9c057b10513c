//! Much of everything: many entries, deep trees, large files. What takes long is ignored by default.
#![allow(clippy::disallowed_methods, reason = "tests make trees, start the program, and read a switch")]

#[cfg(target_os = "linux")]
mod growth;
mod sizes;
#[path = "../support/mod.rs"]
mod support;
