//! What a commit asks to be made of its files, compared with what was found.

use super::super::attributes::{PathAttributes, WorkTreeEncoding};
use super::super::lfs::{self, Pointer};
use super::super::{convert, fault};
use super::{CommitTree, Conversion, Leaf, LeafBytes};
use crate::diagnostic::Diagnostic;
use crate::source::tree_entry::TreeEntryKind;

impl CommitTree<'_> {
    /// What the commit asks to be done with a file, where that gives the bytes that were found.
    ///
    /// # Errors
    /// Returns an error if the object is missing or damaged.
    pub fn conversion(&self, leaf: &Leaf, found: &LeafBytes) -> Result<Option<Conversion>, Diagnostic> {
        if !matches!(leaf.kind, TreeEntryKind::File | TreeEntryKind::Executable) {
            return Ok(None);
        }
        let size = self.objects.blob_size(leaf.id);
        let size = size.map_err(|problem| fault::below(problem, Some(&leaf.path)))?;
        // Most files of an archive that differ are simply other files, and need not be read to know
        // that.
        if !leaf.attributes.subst && !leaf.attributes.converts() && size >= lfs::MOST_BYTES {
            return Ok(None);
        }
        let stored = self.bytes(leaf)?;
        if Pointer::parse(&stored)
            .is_some_and(|large| (large.size, large.digest) == (found.size, found.digest))
        {
            return Ok(Some(Conversion::LargeFile));
        }
        let plain = self.filled_or_ended(leaf, &stored, found)?;
        if plain.is_some() {
            return Ok(plain);
        }
        self.written(leaf, &stored, found)
    }

    /// `export-subst` and line endings, where they give the bytes that were found.
    fn filled_or_ended(
        &self,
        leaf: &Leaf,
        stored: &[u8],
        found: &LeafBytes,
    ) -> Result<Option<Conversion>, Diagnostic> {
        let filled = if leaf.attributes.subst { self.filled(leaf, stored)?.ok() } else { None };
        if filled.as_ref().is_some_and(|filled| self.is(found, filled)) {
            return Ok(Some(Conversion::ExportSubst));
        }
        if !leaf.attributes.ends_lines(stored) {
            return Ok(None);
        }
        // git fills in placeholders last: line feeds that they bring stay as they are.
        let ended = convert::with_crlf(stored);
        let filled = if leaf.attributes.subst { self.filled(leaf, &ended)?.ok() } else { None };
        let is_ended = self.is(found, &ended) || filled.is_some_and(|filled| self.is(found, &filled));
        Ok(is_ended.then_some(Conversion::LineEndings))
    }

    /// `ident` and `working-tree-encoding`, with whatever else there is.
    fn written(
        &self,
        leaf: &Leaf,
        stored: &[u8],
        found: &LeafBytes,
    ) -> Result<Option<Conversion>, Diagnostic> {
        let PathAttributes { ident, ref encoding, subst, .. } = leaf.attributes;
        // No encoding takes less than half of UTF-8.
        let most = found.size.saturating_mul(2);
        let expanded = if ident { convert::with_id(stored, &leaf.id.to_string(), most) } else { None };
        if let Some(expanded) = &expanded {
            let is_expanded = self.is(found, expanded);
            if is_expanded || self.filled_or_ended(leaf, expanded, found)?.is_some() {
                return Ok(Some(Conversion::Ident));
            }
        }
        let Some(WorkTreeEncoding::Known(encoding)) = encoding else { return Ok(None) };
        let text = expanded.as_deref().unwrap_or(stored);
        let ended = leaf.attributes.ends_lines(text).then(|| convert::with_crlf(text));
        for bytes in encoding.encoded(ended.as_deref().unwrap_or(text)) {
            let bytes = if subst { self.filled(leaf, &bytes)?.unwrap_or(bytes) } else { bytes };
            if self.is(found, &bytes) {
                return Ok(Some(Conversion::Encoding));
            }
        }
        Ok(None)
    }

    fn is(&self, found: &LeafBytes, bytes: &[u8]) -> bool {
        found.id.is_some() && found.size == bytes.len() as u64 && self.bytes_of(bytes).id == found.id
    }
}
