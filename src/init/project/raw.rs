//! What a file says, before it is checked.

/// Name and version as a file has them.
#[derive(Default)]
pub struct RawDeclaration {
    /// The name.
    pub name: Option<String>,
    /// The version.
    pub version: Option<String>,
}
