//! What can be varied around a build: one thing at a time, as data.
//!
//! The bytes of a release are a function of the manifest and the source. So a build must not depend on
//! where it runs, when, as which user, or with how many cores. Each [`Variation`] names one such thing and
//! has [`cases`](Variation::cases): what is changed in words, and the [`Settings`] that change it.
//! [`copy`] makes the copies of a source that some of them need, and [`apply`] changes the surroundings of
//! the calling process. [`ArchivePair`] compares archives of two builds, and [`VariationRow`] is what
//! came of one case. Nothing here starts a process: `ops::vary` does.

pub mod apply;
pub mod copy;

mod case;
mod comparison;
mod environment;
mod host;
mod machine;
mod outcome;
mod place;
mod settings;
mod variation;
mod warnings;

pub use case::Case;
pub use comparison::{ArchivePair, GeneratedMembers, MemberNames, without};
pub use environment::{LOCALES, Locale};
pub use host::Host;
pub use machine::memory_for;
pub use outcome::{
    ALL, BaseArchive, Blame, BuildDifference, ComparedPart, NOTHING, VariationCounts, VariationOutcome,
    VariationRow, VaryReport,
};
pub use settings::{Copying, Identity, Process, Settings, ShownDirectory, StillClock};
pub use variation::Variation;
pub use warnings::{nothing_tried, warnings};

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
