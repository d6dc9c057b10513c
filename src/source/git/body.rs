//! What a node of the tree is in an archive: its kind, and the bytes that attributes and policies make of it.

use std::io::{self, Cursor, Read};
use std::path::Path;

use super::checkout::{self, Unwritten};
use super::fault;
use super::lfs::{self, Pointer};
use super::scope::Scope;
use super::subst::{self, Unfilled, Unstable};
use super::walk::TreeNode;
use crate::artifact::open_file;
use crate::diagnostic::Diagnostic;
use crate::digest::HashingWriter;
use crate::entry::{LinkTarget, Origin};
use crate::limits;
use crate::manifest::{Conversions, ExportSubst, GitSource, Lfs, Submodules};
use crate::source::listing::{ItemKind, Rejection, UnfilledPlaceholder};
use crate::source::tree_entry::TreeEntryKind;

/// A link target that no system takes.
const LONGEST_TARGET: u64 = 4095;

/// Bytes of a file that is read to see whether its attributes would change it.
const CHECKED: u64 = 64 << 20;

/// What a node is.
pub struct FoundNode {
    pub kind: ItemKind,
    pub origin: Origin,
    /// Bytes that `export-subst` and conversions add.
    pub added: u64,
    /// Attributes that would change its bytes and are not applied.
    pub unapplied: Vec<&'static str>,
}

impl FoundNode {
    fn stored(node: &TreeNode, kind: ItemKind) -> Self {
        Self { kind, origin: Origin::Object(node.id), added: 0, unapplied: Vec::new() }
    }

    fn derived(node: &TreeNode, size: u64) -> Self {
        Self { origin: Origin::Derived(node.id), ..Self::stored(node, ItemKind::File(size)) }
    }

    fn altered(node: &TreeNode, before: u64, after: u64) -> Self {
        Self { added: after.saturating_sub(before), ..Self::derived(node, after) }
    }
}

/// What the policies of a manifest make of nodes.
#[derive(Clone, Copy)]
pub struct NodeBodies<'a> {
    pub policy: &'a GitSource,
    pub scopes: &'a [Scope],
}

impl NodeBodies<'_> {
    /// What a node is, and where its bytes come from.
    pub fn found(&self, node: &TreeNode) -> Result<FoundNode, Diagnostic> {
        let stored = |kind| FoundNode::stored(node, kind);
        match node.kind {
            TreeEntryKind::Tree => Ok(stored(ItemKind::Directory)),
            TreeEntryKind::File | TreeEntryKind::Executable if !node.is_selected => {
                Ok(stored(ItemKind::Unread("file")))
            }
            TreeEntryKind::Symlink if !node.is_selected => Ok(stored(ItemKind::Unread("symbolic link"))),
            TreeEntryKind::Symlink => self.link(node).map(ItemKind::Symlink).map(stored),
            TreeEntryKind::File | TreeEntryKind::Executable => self.file(node),
            TreeEntryKind::Submodule => Ok(stored(match self.policy.submodules {
                Submodules::Deny => ItemKind::Rejected(Rejection::Submodule),
                Submodules::Include | Submodules::Omit | Submodules::Empty => ItemKind::Directory,
            })),
        }
        .map_err(|problem| fault::below(problem, Some(&node.path)))
    }

    fn link(&self, node: &TreeNode) -> Result<LinkTarget, Diagnostic> {
        let objects = &self.scopes[node.scope].objects;
        let is_short = objects.blob_size(node.id)? <= LONGEST_TARGET;
        let target = if is_short { LinkTarget::parse(objects.blob(node.id)?) } else { None };
        target.ok_or_else(|| {
            fault::bad_object(
                "link target",
                node.id,
                "it is empty, holds a NUL, or is longer than 4095 bytes",
            )
        })
    }

    fn file(&self, node: &TreeNode) -> Result<FoundNode, Diagnostic> {
        let objects = &self.scopes[node.scope].objects;
        let size = objects.blob_size(node.id)?;
        if let Some(pointer) = self.pointer(node, size)? {
            let rejected = ItemKind::Rejected(Rejection::LfsPointer);
            return Ok(match self.policy.lfs {
                Lfs::Deny => FoundNode::stored(node, rejected),
                Lfs::Include | Lfs::Pointer => FoundNode::derived(node, pointer.size),
            });
        }
        let found = if self.is_altered(node, size) {
            let stored = objects.blob(node.id)?;
            match self.altered(node, &stored)? {
                Ok(bytes) if bytes == stored => FoundNode::stored(node, ItemKind::File(size)),
                Ok(bytes) => FoundNode::altered(node, size, bytes.len() as u64),
                Err(rejection) => FoundNode::stored(node, ItemKind::Rejected(rejection)),
            }
        } else {
            FoundNode::stored(node, ItemKind::File(size))
        };
        Ok(FoundNode { unapplied: self.unapplied(node, size)?, ..found })
    }

    /// The Git LFS pointer that a file is, where the manifest does not take pointers for files.
    fn pointer(&self, node: &TreeNode, size: u64) -> Result<Option<Pointer>, Diagnostic> {
        // Pointers are small by definition, so no large blob is read to find out.
        if size >= lfs::MOST_BYTES || self.policy.lfs == Lfs::Pointer {
            return Ok(None);
        }
        Ok(Pointer::parse(&self.scopes[node.scope].objects.blob(node.id)?))
    }

    /// Whether the bytes of a file can be others than those that are stored.
    fn is_altered(&self, node: &TreeNode, size: u64) -> bool {
        self.is_filled(node) || self.is_converted(node, size)
    }

    /// Whether placeholders of a node are looked for.
    fn is_filled(&self, node: &TreeNode) -> bool {
        node.attributes.subst && self.policy.export_subst != ExportSubst::Omit
    }

    fn is_converted(&self, node: &TreeNode, size: u64) -> bool {
        self.policy.conversions == Conversions::Apply && checkout::may_convert(&node.attributes, size)
    }

    /// The attributes that would change the bytes of a file and are not applied, as an attribute file has them.
    fn unapplied(&self, node: &TreeNode, size: u64) -> Result<Vec<&'static str>, Diagnostic> {
        let attributes = &node.attributes;
        if self.policy.conversions == Conversions::Apply || !checkout::may_convert(attributes, size) {
            return Ok(Vec::new());
        }
        if size > CHECKED {
            return Ok(vec!["not read, as it is large"]);
        }
        let stored = self.scopes[node.scope].objects.blob(node.id)?;
        Ok(match checkout::write(stored, &node.id, attributes) {
            Ok(written) => written.applied,
            Err(Unwritten::TooLarge { .. }) => vec!["ident"],
            Err(_) => vec!["working-tree-encoding"],
        })
    }

    /// The bytes of a file with conversions and placeholders carried out, or why it is not packed.
    fn altered(&self, node: &TreeNode, stored: &[u8]) -> Result<Result<Vec<u8>, Rejection>, Diagnostic> {
        if !self.is_converted(node, stored.len() as u64) {
            return self.substituted(node, stored);
        }
        let bytes = match checkout::write(stored.to_vec(), &node.id, &node.attributes) {
            Ok(written) => written.bytes,
            Err(Unwritten::TooLarge { at_least }) => {
                return Err(fault::too_much_filled(node.id, at_least, limits::SUBST_FILE));
            }
            Err(Unwritten::UnknownEncoding(name)) => return Ok(Err(Rejection::UnknownEncoding(name.into()))),
            Err(Unwritten::UnnamedEncoding) => return Ok(Err(Rejection::UnnamedEncoding)),
            Err(Unwritten::Unencodable) => return Ok(Err(Rejection::Unencodable)),
        };
        if self.is_filled(node) { self.substituted(node, &bytes) } else { Ok(Ok(bytes)) }
    }

    /// The file with its placeholders filled in, or why it is not packed.
    fn substituted(&self, node: &TreeNode, text: &[u8]) -> Result<Result<Vec<u8>, Rejection>, Diagnostic> {
        let filled = match subst::substitute(text, &self.scopes[node.scope].commit) {
            Ok(filled) => filled,
            Err(Unfilled::Unstable(Unstable { line, placeholder })) => {
                return Ok(Err(placeholder_at(line, placeholder)));
            }
            Err(Unfilled::TooLarge { at_least }) => {
                return Err(fault::too_much_filled(node.id, at_least, limits::SUBST_FILE));
            }
        };
        if self.policy.export_subst == ExportSubst::Deny
            && let Some(line) = subst::first(text)
        {
            return Ok(Err(placeholder_at(line, "$Format:".to_owned())));
        }
        Ok(Ok(filled))
    }

    /// A reader of the bytes of a file.
    pub fn bytes(&self, node: &TreeNode) -> Result<Box<dyn Read + Send>, Diagnostic> {
        let scope = &self.scopes[node.scope];
        let size = scope.objects.blob_size(node.id)?;
        if let Some(pointer) = self.pointer(node, size)? {
            return stored(pointer, &scope.common_dir);
        }
        if self.is_altered(node, size) {
            let bytes = self.altered(node, &scope.objects.blob(node.id)?)?;
            return Ok(Box::new(Cursor::new(bytes.map_err(|_| fault::unplanned(node.id))?)));
        }
        // Streamed, as a file can be larger than the memory.
        scope.objects.reader(node.id)
    }
}

/// The file behind a pointer, checked whole before its first byte is used.
fn stored(pointer: Pointer, common_dir: &Path) -> Result<Box<dyn Read + Send>, Diagnostic> {
    let path = pointer.path(common_dir);
    let mut file = open_file(&path).map_err(|cause| fault::no_lfs_object(&path, &cause))?;
    let mut hashing = HashingWriter::new(io::sink());
    io::copy(&mut file, &mut hashing).map_err(|cause| fault::no_lfs_object(&path, &cause))?;
    let hasher = hashing.into_parts().1;
    let (size, digest) = (hasher.length(), hasher.finish());
    if (size, digest) != (pointer.size, pointer.digest) {
        return Err(fault::wrong_lfs_object(&path, (pointer.size, pointer.digest), (size, digest)));
    }
    io::Seek::rewind(&mut file).map_err(|cause| fault::no_lfs_object(&path, &cause))?;
    Ok(Box::new(file))
}

fn placeholder_at(line: usize, placeholder: String) -> Rejection {
    Rejection::Placeholder(Box::new(UnfilledPlaceholder { line, placeholder }))
}
