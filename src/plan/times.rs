//! Where the times of entries come from.

use crate::time::{PreciseTime, Timestamp};

/// Where an entry's time comes from, with nothing left to look up but the file and the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// One time for all.
    Set(Timestamp),
    /// One time for directories and one for all else.
    SetBoth {
        /// Of what is no directory.
        files: PreciseTime,
        /// Of directories.
        directories: PreciseTime,
    },
    /// The earlier of the file's own time and this one.
    Clamp(Timestamp),
    /// The file's own time, a directory's the newest below it. Beside it the commit's time.
    Own(Timestamp),
    /// The file's own time on disk.
    Tree,
    /// That of a table. Beside it the commit's time, if there is a commit.
    Table(Option<Timestamp>),
    /// None. Beside it the commit's time, if there is a commit.
    Absent(Option<Timestamp>),
}

/// What is known of an entry when its time is decided.
#[derive(Clone, Copy, Debug)]
pub struct TimeSources {
    /// The time of the file or of the commit.
    pub own: PreciseTime,
    /// The time that a table has for it.
    pub table: Option<PreciseTime>,
    /// Whether it is a directory.
    pub is_directory: bool,
}

impl Times {
    /// The time that the policy names; 1970 if it names none, and there is no commit.
    #[must_use]
    pub fn reference(self) -> Timestamp {
        self.common().or(self.beside()).unwrap_or(PreciseTime::EPOCH.second)
    }

    /// The time that all entries are set or clamped to, or that of the commit beside their own.
    #[must_use]
    pub fn common(self) -> Option<Timestamp> {
        match self {
            Self::Set(time) | Self::Clamp(time) | Self::Own(time) => Some(time),
            Self::SetBoth { files, .. } => Some(files.second),
            Self::Tree | Self::Table(_) | Self::Absent(_) => None,
        }
    }

    fn beside(self) -> Option<Timestamp> {
        match self {
            Self::Table(time) | Self::Absent(time) => time,
            _ => None,
        }
    }

    /// The time of an entry; 1970 for one without a time.
    pub(super) fn apply(self, sources: TimeSources) -> PreciseTime {
        match self {
            Self::Set(time) => time.into(),
            Self::SetBoth { directories, .. } if sources.is_directory => directories,
            Self::SetBoth { files, .. } => files,
            Self::Clamp(time) => sources.own.second.min(time).into(),
            Self::Own(_) => sources.own.second.into(),
            Self::Tree => sources.own,
            Self::Table(_) => sources.table.unwrap_or(PreciseTime::EPOCH),
            Self::Absent(_) => PreciseTime::EPOCH,
        }
    }

    /// The time of an entry that is to be newer than all others, the latest of which is `latest`.
    pub(super) fn newer(self, time: PreciseTime, latest: Option<Timestamp>) -> PreciseTime {
        match self {
            // Where each file has a time of its own, one second after that would not make a generated file newer
            // than what it is made from.
            Self::Own(_) | Self::Tree => latest.map_or(time, |latest| latest.next_second().into()),
            Self::Set(_) | Self::SetBoth { .. } | Self::Clamp(_) => {
                PreciseTime { second: time.second.next_second(), ..time }
            }
            Self::Table(_) | Self::Absent(_) => time,
        }
    }
}
