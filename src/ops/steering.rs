//! Files of a comparison that can steer a build: what is added or changed there runs when somebody builds.

use crate::container::inventory::{Member, RawKind};
use crate::container::names::top;
use crate::diff::{Bodies, Changed, Difference, FileContent, MOST_CONTENTS, PairedMembers, Side, contents};
use crate::error::Error;

/// Changed files of this kind whose differences are shown, at most.
pub const MOST_STEERING: usize = 50;

/// Other files whose differences are shown, at most.
pub const MOST_DETAILS: usize = 10;

/// A file that the right side adds or changes, and that can steer a build.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct SteeringFile {
    /// The member, as it is shown; on the left where both sides have it.
    pub path: String,
    /// Whether the left side has it too.
    pub change: SteeringChange,
    /// How it can steer a build.
    pub why: &'static str,
    /// What the right side has: a file, or a link with its target.
    pub kind: String,
    /// Its beginning, for the first 64 files of the right side alone; how changed files differ is in `details`.
    pub content: Option<FileContent>,
}

/// What the right side does with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SteeringChange {
    /// Only the right side has it.
    Added,
    /// Both sides have it, with different contents.
    Changed,
}

/// The members of the right side that can steer a build.
#[derive(Debug, Default)]
pub struct SteeringMembers {
    added: Vec<SteeringMember<usize>>,
    changed: Vec<SteeringMember<Changed>>,
}

#[derive(Debug)]
struct SteeringMember<N> {
    number: N,
    why: &'static str,
}

impl SteeringMembers {
    /// Those that are added or changed.
    #[must_use]
    pub fn new(right: &Side, members: &PairedMembers) -> Self {
        let (all, top) = (right.members(), top(right.members()));
        let why = |number: usize| steers(&all[number], top);
        let added = members.extra.iter();
        let changed = members.changed.iter();
        Self {
            added: added.filter_map(|&number| Some(SteeringMember { number, why: why(number)? })).collect(),
            changed: changed
                .filter_map(|&number| Some(SteeringMember { number, why: why(number.right)? }))
                .collect(),
        }
    }

    /// The changed files that are shown in detail, with their names on the left side: those that can steer a build,
    /// and the first others.
    #[must_use]
    pub fn first_files(&self, difference: &Difference, left: &Side) -> Vec<(Changed, String)> {
        let steering: Vec<Changed> = self.changed.iter().map(|member| member.number).collect();
        let chosen = first_shown(difference.changed.iter(), |changed| {
            steering.binary_search_by_key(&changed.left, |one| one.left).is_ok()
        });
        chosen.map(|changed| (*changed, left.members()[changed.left].path.to_string())).collect()
    }

    /// All of them, those that are added first and with their contents.
    ///
    /// # Errors
    /// Returns an error if the right side cannot be read again.
    pub fn files(self, left: &Side, right: &Side, bodies: &Bodies<'_>) -> Result<Vec<SteeringFile>, Error> {
        let members = right.members();
        let numbers = self.added.iter().map(|member| member.number);
        let is_file = |number: &usize| members[*number].kind == RawKind::File;
        let wanted: Vec<usize> = numbers.filter(is_file).take(MOST_CONTENTS).collect();
        let mut found = wanted.iter().zip(contents(&wanted, members, bodies)?).peekable();
        let added = self.added.into_iter().map(|SteeringMember { number, why }| {
            let member = &members[number];
            let content = found.next_if(|(read, _)| **read == number).map(|(_, content)| content);
            let (path, kind) = (member.path.to_string(), member.kind.to_string());
            SteeringFile { path, change: SteeringChange::Added, why, kind, content }
        });
        let changed = self.changed.into_iter().map(|SteeringMember { number, why }| {
            let path = left.members()[number.left].path.to_string();
            let kind = members[number.right].kind.to_string();
            SteeringFile { path, change: SteeringChange::Changed, why, kind, content: None }
        });
        Ok(added.chain(changed).collect())
    }
}

/// The files whose differences are shown, of all that differ: those that can steer a build, and the first others.
pub fn first_shown<T>(
    files: impl Iterator<Item = T>,
    steers: impl Fn(&T) -> bool,
) -> impl Iterator<Item = T> {
    let (steering, others): (Vec<T>, Vec<T>) = files.partition(steers);
    steering.into_iter().take(MOST_STEERING).chain(others.into_iter().take(MOST_DETAILS))
}

/// How a member can steer a build. Its bytes play no part, as they are not kept.
#[cfg(feature = "git")]
fn steers(member: &Member, top: Option<&[u8]>) -> Option<&'static str> {
    let is_link = matches!(member.kind, RawKind::Symlink(_));
    let is_executable = member.is_executable() == Some(true);
    let runnable = crate::audit::Runnable { is_executable, is_link, ..Default::default() };
    let can_run = is_link || matches!(member.kind, RawKind::File | RawKind::HardLink(_));
    can_run.then(|| crate::audit::steers(member.path.below(top), runnable)).flatten()
}

/// The names of such files are a part of audits.
#[cfg(not(feature = "git"))]
fn steers(_: &Member, _: Option<&[u8]>) -> Option<&'static str> {
    None
}
