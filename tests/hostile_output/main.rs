//! Whatever names, contents and messages say, nothing that pkgr prints is obeyed by a terminal, misleads
//! a reader, or is a command to the runner of a CI job.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;
use crate::support::zip;

mod archives;
mod checker;
mod commands;
mod reports;
mod texts;
