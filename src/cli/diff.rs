//! `pkgr diff`: what two archives, or an archive and a directory, have in common and what not.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;
use std::thread;

use super::args::{DiffArgs, ReportFormat};
use super::exit::{Exit, Failure};
use super::session::Session;
use super::sink;
use crate::artifact::open_file;
use crate::container::bytes::Bytes;
use crate::container::inventory::{Inventory, Member};
use crate::container::limits::Limits;
use crate::container::read;
use crate::container::visitor::{BodyVisitor, NoBodies};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::diff::nested::{self, Nested};
use crate::diff::{self, Changed, Detail, Difference, Side, Verdict};
use crate::error::Error;
use crate::limits;
use crate::parallel::{join, start};
use crate::path::{EntryPath, Escaped};
use crate::progress::{Progress, Silent};
use crate::report::diff::{Report, json, text};
#[cfg(feature = "html")]
use crate::report::html;
use crate::sink::Syntax;
use crate::source::directory::Directory;
use crate::source::{self, Contents};
use crate::verify;

/// Files of which the differences are shown.
pub const MOST_DETAILS: usize = 10;

/// Bytes of address space below which the two sides are read one after the other.
const TIGHT: u64 = 4 << 30;

/// Ambiguities that are told one by one.
const MOST_TOLD: usize = 10;

/// Compares, and tells.
pub fn run(session: &Session, args: &DiffArgs) -> Result<Exit, Failure> {
    let (left, right) = (session.path(&args.left), session.path(&args.right));
    let (progress, threads) = (session.progress(), session.threads());
    let (one, other) = thread::scope(|scope| {
        // Each reader has threads of its own, and each thread memory that the allocator reserves.
        let is_tight = limits::address_space().is_some_and(|space| space < TIGHT);
        match start(scope, || side(&left, threads, &progress)) {
            Ok(first) if is_tight => (join(first), side(&right, threads, &progress)),
            Ok(first) => {
                let second = side(&right, threads, &progress);
                (join(first), second)
            }
            // Without a thread of its own, one after the other.
            Err(_) => (side(&left, threads, &progress), side(&right, threads, &progress)),
        }
    });
    let mut problems = Diagnostics::new();
    let one = one.map_err(|reported| problems.extend(reported)).ok();
    let other = other.map_err(|reported| problems.extend(reported)).ok();
    let (Some(one), Some(other)) = (one, other) else { return Err(problems.into()) };
    let mut difference = diff::compare(&one, &other);
    if let (Verdict::SameTar, Side::Archive(one)) = (difference.verdict, &one) {
        let encoder = verify::exact_encoder_of(&|| open_file(&left), &one.compression, threads)
            .map_err(Error::at("read again", &left))?;
        diff::set_encoder(&mut difference, encoder);
    }
    let details = details((&left, &one), (&right, &other), &difference, args.nested)?;
    let (left, right) = (args.left.as_path(), args.right.as_path());
    let report = Report {
        left: (left, &one),
        right: (right, &other),
        difference: &difference,
        details: &details,
        reproduced: left,
    };
    write_report(session, args.output.as_deref(), args.format, |out| match args.format {
        ReportFormat::Text => text(&report, out),
        ReportFormat::Json => json(&report, out),
        #[cfg(feature = "html")]
        ReportFormat::Html => html::diff(&report, out),
    })?;
    let is_same = difference.verdict == Verdict::Identical || difference.causes.is_empty();
    Ok(if is_same { Exit::Done } else { Exit::Finding })
}

/// Writes a report to standard output, or to a file.
pub fn write_report(
    session: &Session,
    output: Option<&Path>,
    format: ReportFormat,
    render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let syntax = match format {
        ReportFormat::Text => Syntax::Text,
        ReportFormat::Json => Syntax::Json,
        #[cfg(feature = "html")]
        ReportFormat::Html => Syntax::Html,
    };
    match output {
        Some(path) => Ok(sink::save(&session.path(path), syntax, &session.progress(), render)?),
        None => sink::print(syntax, render),
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
    Ok(Side::Archive(Box::new(archive(path, &mut NoBodies)?)))
}

/// The inventory of an archive that there is one way to read; `look` sees its bodies.
pub fn archive(path: &Path, look: &mut dyn BodyVisitor) -> Result<Inventory, Diagnostics> {
    let file = open_file(path).and_then(Bytes::of_file).map_err(Error::at("open", path));
    let found = read::read_visiting(&file.map_err(Diagnostic::from)?, Limits::default(), look);
    let found = found.map_err(Error::at("read", path)).map_err(Diagnostic::from)?;
    if found.ambiguities.is_empty() {
        return Ok(found);
    }
    let reported: Vec<String> = found.ambiguities.iter().take(MOST_TOLD).map(ToString::to_string).collect();
    let message = format!(
        "`{}` is damaged, is no archive, or can be read in more than one way:\n  {}",
        Escaped(path.as_os_str().as_encoded_bytes()),
        reported.join("\n  ")
    );
    let help =
        "fetch it anew and compare its digest with the published one; a reader that goes on here guesses";
    Err(Diagnostic::error(Code::Ambiguous, message).help(help).into())
}

/// How the first files differ; archives among them by what is within, where that is asked for.
fn details(
    left: (&Path, &Side),
    right: (&Path, &Side),
    difference: &Difference,
    is_nested: bool,
) -> Result<Vec<Detail>, Error> {
    let changed = shown(&difference.changed, left.1);
    let (ours, theirs) = (
        |wanted: &BTreeSet<usize>, look: &mut dyn BodyVisitor| see(left, wanted, look),
        |wanted: &BTreeSet<usize>, look: &mut dyn BodyVisitor| see(right, wanted, look),
    );
    if is_nested {
        return nested::details(&changed, &ours, &theirs, Nested::default());
    }
    diff::details(&changed, &ours, &theirs)
}

/// The files that are looked into, with their names.
pub fn shown(changed: &[Changed], left: &Side) -> Vec<(Changed, String)> {
    let name = |changed: &Changed| left.members()[changed.left].path.to_string();
    changed.iter().take(MOST_DETAILS).map(|changed| (*changed, name(changed))).collect()
}

/// Lets a look see some members of a side on disk.
pub fn see(
    (path, side): (&Path, &Side),
    wanted: &BTreeSet<usize>,
    look: &mut dyn BodyVisitor,
) -> Result<(), Error> {
    if let Side::Archive(_) = side {
        return see_archive(path, wanted, look);
    }
    let directory = Directory::open(path)?;
    wanted.iter().try_for_each(|&number| {
        let member = &side.members()[number];
        let path = EntryPath::parse(member.path.raw()).expect("it came from a directory");
        pass(&directory, &path, (number, member), look)
    })
}

/// Lets a look see some members of an archive.
pub fn see_archive(path: &Path, wanted: &BTreeSet<usize>, look: &mut dyn BodyVisitor) -> Result<(), Error> {
    let file = open_file(path).and_then(Bytes::of_file).map_err(Error::at("open", path))?;
    read::revisit(&file, wanted, Limits::default(), look).map_err(Error::at("read again", path))
}

/// Lets a look see the file of a source that a member was made from.
pub fn pass(
    contents: &dyn Contents,
    path: &EntryPath,
    (number, member): (usize, &Member),
    look: &mut dyn BodyVisitor,
) -> Result<(), Error> {
    look.begin(number, member.path.raw(), member.body.size);
    source::read(contents, path, &Silent, |bytes| {
        look.bytes(bytes);
        Ok(())
    })?;
    look.end();
    Ok(())
}
