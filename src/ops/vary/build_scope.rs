//! How the builds that are compared are done.

/// How a build is done, whatever is varied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuildScope {
    /// Compress the archives.
    pub full: bool,
    /// Give steps a clock that stands still and a scratch directory of a fixed name.
    pub pinned: bool,
}
