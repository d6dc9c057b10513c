//! Files of the archive by their paths below its top directory.

use std::collections::BTreeMap;

use super::Subject;
use super::bodies::{AuditBodies, SeenBody};
use super::compare::below;
use crate::container::inventory::RawKind;

/// The regular files of an archive.
pub struct AuditMembers<'a> {
    bodies: &'a AuditBodies<'a>,
    /// Their indices in the archive. Of a path that comes twice the first: it is a finding of its own.
    files: BTreeMap<&'a [u8], usize>,
}

impl<'a> AuditMembers<'a> {
    /// Those of an archive whose top directory is `prefix`.
    pub fn new(subject: &Subject<'a>, prefix: Option<&'a [u8]>) -> Self {
        let mut files = BTreeMap::new();
        for (index, member) in subject.inventory.members.iter().enumerate() {
            if let Some(path) = below(member, prefix).filter(|_| member.kind == RawKind::File) {
                // The first: a second member of a name is a finding of its own, and must not
                // replace what is compared.
                files.entry(path).or_insert(index);
            }
        }
        Self { bodies: subject.bodies, files }
    }

    /// Whether there is a file at a path.
    pub fn contains(&self, path: &[u8]) -> bool {
        self.files.contains_key(path)
    }

    /// Whether something is below a directory.
    pub fn has_below(&self, directory: &[u8]) -> bool {
        let inside = [directory, b"/"].concat();
        self.files.range(&*inside..).next().is_some_and(|(path, _)| path.starts_with(&inside))
    }

    /// All paths, in byte order.
    pub fn paths(&self) -> impl Iterator<Item = &'a [u8]> {
        self.files.keys().copied()
    }

    /// What was seen of a file.
    pub fn seen(&self, path: &[u8]) -> Option<SeenBody> {
        self.files.get(path).map(|&index| self.bodies.seen(index))
    }

    /// The bytes of a file that is kept because a package tool writes files of its name.
    pub fn kept(&self, path: &[u8]) -> Option<&'a [u8]> {
        self.bodies.kept(*self.files.get(path)?)
    }
}
