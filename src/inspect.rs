//! Lints over an archive that any tool made: what is unsafe to unpack, what another builder would not
//! share, what is better left out. Each has a name and a level.

mod bodies;
mod headers;
mod home_paths;
mod members;
mod zip;

use crate::container::inventory::{Inventory, Member, RawKind};
use crate::container::names::top;
use crate::entry::{Entry, Kind, LinkTarget, Origin, Rule, Size};
use crate::lint::{Level, Lint};
use crate::mode::Mode;
use crate::path::EntryPath;
use crate::plan::{self, LintedEntry};
use crate::time::Timestamp;

pub use bodies::InspectedBodies;

/// Examples of one lint that are kept.
const MOST_EXAMPLES: usize = 5;

/// What one lint found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Found {
    /// The lint's name.
    pub lint: &'static str,
    /// `warn` or `deny`.
    pub level: &'static str,
    /// What the lint looks for.
    pub summary: &'static str,
    /// How often it was found.
    pub count: usize,
    /// The first of them.
    pub examples: Vec<String>,
}

/// A lint that only an archive can break: a plan cannot hold such a thing.
struct Check {
    name: &'static str,
    level: Level,
    summary: &'static str,
    find: Find,
}

/// What a check looks at.
enum Find {
    /// Names, kinds and headers.
    In(fn(&Inventory) -> Vec<String>),
    /// The bytes of files.
    HomePaths,
}

const CHECKS: &[Check] = &[
    Check {
        name: "ambiguous",
        level: Level::Deny,
        summary: "The archive is damaged, or two programs could read it differently.",
        find: Find::In(|inventory| inventory.ambiguities.iter().map(ToString::to_string).collect()),
    },
    Check {
        name: "traversal",
        level: Level::Deny,
        summary: "A name that is absolute, names a drive, or leads out of the folder where it is unpacked.",
        find: Find::In(members::traversal),
    },
    Check {
        name: "beneath-link",
        level: Level::Deny,
        summary: "A member below a symbolic link of the same archive, which is unpacked where the link leads.",
        find: Find::In(members::beneath_link),
    },
    Check {
        name: "hard-link",
        level: Level::Warn,
        summary: "A hard link; its target must be a file that comes before it.",
        find: Find::In(members::hard_links),
    },
    Check {
        name: "special-member",
        level: Level::Deny,
        summary: "A device, a fifo, a sparse file, a part of a volume, or a type that is not known.",
        find: Find::In(members::special),
    },
    Check {
        name: "duplicate-member",
        level: Level::Deny,
        summary: "A name that comes more than once: which of them is unpacked depends on the program.",
        find: Find::In(members::duplicates),
    },
    Check {
        name: "several-tops",
        level: Level::Warn,
        summary: "Members that are not all in one directory.",
        find: Find::In(members::several_tops),
    },
    Check {
        name: "unsorted",
        level: Level::Warn,
        summary: "Members in no order that another machine would come to.",
        find: Find::In(headers::unsorted),
    },
    Check {
        name: "owner-id",
        level: Level::Warn,
        summary: "A user or group id other than 0: that of whoever made the archive.",
        find: Find::In(headers::ids),
    },
    Check {
        name: "owner-name",
        level: Level::Warn,
        summary: "A user or group name other than root: that of whoever made the archive.",
        find: Find::In(headers::names),
    },
    Check {
        name: "several-times",
        level: Level::Warn,
        summary: "Members with different times, as files on disk have them: another checkout has others.",
        find: Find::In(headers::several_times),
    },
    Check {
        name: "sub-second-time",
        level: Level::Warn,
        summary: "Times with fractions of a second, which only files on disk have.",
        find: Find::In(headers::fractions),
    },
    Check {
        name: "leaking-record",
        level: Level::Warn,
        summary: "Records of extended headers that tell of the machine: access times, devices, attributes.",
        find: Find::In(headers::records),
    },
    Check {
        name: "process-id",
        level: Level::Warn,
        summary: "The number of a process in the name of an extended header, where POSIX puts it by default.",
        find: Find::In(headers::processes),
    },
    Check {
        name: "group-writable",
        level: Level::Warn,
        summary: "Modes that come from a umask: files that a group may write.",
        find: Find::In(headers::group_writable),
    },
    Check {
        name: "type-bits",
        level: Level::Warn,
        summary: "Modes with more than the twelve permission bits.",
        find: Find::In(headers::type_bits),
    },
    Check {
        name: "gzip-header",
        level: Level::Warn,
        summary: "A time, a file name, a comment or an uncommon system in the header of gzip.",
        find: Find::In(headers::gzip),
    },
    Check {
        name: "home-path",
        level: Level::Warn,
        summary: "A file that names somebody's home directory, such as `/home/thomas`: of the machine that made it.",
        find: Find::HomePaths,
    },
    Check {
        name: "build-service",
        level: Level::Warn,
        summary: "Settings of a service that builds the project, such as `.github/`: of no use in a release.",
        find: Find::In(members::build_services),
    },
    Check {
        name: "dos-time",
        level: Level::Warn,
        summary: "Times of a zip in a zone that is not told, and in steps of two seconds: another machine reads others.",
        find: Find::In(zip::dos_times),
    },
    Check {
        name: "no-mode",
        level: Level::Warn,
        summary: "Members of a zip that tell no Unix mode: whether they can be executed depends on the program.",
        find: Find::In(zip::no_mode),
    },
    Check {
        name: "data-descriptor",
        level: Level::Warn,
        summary: "Members of a zip whose sizes stand behind their data, which who reads from the front cannot know.",
        find: Find::In(zip::descriptors),
    },
    Check {
        name: "needless-zip64",
        level: Level::Warn,
        summary: "Sizes of 64 bits in a zip where they have room in 32, as only some writers have them.",
        find: Find::In(zip::needless_zip64),
    },
];

/// Everything that is found, what is denied first. `bodies` has seen those of all members.
#[must_use]
pub fn inspect(inventory: &Inventory, bodies: &InspectedBodies) -> Vec<Found> {
    let find = |find: &Find| match find {
        Find::In(find) => find(inventory),
        Find::HomePaths => bodies.homes.found().to_vec(),
    };
    let own = CHECKS.iter().map(|check| {
        let examples = find(&check.find);
        found(check.name, check.level, check.summary, examples.len(), examples)
    });
    let (prefix, entries) = entries(inventory);
    let of_plans = |lint: Lint, count, examples| {
        found(lint.name(), lint.default_level(), lint.summary(), count, examples)
    };
    let names = plan::lint_names(&prefix, &entries, MOST_EXAMPLES).into_iter();
    let names = names.map(|LintedEntry { lint, count, first }| of_plans(lint, count, first));
    let secrets = bodies.secrets().to_vec();
    let secrets = of_plans(Lint::SecretContent, secrets.len(), secrets);
    let mut all: Vec<(Level, Found)> = own.chain(names).chain([secrets]).collect();
    all.retain(|(level, found)| *level > Level::Allow && found.count > 0);
    all.sort_by_key(|(level, _)| std::cmp::Reverse(*level));
    all.into_iter().map(|(_, found)| found).collect()
}

fn found(
    lint: &'static str,
    level: Level,
    summary: &'static str,
    count: usize,
    mut examples: Vec<String>,
) -> (Level, Found) {
    examples.truncate(MOST_EXAMPLES);
    (level, Found { lint, level: level.name(), summary, count, examples })
}

/// The names of all lints of archives, with their levels and summaries.
pub fn lints() -> impl Iterator<Item = (&'static str, Level, &'static str)> {
    CHECKS.iter().map(|check| (check.name, check.level, check.summary))
}

/// The members that a plan could hold, each name once, for the lints that look at plans.
fn entries(inventory: &Inventory) -> (EntryPath, Vec<Entry<Size>>) {
    let mut entries: Vec<Entry<Size>> = inventory.members.iter().filter_map(entry).collect();
    entries.sort_by(|one, other| one.path.as_bytes().cmp(other.path.as_bytes()));
    entries.dedup_by(|one, other| one.path == other.path);
    let prefix = top(inventory).and_then(|top| EntryPath::parse(top).ok());
    let Some(prefix) = prefix else {
        // Lints look at what is in one directory.
        let top = EntryPath::parse("archive").expect("a name");
        let below = entries.into_iter().map(|entry| Entry { path: entry.path.under(&top), ..entry });
        let below = below.collect();
        return (top, below);
    };
    (prefix, entries)
}

fn entry(member: &Member) -> Option<Entry<Size>> {
    let kind = match &member.kind {
        RawKind::File | RawKind::HardLink(_) => Kind::File(Size(member.body.size)),
        RawKind::Directory => Kind::Directory,
        RawKind::Symlink(target) => Kind::Symlink(LinkTarget::parse(target.clone())?),
        RawKind::Other(_) => return None,
    };
    let name = member.name.strip_prefix(b"./").unwrap_or(&member.name);
    Some(Entry {
        path: EntryPath::parse(name).ok()?,
        kind,
        mode: Mode::from_bits(member.mode & 0o7777),
        mtime: Timestamp::from_seconds(0).ok()?,
        origin: Origin::Source,
        rule: Rule::Parents,
    })
}
