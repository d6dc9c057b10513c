//! Builds archives from a plan: one pass over the files, all archives written in parallel.
//!
//! ```text
//! entries ─▶ tar streams (one per dialect) ─▶ chunks ─▶ lanes ─▶ encoders ─▶ outputs
//! ```
//!
//! Files are read once, in plan order, and compared with the plan's digests. Each distinct tar stream is
//! split into chunks. Lanes, each a thread, pass every chunk to the encoders of that stream. An encoder that
//! uses several threads runs in the reading thread instead, and the remaining threads help it. The number of
//! threads changes only the speed.

mod chunk;
mod lane;
mod stream;

use std::io::Write;
use std::num::NonZeroUsize;

use crate::digest::{Digest, Hasher};
use crate::entry::{Content, Entry, Kind};
use crate::error::Error;
use crate::parallel::Pool;
use crate::path::EntryPath;
use crate::plan::Plan;
use crate::progress::{Progress, Stage};
use crate::source::{self, Contents};
use lane::Outlet;
use stream::TarStream;

/// A finished archive with its size and digests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    /// The archive's bare file name.
    pub file: String,
    /// Length of the file in bytes.
    pub size: u64,
    /// SHA-256 of the file.
    pub digest: Digest,
    /// SHA-256 of the tar stream inside.
    pub tar_digest: Digest,
    /// The digest of the content, see [`content_digest`](crate::plan::content_digest).
    pub content_digest: Digest,
}

/// Settings of a build that change no byte.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The number of threads for compression.
    pub threads: NonZeroUsize,
    /// Receives progress, and can cancel the build.
    pub progress: &'a dyn Progress,
}

/// Writes every archive of `plan` into the output of the same index.
///
/// # Errors
/// Returns an error if a file cannot be read or differs from the plan, an output fails, or the build was
/// cancelled.
pub fn build<W: Write + Send>(
    plan: &Plan,
    contents: &dyn Contents,
    outputs: Vec<W>,
    options: Options<'_>,
) -> Result<Vec<Built>, Error> {
    // The plan's size of the files, and not that of the archives: several archives share one pass.
    options.progress.begin(Stage::Build, plan.bytes());
    let mut streams = stream::of(plan);
    let encoded = Pool::run(lane::helpers(plan, options.threads), |pool| {
        let sinks = lane::sinks(plan, outputs, options.threads, pool)?;
        lane::run(sinks, options.threads, |outlet| {
            let mut pass = BuildPass { plan, contents, streams: &mut streams, outlet, options };
            pass.run()
        })
    })?;
    let digests = |stream: TarStream<'_>| (plan.content_digest_of(stream.archive()), stream.into_digest());
    let digests: Vec<(Digest, Digest)> = streams.into_iter().map(digests).collect();
    Ok(encoded
        .into_iter()
        .zip(plan.archives())
        .map(|(encoded, archive)| Built {
            file: archive.file.clone(),
            size: encoded.size,
            digest: encoded.digest,
            tar_digest: digests[encoded.stream].1,
            content_digest: digests[encoded.stream].0,
        })
        .collect())
}

/// The pass over the files.
struct BuildPass<'a, 'o, W: Write> {
    plan: &'a Plan,
    contents: &'a dyn Contents,
    streams: &'o mut [TarStream<'a>],
    outlet: &'o mut Outlet<W>,
    options: Options<'a>,
}

impl<W: Write> BuildPass<'_, '_, W> {
    fn run(&mut self) -> Result<(), Error> {
        for entry in self.plan.entries() {
            self.entry(entry)?;
        }
        for stream in self.streams.iter_mut() {
            stream.end(self.outlet)?;
        }
        Ok(())
    }

    fn entry(&mut self, entry: &Entry) -> Result<(), Error> {
        for stream in self.streams.iter_mut() {
            stream.header(entry, self.outlet)?;
        }
        let Kind::File(content) = &entry.kind else { return Ok(()) };
        if !self.streams.iter().any(TarStream::is_open) {
            return Ok(());
        }
        self.body(&self.plan.file_path(entry), content)?;
        for stream in self.streams.iter_mut() {
            stream.padding(content.size, self.outlet)?;
        }
        Ok(())
    }

    fn body(&mut self, path: &EntryPath, planned: &Content) -> Result<(), Error> {
        let mut seen = Hasher::new();
        source::read(self.contents, path, self.options.progress, |bytes| {
            seen.update(bytes);
            // The header with the planned size is written already. A file that has grown must stop
            // here, before its excess bytes are taken for the next header; one that has shrunk is
            // found by `check`.
            reject_growth(path, planned, seen.length())?;
            self.streams.iter_mut().try_for_each(|stream| stream.body(bytes, self.outlet))
        })?;
        check(path, planned, seen)
    }
}

fn reject_growth(path: &EntryPath, planned: &Content, length: u64) -> Result<(), Error> {
    if length <= planned.size {
        return Ok(());
    }
    let change = format!("the plan says {} bytes, and there are more", planned.size);
    Err(Error::Changed { path: path.to_string(), change })
}

fn check(path: &EntryPath, planned: &Content, seen: Hasher) -> Result<(), Error> {
    let found = Content { size: seen.length(), digest: seen.finish() };
    if found == *planned {
        return Ok(());
    }
    let change = format!(
        "the plan says {} bytes with sha256 {}, found {} bytes with sha256 {}",
        planned.size, planned.digest, found.size, found.digest
    );
    Err(Error::Changed { path: path.to_string(), change })
}
