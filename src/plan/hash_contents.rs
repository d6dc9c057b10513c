//! Reading every file once: the only step of planning that touches bytes.

use std::num::NonZeroUsize;

use super::Plan;
use crate::compiled::FileStart;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::digest::Hasher;
use crate::entry::{Content, Entry, Kind, Size};
use crate::error::Error;
use crate::parallel::map_in_order;
use crate::path::EntryPath;
use crate::progress::{Progress, Stage};
use crate::secret::{Hit, Scanner};
use crate::source::{self, Contents};

/// Reads every file of a draft and completes it with their digests.
///
/// # Errors
/// Every file that cannot be read, or that has another length than its directory entry says.
pub fn hash_contents(
    draft: Plan<Size>,
    contents: &dyn Contents,
    threads: NonZeroUsize,
    progress: &dyn Progress,
) -> Result<Plan, Diagnostics> {
    progress.begin(Stage::Measure, draft.bytes());
    let kinds = in_reading_order(&draft, contents, threads, |entry| kind(&draft, entry, contents, progress));
    let mut problems = Diagnostics::new();
    let mut entries = Vec::with_capacity(draft.entries.len());
    let (mut exposed, mut compiled) = (Vec::new(), Vec::new());
    for (entry, kind) in draft.entries.into_iter().zip(kinds) {
        match kind {
            Ok((kind, seen)) => {
                if let Some(seen) = seen {
                    exposed.extend(seen.secret.map(|hit| (entries.len(), hit)));
                    compiled.extend(seen.compiled.map(|what| (entries.len(), what)));
                }
                entries.push(entry.with_kind(kind));
            }
            // A cancellation is reported once, not for each file that was not read.
            Err(Error::Cancelled) => return Err(Diagnostic::from(Error::Cancelled).into()),
            Err(error) => problems.push(error),
        }
    }
    if problems.has_errors() {
        return Err(problems);
    }
    Ok(Plan {
        package: draft.package,
        inputs: draft.inputs,
        revision: draft.revision,
        work_tree: draft.work_tree,
        steps: draft.steps,
        is_pending: draft.is_pending,
        outside: draft.outside,
        overlay: draft.overlay,
        prefix: draft.prefix,
        order: draft.order,
        owner: draft.owner,
        times: draft.times,
        takes_all: draft.takes_all,
        entries,
        exposed,
        compiled,
        archives: draft.archives,
    })
}

/// Does the work for every entry, those first whose bytes stand first in the store. Results come in
/// the order of the entries.
fn in_reading_order<R: Send + Sync>(
    draft: &Plan<Size>,
    contents: &dyn Contents,
    threads: NonZeroUsize,
    work: impl Fn(&Entry<Size>) -> R + Sync,
) -> Vec<R> {
    let position = |entry: &Entry<Size>| match entry.kind {
        Kind::File(_) => contents.position(&draft.file_path(entry)),
        Kind::Directory | Kind::Symlink(_) => (0, 0),
    };
    let mut order: Vec<usize> = (0..draft.entries.len()).collect();
    // Objects of a pack that are stored near each other share their bases, and a disk reads
    // forward. Results go to their own places, so the order of reading is free.
    order.sort_by_cached_key(|&index| position(&draft.entries[index]));
    map_in_order(&draft.entries, &order, threads, work)
}

/// What the bytes of a file show to the lints.
struct SeenContent {
    secret: Option<Hit>,
    compiled: Option<&'static str>,
}

impl SeenContent {
    /// In a box: nearly all files show nothing, and the results of all are held at once.
    fn boxed(self) -> Option<Box<Self>> {
        (self.secret.is_some() || self.compiled.is_some()).then(|| Box::new(self))
    }
}

fn kind(
    draft: &Plan<Size>,
    entry: &Entry<Size>,
    contents: &dyn Contents,
    progress: &dyn Progress,
) -> Result<(Kind, Option<Box<SeenContent>>), Error> {
    match &entry.kind {
        Kind::Directory => Ok((Kind::Directory, None)),
        Kind::Symlink(target) => Ok((Kind::Symlink(target.clone()), None)),
        Kind::File(size) => {
            let (content, seen) = file(&draft.file_path(entry), *size, contents, progress)?;
            Ok((Kind::File(content), seen))
        }
    }
}

fn file(
    path: &EntryPath,
    listed: Size,
    contents: &dyn Contents,
    progress: &dyn Progress,
) -> Result<(Content, Option<Box<SeenContent>>), Error> {
    let (content, seen) = hash(path, contents, progress)?;
    // The headers of a draft were checked with the listed size. Another size could need another
    // header.
    if content.size == listed.0 {
        return Ok((content, seen));
    }
    let change = format!("it was listed with {} bytes and read with {}", listed.0, content.size);
    Err(Error::Changed { path: path.to_string(), change })
}

fn hash(
    path: &EntryPath,
    contents: &dyn Contents,
    progress: &dyn Progress,
) -> Result<(Content, Option<Box<SeenContent>>), Error> {
    let (mut hasher, mut scanner, mut start) = (Hasher::new(), Scanner::default(), FileStart::default());
    source::read(contents, path, progress, |bytes| {
        hasher.update(bytes);
        scanner.update(bytes);
        start.update(bytes);
        Ok(())
    })?;
    let seen = SeenContent { secret: scanner.finish(), compiled: start.compiled(path.as_bytes()) };
    Ok((Content { size: hasher.length(), digest: hasher.finish() }, seen.boxed()))
}
