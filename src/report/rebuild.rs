//! A manifest that `init --from` wrote: whether it rebuilds the archive, and what it takes.

use std::io::{self, Write};
use std::path::Path;

use super::paint::{Hue, Paint};
use crate::diff::Verdict;
use crate::encoder::Codec;
use crate::entry::Owner;
use crate::infer::{InferredManifest, InferredSource};
use crate::manifest::{Moment, Mtime};
use crate::ops::rebuild::{MODERN, RebuildReport, TABLE};
use crate::path::{EntryPath, Escaped, Order, shown};
use crate::text::shell_word;

/// Entries that are named in a line.
const MOST_SHOWN: usize = 8;

/// Writes the verdict, what had to be declared, and what a reproducible release would not have.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn text(
    manifest: &Path,
    path: &Path,
    report: &RebuildReport,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (archive, recipe) = (Escaped(report.archive.as_bytes()), &report.recipe);
    let hue = if report.verdict == Verdict::Identical { Hue::Good } else { Hue::Bad };
    let verdict = paint.word(hue, report.verdict.name());
    let name = shown(manifest);
    match report.verdict {
        Verdict::Identical => writeln!(out, "{verdict}: {name} rebuilds {archive}\n")?,
        other => {
            writeln!(out, "{verdict}: {name} does not rebuild {archive}: {}\n", other.meaning())?;
            for cause in &report.causes {
                let name = paint.word(Hue::Strong, cause.cause.name());
                writeln!(out, "  {name}  {}", cause.rule)?;
            }
            writeln!(out)?;
        }
    }
    line(out, "needs", &report.grade.to_string())?;
    line(out, "rules", &rules(recipe))?;
    line(out, "named paths", &named(&recipe.named_paths()))?;
    line(out, "table", if recipe.table.is_some() { TABLE } else { "none" })?;
    if !recipe.warned.is_empty() {
        line(out, "lints", &format!("warned of, and denied by default: {}", recipe.warned.join(", ")))?;
    }
    if !report.weaknesses.is_empty() {
        writeln!(out, "\nNobody else would have:")?;
        report.weaknesses.iter().try_for_each(|weakness| writeln!(out, "  {}", weakness.text()))?;
    }
    if report.modern.is_some() {
        writeln!(out, "\n{MODERN} is the same release without them")?;
    }
    next(manifest, path, report, out)
}

fn next(manifest: &Path, archive: &Path, report: &RebuildReport, out: &mut dyn Write) -> io::Result<()> {
    let option = if manifest == Path::new("release.toml") {
        String::new()
    } else {
        format!(" -m {}", shell_word(&shown(manifest).to_string()))
    };
    let archive = shell_word(&shown(archive).to_string());
    let unpack = match &report.recipe.source {
        InferredSource::Directory(directory) if report.is_unpacked => {
            // Without a prefix, the source is a directory that the archive does not have.
            let place = manifest.with_file_name(if report.recipe.prefix.is_some() { "" } else { directory });
            let place = shell_word(&shown(&place).to_string());
            let (make, place) = match (report.recipe.prefix.is_some(), &*place) {
                (true, "" | "''") => (String::new(), String::new()),
                (true, place) => (String::new(), format!(" -C {place}")),
                (false, place) => (format!("mkdir {place} && "), format!(" -C {place}")),
            };
            format!("`{make}tar -xpf {archive}{place}` unpacks the archive beside the manifest, and then ")
        }
        _ => String::new(),
    };
    writeln!(out, "\nnext: {unpack}`pkgr verify{option} {archive}` rebuilds and compares it")
}

fn rules(recipe: &InferredManifest) -> String {
    let archive = &recipe.archive;
    let order = match recipe.order {
        Order::Table => "order from the table".to_owned(),
        order => format!("order {}", order.name()),
    };
    let mode = format!("mode {}", recipe.mode);
    let all = [order, owner(&recipe.owner), mode, time(recipe.mtime), archive.dialect.name.to_owned()];
    format!("{}, {}", all.join(", "), codec(archive.compression.codec, archive.is_encoder_known))
}

fn owner(owner: &Owner) -> String {
    match owner.is_absent {
        true => "owner absent".to_owned(),
        false if owner.is_numeric() => format!("owner {}:{}", owner.uid, owner.gid),
        false => format!("owner {}:{} {}:{}", owner.uid, owner.gid, owner.user, owner.group),
    }
}

fn time(mtime: Mtime) -> String {
    let moment = |moment: Moment| match moment {
        Moment::Commit => "of the commit".to_owned(),
        Moment::SourceDateEpoch => "SOURCE_DATE_EPOCH".to_owned(),
        Moment::At(time) => time.to_string(),
    };
    match mtime {
        Mtime::Set(time) => format!("time {}", moment(time)),
        Mtime::SetBoth { files, directories } => {
            format!("time {}, of directories {}", moment(files), moment(directories))
        }
        Mtime::Clamp(time) => format!("times up to {}", moment(time)),
        Mtime::PerPathCommit => "times of commits".to_owned(),
        Mtime::Tree => "times of the files".to_owned(),
        Mtime::Table => "times from the table".to_owned(),
        Mtime::Absent => "no times".to_owned(),
    }
}

fn codec(codec: Codec, is_known: bool) -> String {
    let Some(encoder) = codec.encoder() else { return "not compressed".to_owned() };
    let level = codec.level().map_or_else(String::new, |level| format!(" {level}"));
    let by = if is_known { encoder.name } else { "an encoder that pkgr does not have" };
    format!("{}{level} by {by}", codec.format().name())
}

fn named(paths: &[&EntryPath]) -> String {
    if paths.is_empty() {
        return "none".to_owned();
    }
    let shown: Vec<String> = paths.iter().take(MOST_SHOWN).map(|path| path.with_dot()).collect();
    let more = paths.len() - shown.len();
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}: {}{rest}", paths.len(), shown.join(", "))
}

fn line(out: &mut dyn Write, label: &str, text: &str) -> io::Result<()> {
    writeln!(out, "  {label:<11}  {text}")
}
