//! Two archives, or an archive and a directory, compared: what differs, and how the first files differ.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use super::steering::{SteeringFile, SteeringMembers};
use super::{Context, archive};
use crate::artifact::open_file;
use crate::build::Options;
use crate::container::visitor::{BodyVisitor, NoBodies};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::diff::nested::{self, Nested};
use crate::diff::{self, Detail, Difference, Side, Verdict};
use crate::error::Error;
use crate::limits;
use crate::parallel::{join, start};
use crate::path::EntryPath;
use crate::progress::Progress;
use crate::source::directory::Directory;
use crate::verify;

/// Bytes of address space below which the two sides are read one after the other.
const TIGHT: u64 = 4 << 30;

/// What to compare.
#[derive(Clone, Copy, Debug)]
pub struct DiffInput<'a> {
    /// An archive or a directory.
    pub left: &'a Path,
    /// What it is compared with.
    pub right: &'a Path,
    /// Whether files that differ and are archives themselves are compared member by member.
    pub nested: bool,
}

/// A comparison.
#[derive(Clone, Debug)]
pub struct DiffReport {
    /// The left side.
    pub left: NamedSide,
    /// The right side.
    pub right: NamedSide,
    /// How they differ.
    pub difference: Difference,
    /// How the first files differ: those that can steer a build, 50 at most, and 10 others.
    pub details: Vec<Detail>,
    /// The files of the right side that can steer a build and are added or changed.
    pub steering: Vec<SteeringFile>,
    /// The side whose bytes a manifest would give with the remedies.
    pub reproduced: ReproducedSide,
}

/// The side that remedies speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReproducedSide {
    /// The left one.
    Left,
    /// The right one.
    Right,
}

/// One side of a comparison, as the user named it.
#[derive(Clone, Debug)]
pub struct NamedSide {
    /// The path as it was given, or what else the side is called.
    pub name: PathBuf,
    /// What it contains.
    pub side: Arc<Side>,
}

impl DiffReport {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.difference.verdict == Verdict::Identical || self.difference.causes.is_empty()
    }

    /// Whether a side is a directory on disk.
    #[must_use]
    pub fn has_directory(&self) -> bool {
        [&self.left, &self.right].iter().any(|named| matches!(*named.side, Side::Directory(_)))
    }

    /// The name of the side whose bytes a manifest would give with the remedies.
    #[must_use]
    pub fn reproduced(&self) -> &Path {
        match self.reproduced {
            ReproducedSide::Left => &self.left.name,
            ReproducedSide::Right => &self.right.name,
        }
    }

    /// Files that differ and are not among the details.
    #[must_use]
    pub fn more_files(&self) -> usize {
        self.difference.changed.len() - self.details.len()
    }
}

/// Reads both sides and compares them.
///
/// # Errors
/// Returns an error for each side that cannot be read, or that is an archive that can be read in more than one way.
pub fn run(input: DiffInput<'_>, context: Context<'_>) -> Result<DiffReport, Diagnostics> {
    let (left_path, right_path) = (context.start.join(input.left), context.start.join(input.right));
    let (left, right) = read_both(&left_path, &right_path, context)?;
    let mut difference = diff::compare(&left, &right);
    // Finding the encoder means compressing again, which is worth it only where nothing else
    // differs.
    if let (Verdict::SameTar, Some(tar)) = (difference.verdict, left.tar()) {
        let Context { threads, progress, .. } = context;
        let options = Options { threads, progress };
        let encoder = verify::exact_encoder_of(&|| open_file(&left_path), &tar.compression, options)
            .map_err(archive::unless_cancelled(progress, Error::at("read again", &left_path)))?;
        diff::set_encoder(&mut difference, encoder.as_ref());
    }
    let steering = SteeringMembers::new(&right, &difference.members);
    let changed = steering.first_files(&difference, &left);
    let see_left =
        |wanted: &BTreeSet<usize>, visitor: &mut dyn BodyVisitor| visit(&left_path, &left, wanted, visitor);
    let see_right =
        |wanted: &BTreeSet<usize>, visitor: &mut dyn BodyVisitor| visit(&right_path, &right, wanted, visitor);
    let details = if input.nested {
        nested::details(&changed, &see_left, &see_right, Nested::default())?
    } else {
        diff::details(&changed, &see_left, &see_right)?
    };
    let steering = steering.files(&left, &right, &see_right)?;
    let named = |name: &Path, side: Side| NamedSide { name: name.to_owned(), side: Arc::new(side) };
    Ok(DiffReport {
        left: named(input.left, left),
        right: named(input.right, right),
        difference,
        details,
        steering,
        reproduced: ReproducedSide::Left,
    })
}

/// Both sides, read side by side where the machine allows it.
fn read_both(left: &Path, right: &Path, context: Context<'_>) -> Result<(Side, Side), Diagnostics> {
    let Context { threads, progress, .. } = context;
    archive::begin([left, right], progress);
    let (one, other) = thread::scope(|scope| {
        // Each reader has threads of its own, and each thread memory that the allocator reserves.
        let is_tight = limits::address_space().is_some_and(|space| space < TIGHT);
        match start(scope, || read(left, threads, progress)) {
            Ok(first) if is_tight => (join(first), read(right, threads, progress)),
            Ok(first) => {
                let second = read(right, threads, progress);
                (join(first), second)
            }
            // Without a thread of its own, one after the other.
            Err(_) => (read(left, threads, progress), read(right, threads, progress)),
        }
    });
    // Both sides are reported at once: who mends one archive should not find the next problem after
    // it.
    let mut problems = Diagnostics::new();
    let one = one.map_err(|reported| problems.extend(reported)).ok();
    let other = other.map_err(|reported| problems.extend(reported)).ok();
    one.zip(other).ok_or(problems)
}

/// Reads one side whole.
///
/// # Errors
/// Returns an error if it cannot be read, or is an archive that can be read in more than one way.
pub fn read(path: &Path, threads: NonZeroUsize, progress: &dyn Progress) -> Result<Side, Diagnostics> {
    if path.is_dir() {
        let directory = Directory::open(path).map_err(Diagnostic::from)?;
        return Ok(Side::directory(&directory, threads, progress)?);
    }
    Ok(Side::Archive(Box::new(archive::read(path, &mut NoBodies, progress)?)))
}

/// Visits the bodies of some members of a side on disk, by their numbers.
///
/// # Errors
/// Returns an error if the side cannot be read again.
pub fn visit(
    path: &Path,
    side: &Side,
    wanted: &BTreeSet<usize>,
    visitor: &mut dyn BodyVisitor,
) -> Result<(), Error> {
    if let Side::Archive(_) = side {
        return archive::revisit(path, wanted, visitor);
    }
    let directory = Directory::open(path)?;
    wanted.iter().try_for_each(|&number| {
        let member = &side.members()[number];
        let path = EntryPath::parse(member.path.raw()).expect("it came from a directory");
        archive::visit_source(&directory, &path, number, member, visitor)
    })
}
