//! `pkgr vary`: what a build must not notice, and that every leak is found and named.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

mod leaks;
mod project;
mod report;
mod surroundings;
mod trouble;
