//! A manifest that `init` wrote: what it found, and the next commands.

use std::io::{self, Write};
use std::path::Path;

use crate::init::{DraftSource, ManifestDraft, Quantity};
use crate::ops::init::InitReport;
use crate::path::{Escaped, shown};
use crate::text::{Counted, shell_word};

/// Writes what the manifest was made of.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn text(manifest: &Path, report: &InitReport, out: &mut dyn Write) -> io::Result<()> {
    let InitReport { draft, plan, .. } = report;
    writeln!(out, "wrote {}\n", shown(manifest))?;
    let by = draft.named_by.map_or_else(|| "the directory".to_owned(), str::to_owned);
    line(out, "name", &format!("{} (from {by})", draft.name))?;
    let from = draft.version_from.as_deref().unwrap_or("no file and no tag has one: write yours");
    line(out, "version", &format!("{} ({from})", draft.version))?;
    source(draft, out)?;
    let entries = Counted(plan.entries().len() as u64, "entry", "entries");
    line(out, "archive", &format!("{}, {entries}", names(report)))?;
    for lint in &draft.warned {
        line(
            out,
            "check",
            &format!("`{lint}`: `pkgr plan` names the files, `pkgr explain {lint}` says why"),
        )?;
    }
    let option = if manifest == Path::new("release.toml") {
        String::new()
    } else {
        format!(" -m {}", shell_word(&shown(manifest).to_string()))
    };
    writeln!(out, "\nnext: `pkgr plan{option}` shows every entry, `pkgr build{option}` writes the archive")
}

fn names(report: &InitReport) -> String {
    let files: Vec<&str> = report.plan.archives().iter().map(|archive| &*archive.file).collect();
    files.join(", ")
}

fn source(draft: &ManifestDraft, out: &mut dyn Write) -> io::Result<()> {
    let DraftSource::Git(git) = &draft.source else {
        return line(out, "source", "the files in the directory, as they are: it is not in a git repository");
    };
    let what = match git.rev.tag() {
        Some(tag) => format!("the tag `{}`", Escaped(tag.as_bytes())),
        None => "the commit that is checked out, as no tag names a version".to_owned(),
    };
    line(out, "source", &what)?;
    let kept =
        |Quantity { count, word }: Quantity, one, many| format!("{}: \"{word}\"", Counted(count, one, many));
    if let Some(submodules) = git.submodules {
        line(out, "submodules", &kept(submodules, "submodule", "submodules"))?;
    }
    if let Some(lfs) = git.lfs {
        line(out, "lfs", &kept(lfs, "pointer", "pointers"))?;
    }
    if git.ignored > 0 {
        line(out, "left out", &format!("{} by export-ignore", Counted(git.ignored, "file", "files")))?;
    }
    Ok(())
}

fn line(out: &mut dyn Write, label: &str, text: &str) -> io::Result<()> {
    writeln!(out, "  {label:<10}  {text}")
}
