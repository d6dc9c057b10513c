//! pkgr: a declarative packager of reproducible source release archives.

#![forbid(unsafe_code)]

pub mod codec;
