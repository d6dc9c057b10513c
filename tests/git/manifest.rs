//! The manifest that is used, and the one that the commit has.

use super::project::{Project, assert_looks};
use crate::support::{command, file, git, pkgr, stdout, text};

const MANIFEST: &str = "schema = 1\npackage = { name = 'hello', version = '1.0' }\n\
    source = { git = '.', rev = 'v1.0' }\nfiles = { include = ['**'] }\narchive = [{ file = 'a.tar' }]\n";

/// What is reported with a good plan.
fn reported(project: &Project, arguments: &[&str]) -> String {
    let output = pkgr(project.root(), &[arguments, &["plan"]].concat());
    stdout(&output);
    text(&output.stderr).replace("\n  │ ", " ")
}

// T010
#[test]
fn a_manifest_that_is_not_that_of_the_commit_is_reported_with_both_ids() {
    let Some(project) = Project::empty(&[]) else { return };
    file(&project.repo(), "README", b"read me\n", 0o644);
    file(&project.repo(), "release.toml", MANIFEST.as_bytes(), 0o644);
    project.commit("first");
    project.git(&["tag", "v1.0"]);
    assert_eq!(reported(&project, &["-C", "repo"]), "");
    let other = MANIFEST.to_owned() + "# another\n";
    file(&project.repo(), "release.toml", other.as_bytes(), 0o644);
    let ids = ["v1.0:release.toml", "HEAD:release.toml"].map(|name| project.git(&["rev-parse", name]));
    let used = project.git(&["hash-object", "release.toml"]);
    let all = reported(&project, &["-C", "repo"]);
    for part in ["pkgr::git::other-manifest", "`release.toml`", &ids[0], &used] {
        assert!(all.contains(part), "`{part}` is not in\n{all}");
    }
    assert_eq!(reported(&project, &["-m", "repo/release.toml"]), all);
    assert_looks("other-manifest", &text(&pkgr(&project.repo(), &["plan"]).stderr));
    // It changes nothing, and can be silenced.
    let quiet =
        command(&project.repo(), &["-q", "plan", "--format", "json"]).output().expect("can be started");
    assert_eq!((text(&quiet.stderr), quiet.status.code()), (String::new(), Some(0)));
    // One that lies elsewhere, that the commit does not have, or beside a bare repository is its own.
    let elsewhere = MANIFEST.replace("'.'", "'repo'") + "# elsewhere\n";
    file(project.root(), "release.toml", elsewhere.as_bytes(), 0o644);
    assert_eq!(reported(&project, &[]), "");
    file(&project.repo(), "other.toml", other.as_bytes(), 0o644);
    assert_eq!(reported(&project, &["-m", "repo/other.toml"]), "");
    git(project.root(), &["clone", "-q", "--bare", "repo", "bare"]);
    file(&project.root().join("bare"), "release.toml", other.as_bytes(), 0o644);
    assert_eq!(reported(&project, &["-m", "bare/release.toml"]), "");
}

// T010: what is not in a partial clone is not needed to say so.
#[test]
fn the_manifest_is_compared_by_its_id_and_whatever_the_attributes_say() {
    let Some(project) = Project::empty(&[]) else { return };
    file(&project.repo(), "README", b"read me\n", 0o644);
    file(&project.repo(), "sub/release.toml", MANIFEST.replace("'.'", "'..'").as_bytes(), 0o644);
    file(&project.repo(), ".gitattributes", b"sub export-ignore\n", 0o644);
    project.commit("first");
    project.git(&["tag", "v1.0"]);
    assert_eq!(reported(&project, &["-C", "repo/sub"]), "");
    let path = project.repo().join("sub/release.toml");
    let other = std::fs::read_to_string(&path).expect("is there") + "# another\n";
    std::fs::write(&path, other).expect("can be written");
    let id = project.git(&["rev-parse", "v1.0:sub/release.toml"]);
    let blob = project.repo().join(".git/objects").join(&id[..2]).join(&id[2..]);
    std::fs::remove_file(blob).expect("is loose");
    assert!(reported(&project, &["-C", "repo/sub"]).contains("`sub/release.toml`"));
}
