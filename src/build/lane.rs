//! Runs encoders in this thread and in lanes, which are threads of their own.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::chunk::{self, Chunk};
use crate::digest::{Digest, HashingWriter};
use crate::encoder::{Codec, Encoder};
use crate::error::Error;
use crate::parallel::{self, Pool};
use crate::plan::Plan;

/// Chunks that may wait for a slow encoder.
// The channel is bounded, so the pass waits for the slowest encoder instead of filling the memory.
const WAITING: usize = 8;

/// One archive being compressed.
pub(super) struct Sink<W: Write> {
    archive: usize,
    file: String,
    stream: usize,
    /// Rough cost per byte, so that the slowest encoder gets a lane to itself.
    weight: u32,
    is_shared: bool,
    encoder: Encoder<HashingWriter<W>>,
}

/// One archive after its last byte.
pub(super) struct Encoded {
    archive: usize,
    pub stream: usize,
    pub size: u64,
    pub digest: Digest,
}

/// A sink for each archive of the plan, in its order. An encoder that can use several threads gets up to
/// `threads` workers.
pub(super) fn sinks<W: Write>(
    plan: &Plan,
    outputs: Vec<W>,
    threads: NonZeroUsize,
    pool: &Pool,
) -> Result<Vec<Sink<W>>, Error> {
    let archives = plan.archives().iter().enumerate();
    archives
        .zip(outputs)
        .map(|((index, archive), output)| {
            let encoder = Encoder::new(archive.tar().codec, HashingWriter::new(output), threads, pool)
                .map_err(|cause| {
                    // Nothing is written yet, so only the allocation of its tables can fail.
                    let cause = io::Error::new(io::ErrorKind::OutOfMemory, cause.to_string());
                    Error::new("start the encoder of", &archive.file, cause)
                })?;
            let encoder = match &archive.tar().header {
                Some(header) => encoder.with_header(header),
                None => encoder,
            };
            Ok(Sink {
                archive: index,
                file: archive.file.clone(),
                stream: chunk::stream_of(plan, archive),
                weight: archive.tar().codec.weight(),
                is_shared: archive.tar().codec.shares_its_work(),
                encoder,
            })
        })
        .collect()
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

/// Receives the chunks of the pass over the files.
pub(super) struct Outlet<W: Write> {
    /// Each lane runs on its own thread and gets every chunk, then `None` if the pass was complete.
    lanes: Vec<SyncSender<Option<Chunk>>>,
    /// The encoders that run in this thread.
    here: Vec<Sink<W>>,
}

impl<W: Write> Outlet<W> {
    pub fn send(&mut self, chunk: &Chunk) -> Result<(), Error> {
        for lane in &self.lanes {
            // A lane that ended early has failed; its own error is reported.
            lane.send(Some(chunk.clone())).map_err(|_| Error::Cancelled)?;
        }
        self.here.iter_mut().try_for_each(|sink| sink.take(chunk))
    }

    /// Lets the lanes finish their encoders, and finishes those in this thread.
    fn end(self) -> Result<Vec<Encoded>, Error> {
        for lane in self.lanes {
            // A lane that ended early returns its own error.
            let _ = lane.send(None);
        }
        self.here.into_iter().map(Sink::finish).collect()
    }
}

/// The number of threads that help encoders: those that neither the pass nor a lane uses.
pub(super) fn helpers(plan: &Plan, threads: NonZeroUsize) -> usize {
    let codecs = || plan.archives().iter().map(|archive| archive.tar().codec);
    if !codecs().any(Codec::shares_its_work) {
        return 0;
    }
    // A plain tar is copied in no time, so its lane does not count as busy.
    let busy = codecs().filter(|&codec| codec != Codec::STORE && !codec.shares_its_work()).count();
    threads.get().saturating_sub(1 + busy)
}

/// Runs `pass` and finishes the encoders. Encoders that use several threads run in this thread, which helps
/// while it waits for its helpers. The others are distributed over lanes, at most `threads`.
pub(super) fn run<W: Write + Send>(
    sinks: Vec<Sink<W>>,
    threads: NonZeroUsize,
    pass: impl FnOnce(&mut Outlet<W>) -> Result<(), Error>,
) -> Result<Vec<Encoded>, Error> {
    let mut encoded = run_all(sinks, threads, pass)?;
    // Lanes finish in any order; the results are those of the plan's archives in its order.
    encoded.sort_unstable_by_key(|done| done.archive);
    Ok(encoded)
}

fn run_all<W: Write + Send>(
    sinks: Vec<Sink<W>>,
    threads: NonZeroUsize,
    pass: impl FnOnce(&mut Outlet<W>) -> Result<(), Error>,
) -> Result<Vec<Encoded>, Error> {
    let (here, others) = sinks.into_iter().partition(|sink| threads.get() == 1 || sink.is_shared);
    thread::scope(|scope| {
        let (lanes, workers): (Vec<_>, Vec<_>) = share(others, threads)
            .into_iter()
            .map(|sinks| {
                let (sender, receiver) = sync_channel(WAITING);
                let worker = parallel::start(scope, move || lane(&receiver, sinks));
                worker
                    .map(|worker| (sender, worker))
                    .map_err(|cause| Error::new("start", "an encoder", cause))
            })
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .unzip();
        let mut outlet = Outlet { lanes, here };
        // If the pass fails, `outlet` is dropped without the final `None`: the lanes end, and do
        // not spend minutes on finishing archives that nobody will keep.
        let passed = pass(&mut outlet);
        let here = passed.and_then(|()| outlet.end());
        let results: Vec<_> = workers.into_iter().map(parallel::join).collect();
        let mut encoded = Vec::new();
        // The pass may have stopped because a lane failed, so the error of the lane comes first.
        for result in results {
            encoded.extend(result?);
        }
        encoded.extend(here?);
        Ok(encoded)
    })
}

/// Takes chunks until the pass ends. If the pass failed, the encoders are dropped without being finished,
/// because their buffered input can be minutes of work.
fn lane<W: Write>(chunks: &Receiver<Option<Chunk>>, mut sinks: Vec<Sink<W>>) -> Result<Vec<Encoded>, Error> {
    for chunk in chunks {
        match chunk {
            Some(chunk) => sinks.iter_mut().try_for_each(|sink| sink.take(&chunk))?,
            None => return sinks.into_iter().map(Sink::finish).collect(),
        }
    }
    Ok(Vec::new())
}

/// Distributes the sinks over lanes: the slowest first, each to the lane with the least work.
fn share<W: Write>(mut sinks: Vec<Sink<W>>, threads: NonZeroUsize) -> Vec<Vec<Sink<W>>> {
    // The time of a build is that of its slowest lane. Placing the slowest encoders first is the
    // usual greedy answer; weights are rough, so a better one would gain nothing.
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
