//! The bytes of listed files.

use std::io::{self, Read};

use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::path::EntryPath;
use crate::progress::Progress;

/// The ability to read the bytes behind a listed file.
pub trait Contents: Sync {
    /// Opens a regular file of the source.
    ///
    /// # Errors
    /// Returns an error if it is gone, unreadable, or no longer a regular file.
    fn open(&self, path: &EntryPath) -> Result<Box<dyn Read + Send>, Error>;

    /// The file's position in the store: files at near positions are fast to read one after the
    /// other. It changes how long reading takes and nothing else.
    fn position(&self, _path: &EntryPath) -> (u32, u64) {
        (0, 0)
    }
}

/// Bytes asked for in one read.
const READ: usize = 64 * 1024;

/// Adds the path to a failure that the reader has already reported in full.
fn failed(path: &EntryPath, cause: io::Error) -> Error {
    match Error::new("read", path.to_string(), cause) {
        Error::Reported(reported) => {
            let message = format!("`{path}`: {}", reported.message);
            Diagnostic { message, ..*reported }.into()
        }
        other => other,
    }
}

/// Reads a file of the source from its beginning to its end, piece by piece.
///
/// # Errors
/// Returns an error if the file cannot be opened or read, if the work was cancelled, or if `take` returns one.
pub fn read(
    contents: &dyn Contents,
    path: &EntryPath,
    progress: &dyn Progress,
    mut take: impl FnMut(&[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut reader = contents.open(path)?;
    let mut buffer = vec![0; READ];
    loop {
        // Between two pieces, so that a file of many gigabytes does not delay the end of a
        // cancelled run.
        if progress.is_cancelled() {
            return Err(Error::Cancelled);
        }
        let count = match reader.read(&mut buffer) {
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
            read => read.map_err(|cause| failed(path, cause))?,
        };
        if count == 0 {
            return Ok(());
        }
        take(&buffer[..count])?;
        progress.advance(count as u64);
    }
}
