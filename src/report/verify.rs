//! What became of each published archive when it was built again.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::diff::{self, Report};
use crate::diff::{Cause, Detail, Difference, Side, Verdict};
use crate::encoder::Codec;
use crate::path::as_text;
use crate::sink;

/// One archive, rebuilt and compared.
pub struct Checked<'a> {
    /// As it was named.
    pub name: PathBuf,
    /// What the manifest gives.
    pub rebuilt: &'a Side,
    /// What was published.
    pub published: Side,
    /// How they differ.
    pub difference: Difference,
    /// The encoder that gives the published bytes from the same tar stream.
    pub encoder: Option<Codec>,
    /// How the bytes of some files differ.
    pub details: Vec<Detail>,
}

/// For people.
///
/// # Errors
/// The writer's.
pub fn text(checked: &[Checked<'_>], out: &mut dyn Write) -> io::Result<()> {
    for (number, checked) in checked.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        let report = Report {
            left: (Path::new("the manifest"), checked.rebuilt),
            right: (&checked.name, &checked.published),
            difference: &checked.difference,
            details: &checked.details,
            reproduced: &checked.name,
        };
        diff::text(&report, out)?;
    }
    Ok(())
}

/// As one JSON document (`schema/verify.schema.json`).
///
/// # Errors
/// The writer's.
pub fn json(checked: &[Checked<'_>], out: &mut dyn Write) -> io::Result<()> {
    let verdict = checked.iter().map(|checked| checked.difference.verdict).max();
    let document = Document {
        version: 1,
        verdict: verdict.unwrap_or(Verdict::Identical),
        causes: checked.iter().flat_map(|checked| &checked.difference.causes).collect(),
        archives: checked.iter().map(ArchiveView::of).collect(),
    };
    sink::json(&document, out)
}

/// The result of `pkgr verify`.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(title = "pkgr verify")]
pub(crate) struct Document<'a> {
    /// The version of this format.
    version: u32,
    /// The verdict of the archive that differs most.
    verdict: Verdict,
    /// The causes of all archives.
    causes: Vec<&'a Cause>,
    /// Each archive.
    archives: Vec<ArchiveView<'a>>,
}

/// One archive.
#[derive(Serialize, schemars::JsonSchema)]
struct ArchiveView<'a> {
    /// As it was named.
    file: String,
    /// How much it has in common with what the manifest gives.
    verdict: Verdict,
    /// Why it is not identical.
    causes: &'a [Cause],
    /// How some files differ.
    details: &'a [Detail],
    /// The encoder and level that give the published bytes, where only the compression differs.
    encoder: Option<String>,
}

impl<'a> ArchiveView<'a> {
    fn of(checked: &'a Checked<'_>) -> Self {
        Self {
            file: as_text(&checked.name),
            verdict: checked.difference.verdict,
            causes: &checked.difference.causes,
            details: &checked.details,
            encoder: checked.encoder.map(|codec| codec.to_string()),
        }
    }
}
