//! The builds of one run, one after the other, and what each of them proves.
//!
//! First two builds with nothing varied. Then each case is held against one build, the base. Where the
//! manifest has steps, the base and all cases hold still what differs from run to run anyway: the clock
//! and the name of the scratch folder. A difference counts only where the base, built again after it,
//! is as it was: otherwise it is one that comes anyway.

use std::time::{SystemTime, UNIX_EPOCH};

use super::builder::{Build, Builder, Trouble};
use super::compare::{Members, differing, explain};
use super::how::How;
use crate::cli::exit::Failure;
use crate::cli::progress::Bar;
use crate::cli::session::Session;
use crate::cli::sink;
use crate::path::Escaped;
use crate::report::vary::{ALL, Built, Compared, NOTHING, Outcome, Row};
use crate::vary::{Case, Clock, Settings, Variation};

/// Builds with nothing varied.
const BEFORE: usize = 3;

/// A run of builds.
pub struct Trial<'a> {
    builder: Builder<'a>,
    bar: Bar,
    full: bool,
    base: Build,
    /// Members that differ with nothing varied and everything held still.
    anyway: Members,
    /// Why steps cannot be shown another clock, where libfaketime is there.
    clockless: Option<String>,
    rows: Vec<Row>,
    /// All cases that could be tried.
    tried: Vec<(Variation, Settings)>,
}

impl<'a> Trial<'a> {
    /// Builds with nothing varied.
    pub fn begin(session: &Session, mut builder: Builder<'a>, full: bool) -> Result<Self, Failure> {
        let bar = session.counting(BEFORE);
        let has_steps = builder.host.has_steps;
        let how = How { full: full || !has_steps, held: false };
        bar.next(NOTHING);
        let first = plain(&builder, how)?;
        bar.next(NOTHING);
        let second = plain(&builder, how)?;
        let outcome = compared(&builder, &first, &second, &Members::new())?;
        let rows = vec![row(NOTHING, "two builds, one after the other".to_owned(), how.full, outcome)];
        bar.next(NOTHING);
        let (base, clockless) = if has_steps { held(&mut builder)? } else { (first, None) };
        Ok(Self { builder, bar, full, base, anyway: Members::new(), clockless, rows, tried: Vec::new() })
    }

    /// Builds with each of these varied, and then with all of them at once.
    pub fn vary(&mut self, variations: &[Variation]) -> Result<(), Failure> {
        let cases = |variation: &Variation| {
            let cases = variation.cases(&self.builder.host);
            cases.into_iter().map(|case| (*variation, case)).collect::<Vec<_>>()
        };
        let cases: Vec<(Variation, Case)> = variations.iter().flat_map(cases).collect();
        self.bar.expect_more(cases.len() + usize::from(cases.len() > 1));
        for (variation, case) in cases {
            self.bar.next(variation.name());
            self.case(variation, case)?;
        }
        self.all_at_once()
    }

    /// The archives where nothing is varied, and all rows.
    pub fn finish(self) -> (Vec<Built>, Vec<Row>) {
        self.bar.clear();
        let built = |archive: &super::child::Archive| Built {
            file: archive.file.clone(),
            sha256: archive.digest,
            tar_sha256: archive.tar_digest,
        };
        (self.base.archives.iter().map(built).collect(), self.rows)
    }

    fn case(&mut self, variation: Variation, case: Case) -> Result<(), Failure> {
        let full = self.full || variation.reaches_encoders();
        let settings = case.settings.and_then(|settings| match &self.clockless {
            Some(why) if settings.process.clock.is_some() => Err(why.clone()),
            _ => Ok(settings),
        });
        let (outcome, changed) = match settings {
            Err(reason) => (Outcome::NotTried { reason }, case.changed),
            Ok(settings) => {
                let (outcome, notes) = self.outcome(&settings, full)?;
                if !matches!(outcome, Outcome::NotTried { .. }) {
                    self.tried.push((variation, settings));
                }
                (outcome, std::iter::once(case.changed).chain(notes).collect::<Vec<_>>().join("; "))
            }
        };
        self.rows.push(row(variation.name(), changed, full, outcome));
        Ok(())
    }

    fn all_at_once(&mut self) -> Result<(), Failure> {
        let mut variations: Vec<Variation> = self.tried.iter().map(|(variation, _)| *variation).collect();
        variations.dedup();
        if variations.len() < 2 {
            return Ok(());
        }
        self.bar.next(ALL);
        let each = self.tried.iter().map(|(_, settings)| settings.clone());
        let settings = each.fold(Settings::default(), Settings::and);
        let changed = format!("{} of these at once, the last of each", variations.len());
        let (outcome, _) = self.outcome(&settings, true)?;
        self.rows.push(row(ALL, changed, true, outcome));
        Ok(())
    }

    /// Builds once more and holds it against the base.
    fn outcome(&mut self, settings: &Settings, full: bool) -> Result<(Outcome, Vec<String>), Failure> {
        let how = How { full, held: self.builder.host.has_steps };
        let build = match self.builder.build(settings, how) {
            Ok(build) => build,
            Err(Trouble::Refused(reason)) => return Ok((Outcome::NotTried { reason }, Vec::new())),
            Err(Trouble::Failed { reason, .. }) => return Ok((Outcome::Failed { reason }, Vec::new())),
            Err(Trouble::Fatal(failure)) => return Err(failure),
        };
        let Some(members) = differing(&self.base, &build)? else { return Ok((Outcome::Same, build.notes)) };
        if !members.is_subset(&self.anyway) {
            self.revisit()?;
        }
        let is_anyway = !members.is_empty() && members.is_subset(&self.anyway);
        let outcome = if is_anyway {
            Outcome::Unclear { members: members.iter().map(|name| Escaped(name).to_string()).collect() }
        } else {
            Outcome::Differs { differences: explain(&self.builder, &self.base, &build, &self.anyway)? }
        };
        Ok((outcome, build.notes))
    }

    /// Builds the base again: what differs now comes anyway, and the first row has to tell of it.
    fn revisit(&mut self) -> Result<(), Failure> {
        let how = How { full: false, held: self.builder.host.has_steps };
        let again = plain(&self.builder, how)?;
        let Some(members) = differing(&self.base, &again)? else { return Ok(()) };
        if matches!(self.rows[0].outcome, Outcome::Same) {
            self.rows[0].outcome = compared(&self.builder, &self.base, &again, &self.anyway)?;
        }
        self.anyway.extend(members);
        Ok(())
    }
}

fn row(variation: &'static str, changed: String, full: bool, outcome: Outcome) -> Row {
    let compared = if full { Compared::Archive } else { Compared::Tar };
    Row { variation, changed, compared, outcome }
}

/// A build with nothing varied; where it fails, nothing can be varied either.
fn plain(builder: &Builder<'_>, how: How) -> Result<Build, Failure> {
    builder.build(&Settings::default(), how).map_err(|trouble| match trouble {
        Trouble::Failed { said, .. } => {
            sink::say(&said);
            Failure::Reported
        }
        Trouble::Refused(why) => {
            sink::say(&format!("{why}\n"));
            Failure::Reported
        }
        Trouble::Fatal(failure) => failure,
    })
}

/// The base of a manifest with steps. Where they do not stand a clock that stands still, they get the
/// true one, and the reason is told.
fn held(builder: &mut Builder<'_>) -> Result<(Build, Option<String>), Failure> {
    let how = How { full: true, held: true };
    builder.clock = builder.host.faketime.clone().map(|library| Clock { library, seconds: now() });
    if builder.clock.is_none() {
        return Ok((plain(builder, how)?, None));
    }
    let reason = match builder.build(&Settings::default(), how) {
        Ok(build) => return Ok((build, None)),
        Err(Trouble::Fatal(failure)) => return Err(failure),
        Err(Trouble::Refused(reason)) => reason,
        Err(Trouble::Failed { reason, .. }) => {
            let first = reason.lines().next().unwrap_or_default();
            format!("with libfaketime and the time as it is: {first}")
        }
    };
    builder.clock = None;
    Ok((plain(builder, how)?, Some(reason)))
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0))
}

/// What comes of comparing two builds.
fn compared(
    builder: &Builder<'_>,
    base: &Build,
    other: &Build,
    anyway: &Members,
) -> Result<Outcome, Failure> {
    if differing(base, other)?.is_none() {
        return Ok(Outcome::Same);
    }
    Ok(Outcome::Differs { differences: explain(builder, base, other, anyway)? })
}
