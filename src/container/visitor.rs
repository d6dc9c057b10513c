//! Looking into the bodies of members while an archive is read, so that it is read once.

/// Sees the bodies of members, one after the other.
pub trait BodyVisitor {
    /// The body of a member begins: its number in the archive, its name, its length in bytes.
    fn begin(&mut self, number: usize, name: &[u8], size: u64);

    /// The next bytes of it.
    fn bytes(&mut self, bytes: &[u8]);

    /// It is whole. An archive that ends within a body does not come here.
    fn end(&mut self);
}

/// Ignores all bodies.
pub struct NoBodies;

impl BodyVisitor for NoBodies {
    fn begin(&mut self, _: usize, _: &[u8], _: u64) {}

    fn bytes(&mut self, _: &[u8]) {}

    fn end(&mut self) {}
}
