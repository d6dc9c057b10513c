//! The bytes of a file as a checkout with git's default settings writes them: what `git archive` packs.
//!
//! The order is that of git: `ident`, then line endings, then `working-tree-encoding`. `export-subst` comes after
//! all of them, and is not a matter of a checkout.

use super::attributes::{PathAttributes, WorkTreeEncoding};
use super::convert;
use crate::limits;
use crate::object_id::ObjectId;

/// `git archive` streams larger files as they are stored, unless they have `export-subst` (`core.bigFileThreshold`).
const STREAMED_BY_GIT: u64 = 512 << 20;

/// A file as a checkout writes it.
pub struct Written {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The attributes that changed them, as an attribute file has them.
    pub applied: Vec<&'static str>,
}

/// Why a file cannot be written as its attributes ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unwritten {
    /// `ident` adds more bytes than the limit `subst-file`; counting ended at `at_least`.
    TooLarge {
        /// Bytes that the file would have at least.
        at_least: u64,
    },
    /// pkgr does not know the encoding.
    UnknownEncoding(String),
    /// The attribute `working-tree-encoding` has no value.
    UnnamedEncoding,
    /// The file is not UTF-8, or holds a character that the encoding lacks.
    Unencodable,
}

/// Whether a checkout can change a file of `size` bytes, or reject it.
pub fn may_convert(attributes: &PathAttributes, size: u64) -> bool {
    let is_rejected = attributes.encoding == Some(WorkTreeEncoding::Unnamed);
    let is_changed = size > 0 && attributes.converts();
    // git rejects an encoding without a name even for an empty file.
    (is_changed || is_rejected) && (size <= STREAMED_BY_GIT || attributes.subst)
}

/// Writes a file as its attributes ask.
///
/// # Errors
/// Returns an error if it grows beyond a limit or cannot be encoded.
pub fn write(stored: Vec<u8>, id: &ObjectId, attributes: &PathAttributes) -> Result<Written, Unwritten> {
    let mut written = Written { bytes: stored, applied: Vec::new() };
    if attributes.ident {
        let most = written.bytes.len() as u64 + limits::SUBST_FILE.value;
        let expanded = convert::with_id(&written.bytes, &id.to_string(), most);
        written.take("ident", expanded.ok_or(Unwritten::TooLarge { at_least: most })?);
    }
    if attributes.ends_lines(&written.bytes) {
        let ended = convert::with_crlf(&written.bytes);
        written.take("eol=crlf", ended);
    }
    if let Some(encoding) = &attributes.encoding {
        let encoded = encode(&written.bytes, encoding)?;
        written.take("working-tree-encoding", encoded);
    }
    Ok(written)
}

impl Written {
    fn take(&mut self, attribute: &'static str, bytes: Vec<u8>) {
        if bytes != self.bytes {
            self.applied.push(attribute);
            self.bytes = bytes;
        }
    }
}

fn encode(text: &[u8], encoding: &WorkTreeEncoding) -> Result<Vec<u8>, Unwritten> {
    match encoding {
        WorkTreeEncoding::Unnamed => Err(Unwritten::UnnamedEncoding),
        // Any encoding of nothing is nothing, without a mark of the byte order.
        _ if text.is_empty() => Ok(Vec::new()),
        WorkTreeEncoding::Known(known) => {
            known.encoded(text).into_iter().next().ok_or(Unwritten::Unencodable)
        }
        WorkTreeEncoding::Unknown(name) => Err(Unwritten::UnknownEncoding(name.to_string())),
    }
}
