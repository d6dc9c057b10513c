//! Opening regular files.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileTypeExt as _;
use std::path::Path;

use rustix::fs::{Mode, OFlags};

/// Opens a regular file for reading. Anything else is an error at once: opening a fifo, for example,
/// would wait for a writer.
///
/// # Errors
/// Returns an error if the file cannot be opened, or is not a regular file.
pub fn open_file(path: &Path) -> io::Result<File> {
    // The kind is asked of the open handle, not of the path before: between the two calls the path
    // could become something else. Without `NONBLOCK`, opening a fifo would already wait.
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    let kind = file.metadata()?.file_type();
    if kind.is_file() {
        return Ok(file);
    }
    let what = if kind.is_dir() {
        "a directory"
    } else if kind.is_fifo() {
        "a fifo"
    } else if kind.is_char_device() || kind.is_block_device() {
        "a device"
    } else {
        "something else"
    };
    let remedy = if kind.is_dir() { "" } else { ": write what it gives to a file first, and name that file" };
    let message = format!("it is no ordinary file but {what}{remedy}");
    Err(io::Error::new(io::ErrorKind::InvalidInput, message))
}
