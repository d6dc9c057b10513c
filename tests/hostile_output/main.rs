//! Whatever names, contents and messages say, nothing that pkgr prints is obeyed by a terminal, misleads
//! a reader, or is a command to the runner of a CI job.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

#[path = "../support/mod.rs"]
mod support;
#[path = "../support/zip.rs"]
mod zip;

mod archives;
mod checker;
mod commands;
mod reports;
mod texts;
