//! What can be varied around a build: one thing at a time, as data.
//!
//! The bytes of a release are a function of the manifest and the source. So a build must not notice
//! where it runs, when, as whom, or with how many cores. Each [`Variation`] names one such thing and
//! has [`cases`](Variation::cases): what is changed in words, and the [`Settings`] that change it.
//! [`copy`] makes the copies of a source that some of them need, [`apply`] brings the calling process
//! into its surroundings. Nothing here starts a process or compares anything.

pub mod apply;
pub mod copy;
mod environment;
mod machine;
mod place;
mod settings;

use std::path::PathBuf;

pub use environment::{LOCALES, Locale};
pub use machine::memory_for;
pub use settings::{Clock, Copying, Identity, Process, Settings, Shown};

macro_rules! variations {
    ($($variant:ident = $name:literal: $summary:literal;)+) => {
        /// One thing that a build must not notice.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Variation {
            $(#[doc = $summary] $variant,)+
        }

        impl Variation {
            /// All of them, in the order of reports.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name users see.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What is changed, in a line.
            #[must_use]
            pub fn summary(self) -> &'static str {
                match self { $(Self::$variant => $summary,)+ }
            }
        }
    };
}

variations! {
    WorkingDirectory = "working-directory": "Where pkgr is started, and where steps run, at a longer path";
    BuildPath = "build-path": "Manifest and source at another, longer path";
    Home = "home": "HOME and the XDG folders";
    User = "user": "USER, LOGNAME and their like";
    HostName = "host-name": "Host and domain name, in a namespace of its own";
    Locale = "locale": "LANG, LANGUAGE and `LC_ALL`: C, `tr_TR.UTF-8`, `zh_CN.UTF-8`";
    TimeZone = "time-zone": "TZ: 12 hours behind UTC, 14 hours ahead";
    Time = "time": "The clock: 1971, 2038, 2100 (needs libfaketime)";
    Umask = "umask": "0000 and 0077";
    Uid = "uid": "Another user: nobody where pkgr runs as root, else one of a namespace";
    FileOrder = "file-order": "The order in which directories list their files: reversed, shuffled";
    HardLinks = "hard-links": "Inodes: equal files share one, and each has a second name elsewhere";
    Mtimes = "mtimes": "The times of the source's files, as another checkout has them";
    Cpus = "cpus": "One core, and more threads than cores";
    Path = "path": "PATH: no tools at all; with steps, other folders beside those they need";
    TemporaryDirectory = "temporary-directory": "TMPDIR, on another device";
    GitSettings = "git-settings": "Hostile git configuration of the user, and `GIT_` variables";
    ToolOptions = "tool-options": "`TAR_OPTIONS`, GZIP, `XZ_OPT` and their like, proxies";
    Aslr = "aslr": "No randomized addresses (personality)";
    Kernel = "kernel": "The kernel calls itself 2.6 (personality)";
    Descriptors = "descriptors": "A limit of 64 open files";
    Memory = "memory": "A limit of memory, little above what the encoders need";
}

/// What is known of this machine and of the manifest before anything is varied.
#[derive(Clone, Debug)]
pub struct Host {
    /// A folder of our own, for all that settings name.
    pub work: PathBuf,
    /// Cores that may be used.
    pub cores: usize,
    /// Threads of a build where nothing is varied.
    pub jobs: usize,
    /// Whether this is root.
    pub is_root: bool,
    /// Whether another user can reach [`work`](Self::work).
    pub is_reachable: bool,
    /// The name of a locale's folder or entry, for each of [`LOCALES`] that is installed.
    pub locales: Vec<&'static str>,
    /// libfaketime.
    pub faketime: Option<PathBuf>,
    /// A folder for temporary files on another device than the usual one.
    pub other_device: Option<PathBuf>,
    /// A folder whose file system lists files by the order in which they were made.
    pub ordered: Option<PathBuf>,
    /// `PATH` as it is.
    pub path: Option<String>,
    /// Whether the manifest has `[[generate]]` steps.
    pub has_steps: bool,
    /// Bytes of memory that a build may take: see [`memory_for`].
    pub memory: u64,
}

/// One way to vary something.
#[derive(Clone, Debug)]
pub struct Case {
    /// What is changed, in words that are the same on every run.
    pub changed: String,
    /// How; or why it cannot be tried here.
    pub settings: Result<Settings, String>,
}

impl Case {
    fn new(changed: impl Into<String>, settings: Settings) -> Self {
        Self { changed: changed.into(), settings: Ok(settings) }
    }

    fn impossible(changed: impl Into<String>, why: impl Into<String>) -> Self {
        Self { changed: changed.into(), settings: Err(why.into()) }
    }

    /// A case that needs something that this machine may lack.
    fn with<T>(
        changed: impl Into<String>,
        needed: Option<T>,
        why_not: &str,
        settings: impl FnOnce(T) -> Settings,
    ) -> Self {
        match needed {
            Some(needed) => Self::new(changed, settings(needed)),
            None => Self::impossible(changed, why_not),
        }
    }
}

impl Variation {
    /// The ways in which it is tried, at least one.
    #[must_use]
    pub fn cases(self, host: &Host) -> Vec<Case> {
        match self {
            Self::WorkingDirectory => vec![place::working_directory(host)],
            Self::BuildPath => vec![place::build_path()],
            Self::Home => vec![environment::home()],
            Self::User => vec![environment::user()],
            Self::HostName => vec![machine::host_name()],
            Self::Locale => environment::locales(host),
            Self::TimeZone => environment::time_zones(),
            Self::Time => machine::times(host),
            Self::Umask => machine::umasks(),
            Self::Uid => vec![machine::uid(host)],
            Self::FileOrder => place::file_orders(host),
            Self::HardLinks => vec![place::hard_links()],
            Self::Mtimes => vec![place::mtimes()],
            Self::Cpus => machine::cpus(host),
            Self::Path => vec![environment::path(host)],
            Self::TemporaryDirectory => vec![place::temporary_directory(host)],
            Self::GitSettings => vec![environment::git_settings(host)],
            Self::ToolOptions => vec![environment::tool_options()],
            Self::Aslr => vec![machine::aslr()],
            Self::Kernel => vec![machine::kernel()],
            Self::Descriptors => vec![machine::descriptors()],
            Self::Memory => vec![machine::memory(host)],
        }
    }

    /// Whether an encoder, which sees a tar stream and nothing else, could notice it.
    #[must_use]
    pub fn reaches_encoders(self) -> bool {
        matches!(self, Self::Cpus | Self::Memory)
    }

    /// What usually makes a program's output depend on it, and what to do.
    #[must_use]
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Time | Self::TimeZone => {
                "let the program take the time from SOURCE_DATE_EPOCH, not from the clock"
            }
            Self::WorkingDirectory | Self::BuildPath | Self::TemporaryDirectory => {
                "let the program write paths relative to the top of the source"
            }
            Self::Cpus => "let the program write the same whatever the number of cores",
            Self::Home | Self::User | Self::HostName | Self::Uid | Self::Aslr | Self::Kernel => {
                "let the program write nothing about the machine and the user"
            }
            Self::FileOrder => "let the program sort what it lists",
            Self::Mtimes => "let the program not look at the times of files",
            _ => "let the program write what follows from the source alone",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variation_has_its_own_name_and_a_case() {
        let host = Host {
            work: "/work".into(),
            cores: 1,
            jobs: 1,
            is_root: false,
            is_reachable: false,
            locales: Vec::new(),
            faketime: None,
            other_device: None,
            ordered: None,
            path: None,
            has_steps: true,
            memory: 1 << 30,
        };
        let mut names: Vec<_> = Variation::ALL.iter().map(|variation| variation.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Variation::ALL.len());
        for variation in Variation::ALL {
            assert!(!variation.cases(&host).is_empty(), "{}", variation.name());
        }
    }
}
