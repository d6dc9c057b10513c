//! Signals stop the work in an orderly way: temporary files are removed, then the signal ends the process.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::{artifact, temporary};

const WATCHED: [i32; 3] = [SIGINT, SIGTERM, SIGHUP];

static PENDING: OnceLock<Arc<AtomicUsize>> = OnceLock::new();

/// How often it is checked whether a signal came.
const LISTENING: Duration = Duration::from_millis(10);

/// How long the work may take to end in an orderly way after a signal.
const PATIENCE: Duration = Duration::from_millis(250);

/// Remembers the first signal from now on, and calls `announce` when it comes. Work that has not ended soon after it is
/// abandoned; a second signal ends the process at once.
pub fn watch(announce: impl FnOnce() + Send + 'static) {
    PENDING.get_or_init(|| {
        let pending = Arc::new(AtomicUsize::new(0));
        let impatient = Arc::new(std::sync::atomic::AtomicBool::new(false));
        for signal in WATCHED {
            let number = usize::try_from(signal).expect("signal numbers are positive");
            // The order matters: the first signal passes the first hook and arms it for the next.
            let _ = signal_hook::flag::register_conditional_default(signal, Arc::clone(&impatient));
            let _ = signal_hook::flag::register(signal, Arc::clone(&impatient));
            let _ = signal_hook::flag::register_usize(signal, Arc::clone(&pending), number);
        }
        let seen = Arc::clone(&pending);
        // Without this thread, a signal is noticed a little later by the work itself, and nothing is said.
        let watcher = thread::Builder::new().name("signals".to_owned());
        let _ = watcher.spawn(move || end_on_signal(&seen, announce));
        pending
    });
}

/// Waits for a signal, and ends the process if the work does not.
fn end_on_signal(pending: &AtomicUsize, announce: impl FnOnce()) {
    // A handler of signals may do next to nothing, so this thread asks; a hundred times in a second costs nothing that
    // could be measured, and is at once for a person.
    while pending.load(Ordering::Relaxed) == 0 {
        thread::sleep(LISTENING);
    }
    announce();
    thread::sleep(PATIENCE);
    // Scratch copies can be large, and no later run would remove them.
    while temporary::are_there() {
        thread::sleep(LISTENING);
    }
    artifact::abandon();
    raise_pending();
}

/// The signal that asked to stop.
#[must_use]
pub fn pending() -> Option<i32> {
    let number = PENDING.get()?.load(Ordering::Relaxed);
    i32::try_from(number).ok().filter(|&number| number != 0)
}

/// Ends the process as the signal would have, so that the caller sees why it ended.
pub fn raise_pending() {
    if let Some(signal) = pending() {
        let _ = signal_hook::low_level::emulate_default_handler(signal);
    }
}
