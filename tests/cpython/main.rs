//! The first customer: python.org's own two archives of Python 3.13.5, rebuilt bit for bit from
//! the tree that is in them, as files and as a commit.
//!
//! Needs `PKGR_TEST_DATA`, a directory with the official `Python-3.13.5.tar.xz`, and says loudly that
//! it skips without. Long (about two minutes for each build), so it runs with `--ignored`.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

mod commit;
mod compare;
mod directory;
mod official;
#[path = "../support/mod.rs"]
mod support;
