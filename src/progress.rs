//! How long work reports itself, and how it is asked to stop. Nothing here draws anything.

/// What a long operation tells its caller, and asks it.
pub trait Progress: Sync {
    /// A stage begins; `bytes` is how much it will go through.
    fn begin(&self, stage: Stage, bytes: u64);
    /// So many bytes more are done.
    fn advance(&self, bytes: u64);
    /// `count` more builds are expected; they are counted in place of bytes.
    fn expect_builds(&self, _count: usize) {}
    /// The next of the expected builds begins.
    fn begin_build(&self, _name: &'static str) {}
    /// The stage is over, and whatever showed it can go.
    fn end(&self) {}
    /// Whether the work should stop and leave nothing behind.
    fn is_cancelled(&self) -> bool;
}

/// The stages that take time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Files are read once for their digests.
    Measure,
    /// Archives are written.
    Build,
}

/// Says nothing and never stops.
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage, _: u64) {}
    fn advance(&self, _: u64) {}
    fn is_cancelled(&self) -> bool {
        false
    }
}
