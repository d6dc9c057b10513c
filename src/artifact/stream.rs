//! Outputs that are not regular files: terminals, pipes, devices. A stalled one cannot keep a cancelled run
//! from ending.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags};
use rustix::io::Errno;

use crate::progress::Progress;

/// Attempts to open a fifo: a reader that is started at the same time may open it a moment later.
const ATTEMPTS: usize = 50;

/// Time between two attempts, and between two checks for cancellation.
const PAUSE: Duration = Duration::from_millis(20);

/// Opens `path` for writing if it exists and is neither a regular file nor a directory; otherwise `None`.
/// Waits for the reader of a fifo for at most a second.
pub fn open(path: &Path) -> io::Result<Option<File>> {
    let Ok(stat) = rustix::fs::statat(CWD, path, AtFlags::empty()) else { return Ok(None) };
    let kind = FileType::from_raw_mode(stat.st_mode);
    if kind == FileType::Directory || kind == FileType::RegularFile && !is_of_the_system(path) {
        return Ok(None);
    }
    // `/dev/stdout` redirected into a file: append to it, and do not replace the name.
    let end = if kind == FileType::RegularFile { OFlags::APPEND } else { OFlags::empty() };
    let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC | end;
    for _ in 0..ATTEMPTS {
        match rustix::fs::open(path, flags, Mode::empty()) {
            // With `NONBLOCK`, a fifo without a reader is this error at once, where a blocking open
            // would wait for ever and could not be cancelled.
            Err(Errno::NXIO) if kind == FileType::Fifo => thread::sleep(PAUSE),
            opened => return Ok(Some(File::from(opened?))),
        }
    }
    Err(io::Error::new(io::ErrorKind::NotConnected, "this fifo has no reader; start the reader first"))
}

/// Whether a path belongs to the system, such as `/dev/stdout`: a rename would replace it for all processes.
fn is_of_the_system(path: &Path) -> bool {
    ["/dev", "/proc"].iter().any(|system| path.starts_with(system))
}

/// A non-blocking stream, so that the work can be cancelled while the reader stalls.
pub struct ArtifactStream<'a> {
    pub file: File,
    pub progress: &'a dyn Progress,
}

impl Write for ArtifactStream<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.file.write(bytes) {
                Err(cause) if cause.kind() == io::ErrorKind::WouldBlock => self.wait()?,
                written => return written,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl ArtifactStream<'_> {
    /// Waits up to [`PAUSE`] until the stream accepts bytes.
    fn wait(&self) -> io::Result<()> {
        if self.progress.is_cancelled() {
            return Err(io::Error::other("cancelled"));
        }
        let pause = Timespec { tv_sec: 0, tv_nsec: i64::from(PAUSE.subsec_nanos()) };
        match poll(&mut [PollFd::new(&self.file, PollFlags::OUT)], Some(&pause)) {
            Ok(_) | Err(Errno::INTR) => Ok(()),
            Err(errno) => Err(errno.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::save;
    use crate::error::Error;
    use crate::progress::{Silent, Stage};

    /// Always cancelled.
    struct Stopped;

    impl Progress for Stopped {
        fn begin(&self, _: Stage, _: u64) {}
        fn advance(&self, _: u64) {}
        fn is_cancelled(&self) -> bool {
            true
        }
    }

    fn fifo(directory: &Path) -> std::path::PathBuf {
        let path = directory.join("fifo");
        rustix::fs::mknodat(CWD, &path, FileType::Fifo, Mode::from_raw_mode(0o600), 0).expect("can be made");
        path
    }

    // T340
    #[test]
    fn a_fifo_without_a_reader_is_rejected_and_a_stalled_reader_can_be_left() {
        let directory = tempfile::tempdir().expect("can be made");
        let path = fifo(directory.path());
        let rejected = save(&path, &Silent, |out| out.write_all(b"x")).expect_err("it has no reader");
        assert!(rejected.to_string().contains("this fifo has no reader"), "{rejected}");
        let reader = rustix::fs::open(&path, OFlags::RDONLY | OFlags::NONBLOCK, Mode::empty());
        let stalled = save(&path, &Stopped, |out| out.write_all(&vec![0; 1 << 20]));
        assert!(matches!(stalled, Err(Error::Cancelled)));
        drop(reader);
        assert!(
            FileType::from_raw_mode(rustix::fs::stat(&path).expect("is there").st_mode) == FileType::Fifo
        );
    }
}
