//! `pkgr verify`: whether published archives are what the manifest and its source give.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::args::{ReportFormat, VerifyArgs};
use super::diff::{archive, pass, see, shown as first_files, write_report};
use super::exit::{Exit, Failure};
use super::session::Session;
use crate::artifact::{CHECKSUMS, Checksums, open_file};
use crate::build::Options;
use crate::container::inventory::Inventory;
use crate::container::visitor::{BodyVisitor, NoBodies};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::diff::{self, CauseKind, Detail, Difference, Side, Verdict};
use crate::entry::Size;
use crate::error::Error;
use crate::ops::steps::Consent;
use crate::ops::{Context, Release};
use crate::path::shown;
use crate::plan::{self, Archive, Plan};
#[cfg(feature = "html")]
use crate::report::html;
use crate::report::verify::{Checked, json, text};
use crate::source::Source;
use crate::verify;
use crate::verify::remedies::{self, Trial};

/// Rebuilds, compares and tells.
pub fn run(session: &Session, args: &VerifyArgs) -> Result<Exit, Failure> {
    session.with_context(|context| {
        verify(session, args, Release::open(session.load()?, Path::new("dist"), None, context)?)
    })
}

fn verify(session: &Session, args: &VerifyArgs, mut release: Release<'_>) -> Result<Exit, Failure> {
    args.output.as_deref().map_or(Ok(()), |output| release.refuse_link(output))?;
    let consent = if args.run_steps {
        Consent::Given
    } else {
        Consent::Missing { what: "`verify`", command: "pkgr verify --run-steps" }
    };
    release.run_steps(consent, &Session::announce)?;
    let draft = release.draft()?;
    session.report_policies(&release, &draft);
    let files: Vec<String> = draft.archives().iter().map(|archive| archive.file.clone()).collect();
    let mut plan = release.hash_contents(draft)?;
    let paths: Vec<PathBuf> = args.archives.iter().map(|path| session.path(path)).collect();
    let names = paths.iter().map(|path| planned(&plan, path)).collect::<Result<Vec<_>, _>>()?;
    plan.retain_archives(|archive| names.contains(&archive.file));
    let published = published(&paths)?;
    let Context { threads, progress, .. } = release.context();
    let rebuilt = verify::rebuild(&plan, &release.source, Options { threads, progress })?;
    progress.end();
    let rebuilt = rebuilt.into_iter().map(|rebuilt| Side::Archive(Box::new(rebuilt)));
    let by_name: BTreeMap<&str, Side> =
        plan.archives().iter().map(|archive| &*archive.file).zip(rebuilt).collect();
    let mut checked = Vec::new();
    for (((path, name), published), given) in paths.iter().zip(&names).zip(published).zip(&args.archives) {
        let archive = files.iter().position(|file| file == name).expect("the name is that of an archive");
        let rebuilt = Rebuilt { plan: &plan, archive, side: &by_name[&**name] };
        let found = check(session, &release, &rebuilt, (path, published))?;
        // A report names files as the user did, not the folders of the machine.
        checked.push(Checked { name: given.clone(), ..found });
    }
    let sums = paths
        .iter()
        .zip(&checked)
        .map(|(path, checked)| sums(path, checked))
        .collect::<Result<Vec<_>, _>>()?;
    let sums: Vec<Diagnostic> = sums.into_iter().flatten().collect();
    write_report(session, args.output.as_deref(), args.format, |out| match args.format {
        ReportFormat::Text => text(&checked, out),
        ReportFormat::Json => json(&checked, out),
        #[cfg(feature = "html")]
        ReportFormat::Html => html::verify(&checked, out),
    })?;
    let is_same = checked.iter().all(|checked| checked.difference.verdict == Verdict::Identical);
    let exit = if is_same && sums.is_empty() { Exit::Done } else { Exit::Finding };
    for problem in sums {
        session.report(&problem.into());
    }
    Ok(exit)
}

/// The archive of the plan that has the file's name.
fn planned(plan: &Plan, path: &Path) -> Result<String, Diagnostic> {
    let name = path.file_name().unwrap_or_default();
    let names: Vec<&str> = plan.archives().iter().map(|archive: &Archive| &*archive.file).collect();
    if let Some(name) = name.to_str().filter(|name| names.contains(name)) {
        return Ok(name.to_owned());
    }
    let message = format!(
        "the manifest makes no archive `{}`; it makes `{}`",
        shown(Path::new(name)),
        names.join("`, `")
    );
    Err(Diagnostic::error(Code::NoSuchArchive, message)
        .help("give the file the name that it was published under, or name another manifest with `-m`"))
}

/// All files, before the longer work begins.
fn published(paths: &[PathBuf]) -> Result<Vec<Inventory>, Failure> {
    let mut problems = Diagnostics::new();
    let read =
        |path: &PathBuf| archive(path, &mut NoBodies).map_err(|reported| problems.extend(reported)).ok();
    let found: Option<Vec<Inventory>> = paths.iter().map(read).collect();
    found.ok_or_else(|| problems.into())
}

/// One archive of the plan, built again.
struct Rebuilt<'a> {
    plan: &'a Plan,
    /// Its number among the archives of the manifest.
    archive: usize,
    side: &'a Side,
}

fn check<'a>(
    session: &Session,
    release: &Release<'_>,
    rebuilt: &Rebuilt<'a>,
    (path, published): (&Path, Inventory),
) -> Result<Checked<'a>, Failure> {
    let compression = published.compression.clone();
    let published = Side::Archive(Box::new(published));
    let mut difference = diff::compare(rebuilt.side, &published);
    let mut named = None;
    if difference.causes.iter().any(|cause| cause.cause == CauseKind::Compression) {
        let open = || open_file(path);
        let encoder = verify::encoder_of(&open, &compression, session.threads())
            .map_err(Error::at("read again", path))?;
        if difference.verdict == Verdict::SameTar {
            named = encoder;
            diff::name_encoder(&mut difference, encoder);
        }
        let exact = encoder.filter(|codec| verify::has_header_of(*codec, &compression));
        diff::set_encoder(&mut difference, exact);
    }
    settle(release, rebuilt, &published, &mut difference)?;
    let details = details(&release.source, rebuilt.plan, rebuilt.side, (path, &published), &difference)?;
    Ok(Checked {
        name: path.to_owned(),
        rebuilt: rebuilt.side,
        published,
        difference,
        encoder: named,
        details,
    })
}

/// Finds the settings with which the manifest would give the published archive.
fn settle(
    release: &Release<'_>,
    rebuilt: &Rebuilt<'_>,
    published: &Side,
    difference: &mut Difference,
) -> Result<(), Failure> {
    let Ok(table) = release.loaded.text.text.parse() else { return Ok(()) };
    let Context { threads, progress, .. } = release.context();
    let make = |draft: Plan<Size>| {
        let plan = plan::hash_contents(draft, &release.source, threads, progress)?;
        let built = verify::rebuild(&plan, &release.source, Options { threads, progress })?;
        Ok(built.into_iter().next().expect("the draft has one archive"))
    };
    let trial = Trial {
        table,
        archive: rebuilt.archive,
        source: &release.source,
        context: &release.plan_context,
        rebuilt: rebuilt.side,
        published,
        rebuild: &make,
    };
    remedies::settle(difference, trial)?;
    progress.end();
    Ok(())
}

/// How the bytes of the first files differ from those of the source.
fn details(
    source: &Source,
    plan: &Plan,
    rebuilt: &Side,
    published: (&Path, &Side),
    difference: &Difference,
) -> Result<Vec<Detail>, Error> {
    let changed = first_files(&difference.changed, rebuilt);
    let planned = |wanted: &BTreeSet<usize>, look: &mut dyn BodyVisitor| {
        wanted.iter().try_for_each(|&number| {
            let member = &rebuilt.members()[number];
            let entry = plan.entries().iter().find(|entry| entry.path.as_bytes() == member.path.bare());
            let path = entry.and_then(|entry| plan.source_path(entry)).expect("the plan gave the member");
            pass(source, &path, (number, member), look)
        })
    };
    diff::details(&changed, &planned, &|wanted, look| see(published, wanted, look))
}

/// What a checksum file beside an archive says of it, where that is wrong.
fn sums(path: &Path, checked: &Checked<'_>) -> Result<Option<Diagnostic>, Error> {
    let sums = path.parent().unwrap_or(Path::new("")).join(CHECKSUMS);
    let (Some(name), Side::Archive(found)) = (path.file_name(), &checked.published) else { return Ok(None) };
    match open_file(&sums) {
        Ok(_) => {}
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
