//! `pkgr diff`: what two archives, or an archive and a directory, have in common and what not.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;

use super::args::{DiffArgs, ReportFormat};
use super::exit::{Exit, Failure};
use super::session::Session;
use crate::archive::inventory::Inventory;
use crate::archive::tar::read::{self, Limits};
use crate::artifact::{open_file, save};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::diff::{self, Changed, Detail, Difference, Side, Verdict};
use crate::error::Error;
use crate::parallel::join;
use crate::path::{EntryPath, Escaped};
use crate::progress::Progress;
use crate::report::diff::{Report, json, text};
use crate::source::Contents;
use crate::source::directory::Directory;

/// Files of which the differences are shown.
pub const MOST_DETAILS: usize = 10;

/// Bytes of a file that are compared to show how it differs.
pub const MOST_BYTES: usize = 256 * 1024;

/// Ambiguities that are told one by one.
const MOST_TOLD: usize = 10;

/// Compares, and tells.
pub fn run(session: &Session, args: &DiffArgs) -> Result<Exit, Failure> {
    let (left, right) = (session.path(&args.left), session.path(&args.right));
    let (progress, threads) = (session.progress(), session.threads());
    let (one, other) = thread::scope(|scope| {
        let first = scope.spawn(|| side(&left, threads, &progress));
        let second = side(&right, threads, &progress);
        (join(first), second)
    });
    let mut problems = Diagnostics::new();
    let one = one.map_err(|told| problems.extend(told)).ok();
    let other = other.map_err(|told| problems.extend(told)).ok();
    let (Some(one), Some(other)) = (one, other) else { return Err(problems.into()) };
    let difference = diff::compare(&one, &other);
    let details = details((&left, &one), (&right, &other), &difference)?;
    let (left, right) = (args.left.display().to_string(), args.right.display().to_string());
    let report =
        Report { left: (&left, &one), right: (&right, &other), difference: &difference, details: &details };
    write_report(session, args.output.as_deref(), |out| match args.format {
        ReportFormat::Text => text(&report, out),
        ReportFormat::Json => json(&report, out),
    })?;
    let is_same = difference.verdict == Verdict::Identical
        || difference.causes.is_empty() && difference.verdict != Verdict::SameTar;
    Ok(if is_same { Exit::Done } else { Exit::Finding })
}

/// Writes a report to standard output, or to a file.
pub fn write_report(
    session: &Session,
    output: Option<&Path>,
    render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    match output {
        Some(path) => Ok(save(&session.path(path), render)?),
        None => Session::print(render),
    }
}

/// Reads one side whole. An archive that can be read in two ways is not compared.
fn side(
    path: &Path,
    threads: std::num::NonZeroUsize,
    progress: &(dyn Progress + Sync),
) -> Result<Side, Diagnostics> {
    if path.is_dir() {
        let directory = Directory::open(path).map_err(Diagnostic::from)?;
        return Ok(Side::directory(&directory, threads, progress).map_err(Diagnostic::from)?);
    }
    Ok(Side::Archive(Box::new(archive(path)?)))
}

/// The inventory of an archive that there is one way to read.
pub fn archive(path: &Path) -> Result<Inventory, Diagnostics> {
    let file = open_file(path).map_err(Error::at("open", path)).map_err(Diagnostic::from)?;
    let found = read::inventory(file, Limits::default());
    let found = found.map_err(Error::at("read", path)).map_err(Diagnostic::from)?;
    if found.ambiguities.is_empty() {
        return Ok(found);
    }
    let told: Vec<String> = found.ambiguities.iter().take(MOST_TOLD).map(ToString::to_string).collect();
    let message = format!(
        "`{}` is damaged, is no tar archive, or can be read in more than one way:\n  {}",
        Escaped(path.as_os_str().as_encoded_bytes()),
        told.join("\n  ")
    );
    let help =
        "fetch it anew and compare its digest with the published one; a reader that goes on here guesses";
    Err(Diagnostic::error(Code::Ambiguous, message).help(help).into())
}

/// How the bytes of the first files differ.
fn details(
    left: (&Path, &Side),
    right: (&Path, &Side),
    difference: &Difference,
) -> Result<Vec<Detail>, Failure> {
    let changed: Vec<Changed> = difference.changed.iter().copied().take(MOST_DETAILS).collect();
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let ours = bodies(left, changed.iter().map(|changed| changed.left).collect())?;
    let theirs = bodies(right, changed.iter().map(|changed| changed.right).collect())?;
    let detail = |changed: Changed| {
        let member = &left.1.members()[changed.left];
        let lines = diff::describe(&ours[&changed.left], &theirs[&changed.right]);
        Detail { path: Escaped(&member.name).to_string(), lines }
    };
    Ok(changed.into_iter().map(detail).collect())
}

/// The first bytes of some members.
pub fn bodies(
    (path, side): (&Path, &Side),
    wanted: BTreeSet<usize>,
) -> Result<BTreeMap<usize, Vec<u8>>, Failure> {
    if let Side::Archive(_) = side {
        let file = open_file(path).map_err(Error::at("open", path))?;
        let bodies = read::bodies(file, wanted, MOST_BYTES, Limits::default());
        return Ok(bodies.map_err(Error::at("read again", path))?);
    }
    let directory = Directory::open(path)?;
    let read = |index: usize| {
        let path = EntryPath::parse(&*side.members()[index].name).expect("it came from a directory");
        let mut bytes = Vec::new();
        let file = directory.open(&path)?;
        file.take(MOST_BYTES as u64)
            .read_to_end(&mut bytes)
            .map_err(Error::at("read", &PathBuf::from(path.to_string())))?;
        Ok((index, bytes))
    };
    wanted.into_iter().map(read).collect::<Result<_, Error>>().map_err(Failure::from)
}
