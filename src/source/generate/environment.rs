//! What surrounds the program of a step.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use crate::source::fs_write::CreationOrder;
use crate::time::Timestamp;

/// What surrounds a step's program.
#[derive(Clone, Copy, Debug)]
pub struct StepEnvironment<'a> {
    /// `PATH`, where programs are looked for: the one variable that is handed on.
    pub path: Option<&'a OsStr>,
    /// Where the scratch copy is made.
    pub temporary: &'a Path,
    /// `SOURCE_DATE_EPOCH`, and the time of what is generated.
    pub reference_time: Timestamp,
    /// What `vary` decides; `None` for every other command.
    pub held: Option<&'a PinnedEnvironment>,
}

/// What else surrounds a step's program where `vary` builds: the scratch copy has the same name each
/// time, so that its name is no difference that nobody asked for.
#[derive(Clone, Debug, Default)]
pub struct PinnedEnvironment {
    /// Variables that show the program another clock.
    pub clock: Vec<(OsString, OsString)>,
    /// The order in which the scratch copy is made.
    pub order: CreationOrder,
}
