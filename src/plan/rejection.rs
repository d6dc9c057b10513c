//! What a commit has and the manifest does not allow, said so that it can be mended.

use crate::diagnostic::{Code, Diagnostic};
use crate::path::{EntryPath, Escaped};
use crate::source::Rejection;

/// The remedy for conversions that cannot be carried out.
const STORED: &str = "`conversions = \"none\"` in `[source]` packs files as they are stored, in UTF-8";

/// Says why a path cannot be packed, and which key allows it.
pub fn rejected(path: &EntryPath, rejection: &Rejection) -> Diagnostic {
    let (message, help) = match rejection {
        Rejection::Submodule => (
            format!("`{path}` is a submodule, and its files are in another repository"),
            "add `submodules = \"include\"` to `[source]` to pack them, `\"omit\"` to leave them out, `\"empty\"` to \
             pack an empty directory"
                .to_owned(),
        ),
        Rejection::LfsPointer => (
            format!("`{path}` is a Git LFS pointer, not the file itself"),
            "add `lfs = \"include\"` to `[source]` to pack the file, `\"pointer\"` to pack the pointer"
                .to_owned(),
        ),
        Rejection::Placeholder(found) => (
            format!(
                "`{path}`, line {}: `{}` is to be filled in",
                found.line,
                Escaped(found.placeholder.as_bytes())
            ),
            "`export-subst = \"omit\"` in `[source]` keeps placeholders as they are; \"stable\" fills in \
             those that depend on the commit alone, such as `%H` and `%cI`"
                .to_owned(),
        ),
        Rejection::UnknownEncoding(name) => (
            format!(
                "`{path}` has the attribute `working-tree-encoding={}`, and pkgr does not know this encoding",
                Escaped(name.as_bytes())
            ),
            STORED.to_owned(),
        ),
        Rejection::UnnamedEncoding => (
            format!("`{path}` has the attribute `working-tree-encoding` without a value"),
            "name an encoding in `.gitattributes`, such as `working-tree-encoding=UTF-16LE-BOM`".to_owned(),
        ),
        Rejection::Unencodable => (
            format!(
                "`{path}` cannot be written in its `working-tree-encoding`: it is not UTF-8, or has a character that \
                 the encoding lacks"
            ),
            STORED.to_owned(),
        ),
    };
    Diagnostic::error(Code::GitRejected, message).help(help)
}
