//! Commits that are dated 1970-01-01: the time that an unset clock shows.

use std::ops::Range;

use super::allow::LintSetting;
use super::{message, suggest};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::entry::Size;
use crate::manifest::{Manifest, Moment, Mtime};
use crate::plan::Plan;

/// Seconds of a day: some time zones have another date at the epoch.
const DAY: i64 = 86_400;

/// Where the manifest takes the time of a commit that is dated 1970-01-01; `None` where it does not.
pub fn at_epoch(manifest: &Manifest, plan: &Plan<Size>) -> Option<Range<usize>> {
    let mtime = &manifest.normalize.mtime;
    let is_of_commit = matches!(
        mtime.get_ref(),
        Mtime::PerPathCommit | Mtime::Set(Moment::Commit) | Mtime::Clamp(Moment::Commit)
    );
    (is_of_commit && plan.times.reference().seconds() < DAY).then(|| mtime.span())
}

/// Says which time the entries get.
pub fn diagnostic(setting: &LintSetting<'_>, severity: Severity, at: Range<usize>) -> Diagnostic {
    let message = "the commit is dated 1970-01-01, and so are the entries of the archives";
    let diagnostic = Diagnostic::new(Code::Lint(&setting.check.lint), severity, message)
        .label(at, "takes the commit's time");
    message::located(diagnostic, setting).help(format!(
        "write another time, such as `mtime = {{ set = \"2023-10-02T11:48:14Z\" }}`; if this one is meant, write in \
         `[lints]`:\n{}",
        suggest::off(setting)
    ))
}
