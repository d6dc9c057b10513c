//! Pieces of the tar streams of a plan, and the stream of each archive.

use std::sync::Arc;

use crate::plan::{Archive, Plan};

/// A piece of one of the tar streams.
#[derive(Clone)]
pub(super) struct Chunk {
    pub stream: usize,
    // Shared, since every lane gets every chunk.
    pub bytes: Arc<Vec<u8>>,
}

/// The first archive of each tar stream: archives with the same dialect share one.
pub(super) fn distinct(plan: &Plan) -> Vec<&Archive> {
    let mut firsts: Vec<&Archive> = Vec::new();
    for archive in plan.archives() {
        if !firsts.iter().any(|first| first.same_tar(archive)) {
            firsts.push(archive);
        }
    }
    firsts
}

/// The index of the stream that `archive` is made from.
pub(super) fn stream_of(plan: &Plan, archive: &Archive) -> usize {
    let position = distinct(plan).iter().position(|other| other.same_tar(archive));
    position.expect("each archive's dialect is among the distinct ones")
}
