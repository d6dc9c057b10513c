//! Published archives, compared with what the manifest and its source give: rebuilt, without a copy on disk.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::diff::{DiffReport, NamedSide, ReproducedSide};
use super::steering::SteeringMembers;
use super::steps::Consent;
use super::{Context, Loaded, Release, archive};
use crate::artifact::{CHECKSUMS, Checksums, open_file};
use crate::build::Options;
use crate::container::inventory::{Inventory, RawTar};
use crate::container::visitor::{BodyVisitor, NoBodies};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::diff::{self, CauseKind, Changed, Detail, Difference, Side, Verdict};
use crate::encoder::Codec;
use crate::entry::Size;
use crate::error::Error;
use crate::path::shown;
use crate::plan::{self, Package, Plan};
use crate::progress::Progress;
use crate::source::Provenance;
use crate::verify;
use crate::verify::remedies::{self, RemedyTrial};

/// What to verify.
#[derive(Clone, Copy, Debug)]
pub struct VerifyInput<'a> {
    /// Published archives, under the names that the manifest gives them.
    pub archives: &'a [PathBuf],
    /// Where the report is written, if into a file: not through a link of somebody's checkout.
    pub output: Option<&'a Path>,
    /// Whether the steps of the manifest may be run.
    pub consent: Consent<'a>,
}

/// What was rebuilt.
#[derive(Clone, Debug)]
pub struct RebuiltPackage {
    /// Name and version.
    pub package: Package,
    /// The bare name of the manifest.
    pub manifest: String,
    /// The commit, and the name that led to it; `None` for a directory.
    pub revision: Option<Provenance>,
}

/// Each archive compared with what the manifest gives.
#[derive(Clone, Debug)]
pub struct VerifyReport {
    /// What was rebuilt.
    pub rebuilt: RebuiltPackage,
    /// In the order in which they were named.
    pub archives: Vec<Verified>,
    /// Checksum files beside the archives that lack their lines.
    pub checksums: Vec<Diagnostic>,
}

/// One archive, rebuilt and compared.
#[derive(Clone, Debug)]
pub struct Verified {
    /// What the manifest gives, and what was published.
    pub comparison: DiffReport,
    /// The encoder that gives the published bytes from the same tar stream.
    pub encoder: Option<Codec>,
}

impl VerifyReport {
    /// The verdict of the archive that differs most.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let verdicts = self.archives.iter().map(|verified| verified.comparison.difference.verdict);
        verdicts.max().unwrap_or(Verdict::Identical)
    }

    /// Whether every archive and every checksum file is as it should be.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.verdict() == Verdict::Identical && self.checksums.is_empty()
    }
}

/// Plans, rebuilds the named archives and compares them with the published ones.
///
/// # Errors
/// Returns an error if there is no plan, if the manifest makes no archive of such a name, if a published archive
/// cannot be read or can be read in more than one way, or if the source changes meanwhile.
pub fn run(
    loaded: Loaded,
    input: VerifyInput<'_>,
    context: Context<'_>,
) -> Result<VerifyReport, Diagnostics> {
    let mut release = Release::open(loaded, Path::new("dist"), None, context)?;
    input.output.map_or(Ok(()), |output| release.reject_link(output))?;
    release.run_steps(input.consent, context.announce)?;
    let mut plan = release.plan()?;
    let given = without_checksums(input.archives);
    let archives = given.into_iter().map(|given| NamedArchive::new(&plan, given, context.start));
    let archives = archives.collect::<Result<Vec<_>, _>>()?;
    // What was not asked for is not built.
    plan.retain_archives(|archive| archives.iter().any(|named| named.file == archive.file));
    // Read before the rebuild, which takes longest: a damaged file is reported at once.
    let published = published(&archives, context.progress)?;
    let rebuilds = Verifier::new(&release, &plan)?;
    let verified = archives.iter().zip(published).map(|(named, published)| rebuilds.verify(named, published));
    let verified = verified.collect::<Result<Vec<_>, _>>()?;
    let checksums = archives.iter().zip(&verified).map(|(named, verified)| sums(&named.path, verified));
    let checksums = checksums.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    let rebuilt = RebuiltPackage {
        package: plan.package().clone(),
        manifest: release.loaded.file_name(),
        revision: plan.revision().cloned(),
    };
    Ok(VerifyReport { rebuilt, archives: verified, checksums })
}

/// The archives: `verify dist/*` names the list of checksums too, which is compared with its archives anyway.
fn without_checksums(given: &[PathBuf]) -> Vec<&Path> {
    let is_list = |path: &Path| path.file_name().is_some_and(|name| name == CHECKSUMS);
    let is_beside =
        |path: &Path| given.iter().any(|other| !is_list(other) && other.parent() == path.parent());
    given.iter().map(PathBuf::as_path).filter(|path| !(is_list(path) && is_beside(path))).collect()
}

/// A published archive, and the archive of the plan that it should be.
struct NamedArchive<'a> {
    given: &'a Path,
    path: PathBuf,
    file: String,
    /// Its number among the archives of the manifest.
    number: usize,
}

impl<'a> NamedArchive<'a> {
    fn new(plan: &Plan, given: &'a Path, start: &Path) -> Result<Self, Diagnostic> {
        let path = start.join(given);
        let name = path.file_name().unwrap_or_default();
        let names: Vec<&str> = plan.archives().iter().map(|archive| &*archive.file).collect();
        let number = name.to_str().and_then(|name| names.iter().position(|other| *other == name));
        if let Some(number) = number {
            return Ok(Self { given, file: names[number].to_owned(), number, path });
        }
        let message = format!(
            "the manifest makes no archive `{}`; it makes `{}`",
            shown(Path::new(name)),
            names.join("`, `")
        );
        Err(Diagnostic::error(Code::NoSuchArchive, message)
            .help("give the file the name that it was published under, or name another manifest with `-m`"))
    }
}

/// All files, before the longer work begins.
fn published(archives: &[NamedArchive<'_>], progress: &dyn Progress) -> Result<Vec<Inventory>, Diagnostics> {
    let mut problems = Diagnostics::new();
    archive::begin(archives.iter().map(|named| &*named.path), progress);
    let read = |named: &NamedArchive<'_>| {
        archive::read(&named.path, &mut NoBodies, progress).map_err(|reported| problems.extend(reported)).ok()
    };
    let found: Option<Vec<Inventory>> = archives.iter().map(read).collect();
    found.ok_or(problems)
}

/// A plan and its archives, rebuilt.
struct Verifier<'a> {
    release: &'a Release<'a>,
    plan: &'a Plan,
    rebuilt: BTreeMap<&'a str, Arc<Side>>,
}

impl<'a> Verifier<'a> {
    fn new(release: &'a Release<'a>, plan: &'a Plan) -> Result<Self, Error> {
        let Context { threads, progress, .. } = release.context();
        let rebuilt = verify::rebuild(plan, &release.source, Options { threads, progress })?;
        progress.end();
        let sides = rebuilt.into_iter().map(|rebuilt| Arc::new(Side::Archive(Box::new(rebuilt))));
        let names = plan.archives().iter().map(|archive| &*archive.file);
        Ok(Self { release, plan, rebuilt: names.zip(sides).collect() })
    }

    fn verify(&self, named: &NamedArchive<'_>, published: Inventory) -> Result<Verified, Diagnostics> {
        let rebuilt = &self.rebuilt[&*named.file];
        let published = Side::Archive(Box::new(published));
        // Remedies are tried one by one further on, and only those that work are shown.
        let mut difference = diff::compare_without_remedies(rebuilt, &published);
        let encoder = self.name_encoder(&named.path, &published, &mut difference)?;
        self.settle(named, rebuilt, &published, &mut difference)?;
        let steering = SteeringMembers::new(&published, &difference.members);
        let changed = steering.first_files(&difference, rebuilt);
        let details = self.details(rebuilt, &named.path, &changed)?;
        let steering = steering
            .files(rebuilt, &published, &|wanted, visitor| archive::revisit(&named.path, wanted, visitor))?;
        let comparison = DiffReport {
            left: NamedSide { name: "the manifest".into(), side: Arc::clone(rebuilt) },
            // A report names files as the user did, not the directories of the machine.
            right: NamedSide { name: named.given.to_owned(), side: Arc::new(published) },
            difference,
            details,
            steering,
            reproduced: ReproducedSide::Right,
        };
        Ok(Verified { comparison, encoder })
    }

    /// Looks for the encoder that gives the published bytes. It is reported where only the compression differs, and is
    /// a remedy where a manifest can declare the header of the compressed file.
    fn name_encoder(
        &self,
        path: &Path,
        published: &Side,
        difference: &mut Difference,
    ) -> Result<Option<Codec>, Error> {
        let has_cause = difference.causes.iter().any(|cause| cause.cause == CauseKind::Compression);
        let Some(RawTar { compression, .. }) = published.tar().filter(|_| has_cause) else {
            return Ok(None);
        };
        let Context { threads, progress, .. } = self.release.context();
        let encoder = verify::encoder_of(&|| open_file(path), compression, Options { threads, progress })
            .map_err(archive::unless_cancelled(progress, Error::at("read again", path)))?;
        let mut named = None;
        if difference.verdict == Verdict::SameTar {
            named = encoder;
            diff::name_encoder(difference, encoder);
        }
        let exact = encoder.and_then(|codec| verify::with_header_of(codec, compression));
        diff::set_encoder(difference, exact.as_ref());
        Ok(named)
    }

    /// Finds the settings with which the manifest would give the published archive.
    fn settle(
        &self,
        named: &NamedArchive<'_>,
        rebuilt: &Side,
        published: &Side,
        difference: &mut Difference,
    ) -> Result<(), Diagnostics> {
        if difference.causes.is_empty() {
            return Ok(());
        }
        // It was parsed before, so this cannot fail in a way that the user would need to know.
        let Ok(table) = self.release.loaded.text.text.parse() else { return Ok(()) };
        let Context { threads, progress, .. } = self.release.context();
        let make = |draft: Plan<Size>| {
            let plan = plan::hash_contents(draft, &self.release.source, threads, progress)?;
            let built = verify::rebuild(&plan, &self.release.source, Options { threads, progress })?;
            Ok(built.into_iter().next().expect("the draft has one archive"))
        };
        let trial = RemedyTrial {
            table,
            archive: named.number,
            source: &self.release.source,
            context: &self.release.plan_context,
            rebuilt,
            published,
            rebuild: &make,
        };
        remedies::settle(difference, trial)?;
        progress.end();
        Ok(())
    }

    /// How the bytes of the first files differ from those of the source.
    fn details(
        &self,
        rebuilt: &Side,
        published: &Path,
        changed: &[(Changed, String)],
    ) -> Result<Vec<Detail>, Error> {
        let planned = |wanted: &BTreeSet<usize>, visitor: &mut dyn BodyVisitor| {
            wanted.iter().try_for_each(|&number| self.visit_planned(rebuilt, number, visitor))
        };
        diff::details(changed, &planned, &|wanted, visitor| archive::revisit(published, wanted, visitor))
    }

    fn visit_planned(
        &self,
        rebuilt: &Side,
        number: usize,
        visitor: &mut dyn BodyVisitor,
    ) -> Result<(), Error> {
        let member = &rebuilt.members()[number];
        let entry = self.plan.entries().iter().find(|entry| entry.path.as_bytes() == member.path.bare());
        let path = entry.and_then(|entry| self.plan.source_path(entry)).expect("the plan gave the member");
        archive::visit_source(&self.release.source, &path, number, member, visitor)
    }
}

/// What a checksum file beside an archive says of it, where that is wrong.
fn sums(path: &Path, verified: &Verified) -> Result<Option<Diagnostic>, Error> {
    let sums = path.parent().unwrap_or(Path::new("")).join(CHECKSUMS);
    let published = &*verified.comparison.right.side;
    let (Some(name), Side::Archive(found)) = (path.file_name(), published) else { return Ok(None) };
    match open_file(&sums) {
        Ok(_) => {}
        // Not everybody publishes sums beside each archive, so that their absence is no finding.
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(Error::at("open", &sums)(cause)),
    }
    let line = Checksums::new([(name.to_string_lossy().into_owned(), found.file.digest)]);
    let missing = line.missing_in(&sums)?;
    Ok((!missing.is_empty()).then(|| {
        let message = format!("`{}` lacks the line\n  {}", shown(&sums), missing.join("\n  "));
        Diagnostic::warning(Code::Checksums, message)
            .help("find out which of the two is what was published, and who changed the other")
    }))
}
