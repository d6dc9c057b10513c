//! What surrounds the program of a step.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use crate::object_id::ObjectId;
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
    /// What is released.
    pub release: ReleaseNames<'a>,
    /// What `vary` decides; `None` for every other command.
    pub held: Option<&'a PinnedEnvironment>,
}

/// How a release is called: what the templates of a step, and its variables, stand for.
#[derive(Clone, Copy, Debug)]
pub struct ReleaseNames<'a> {
    /// `PKGR_NAME`.
    pub name: &'a str,
    /// `PKGR_VERSION`.
    pub version: &'a str,
    /// `PKGR_COMMIT`; `None` where files on disk are packed.
    pub commit: Option<ObjectId>,
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
