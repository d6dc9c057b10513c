//! Results of the commands, each in each of its formats: `report/<command>/<format>`.

pub mod audit;
pub mod build;
pub mod diff;
mod facts;
pub mod github;
pub mod html;
mod json;
pub mod lint;
pub mod plan;
pub mod vary;
pub mod verify;
