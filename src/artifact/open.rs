//! Opening regular files, and listing directories.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileTypeExt as _;
use std::path::Path;

use rustix::fs::{Dir, Mode, OFlags};

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

/// The names in a directory but `.` and `..`, sorted, so that nothing depends on their order on disk.
///
/// # Errors
/// Returns an error if the directory cannot be read.
pub fn names_in(directory: &Path) -> rustix::io::Result<Vec<Vec<u8>>> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let handle = rustix::fs::open(directory, flags, Mode::empty())?;
    let mut names = Vec::new();
    for entry in Dir::read_from(&handle)? {
        let name = entry?.file_name().to_bytes().to_vec();
        names.extend((!matches!(&*name, b"." | b"..")).then_some(name));
    }
    names.sort_unstable();
    Ok(names)
}
