//! The builds of one run, one after the other, and what each of them proves.
//!
//! First two builds with nothing varied. Then each case is compared with one build, the base. If the
//! manifest has steps, the base and all cases pin what differs from run to run anyway: the clock and the
//! name of the scratch directory. A difference counts only if the base, built again after it, is still the
//! same: otherwise it is one that comes anyway.

use super::build_scope::BuildScope;
use super::builder::Builder;
use super::comparison::BuildPair;
use super::input::VaryFailure;
use super::process::{BuildError, VariedBuild};
use crate::path::Escaped;
use crate::plan::Package;
use crate::vary::{
    ALL, BaseArchive, Case, ComparedPart, MemberNames, NOTHING, Settings, StillClock, Variation,
    VariationOutcome, VariationRow, VaryReport,
};

/// Builds with nothing varied.
const BEFORE: usize = 3;

/// A run of builds.
pub struct Trial<'a> {
    builder: Builder<'a>,
    base: VariedBuild,
    /// Members that differ with nothing varied and everything pinned.
    anyway: MemberNames,
    /// Why steps cannot be shown another clock although libfaketime is installed.
    clockless: Option<String>,
    rows: Vec<VariationRow>,
    /// All cases that could be tried.
    tried: Vec<(Variation, Settings)>,
}

/// What came of one more build, and what could not be varied in full.
struct Tried {
    outcome: VariationOutcome,
    notes: Vec<String>,
}

impl<'a> Trial<'a> {
    /// Builds with nothing varied.
    pub fn begin(mut builder: Builder<'a>) -> Result<Self, VaryFailure> {
        let progress = builder.context.progress;
        progress.expect_builds(BEFORE);
        let has_steps = builder.host.has_steps;
        let mode = BuildScope { full: builder.input.full || !has_steps, pinned: false };
        progress.begin_build(NOTHING);
        let first = plain(&builder, mode)?;
        progress.begin_build(NOTHING);
        let second = plain(&builder, mode)?;
        let pair = BuildPair { base: &first, other: &second };
        let outcome = compared(&builder, pair, &MemberNames::new())?;
        let rows = vec![row(NOTHING, "two builds, one after the other".to_owned(), mode.full, outcome)];
        progress.begin_build(NOTHING);
        let (base, clockless) = if has_steps { pinned(&mut builder)? } else { (first, None) };
        Ok(Self { builder, base, anyway: MemberNames::new(), clockless, rows, tried: Vec::new() })
    }

    /// Builds with each of these varied, and then with all of them at once.
    pub fn vary(&mut self, variations: &[Variation]) -> Result<(), VaryFailure> {
        let cases = |variation: &Variation| {
            let cases = variation.cases(&self.builder.host);
            cases.into_iter().map(|case| (*variation, case)).collect::<Vec<_>>()
        };
        let cases: Vec<(Variation, Case)> = variations.iter().flat_map(cases).collect();
        let progress = self.builder.context.progress;
        progress.expect_builds(cases.len() + usize::from(cases.len() > 1));
        for (variation, case) in cases {
            progress.begin_build(variation.name());
            self.case(variation, case)?;
        }
        self.all_at_once()
    }

    /// The archives of the base, and all rows.
    pub fn finish(self) -> VaryReport {
        self.builder.context.progress.end();
        let archives = self.base.archives.iter().map(|archive| BaseArchive {
            file: archive.file.clone(),
            sha256: archive.digest,
            tar_sha256: archive.tar_digest,
        });
        let loaded = self.builder.input.loaded;
        let package = Package::new(&loaded.manifest);
        let manifest = loaded.file_name();
        VaryReport { package, manifest, archives: archives.collect(), rows: self.rows }
    }

    fn case(&mut self, variation: Variation, case: Case) -> Result<(), VaryFailure> {
        let full = self.builder.input.full || variation.reaches_encoders();
        let settings = case.settings.and_then(|settings| match &self.clockless {
            Some(why) if settings.process.clock.is_some() => Err(why.clone()),
            _ => Ok(settings),
        });
        let (outcome, changed) = match settings {
            Err(reason) => (VariationOutcome::NotTried { reason }, case.changed),
            Ok(settings) => {
                let Tried { outcome, notes } = self.outcome(&settings, full)?;
                if outcome.was_tried() {
                    self.tried.push((variation, settings));
                }
                (outcome, std::iter::once(case.changed).chain(notes).collect::<Vec<_>>().join("; "))
            }
        };
        self.rows.push(row(variation.name(), changed, full, outcome));
        Ok(())
    }

    fn all_at_once(&mut self) -> Result<(), VaryFailure> {
        let mut variations: Vec<Variation> = self.tried.iter().map(|(variation, _)| *variation).collect();
        // Enough without sorting, as the cases of one variation come one after the other.
        variations.dedup();
        // One alone was tried just now.
        if variations.len() < 2 {
            return Ok(());
        }
        self.builder.context.progress.begin_build(ALL);
        let each = self.tried.iter().map(|(_, settings)| settings.clone());
        let settings = each.fold(Settings::default(), Settings::and);
        let changed = format!("{} of these at once, the last of each", variations.len());
        let outcome = self.outcome(&settings, true)?.outcome;
        self.rows.push(row(ALL, changed, true, outcome));
        Ok(())
    }

    /// Builds once more and compares it with the base.
    fn outcome(&mut self, settings: &Settings, full: bool) -> Result<Tried, VaryFailure> {
        let without_notes = |outcome| Ok(Tried { outcome, notes: Vec::new() });
        let mode = BuildScope { full, pinned: self.builder.host.has_steps };
        let build = match self.builder.build(settings, mode) {
            Ok(build) => build,
            Err(BuildError::Unavailable(reason)) => {
                return without_notes(VariationOutcome::NotTried { reason });
            }
            Err(BuildError::Failed { reason, .. }) => {
                return without_notes(VariationOutcome::Failed { reason });
            }
            Err(BuildError::Fatal(failure)) => return Err(failure),
        };
        let outcome = self.compared_with_base(&build)?;
        Ok(Tried { outcome, notes: build.notes })
    }

    fn compared_with_base(&mut self, build: &VariedBuild) -> Result<VariationOutcome, VaryFailure> {
        let Some(members) = (BuildPair { base: &self.base, other: build }).differing()? else {
            return Ok(VariationOutcome::Same);
        };
        if !members.is_subset(&self.anyway) {
            self.revisit()?;
        }
        if !members.is_empty() && members.is_subset(&self.anyway) {
            let members = members.iter().map(|name| Escaped(name).to_string()).collect();
            return Ok(VariationOutcome::Unclear { members });
        }
        let pair = BuildPair { base: &self.base, other: build };
        Ok(VariationOutcome::Differs { differences: pair.explain(self.builder.input, &self.anyway)? })
    }

    /// Builds the base again: what differs now comes anyway, and the first row has to report it.
    fn revisit(&mut self) -> Result<(), VaryFailure> {
        // Compression is left out: what differs anyway is found by the members.
        let mode = BuildScope { full: false, pinned: self.builder.host.has_steps };
        let again = plain(&self.builder, mode)?;
        let pair = BuildPair { base: &self.base, other: &again };
        let Some(members) = pair.differing()? else { return Ok(()) };
        if matches!(self.rows[0].outcome, VariationOutcome::Same) {
            self.rows[0].outcome = compared(&self.builder, pair, &self.anyway)?;
        }
        self.anyway.extend(members);
        Ok(())
    }
}

fn row(variation: &'static str, changed: String, full: bool, outcome: VariationOutcome) -> VariationRow {
    let compared = if full { ComparedPart::Archive } else { ComparedPart::Tar };
    VariationRow { variation, changed, compared, outcome }
}

/// A build with nothing varied; if it fails, nothing can be varied either.
fn plain(builder: &Builder<'_>, mode: BuildScope) -> Result<VariedBuild, VaryFailure> {
    builder.build(&Settings::default(), mode).map_err(|error| match error {
        BuildError::Failed { printed, .. } => VaryFailure::Build { printed },
        BuildError::Unavailable(why) => VaryFailure::Build { printed: format!("{why}\n") },
        BuildError::Fatal(failure) => failure,
    })
}

/// The base of a manifest with steps. If they do not work with a clock that stands still, they get the true
/// one, and the reason is reported.
fn pinned(builder: &mut Builder<'_>) -> Result<(VariedBuild, Option<String>), VaryFailure> {
    let mode = BuildScope { full: true, pinned: true };
    let seconds = (builder.input.now)();
    builder.clock = builder.host.faketime.clone().map(|library| StillClock { library, seconds });
    if builder.clock.is_none() {
        return Ok((plain(builder, mode)?, None));
    }
    let reason = match builder.build(&Settings::default(), mode) {
        Ok(build) => return Ok((build, None)),
        Err(BuildError::Fatal(failure)) => return Err(failure),
        Err(BuildError::Unavailable(reason)) => reason,
        Err(BuildError::Failed { reason, .. }) => {
            let first = reason.lines().next().unwrap_or_default();
            format!("with libfaketime and the time as it is: {first}")
        }
    };
    // libfaketime does not work on every machine. Without it, the other cases can still be tried.
    builder.clock = None;
    Ok((plain(builder, mode)?, Some(reason)))
}

/// The outcome of two builds.
fn compared(
    builder: &Builder<'_>,
    pair: BuildPair<'_>,
    anyway: &MemberNames,
) -> Result<VariationOutcome, VaryFailure> {
    if pair.differing()?.is_none() {
        return Ok(VariationOutcome::Same);
    }
    Ok(VariationOutcome::Differs { differences: pair.explain(builder.input, anyway)? })
}
