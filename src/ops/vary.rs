//! Builds again and again, each time in other surroundings, and finds out what the bytes depend on.
//!
//! Each build is a process of its own: `pkgr vary-child`, with the surroundings of one case. [`child`] is
//! what such a process does.

pub mod child;
pub mod job;

mod build_scope;
mod builder;
mod comparison;
mod host;
mod input;
mod process;
mod temporary;
mod trial;

pub use input::{VaryFailure, VaryInput};

use super::Context;
use crate::vary::{Variation, VaryReport};
use builder::Builder;
use trial::Trial;

/// Builds with nothing varied, with each variation, and with all of them at once.
///
/// # Errors
/// Returns an error if a build with nothing varied fails, if the machine lacks what every build needs, or
/// if the work is cancelled.
pub fn run(input: &VaryInput<'_>, context: Context<'_>) -> Result<VaryReport, VaryFailure> {
    input.loaded.manifest.generate.iter().for_each(input.announce);
    let mut trial = Trial::begin(Builder::new(input, context)?)?;
    trial.vary(&chosen(input.only))?;
    Ok(trial.finish())
}

/// Each once, in the order of reports.
fn chosen(only: &[Variation]) -> Vec<Variation> {
    let all = Variation::ALL.iter().copied();
    all.filter(|variation| only.is_empty() || only.contains(variation)).collect()
}
