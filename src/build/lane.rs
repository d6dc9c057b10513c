//! Encoders at work: in this thread, or spread over others.

use std::io::Write;
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::stream::{self, Chunk};
use crate::codec::{Codec, Encoder};
use crate::digest::{Digest, HashingWriter};
use crate::error::Error;
use crate::parallel::{self, Pool};
use crate::plan::Plan;

/// Chunks that may wait for a slow encoder.
const WAITING: usize = 8;

/// One archive being compressed.
pub(super) struct Sink<W: Write> {
    archive: usize,
    file: String,
    stream: usize,
    weight: u32,
    encoder: Encoder<HashingWriter<W>>,
}

/// One archive after its last byte.
pub(super) struct Encoded {
    archive: usize,
    pub stream: usize,
    pub size: u64,
    pub digest: Digest,
}

/// A sink for each archive of the plan, in its order.
pub(super) fn sinks<W: Write>(plan: &Plan, outputs: Vec<W>) -> Result<Vec<Sink<W>>, Error> {
    let archives = plan.archives().iter().enumerate();
    archives
        .zip(outputs)
        .map(|((index, archive), output)| {
            let encoder = Encoder::new(archive.codec, HashingWriter::new(output), &Pool::none())
                .map_err(|cause| Error::new("start the encoder of", &archive.file, cause))?;
            Ok(Sink {
                archive: index,
                file: archive.file.clone(),
                stream: stream::index_for(plan, archive),
                weight: weight(archive.codec),
                encoder,
            })
        })
        .collect()
}

/// Rough cost per byte, so that the slowest encoder gets a lane to itself.
fn weight(codec: Codec) -> u32 {
    match codec {
        Codec::Store => 1,
        Codec::Gzip(_) => 4,
        Codec::Xz(_) => 40,
    }
}

impl<W: Write> Sink<W> {
    fn take(&mut self, chunk: &Chunk) -> Result<(), Error> {
        if chunk.stream != self.stream {
            return Ok(());
        }
        self.encoder.write_all(&chunk.bytes).map_err(|cause| Error::new("write", &self.file, cause))
    }

    fn finish(self) -> Result<Encoded, Error> {
        let fail = |cause| Error::new("write", &self.file, cause);
        let hashing = self.encoder.finish().map_err(fail)?;
        let (mut inner, hasher) = hashing.into_parts();
        inner.flush().map_err(fail)?;
        Ok(Encoded {
            archive: self.archive,
            stream: self.stream,
            size: hasher.length(),
            digest: hasher.finish(),
        })
    }
}

/// Where the pass over the files puts its chunks.
pub(super) enum Outlet<W: Write> {
    /// The encoders run in this thread.
    Here(Vec<Sink<W>>),
    /// Each lane runs on its own thread and gets every chunk.
    Lanes(Vec<SyncSender<Chunk>>),
}

impl<W: Write> Outlet<W> {
    pub fn send(&mut self, chunk: &Chunk) -> Result<(), Error> {
        match self {
            Self::Here(sinks) => sinks.iter_mut().try_for_each(|sink| sink.take(chunk)),
            // A lane that is gone has failed; its own error is the one to tell.
            Self::Lanes(lanes) => {
                lanes.iter().try_for_each(|lane| lane.send(chunk.clone())).map_err(|_| Error::Cancelled)
            }
        }
    }
}

/// Runs `pass`, with the encoders spread over at most `threads` threads, and finishes them.
pub(super) fn run<W: Write + Send>(
    sinks: Vec<Sink<W>>,
    threads: NonZeroUsize,
    pass: impl FnOnce(&mut Outlet<W>) -> Result<(), Error>,
) -> Result<Vec<Encoded>, Error> {
    let mut encoded =
        if threads.get() == 1 { run_here(sinks, pass)? } else { run_lanes(sinks, threads, pass)? };
    encoded.sort_unstable_by_key(|done| done.archive);
    Ok(encoded)
}

fn run_here<W: Write>(
    sinks: Vec<Sink<W>>,
    pass: impl FnOnce(&mut Outlet<W>) -> Result<(), Error>,
) -> Result<Vec<Encoded>, Error> {
    let mut outlet = Outlet::Here(sinks);
    pass(&mut outlet)?;
    let Outlet::Here(sinks) = outlet else { return Ok(Vec::new()) };
    sinks.into_iter().map(Sink::finish).collect()
}

fn run_lanes<W: Write + Send>(
    sinks: Vec<Sink<W>>,
    threads: NonZeroUsize,
    pass: impl FnOnce(&mut Outlet<W>) -> Result<(), Error>,
) -> Result<Vec<Encoded>, Error> {
    thread::scope(|scope| {
        let (lanes, workers): (Vec<_>, Vec<_>) = share(sinks, threads)
            .into_iter()
            .map(|sinks| {
                let (sender, receiver) = sync_channel(WAITING);
                (sender, scope.spawn(move || lane(&receiver, sinks)))
            })
            .unzip();
        let mut outlet = Outlet::Lanes(lanes);
        let passed = pass(&mut outlet);
        drop(outlet);
        let results: Vec<_> = workers.into_iter().map(parallel::join).collect();
        let mut encoded = Vec::new();
        for result in results {
            encoded.extend(result?);
        }
        passed.map(|()| encoded)
    })
}

/// Takes chunks until the pass ends. Encoders of a pass that failed are finished too, into
/// outputs that nobody will publish.
fn lane<W: Write>(chunks: &Receiver<Chunk>, mut sinks: Vec<Sink<W>>) -> Result<Vec<Encoded>, Error> {
    for chunk in chunks {
        sinks.iter_mut().try_for_each(|sink| sink.take(&chunk))?;
    }
    sinks.into_iter().map(Sink::finish).collect()
}

/// Heaviest first, each to the lane that has least to do.
fn share<W: Write>(mut sinks: Vec<Sink<W>>, threads: NonZeroUsize) -> Vec<Vec<Sink<W>>> {
    sinks.sort_by_key(|sink| std::cmp::Reverse(sink.weight));
    let count = threads.get().min(sinks.len());
    let mut lanes: Vec<Vec<Sink<W>>> = (0..count).map(|_| Vec::new()).collect();
    for sink in sinks {
        let load = |lane: &&mut Vec<Sink<W>>| lane.iter().map(|sink| sink.weight).sum::<u32>();
        if let Some(lane) = lanes.iter_mut().min_by_key(load) {
            lane.push(sink);
        }
    }
    lanes
}
