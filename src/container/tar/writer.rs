//! A whole archive, entry by entry, into any writer.

use std::io::{self, Read, Write};

use crate::entry::{Entry, Kind, Size};
use crate::path::EntryPath;

use super::headers::Headers;
use super::padding::padding;
use super::unrepresentable::Unrepresentable;

/// Writes headers, bodies and the end of an archive. After an error the archive is of no use.
#[derive(Debug)]
pub struct TarWriter<W> {
    headers: Headers,
    sink: W,
    total: u64,
    /// Blocks that were made and not written yet.
    blocks: Vec<u8>,
}

/// Why an entry was not appended.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// The dialect cannot hold it; nothing was written.
    #[error("`{path}` {cause}")]
    Unrepresentable {
        /// Which entry.
        path: EntryPath,
        /// What the dialect cannot hold.
        cause: Unrepresentable,
    },
    /// The body ended early.
    #[error("`{path}` was planned with {planned} bytes and has {found}")]
    Short {
        /// Which entry.
        path: EntryPath,
        /// Size in the header, in bytes.
        planned: u64,
        /// Bytes that came.
        found: u64,
    },
    /// The body went on.
    #[error("`{path}` was planned with {planned} bytes and has more")]
    Long {
        /// Which entry.
        path: EntryPath,
        /// Size in the header, in bytes.
        planned: u64,
    },
    /// Reading the body or writing the archive failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl<W: Write> TarWriter<W> {
    /// Starts an archive; nothing is written yet.
    pub fn new(headers: Headers, sink: W) -> Self {
        Self { blocks: headers.start(), headers, sink, total: 0 }
    }

    /// Appends one entry. `body` is read to its end for a file, and not at all for anything else.
    ///
    /// # Errors
    /// The dialect cannot hold the entry, `body` is not as long as planned, or reading or writing fails.
    pub fn append<C>(&mut self, entry: &Entry<C>, body: impl Read) -> Result<(), AppendError>
    where
        C: Copy + Into<Size>,
    {
        self.headers
            .write(entry, &mut self.blocks)
            .map_err(|cause| AppendError::Unrepresentable { path: entry.path.clone(), cause })?;
        self.write_blocks()?;
        match &entry.kind {
            Kind::File(content) => self.append_body(&entry.path, (*content).into().0, body),
            Kind::Directory | Kind::Symlink(_) => Ok(()),
        }
    }

    fn write_blocks(&mut self) -> io::Result<()> {
        self.sink.write_all(&self.blocks)?;
        self.total += self.blocks.len() as u64;
        self.blocks.clear();
        Ok(())
    }

    fn append_body(
        &mut self,
        path: &EntryPath,
        planned: u64,
        mut body: impl Read,
    ) -> Result<(), AppendError> {
        let found = io::copy(&mut body.by_ref().take(planned), &mut self.sink)?;
        if found < planned {
            return Err(AppendError::Short { path: path.clone(), planned, found });
        }
        if io::copy(&mut body.take(1), &mut io::sink())? > 0 {
            return Err(AppendError::Long { path: path.clone(), planned });
        }
        let padding = padding(planned);
        self.sink.write_all(padding)?;
        self.total += planned + padding.len() as u64;
        Ok(())
    }

    /// Writes the end of the archive and gives the writer back, not flushed.
    ///
    /// # Errors
    /// Writing fails.
    pub fn finish(mut self) -> io::Result<W> {
        self.write_blocks()?;
        self.sink.write_all(self.headers.end(self.total))?;
        Ok(self.sink)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::tar::DEFAULT;
    use crate::entry::{Origin, Owner, Rule};
    use crate::mode::Mode;
    use crate::time::Timestamp;

    fn append(body: &[u8]) -> Result<Vec<u8>, AppendError> {
        let entry = Entry {
            path: EntryPath::parse("f").expect("well formed"),
            kind: Kind::File(Size(3)),
            mode: Mode::from_bits(0o644),
            mtime: Timestamp::from_seconds(0).expect("in range"),
            origin: Origin::Source,
            rule: Rule::Include(0),
        };
        let headers = Headers::new(DEFAULT, &Owner::default()).expect("fits");
        let mut writer = TarWriter::new(headers, Vec::new());
        writer.append(&entry, body)?;
        Ok(writer.finish()?)
    }

    #[test]
    fn a_body_must_be_exactly_as_long_as_planned() {
        assert_eq!(append(b"abc").expect("as planned").len(), 10_240);
        let message = |body| append(body).expect_err("must be refused").to_string();
        assert_eq!(message(b"ab"), "`f` was planned with 3 bytes and has 2");
        assert_eq!(message(b"abcd"), "`f` was planned with 3 bytes and has more");
    }
}
