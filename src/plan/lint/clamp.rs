//! Times that a clamp lets through from the disk.

use std::ops::Range;

use super::allow::LintSetting;
use super::{message, suggest};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::manifest::{Manifest, Mtime, SourceTable};
use crate::plan::Plan;

/// Where the manifest clamps the times of a directory on disk, or takes them as they are; `None` where it does not.
///
/// The policy alone decides, not the times: in a fresh checkout all of them are later than the
/// clamp, and the release of someone who checked out earlier has others.
pub fn clamped(manifest: &Manifest) -> Option<Range<usize>> {
    let mtime = &manifest.normalize.mtime;
    let from_disk = matches!(manifest.source, SourceTable::Directory(_));
    (from_disk && matches!(mtime.get_ref(), Mtime::Clamp(_) | Mtime::Tree)).then(|| mtime.span())
}

/// How many entries have a time of the disk's now; `None` if all do.
pub fn earlier<C>(plan: &Plan<C>) -> Option<usize> {
    let clamp = plan.times.common()?;
    Some(plan.entries.iter().filter(|entry| entry.mtime < clamp).count())
}

/// Says that times depend on the checkout.
pub fn diagnostic(
    setting: &LintSetting<'_>,
    severity: Severity,
    at: Range<usize>,
    earlier: Option<usize>,
) -> Diagnostic {
    let message = match earlier {
        None => "entries have the times of the files on this disk, which another checkout does not have"
            .to_owned(),
        Some(0) => "times before the clamp are taken from the disk; this checkout has none, an older one may"
            .to_owned(),
        Some(1) => "1 entry keeps its time on this disk, which is before the clamp".to_owned(),
        Some(earlier) => {
            format!("{earlier} entries keep their times on this disk, which are before the clamp")
        }
    };
    let diagnostic = Diagnostic::new(Code::Lint(&setting.check.lint), severity, message).label(
        at,
        if earlier.is_none() {
            "depends on the checkout"
        } else {
            "an earlier time passes, and depends on the checkout"
        },
    );
    message::located(diagnostic, setting).help(format!(
        "give all one time with `mtime = \"source-date-epoch\"` or a time written out; if the times on disk are \
         meant, write in `[lints]`:\n{}",
        suggest::off(setting)
    ))
}
