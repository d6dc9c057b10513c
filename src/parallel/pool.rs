//! Threads that take jobs from one queue.
//!
//! A thread that waits for a result takes jobs from the queue in the meantime. So the thread that submits
//! jobs also does them, and no thread waits for a job that has not been started.

use std::collections::VecDeque;
use std::fmt;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;

use super::{join, start};

/// Helping threads, or none.
#[derive(Clone)]
pub struct Pool(Arc<Shared>);

struct Shared {
    helpers: usize,
    queue: Mutex<Queue>,
    changed: Condvar,
}

type ThreadJob = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct Queue {
    urgent: VecDeque<ThreadJob>,
    usual: VecDeque<ThreadJob>,
    is_closed: bool,
}

/// The place of a new job in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// At the front: it completes work in progress and frees memory.
    Urgent,
    /// At the end: it starts new work.
    Usual,
}

/// The job panicked in another thread; the panic is resumed where the pool was started.
#[derive(Debug, PartialEq, Eq)]
pub struct WorkerPanicked;

impl Pool {
    /// A pool without helpers: each job runs in the thread that waits for it.
    #[must_use]
    pub fn none() -> Self {
        Self::with_helpers(0)
    }

    fn with_helpers(helpers: usize) -> Self {
        let queue = Mutex::new(Queue::default());
        Self(Arc::new(Shared { helpers, queue, changed: Condvar::new() }))
    }

    /// Runs `body` with `helpers` further threads, which end with it. Jobs that have not been started by then
    /// are dropped. The panic of a helper is resumed in the caller.
    pub fn run<R>(helpers: usize, body: impl FnOnce(&Self) -> R) -> R {
        let pool = Self::with_helpers(helpers);
        thread::scope(|scope| {
            let threads: Vec<_> = (0..helpers).map_while(|_| start(scope, || pool.work()).ok()).collect();
            let result = {
                let _closing = PoolClosing(&pool);
                body(&pool)
            };
            threads.into_iter().for_each(join);
            result
        })
    }

    /// The number of helping threads.
    #[must_use]
    pub fn helpers(&self) -> usize {
        self.0.helpers
    }

    /// Puts a job into the queue.
    pub fn start<T: Send + 'static>(
        &self,
        urgency: Urgency,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Promise<T> {
        // Room for one message: the job delivers without waiting for the thread that wants the
        // result. If the job panics, the sender is dropped with it, and the receiver learns of it.
        let (sender, receiver) = sync_channel(1);
        let job: ThreadJob = Box::new(move || {
            // The receiver may be gone.
            let _ = sender.send(job());
        });
        let mut queue = self.queue();
        match urgency {
            Urgency::Urgent => queue.urgent.push_back(job),
            Urgency::Usual => queue.usual.push_back(job),
        }
        drop(queue);
        self.0.changed.notify_one();
        Promise { pool: self.clone(), receiver, early: None }
    }

    /// Runs one queued job in this thread; false if the queue is empty.
    fn help(&self) -> bool {
        let job = self.queue().next();
        job.map(|job| job()).is_some()
    }

    /// Runs jobs until the pool is closed: the loop of a helper.
    fn work(&self) {
        while let Some(job) = self.next_job() {
            job();
        }
    }

    fn next_job(&self) -> Option<ThreadJob> {
        let mut queue = self.queue();
        loop {
            // Before the queue is asked: after an error nobody wants the results of jobs that have
            // not started.
            if queue.is_closed {
                return None;
            }
            if let Some(job) = queue.next() {
                return Some(job);
            }
            queue = self.0.changed.wait(queue).expect(UNPOISONED);
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.queue.lock().expect(UNPOISONED)
    }
}

const UNPOISONED: &str = "no job runs while the queue is held";

impl Queue {
    fn next(&mut self) -> Option<ThreadJob> {
        self.urgent.pop_front().or_else(|| self.usual.pop_front())
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("helpers", &self.0.helpers).finish_non_exhaustive()
    }
}

/// Closes a pool at the end of its body, also after a panic.
struct PoolClosing<'a>(&'a Pool);

impl Drop for PoolClosing<'_> {
    fn drop(&mut self) {
        // The jobs are moved out under the lock and dropped without it: what they own can have
        // destructors that use the pool.
        let dropped = {
            let mut queue = self.0.queue();
            queue.is_closed = true;
            (std::mem::take(&mut queue.urgent), std::mem::take(&mut queue.usual))
        };
        self.0.0.changed.notify_all();
        drop(dropped);
    }
}

/// The future result of a job.
#[derive(Debug)]
pub struct Promise<T> {
    pool: Pool,
    receiver: Receiver<T>,
    /// The result, if [`is_ready`](Self::is_ready) received it.
    early: Option<T>,
}

impl<T> Promise<T> {
    /// Whether the result is available without waiting.
    pub fn is_ready(&mut self) -> bool {
        // A receiver cannot be asked without taking the message, so the message is kept for `wait`.
        self.early = self.early.take().or_else(|| self.receiver.try_recv().ok());
        self.early.is_some()
    }

    /// Waits for the result, and runs queued jobs in the meantime, possibly this one.
    ///
    /// # Errors
    /// Returns an error if the job panicked in another thread.
    pub fn wait(self) -> Result<T, WorkerPanicked> {
        if let Some(result) = self.early {
            return Ok(result);
        }
        loop {
            match self.receiver.try_recv() {
                Ok(result) => return Ok(result),
                Err(TryRecvError::Disconnected) => return Err(WorkerPanicked),
                // If the queue is empty, another thread has started this job.
                // Helping comes before waiting. Otherwise a pool without helpers, or a thread that
                // waits inside a job, would wait for a job that nobody starts.
                Err(TryRecvError::Empty) if !self.pool.help() => {
                    return self.receiver.recv().map_err(|_| WorkerPanicked);
                }
                Err(TryRecvError::Empty) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    #[test]
    fn results_are_those_of_the_jobs_at_any_number_of_helpers() {
        for helpers in [0, 1, 2, 6] {
            let results = Pool::run(helpers, |pool| {
                let start = |job: u64| pool.start(Urgency::Usual, move || job * 7);
                let promises: Vec<_> = (0..1000).map(start).collect();
                promises.into_iter().map(Promise::wait).collect::<Result<Vec<_>, _>>()
            });
            assert_eq!(results, Ok((0..1000).map(|job| job * 7).collect()));
        }
    }

    #[test]
    fn urgent_jobs_go_first() {
        let order = Arc::new(Mutex::new(Vec::new()));
        let pool = Pool::none();
        let start = |urgency, name: &'static str| {
            let order = Arc::clone(&order);
            pool.start(urgency, move || order.lock().expect("no panic").push(name))
        };
        let last = start(Urgency::Usual, "usual");
        let _urgent = start(Urgency::Urgent, "urgent");
        assert_eq!(last.wait(), Ok(()));
        assert_eq!(*order.lock().expect("no panic"), ["urgent", "usual"]);
    }

    #[test]
    fn jobs_that_nobody_waits_for_do_not_keep_the_pool_open() {
        let stopped = Pool::run(2, |pool| {
            for _ in 0..100 {
                drop(pool.start(Urgency::Usual, || thread::sleep(std::time::Duration::from_millis(5))));
            }
            "stopped"
        });
        assert_eq!(stopped, "stopped");
    }

    #[test]
    fn the_panic_of_a_job_reaches_the_caller() {
        let run = || {
            Pool::run(1, |pool| {
                let (sender, receiver) = sync_channel(0);
                let promise = pool.start(Urgency::Usual, move || {
                    let _ = sender.send(());
                    panic!("in a job");
                });
                // From here on the job is the helper's.
                receiver.recv().expect("the job says that it has begun");
                promise.wait()
            })
        };
        let panic = catch_unwind(AssertUnwindSafe(run)).expect_err("it panics");
        assert_eq!(panic.downcast_ref(), Some(&"in a job"));
    }

    #[test]
    fn a_body_that_panics_takes_its_helpers_along() {
        let run = || Pool::run(3, |_| panic!("in the body"));
        let panic: Box<dyn std::any::Any + Send> =
            catch_unwind(AssertUnwindSafe(run)).expect_err("it panics");
        assert_eq!(panic.downcast_ref(), Some(&"in the body"));
    }
}
