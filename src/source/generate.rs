//! `[[generate]]`: files made by a program in a scratch copy of the source.
//!
//! The only place where another program is started. It gets a copy of the tree, a clean environment
//! that is written down here, and no input; only the files that its step declares may be added or
//! changed. What a foreign program writes is not pkgr's to promise: plan and inventory hold the
//! digest of it.

mod change;
mod descendants;
mod environment;
mod pending;
mod program;
mod scratch;

use std::io::Read;
use std::path::Path;

pub use self::environment::{PinnedEnvironment, ReleaseNames, StepEnvironment};
pub use self::pending::Pending;
pub use self::program::command_line;

use self::change::TreeInventory;
use self::pending::items_above;
use self::scratch::Scratch;
use super::contents::Contents;
use super::listing::{self, Attributes, Item, ItemKind, Listing, compare};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::entry::Origin;
use crate::error::Error;
use crate::manifest::Generate;
use crate::mode::Mode;
use crate::path::EntryPath;
use crate::progress::Progress;
use crate::time::Timestamp;

/// Writes the repository of the commit and its ancestors into a directory that does not exist.
pub type HistoryWriter<'a> = dyn Fn(&Path) -> Result<(), Diagnostic> + 'a;

/// What the steps made. The scratch copy is there until this is dropped.
pub struct Generated {
    scratch: Scratch,
    /// Sorted as listings are.
    items: Vec<Item>,
}

impl Generated {
    /// Carries out the steps, one after the other, in one scratch copy of the source.
    ///
    /// # Errors
    /// Returns an error if the copy or the history cannot be made, a program cannot be started or fails, something that is not
    /// declared was touched, or a declared output is not there.
    pub fn make(
        steps: &[Generate],
        listing: &Listing,
        contents: &dyn Contents,
        history: &HistoryWriter<'_>,
        around: StepEnvironment<'_>,
        progress: &dyn Progress,
    ) -> Result<Self, Diagnostics> {
        let scratch = Scratch::copy(listing, contents, around, progress)?;
        let mut before = scratch.inventory(progress)?;
        let mut made: Vec<(EntryPath, usize)> = Vec::new();
        for (number, step) in steps.iter().enumerate() {
            if step.history {
                history(&scratch.repository()).map_err(|problem| at_step(problem, step))?;
            }
            program::run(step, &scratch, around, progress)?;
            if step.history {
                scratch.remove_repository()?;
            }
            // By digests: a program can rewrite a file with the same bytes, or change it and keep
            // its time.
            let after = scratch.inventory(progress)?;
            change::check(step, &before, &after)?;
            // A later step that declares the same file is where it comes from.
            made.retain(|(path, _)| change::covering(step, path).is_none());
            made.extend(
                after
                    .files()
                    .filter(|path| change::covering(step, path).is_some())
                    .map(|path| (path.clone(), number)),
            );
            before = after;
        }
        let items = items(&before, made, around.reference_time);
        Ok(Self { scratch, items })
    }

    /// What is at `path`, if a step made it.
    #[must_use]
    pub fn find(&self, path: &EntryPath) -> Option<&Item> {
        listing::find(&self.items, path)
    }

    /// A listing with what was generated in it; directories that only this brings are entered or
    /// not as `enter` says.
    #[must_use]
    pub fn merge(&self, listing: Listing, enter: &mut dyn FnMut(&EntryPath) -> bool) -> Listing {
        listing.overlaid(&self.items, enter)
    }
}

impl Contents for Generated {
    fn open(&self, path: &EntryPath) -> Result<Box<dyn Read + Send>, Error> {
        self.scratch.tree().open(path)
    }
}

fn at_step(problem: Diagnostic, step: &Generate) -> Diagnostic {
    problem.label(step.name.span(), "this step asks for the history")
}

/// The files that steps made, and the directories above them.
fn items(found: &TreeInventory, made: Vec<(EntryPath, usize)>, time: Timestamp) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let item = |path: EntryPath, kind: ItemKind, mode: u32, number| Item {
        path,
        kind,
        attributes: Attributes { mode: Mode::from_bits(mode), mtime: time, nanoseconds: 0 },
        origin: Origin::Generated(number),
    };
    for (path, number) in made {
        items.extend(items_above(&path, time, number));
        if let Some(state) = found.get(&path) {
            items.push(item(path, state.kind.clone(), state.mode(), number));
        }
    }
    items.sort_by(|a, b| compare(&a.path, &b.path));
    items.dedup_by(|a, b| a.path == b.path);
    items
}
