//! The progress bar on a terminal, and the way signals stop the work.

use indicatif::{ProgressBar, ProgressStyle};

use super::signals;
use crate::progress::{Progress, Stage};

/// A bar on standard error, or nothing.
pub struct Bar(Option<ProgressBar>);

impl Bar {
    /// A bar that is drawn if `visible`. From now on signals cancel the work.
    #[must_use]
    pub fn new(visible: bool) -> Self {
        signals::watch();
        Self(visible.then(|| ProgressBar::new(0).with_style(style())))
    }
}

fn style() -> ProgressStyle {
    let template = "{msg:<10} [{bar:30}] {bytes} of {total_bytes}  {eta} left";
    ProgressStyle::with_template(template).expect("the template is valid").progress_chars("=> ")
}

/// For things that are counted in place of bytes.
fn counting_style() -> ProgressStyle {
    let template = "{msg:<20} [{bar:30}] {pos} of {len}";
    ProgressStyle::with_template(template).expect("the template is valid").progress_chars("=> ")
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
            bar.set_length(bytes);
            bar.set_message(match stage {
                Stage::Measure => "reading",
                Stage::Build => "packing",
            });
        }
    }

    fn advance(&self, bytes: u64) {
        if let Some(bar) = &self.0 {
            bar.inc(bytes);
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
        }
    }

    fn end(&self) {
        self.clear();
    }

    fn is_cancelled(&self) -> bool {
        signals::pending().is_some()
    }
}
