//! What of an archive nobody else would have, and what a reproducible release has in its place.

use crate::container::tar;
use crate::encoder::{Codec, encoders_of};
use crate::entry::Owner;
use crate::manifest::{Moment, Mtime};
use crate::mode::ModePolicy;
use crate::path::{EntryPath, Order, Pins};
use crate::settings::{self, CompressionSetting};
use crate::text::Counted;
use crate::time::PreciseTime;

use super::directories::Directories;
use super::manifest::InferredManifest;

/// A property that depends on the machine, the user or the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// The ids or names of somebody's account.
    Owner(Owner),
    /// Each file has a time of its own.
    Times,
    /// Times with a fraction of a second.
    FractionalTimes,
    /// An order that no rule gives.
    Order,
    /// Modes that no rule gives.
    Modes,
    /// The moment in the header of the gzip file, in seconds since 1970.
    GzipTime(u32),
    /// Files that the commit does not have, or with other bytes.
    NotInSource(Vec<EntryPath>),
}

impl Weakness {
    /// What an archive has, and what a reproducible release writes instead: a line.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Owner(owner) => format!(
                "owner {}: somebody's account; write owner = {{ uid = 0, gid = 0 }}",
                settings::owner(owner)
            ),
            // Valid with a directory too, which has no commit.
            Self::Times => {
                "times: those of a checkout or a build, file by file; write one for all, that of the \
                            release: mtime = { set = \"2020-02-02T00:00:00Z\" }"
                    .to_owned()
            }
            Self::FractionalTimes => {
                "times: fractions of a second, which no commit has; write whole seconds".to_owned()
            }
            Self::Order => {
                "order: as a directory was read on one machine; write order = \"gnu-name\"".to_owned()
            }
            Self::Modes => "modes: those of one checkout and its umask; write mode = \"git\"".to_owned(),
            Self::GzipTime(_) => {
                "gzip header: the moment of the build; leave out `mtime` of the header".to_owned()
            }
            Self::NotInSource(files) => format!(
                "{} that the commit does not have, or with other bytes: {}; generate them by a step, or commit them",
                Counted(files.len() as u64, "file", "files"),
                first_and_more(files)
            ),
        }
    }
}

impl InferredManifest {
    /// What of the archive nobody else would have, worst first.
    #[must_use]
    pub fn weaknesses(&self) -> Vec<Weakness> {
        let mut all = Vec::new();
        if self.order == Order::Table {
            all.push(Weakness::Order);
        }
        if self.has_own_times() {
            all.push(Weakness::Times);
        } else if self.has_fractions() {
            all.push(Weakness::FractionalTimes);
        }
        let overridden = self.overrides.iter().filter_map(|one| one.own.owner.as_ref());
        let somebody = std::iter::once(&self.owner).chain(overridden).find(|owner| is_somebody(owner));
        all.extend(somebody.cloned().map(Weakness::Owner));
        if matches!(self.mode, ModePolicy::Keep | ModePolicy::Table) {
            all.push(Weakness::Modes);
        }
        all.extend(self.gzip_time().map(Weakness::GzipTime));
        if !self.foreign.is_empty() {
            all.push(Weakness::NotInSource(self.foreign.clone()));
        }
        all
    }

    fn has_own_times(&self) -> bool {
        matches!(self.mtime, Mtime::Tree | Mtime::Table)
    }

    fn has_fractions(&self) -> bool {
        let is_fraction = |time: PreciseTime| !time.is_whole();
        let rule = match self.mtime {
            Mtime::Set(Moment::At(time)) => is_fraction(time),
            Mtime::SetBoth { files: Moment::At(files), directories: Moment::At(directories) } => {
                is_fraction(files) || is_fraction(directories)
            }
            _ => false,
        };
        rule || self.overrides.iter().any(|one| one.own.mtime.flatten().is_some_and(is_fraction))
    }

    /// The time in the header of the gzip file, where it is none that the entries have too.
    fn gzip_time(&self) -> Option<u32> {
        let time = self.archive.compression.header.as_ref()?.mtime;
        let is_set = match self.mtime {
            Mtime::Set(Moment::At(set)) => set.second.seconds() == i64::from(time),
            _ => false,
        };
        (time != 0 && !is_set).then_some(time)
    }

    /// The same release as pkgr makes it by default: what no machine, user or moment decides. `newest` is the time of
    /// all entries where the recipe has none that is one for all.
    #[must_use]
    pub fn modernized(&self, newest: PreciseTime) -> Self {
        let whole = |time: PreciseTime| Mtime::Set(Moment::At(time.second.into()));
        let mtime = match self.mtime {
            Mtime::Set(Moment::At(time)) => whole(time),
            Mtime::Set(moment) => Mtime::Set(moment),
            _ => whole(newest),
        };
        let mut modern = self.clone();
        // Without the prefix's own entry, programs that unpack choose its mode themselves.
        modern.directories = Directories::AllBut(Vec::new());
        (modern.order, modern.pins, modern.table) = (Order::default(), Pins::default(), None);
        (modern.mtime, modern.owner, modern.mode) = (mtime, Owner::default(), ModePolicy::default());
        modern.overrides = Vec::new();
        modern.take_dialect(tar::DEFAULT);
        let format = self.archive.compression.codec.format();
        let codec = encoders_of(format).next().map_or(Codec::STORE, Codec::default_of);
        modern.archive.compression = CompressionSetting { codec, header: None };
        modern.archive.is_encoder_known = true;
        modern
    }
}

/// The first paths, and how many there are beside them.
fn first_and_more(paths: &[EntryPath]) -> String {
    const MOST: usize = 8;
    let shown: Vec<String> = paths.iter().take(MOST).map(|path| format!("`{path}`")).collect();
    let more = paths.len() - shown.len();
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}

/// Whether an owner is that of an account: neither nobody's nor that of the administrator.
fn is_somebody(owner: &Owner) -> bool {
    // `wheel` is the group of the administrator on BSD and macOS.
    let is_named = |name: &str| !name.is_empty() && !["root", "wheel"].contains(&name);
    owner.uid != 0 || owner.gid != 0 || is_named(&owner.user) || is_named(&owner.group)
}
