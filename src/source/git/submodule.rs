//! Submodules: other repositories, at the commit that the tree records.

use std::path::PathBuf;

use super::fault;
use super::repository::Repository;
use super::scope::Scope;
use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::object_id::ObjectId;
use crate::path::{EntryPath, Escaped};
use crate::source::tree_entry::TreeEntryKind;

const FILE: &[u8] = b".gitmodules";

/// Opens the repository of the submodule at `inner` in `parent`, at the commit `id`.
///
/// # Errors
/// Returns an error if `.gitmodules` does not name it, or names it by something that leads elsewhere; its
/// repository is not there, or lacks the commit.
pub fn open(parent: &Scope, inner: &EntryPath, path: &EntryPath, id: ObjectId) -> Result<Scope, Diagnostic> {
    let name = name(parent, inner)?.ok_or_else(|| unnamed(path))?;
    check_name(&name, path)?;
    // Neither the URL in `.gitmodules` nor a configuration is asked: nothing is fetched, and the
    // commit id decides what is read.
    let places = places(parent, &name, inner);
    let Some(place) = places.iter().find(|place| fault::has_store(place)) else {
        return Err(absent(path, &name, parent));
    };
    let repository = Repository::open(place)?;
    let objects = repository.objects();
    let commit = objects.commit(id).map_err(|problem| fault::below(problem, Some(path)))?;
    Ok(Scope::new(&repository, objects, commit, Some(path.clone())))
}

/// Where a clone keeps it: among the repository's own files, or checked out.
fn places(parent: &Scope, name: &str, inner: &EntryPath) -> Vec<PathBuf> {
    use std::os::unix::ffi::OsStrExt as _;
    let checked_out = std::ffi::OsStr::from_bytes(inner.as_bytes());
    let absorbed = parent.common_dir.join("modules").join(name);
    std::iter::once(absorbed).chain(parent.work_dir.as_ref().map(|top| top.join(checked_out))).collect()
}

/// The name that the tree's own `.gitmodules` gives the path.
fn name(parent: &Scope, inner: &EntryPath) -> Result<Option<String>, Diagnostic> {
    let entries = parent.objects.tree(parent.commit.tree)?;
    let Some(file) = entries.iter().find(|entry| entry.name == FILE && entry.kind != TreeEntryKind::Tree)
    else {
        return Ok(None);
    };
    let text = parent.objects.small_blob(file.id, limits::ATTRIBUTES)?;
    let metadata = gix_config::file::Metadata::api();
    let config =
        gix_config::File::from_bytes_no_includes(&text, metadata, gix_config::file::init::Options::default())
            .map_err(|cause| fault::bad_object(".gitmodules file", file.id, &cause.to_string()))?;
    let mut sections = config.sections_by_name("submodule").into_iter().flatten();
    let found =
        sections.find(|section| section.value("path").is_some_and(|value| **value == *inner.as_bytes()));
    Ok(found.and_then(|section| Some(section.header().subsection_name()?.to_string())))
}

/// A name is a path below `modules`, and must stay there.
fn check_name(name: &str, path: &EntryPath) -> Result<(), Diagnostic> {
    if EntryPath::parse(name).is_ok() && !name.starts_with('-') && !name.contains('\\') {
        return Ok(());
    }
    let shown = Escaped(name.as_bytes());
    Err(Diagnostic::error(
        Code::GitSubmodule,
        format!("`.gitmodules` calls the submodule `{path}` by the name `{shown}`"),
    )
    .help("such a name leads out of the repository's own files; rename the submodule"))
}

fn unnamed(path: &EntryPath) -> Diagnostic {
    let message = format!("`{path}` is a submodule, and `.gitmodules` of the commit does not list it");
    Diagnostic::error(Code::GitSubmodule, message)
        .help("commit a `.gitmodules` file that does, or exclude the path")
}

fn absent(path: &EntryPath, name: &str, parent: &Scope) -> Diagnostic {
    let repository = &parent.objects.remedy().repository;
    let message = format!("the submodule `{path}` (`{}`) is not fetched", Escaped(name.as_bytes()));
    Diagnostic::error(Code::GitSubmodule, message)
        .help(format!("`git -C {repository} submodule update --init --recursive` fetches it"))
}
