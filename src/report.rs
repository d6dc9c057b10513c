//! Results of the commands, each in each of its formats: `report/<command>/<format>`.

#[cfg(feature = "git")]
pub mod audit;
pub mod build;
pub mod check;
pub mod diff;
pub mod explain;
mod facts;
pub mod format;
pub mod github;
#[cfg(feature = "html")]
pub mod html;
pub mod init;
mod json;
pub mod lint;
#[cfg(feature = "cli")]
pub mod manual;
pub mod plan;
pub mod schema;
#[cfg(feature = "vary")]
pub mod vary;
pub mod verify;
