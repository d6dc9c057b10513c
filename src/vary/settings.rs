//! What is changed around one build.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::source::CreationOrder;

/// Everything that is not as usual; the default changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Variables of the environment; `None` takes one away.
    pub variables: BTreeMap<String, Option<String>>,
    /// The working directory, which is made for it.
    pub start_in: Option<PathBuf>,
    /// The directory in which `TMPDIR` is made.
    pub temporary: Option<PathBuf>,
    /// How much longer the path is at which steps run.
    pub longer: Option<String>,
    /// Threads to use.
    pub jobs: Option<NonZeroUsize>,
    /// The manifest and the source are copied.
    pub copying: Option<Copying>,
    /// Files that variables name: path and text.
    pub files: Vec<(PathBuf, String)>,
    /// What the process itself must change.
    pub process: Process,
}

/// How a copy of the manifest and its source differs from them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copying {
    /// The directory in which it is made.
    pub place: Option<PathBuf>,
    /// What is added to its path.
    pub longer: Option<String>,
    /// The order in which files are made in each directory; that of the scratch copy for steps too.
    pub order: CreationOrder,
    /// Equal files share an inode, and every file has a second name elsewhere.
    pub links: bool,
    /// Every file has a time of its own.
    pub times: bool,
}

/// What a process changes about itself, before it becomes the one that builds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct Process {
    /// The file mode creation mask.
    pub umask: Option<u32>,
    /// Who it is.
    pub identity: Option<Identity>,
    /// The host name, in a namespace of its own.
    pub host_name: Option<String>,
    /// One core alone; the file is written to be shown in place of the list of cores.
    pub one_core: Option<PathBuf>,
    /// A directory that is shown in place of another.
    pub shown: Option<ShownDirectory>,
    /// No randomized addresses.
    pub no_aslr: bool,
    /// The kernel calls itself 2.6.
    pub old_kernel: bool,
    /// Files that may be open at once.
    pub descriptors: Option<u64>,
    /// Bytes of memory of its own; files that are mapped do not count.
    pub memory: Option<u64>,
    /// What the clock shows.
    pub clock: Option<StillClock>,
}

/// A directory that is shown in place of another, so that its path does not reveal where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownDirectory {
    /// What is shown.
    pub directory: PathBuf,
    /// Where.
    pub at: PathBuf,
}

/// Another user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Identity {
    /// Another one of the system: only root becomes that.
    Other(u32),
    /// The same one, called so in a user namespace.
    Mapped(u32),
}

/// A clock that stands still, shown by libfaketime.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StillClock {
    /// The library.
    pub library: PathBuf,
    /// Seconds since 1970.
    pub seconds: i64,
}

impl StillClock {
    /// The variables that make the library show this time to the program that loads it.
    #[must_use]
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        vec![
            ("LD_PRELOAD", self.library.to_string_lossy().into_owned()),
            ("FAKETIME", self.seconds.to_string()),
            ("FAKETIME_FMT", "%s".to_owned()),
            // The times of files are another variation, and waiting takes as long as ever.
            ("NO_FAKE_STAT", "1".to_owned()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ]
    }
}

impl Settings {
    /// Both at once; where both change the same, `other` wins.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.variables.extend(other.variables);
        self.files.extend(other.files);
        Self {
            variables: self.variables,
            start_in: other.start_in.or(self.start_in),
            temporary: other.temporary.or(self.temporary),
            longer: other.longer.or(self.longer),
            jobs: other.jobs.or(self.jobs),
            copying: match (self.copying, other.copying) {
                (Some(one), Some(other)) => Some(one.and(other)),
                (one, other) => other.or(one),
            },
            files: self.files,
            process: self.process.and(other.process),
        }
    }
}

impl Copying {
    fn and(self, other: Self) -> Self {
        Self {
            place: other.place.or(self.place),
            longer: other.longer.or(self.longer),
            order: if other.order == CreationOrder::Sorted { self.order } else { other.order },
            links: self.links || other.links,
            times: self.times || other.times,
        }
    }
}

impl Process {
    fn and(self, other: Self) -> Self {
        Self {
            umask: other.umask.or(self.umask),
            identity: other.identity.or(self.identity),
            host_name: other.host_name.or(self.host_name),
            one_core: other.one_core.or(self.one_core),
            shown: other.shown.or(self.shown),
            no_aslr: self.no_aslr || other.no_aslr,
            old_kernel: self.old_kernel || other.old_kernel,
            descriptors: other.descriptors.or(self.descriptors),
            memory: other.memory.or(self.memory),
            clock: other.clock.or(self.clock),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_add_up() {
        let umask = Process { umask: Some(0o077), ..Process::default() };
        let one = Settings { process: umask, longer: Some("x".to_owned()), ..Settings::default() };
        let links = Copying { links: true, order: CreationOrder::Shuffled(0), ..Copying::default() };
        let other = Settings { copying: Some(links), ..Settings::default() };
        let times = Copying { times: true, ..Copying::default() };
        let both = one.and(other).and(Settings { copying: Some(times), ..Settings::default() });
        assert_eq!((both.process.umask, both.longer.as_deref()), (Some(0o077), Some("x")));
        let expected =
            Copying { order: CreationOrder::Shuffled(0), links: true, times: true, ..Copying::default() };
        assert_eq!(both.copying, Some(expected));
    }
}
