//! Much of everything: many entries, deep trees, large files. What takes long is ignored by default.
#![allow(clippy::disallowed_methods, reason = "tests make trees, start the program, and read a switch")]

#[cfg(target_os = "linux")]
mod growth;
mod sizes;
#[path = "../support/mod.rs"]
mod support;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Held by what takes long: memory and time are those of a program that runs alone.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}
