//! pkgr: a declarative packager of reproducible source release archives.
#![forbid(unsafe_code)]

pub mod archive;
pub mod artifact;
pub mod build;
pub mod cli;
pub mod codec;
pub mod diagnostic;
pub mod digest;
pub mod entry;
pub mod error;
pub mod glob;
pub mod lint;
pub mod mode;
pub mod parallel;
pub mod path;
pub mod plan;
pub mod progress;
pub mod report;
pub mod source;
pub mod spec;
pub mod time;
