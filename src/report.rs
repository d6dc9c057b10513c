//! Results of the commands, each in each of its formats: `report/<command>/<format>`.

#[cfg(feature = "git")]
pub mod audit;
pub mod build;
pub mod diff;
mod facts;
pub mod github;
#[cfg(feature = "html")]
pub mod html;
mod json;
pub mod lint;
pub mod plan;
#[cfg(feature = "vary")]
pub mod vary;
pub mod verify;
