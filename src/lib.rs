//! pkgr: a declarative packager of reproducible source release archives.
