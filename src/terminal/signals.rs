//! Signals stop the work in an orderly way: temporary files are removed, then the signal ends the process.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

const WATCHED: [i32; 3] = [SIGINT, SIGTERM, SIGHUP];

static PENDING: OnceLock<Arc<AtomicUsize>> = OnceLock::new();

/// Remembers the first signal from now on; a second one ends the process at once.
pub fn watch() {
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
        pending
    });
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
