//! Values: from the raw manifest to the valid one. Every check goes on after a fault.

mod archive;
mod compression;
mod context;
mod files;
mod generate;
mod git_dialect;
mod gzip_header;
pub(super) mod inputs;
mod lints;
mod mode;
mod names;
mod normalize;
mod order;
mod overrides;
mod owner;
mod package;
mod pax;
mod rebuild;
mod source;
mod time;

pub(super) use context::Check;
pub use names::is_release_name;

use super::raw;
use super::template::Variables;
use super::{AuditTable, Inputs, Manifest, PackageTable, Spanned};
use crate::diagnostic::{Code, Diagnostic};
use crate::glob::Anchor;

/// The manifest, if nothing that it needs is missing or wrong; what is wrong is reported. `inputs` are in their places.
pub(super) fn manifest(check: &mut Check<'_>, raw: raw::Manifest, inputs: Inputs) -> Option<Manifest> {
    check.directory = raw.source.as_ref().and_then(|source| source::only_directory(source.get_ref()));
    check.git = raw.source.as_ref().and_then(|source| Some(source.get_ref().git.as_ref()?.span()));
    let git_dialect = git_dialect::check(check, &raw);
    rebuild::check(check, &raw);
    if let Some(schema) = raw.schema.filter(|schema| *schema.get_ref() != 1) {
        check.push(no_such_schema(&schema));
    }
    let package = package::check(check, raw.package.unwrap_or_default());
    let variables = variables(package.as_ref());
    let source = raw.source.and_then(|source| source::check(check, source, &git_dialect, variables));
    let generate = generate::check(check, raw.generate.unwrap_or_default(), variables);
    let files = raw.files.and_then(|files| files::check(check, files, variables));
    let overrides = raw.r#override.unwrap_or_default();
    let normalize = normalize::check(check, raw.normalize.unwrap_or_default(), overrides, &git_dialect);
    let archives = raw.archive.and_then(|archives| archive::check(check, archives, variables));
    let lints = lints::check(check, raw.lints);
    let allow = raw.audit.and_then(|audit| audit.allow).unwrap_or_default();
    let allow = check.patterns(allow, Anchor::Top);
    // All parts are checked before the first `?`, so that one run reports every problem of the
    // file.
    Some(Manifest {
        source: source?,
        generate: generate?,
        files: files?,
        normalize: normalize?,
        archives: archives?,
        lints: lints?,
        audit: AuditTable { allow: allow? },
        package: package?,
        inputs,
    })
}

/// Placeholders if the package is wrong, so that templates are still checked.
fn variables(package: Option<&PackageTable>) -> Variables<'_> {
    match package {
        Some(package) => Variables { name: package.name.get_ref(), version: package.version.get_ref() },
        None => Variables { name: "name", version: "version" },
    }
}

fn no_such_schema(schema: &Spanned<i64>) -> Diagnostic {
    let message = format!("`schema` is {}, which is not a version of the format", schema.get_ref());
    Diagnostic::error(Code::ManifestSchemaVersion, message)
        .label(schema.span(), "versions count from 1")
        .help("write `schema = 1`")
}
