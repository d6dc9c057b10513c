//! Archives on disk: read whole, and the bodies of some members read again.

use std::collections::BTreeSet;
use std::fs::Metadata;
use std::io;
use std::path::Path;

use crate::artifact::open_named;
use crate::container::bytes::{Bytes, ReadMeter};
use crate::container::foreign::{self, ForeignFile};
use crate::container::inventory::{Inventory, Member};
use crate::container::limits::Limits;
use crate::container::read as container;
use crate::container::visitor::BodyVisitor;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::error::Error;
use crate::path::{EntryPath, Escaped};
use crate::progress::{Progress, Silent, Stage};
use crate::source::{self, Contents};

/// Ambiguities that a diagnostic lists.
const MOST_LISTED: usize = 10;

/// Begins the stage of reading some archives; what is no file counts nothing.
pub fn begin<'p>(paths: impl IntoIterator<Item = &'p Path>, progress: &dyn Progress) {
    let lengths = paths.into_iter().filter_map(|path| path.metadata().ok().filter(Metadata::is_file));
    progress.begin(Stage::Read, lengths.map(|found| found.len()).sum());
}

/// The inventory of an archive that all readers read alike; `visitor` sees the bodies of its members.
///
/// `progress` is in a stage of its caller, such as one that [`begin`] began.
///
/// # Errors
/// Returns an error if the file cannot be read, is no archive, is damaged, or can be read in more than one way; or if
/// `progress` is cancelled.
pub fn read(
    path: &Path,
    visitor: &mut dyn BodyVisitor,
    progress: &dyn Progress,
) -> Result<Inventory, Diagnostics> {
    let found = read_any(path, visitor, progress)?;
    // Every use but `lint` goes on only with an archive that all readers read alike.
    if found.ambiguities.is_empty() { Ok(found) } else { Err(ambiguous(path, &found).into()) }
}

/// The inventory of any archive, with what is ambiguous in it.
///
/// # Errors
/// Returns an error if the file cannot be read, or if `progress` is cancelled.
pub fn read_any(
    path: &Path,
    visitor: &mut dyn BodyVisitor,
    progress: &dyn Progress,
) -> Result<Inventory, Diagnostic> {
    let file = open(path)?;
    let foreign = foreign::foreign(&file, Limits::default()).map_err(Error::at("read", path))?;
    if let Some(foreign) = foreign {
        return Err(no_archive(path, foreign));
    }
    // What reads the file runs in threads of its own, which know no progress and take no visitor, so the two meet in
    // the meter.
    let mut watched =
        WatchedBodies { visitor, meter: file.meter(), length: file.length(), seen: 0, progress };
    let found = container::read_visiting(&file, Limits::default(), &mut watched);
    Ok(found.map_err(unless_cancelled(progress, Error::at("read", path)))?)
}

/// What a failure to read comes to: nothing but the cancellation, if there is one.
pub fn unless_cancelled(
    progress: &dyn Progress,
    error: impl FnOnce(io::Error) -> Error,
) -> impl FnOnce(io::Error) -> Error {
    move |cause| if progress.is_cancelled() { Error::Cancelled } else { error(cause) }
}

/// Passes bodies on, reports how much of the file was read, and stops reading when that is cancelled.
struct WatchedBodies<'a> {
    visitor: &'a mut dyn BodyVisitor,
    meter: ReadMeter,
    /// Bytes of the file.
    length: u64,
    /// Bytes of them that were reported.
    seen: u64,
    progress: &'a dyn Progress,
}

impl BodyVisitor for WatchedBodies<'_> {
    fn begin(&mut self, number: usize, name: &[u8], size: u64) {
        self.visitor.begin(number, name, size);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        // Both readers of a zip are counted, so that more can be read than there is.
        let read = self.meter.read().min(self.length);
        self.progress.advance(read - self.seen);
        self.seen = read;
        if self.progress.is_cancelled() {
            self.meter.stop();
        }
        self.visitor.bytes(bytes);
    }

    fn end(&mut self) {
        self.visitor.end();
    }
}

/// Visits the bodies of the members with these numbers, counted from 0; other bodies may be visited too.
///
/// # Errors
/// Returns an error if the file cannot be read.
pub fn revisit(path: &Path, wanted: &BTreeSet<usize>, visitor: &mut dyn BodyVisitor) -> Result<(), Error> {
    container::revisit(&open(path)?, wanted, Limits::default(), visitor)
        .map_err(Error::at("read again", path))
}

/// Visits the file of a source that member `number` is, or is made from.
///
/// # Errors
/// Returns an error if the file cannot be read.
pub fn visit_source(
    contents: &dyn Contents,
    path: &EntryPath,
    number: usize,
    member: &Member,
    visitor: &mut dyn BodyVisitor,
) -> Result<(), Error> {
    visitor.begin(number, member.path.raw(), member.body.size);
    source::read(contents, path, &Silent, |bytes| {
        visitor.bytes(bytes);
        Ok(())
    })?;
    visitor.end();
    Ok(())
}

fn open(path: &Path) -> Result<Bytes, Error> {
    Bytes::of_file(open_named("open", path)?).map_err(Error::at("open", path))
}

fn no_archive(path: &Path, foreign: ForeignFile) -> Diagnostic {
    let name = Escaped(path.as_os_str().as_encoded_bytes()).to_string();
    let what = match foreign {
        ForeignFile::Empty => "it is empty".to_owned(),
        ForeignFile::Format(format) => format!("it begins as a file of the format {}", format.name),
        ForeignFile::Unknown => "it is neither a tar nor a zip nor compressed".to_owned(),
        ForeignFile::Compressed(format) => {
            format!("it is compressed with {format}, and what comes out is no tar")
        }
    };
    let unpack = match foreign {
        ForeignFile::Format(format) => format.unpack,
        _ => None,
    };
    let help = match unpack {
        Some(command) => format!("unpack it with `{command} {name}`, and name the tar that comes out"),
        None => "name a zip, or a tar: plain or compressed with gzip, xz, zstd or bzip2".to_owned(),
    };
    Diagnostic::error(Code::NoArchive, format!("`{name}` is no archive that pkgr reads: {what}")).help(help)
}

fn ambiguous(path: &Path, found: &Inventory) -> Diagnostic {
    let listed: Vec<String> = found.ambiguities.iter().take(MOST_LISTED).map(ToString::to_string).collect();
    let message = format!(
        "`{}` is damaged, or can be read in more than one way:\n  {}",
        Escaped(path.as_os_str().as_encoded_bytes()),
        listed.join("\n  ")
    );
    let help =
        "fetch it anew and compare its digest with the published one; a reader that goes on here guesses";
    Diagnostic::error(Code::Ambiguous, message).help(help)
}
