//! The progress bar on a terminal, and the way signals stop the work.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{output, signals};
use crate::progress::{Progress, Stage};
use crate::sink::Syntax;

/// What is done sooner needs no bar.
const DELAY: Duration = Duration::from_millis(500);

/// How often it is drawn in a second at most.
const DRAWN: u8 = 20;

/// The bar that is on the terminal, for the thread that takes it off when a signal comes.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

fn shown() -> MutexGuard<'static, Option<ProgressBar>> {
    SHOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A bar on standard error, or nothing.
pub struct Bar(Option<ProgressBar>);

impl Bar {
    /// A bar that is drawn if `visible`. From now on signals cancel the work, and then `stopping` is printed once.
    #[must_use]
    pub fn new(visible: bool, stopping: &str) -> Self {
        let hidden = || ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden());
        let bar = visible.then(|| hidden().with_style(style()));
        shown().clone_from(&bar);
        let stopping = stopping.to_owned();
        signals::watch(move || {
            if let Some(bar) = &*shown() {
                bar.finish_and_clear();
            }
            output::say(Syntax::Text, &stopping);
        });
        Self(bar)
    }
}

fn style() -> ProgressStyle {
    let template = "{msg:<10} [{bar:30}] {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";
    ProgressStyle::with_template(template).expect("the template is valid").progress_chars("=> ")
}

/// For the time after the last byte was read, which compressors need and nobody can foretell.
fn finishing_style() -> ProgressStyle {
    let template = "{msg:<10} [{bar:30}] {bytes}, finishing";
    ProgressStyle::with_template(template).expect("the template is valid").progress_chars("=> ")
}

/// For things that are counted in place of bytes.
fn counting_style() -> ProgressStyle {
    let template = "{msg:<20} [{bar:30}] {pos} of {len}";
    ProgressStyle::with_template(template).expect("the template is valid").progress_chars("=> ")
}

/// Draws a bar that has been hidden until now, once its work has taken some time.
fn show_late(bar: &ProgressBar) {
    if bar.is_hidden() && bar.elapsed() >= DELAY {
        bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(DRAWN));
    }
}

impl Bar {
    /// Takes the bar off the terminal.
    pub fn clear(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}

impl Progress for Bar {
    fn begin(&self, stage: Stage, bytes: u64) {
        if let Some(bar) = &self.0 {
            bar.reset();
            bar.set_style(style());
            bar.set_length(bytes);
            bar.set_message(match stage {
                Stage::Measure | Stage::Read => "reading",
                Stage::Build => "packing",
            });
        }
    }

    fn advance(&self, bytes: u64) {
        if let Some(bar) = &self.0 {
            bar.inc(bytes);
            if bar.length().is_some_and(|length| length > 0 && bar.position() >= length) {
                bar.set_style(finishing_style());
            }
            show_late(bar);
        }
    }

    fn expect_builds(&self, count: usize) {
        if let Some(bar) = &self.0 {
            bar.set_style(counting_style());
            bar.inc_length(count as u64);
        }
    }

    fn begin_build(&self, name: &'static str) {
        if let Some(bar) = &self.0 {
            if !bar.message().is_empty() {
                bar.inc(1);
            }
            bar.set_message(name);
            show_late(bar);
        }
    }

    fn end(&self) {
        self.clear();
    }

    fn is_cancelled(&self) -> bool {
        signals::pending().is_some()
    }
}
