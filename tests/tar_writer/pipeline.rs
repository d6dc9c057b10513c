//! The same vectors from a tree on disk and a manifest: what a user does.

use std::fmt::Write as _;
use std::fs;
use std::num::NonZeroUsize;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use filetime::FileTime;
use pkgr::diagnostic::{Code, Diagnostics, SourceText};
use pkgr::lints::catalog;
use pkgr::progress::Silent;
use pkgr::source::Source;
use pkgr::source::directory::Directory;
use pkgr::{build, manifest, plan};

use super::manifest::{Body, Node, NodeKind, Vector, vectors};
use super::request::{Request, Top};

/// What came of each vector that a manifest can ask for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    reproduced: usize,
    rejected: usize,
}

#[test]
fn manifests_reproduce_the_vectors_from_trees_on_disk_or_reject_them() {
    let mut tally = Tally::default();
    for vector in vectors() {
        let Ok(request) = Request::new(&vector) else { continue };
        if request.top != Top::OneDirectory {
            continue;
        }
        match run(&vector, &request) {
            Ok(archive) => {
                assert!(archive == vector.bytes(), "{} differs when it is built from a manifest", vector.id);
                tally.reproduced += 1;
            }
            Err(problems) => {
                let codes: Vec<Code> = problems.iter().map(|problem| problem.code).collect();
                let known = |code: &Code| matches!(code, Code::Unrepresentable | Code::OwnerUnrepresentable);
                assert!(codes.iter().all(known), "{}: {codes:?}", vector.id);
                tally.rejected += 1;
            }
        }
    }
    println!("{tally:?}");
    assert_eq!(tally, Tally { reproduced: 112, rejected: 18 });
}

fn run(vector: &Vector, request: &Request) -> Result<Vec<u8>, Diagnostics> {
    let root = tempfile::tempdir().expect("a temporary directory can be made");
    lay_out(&vector.tree(), root.path());
    let text = SourceText::new("release.toml", manifest(vector, request));
    let pkgr::diagnostic::Checked { value: spec, diagnostics: problems } = manifest::parse(&text);
    let spec = spec.unwrap_or_else(|| panic!("{}: {problems:?}\n{}", vector.id, text.text));
    let source = Source::from(Directory::open(&root.path().join(top(vector))).expect("the tree is there"));
    let pkgr::diagnostic::Checked { value: draft, diagnostics: problems } =
        plan::draft(&spec, &source, &plan::PlanContext::default());
    let threads = NonZeroUsize::MIN;
    let plan = plan::hash_contents(draft.ok_or(problems)?, &source, threads, &Silent)?;
    let mut archive = Vec::new();
    let options = build::Options { threads, progress: &Silent };
    build::build(&plan, &source, vec![&mut archive], options).expect("what was planned can be built");
    Ok(archive)
}

fn top(vector: &Vector) -> &str {
    vector.opts.roots[0].trim_end_matches('/')
}

/// Lays the tree out; modes and times last, children before their directories.
fn lay_out(nodes: &[Node], root: &Path) {
    let paths: Vec<PathBuf> = nodes.iter().map(|node| at(root, &node.path())).collect();
    for (node, path) in nodes.iter().zip(&paths) {
        match (node.kind, node.body()) {
            (NodeKind::Dir, _) => fs::create_dir(path).expect("can be made"),
            (NodeKind::Symlink, _) => {
                symlink(std::ffi::OsStr::from_bytes(&node.target()), path).expect("can be linked");
            }
            (NodeKind::Hardlink, _) => fs::hard_link(at(root, &node.target()), path).expect("can be linked"),
            (NodeKind::File, Body::Bytes(bytes)) => fs::write(path, bytes).expect("can be written"),
            // Not below the top directory of a vector that is run.
            _ => {}
        }
    }
    for (node, path) in nodes.iter().zip(&paths).rev().filter(|(_, path)| path.symlink_metadata().is_ok()) {
        if matches!(node.kind, NodeKind::Dir | NodeKind::File) {
            fs::set_permissions(path, fs::Permissions::from_mode(node.mode().into())).expect("can be set");
        }
        let time = FileTime::from_unix_time(node.mtime().0, if node.mtime().1 { 500_000_000 } else { 0 });
        filetime::set_symlink_file_times(path, time, time).expect("can be set");
    }
}

fn at(root: &Path, path: &[u8]) -> PathBuf {
    root.join(std::ffi::OsStr::from_bytes(path))
}

/// The manifest that asks for what GNU tar was asked for.
fn manifest(vector: &Vector, request: &Request) -> String {
    let options = &vector.opts;
    let mut text = format!(
        "schema = 1\npackage = {{ name = \"vector\", version = \"1\" }}\nsource = {{ directory = '{0}' }}\n\
         files = {{ prefix = '{0}', include = [\"**\"], empty-directories = true }}\n[normalize]\n",
        top(vector)
    );
    let mode = options.mode.as_deref().unwrap_or("keep");
    let policy = if options.clamp || request.reference_time.is_none() { "clamp" } else { "set" };
    // Later than any time in the vectors: every entry keeps its own.
    let time = request.reference_time.map_or(253_402_207_200, pkgr::time::Timestamp::seconds);
    let owner = &request.owner;
    let _ = write!(
        text,
        "mode = '{mode}'\nmtime = {{ {policy} = {time} }}\nowner = {{ uid = {}, gid = {}, user = '{}', group = '{}' }}\n\
         [[archive]]\nfile = \"vector.tar\"\ntar = \"{}\"\n",
        owner.uid, owner.gid, owner.user, owner.group, request.dialect.name
    );
    if options.format == "posix" {
        let _ = writeln!(text, "pax = {{ exthdr-name = '{}' }}", request.exthdr_name.as_str());
    }
    text.push_str("[lints]\n");
    for lint in catalog::of_plans() {
        let _ = writeln!(text, "{} = \"allow\"", lint.name());
    }
    text
}
