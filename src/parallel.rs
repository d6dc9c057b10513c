//! Threads that share jobs: a fixed list of jobs, or a pool with a queue.

mod pool;

pub use pool::{Pool, Promise, Urgency, WorkerPanicked};

use std::io;
use std::num::NonZeroUsize;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Runs `work` over all `jobs` on up to `threads` threads; results come in the order of the jobs.
///
/// The number of threads changes only the time.
pub fn ordered_map<J: Sync, R: Send + Sync>(
    jobs: &[J],
    threads: NonZeroUsize,
    work: impl Fn(&J) -> R + Sync,
) -> Vec<R> {
    let order: Vec<usize> = (0..jobs.len()).collect();
    map_in_order(jobs, &order, threads, work)
}

/// [`ordered_map`] with the jobs started in another order: `order` contains the index of each job once.
///
/// Each result is stored at its final place, so nothing is moved or sorted afterwards.
pub fn map_in_order<J: Sync, R: Send + Sync>(
    jobs: &[J],
    order: &[usize],
    threads: NonZeroUsize,
    work: impl Fn(&J) -> R + Sync,
) -> Vec<R> {
    let results: Vec<OnceLock<R>> = jobs.iter().map(|_| OnceLock::new()).collect();
    let next = AtomicUsize::new(0);
    let worker = || {
        // The counter only hands out indexes, so it needs no ordering; results become visible with
        // the end of the threads.
        while let Some(&index) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            let is_first = results[index].set(work(&jobs[index])).is_ok();
            assert!(is_first, "each job is begun once");
        }
    };
    // Small inputs and `-j 1` never start a thread, so they work where the system allows none.
    if threads.get() == 1 || jobs.len() < 2 {
        worker();
    } else {
        thread::scope(|scope| {
            // If the system cannot start more threads, those that run do the work, including this one.
            let workers: Vec<_> = (1..threads.get()).map_while(|_| start(scope, worker).ok()).collect();
            worker();
            workers.into_iter().for_each(join);
        });
    }
    results.into_iter().map(|result| result.into_inner().expect("every job was done")).collect()
}

/// Starts a thread.
///
/// # Errors
/// Returns an error if the system has no memory for the stack, or no more threads.
pub fn start<'scope, T: Send + 'scope>(
    scope: &'scope thread::Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> io::Result<thread::ScopedJoinHandle<'scope, T>> {
    thread::Builder::new().spawn_scoped(scope, work).map_err(|cause| {
        io::Error::new(
            io::ErrorKind::OutOfMemory,
            format!("the system cannot start another thread ({cause})"),
        )
    })
}

/// The worker's result. A panic of the worker is resumed in the caller.
#[must_use]
pub fn join<T>(handle: thread::ScopedJoinHandle<'_, T>) -> T {
    handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_jobs_at_any_thread_count() {
        let jobs: Vec<u64> = (0..1000).collect();
        let expected: Vec<u64> = jobs.iter().map(|job| job * 7).collect();
        for threads in [1, 2, 3, 7] {
            let threads = NonZeroUsize::new(threads).expect("not zero");
            assert_eq!(ordered_map(&jobs, threads, |job| job * 7), expected);
        }
    }
}
