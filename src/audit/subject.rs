//! What an audit compares.

use super::bodies::AuditBodies;
use super::explain::AuditManifest;
use super::named::Claims;
use crate::container::inventory::Inventory;
use crate::source::git::CommitTree;

/// What is compared with what.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The archive, of which there must be one way to read it.
    pub inventory: &'a Inventory,
    /// What was seen of its members' bodies.
    pub bodies: &'a AuditBodies<'a>,
    /// The commit.
    pub tree: &'a CommitTree<'a>,
    /// What the archive says of its origin.
    pub claims: &'a Claims,
    /// What is known of such archives.
    pub manifest: Option<AuditManifest<'a>>,
}
