//! The one place where threads share jobs: a list of them that is known, or a pool that lasts.

mod pool;

pub use pool::{Lost, Pool, Promise, Urgency};

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Runs `work` over all `jobs` on up to `threads` threads; results come in the order of the jobs.
///
/// The number of threads changes how long it takes and nothing else.
pub fn ordered_map<J: Sync, R: Send>(
    jobs: &[J],
    threads: NonZeroUsize,
    work: impl Fn(&J) -> R + Sync,
) -> Vec<R> {
    if threads.get() == 1 || jobs.len() < 2 {
        return jobs.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let worker = || take_jobs(jobs, &next, &work);
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.get()).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(join).collect()
    });
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

fn take_jobs<J, R>(jobs: &[J], next: &AtomicUsize, work: impl Fn(&J) -> R) -> Vec<(usize, R)> {
    let mut done = Vec::new();
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let Some(job) = jobs.get(index) else { return done };
        done.push((index, work(job)));
    }
}

/// The worker's result; a panic in a worker goes on in the caller.
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
