//! The progress bar on a terminal, and the way signals stop the work.

use indicatif::{ProgressBar, ProgressStyle};

use super::signals;
use crate::progress::{Progress, Stage};

/// A bar on standard error, or nothing.
pub struct Bar(Option<ProgressBar>);

impl Bar {
    pub fn new(visible: bool) -> Self {
        signals::watch();
        Self(visible.then(|| ProgressBar::new(0).with_style(style())))
    }
}

fn style() -> ProgressStyle {
    let template = "{msg:<10} [{bar:30}] {bytes} of {total_bytes}  {eta} left";
    ProgressStyle::with_template(template).expect("the template is valid").progress_chars("=> ")
}

impl Bar {
    /// A bar that counts things in place of bytes.
    pub fn counting(visible: bool, count: usize) -> Self {
        let bar = Self::new(visible);
        if let Some(bar) = &bar.0 {
            let template = "{msg:<20} [{bar:30}] {pos} of {len}";
            let style = ProgressStyle::with_template(template).expect("the template is valid");
            bar.set_style(style.progress_chars("=> "));
            bar.set_length(count as u64);
        }
        bar
    }

    /// So many more are to come.
    pub fn expect_more(&self, count: usize) {
        self.0.iter().for_each(|bar| bar.inc_length(count as u64));
    }

    /// The next of the things that are counted begins.
    pub fn next(&self, name: &'static str) {
        if let Some(bar) = &self.0 {
            if !bar.message().is_empty() {
                bar.inc(1);
            }
            bar.set_message(name);
        }
    }

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

    fn end(&self) {
        self.clear();
    }

    fn is_cancelled(&self) -> bool {
        signals::pending().is_some()
    }
}
