//! From `rev` to one commit.

use std::fs;

use super::project::{Project, assert_looks, assert_reported};
use crate::support::{file, git};

#[test]
fn tags_branches_and_ids_lead_to_their_commit_packed_or_loose() {
    let Some(project) = Project::new() else { return };
    let commit = project.git(&["rev-parse", "HEAD"]);
    project.git(&["tag", "light"]);
    project.git(&["branch", "topic/one"]);
    project.git(&["update-ref", "refs/remotes/origin/far", &commit]);
    let cases = [
        ("v1.0", Some("refs/tags/v1.0")),
        ("refs/tags/v1.0", Some("refs/tags/v1.0")),
        ("light", Some("refs/tags/light")),
        ("topic/one", Some("refs/heads/topic/one")),
        ("origin/far", Some("refs/remotes/origin/far")),
        ("HEAD", Some("refs/heads/main")),
        (commit.as_str(), None),
    ];
    for is_packed in [false, true] {
        for (rev, reference) in cases {
            let plan = project.plan(rev);
            assert_eq!(plan["commit"], *commit, "{rev}");
            if rev != "HEAD" {
                assert_eq!(plan["revision"]["reference"].as_str(), reference, "{rev}, packed: {is_packed}");
            }
        }
        project.git(&["pack-refs", "--all"]);
        project.git(&["repack", "-a", "-d", "-q"]);
    }
}

// T024
#[test]
fn a_tag_of_a_tag_is_reported_in_all_its_layers() {
    let Some(project) = Project::new() else { return };
    project.git(&["tag", "-a", "-m", "again", "outer", "v1.0"]);
    let plan = project.plan("outer");
    let layers = [project.git(&["rev-parse", "outer"]), project.git(&["rev-parse", "v1.0"])];
    assert_eq!(plan["revision"]["tags"], serde_json::json!(layers));
    assert_eq!(plan["commit"], *project.git(&["rev-parse", "HEAD"]));
}

// T024
#[test]
fn a_tag_of_a_file_or_of_a_tree_is_rejected() {
    let Some(project) = Project::new() else { return };
    project.git(&["tag", "-a", "-m", "a file", "file", "HEAD:README"]);
    project.git(&["tag", "tree", "HEAD^{tree}"]);
    assert_looks("no-commit", &project.rejection("file"));
    let tree = project.git(&["rev-parse", "HEAD^{tree}"]);
    assert_reported(&project.rejection("tree"), &["pkgr::git::no-commit", "leads to a tree", &tree]);
    assert_reported(&project.rejection(&tree), &["pkgr::git::no-commit", "leads to a tree", &tree]);
}

// T025
#[test]
fn a_name_of_a_tag_and_a_branch_is_rejected_unless_written_in_full() {
    let Some(project) = Project::new() else { return };
    let tagged = project.git(&["rev-parse", "HEAD"]);
    file(&project.repo(), "README", b"slipped in\n", 0o644);
    let other = project.commit("third");
    project.git(&["branch", "v1.0"]);
    assert_looks("ambiguous", &project.rejection("v1.0"));
    assert_eq!(project.plan("refs/tags/v1.0")["commit"], *tagged);
    assert_eq!(project.plan("refs/heads/v1.0")["commit"], *other);
}

// T025
#[test]
fn a_branch_whose_name_is_an_id_or_a_whole_reference_leads_nowhere_else() {
    let Some(project) = Project::new() else { return };
    let tagged = project.git(&["rev-parse", "HEAD"]);
    file(&project.repo(), "README", b"slipped in\n", 0o644);
    let other = project.commit("third");
    // git itself rejects the first name, so the test writes it directly.
    for name in [tagged.clone(), "refs/tags/v1.0".to_owned()] {
        file(&project.repo(), format!(".git/refs/heads/{name}"), format!("{other}\n").as_bytes(), 0o644);
    }
    assert_eq!(project.plan(&tagged)["commit"], *tagged);
    assert_eq!(project.plan("refs/tags/v1.0")["commit"], *tagged);
}

#[test]
fn a_name_that_does_not_exist_is_reported_with_a_next_step() {
    let Some(project) = Project::new() else { return };
    assert_looks("unknown-revision", &project.rejection("v1.O"));
    let commit = project.git(&["rev-parse", "HEAD"]);
    let cases = [
        ("release", "fetch it first"),
        ("HEAD~1", "is an expression, not a name"),
        ("main..v1.0", "is an expression, not a name"),
        (&commit[..12], "a commit id has 40 digits"),
        (&commit[..39], "a commit id has 40 digits"),
    ];
    for (rev, reported) in cases {
        assert_reported(&project.rejection(rev), &["pkgr::git::unknown-revision", reported]);
    }
    let absent = "0123456789012345678901234567890123456789";
    assert_reported(&project.rejection(absent), &["pkgr::git::missing-object", absent]);
}

#[test]
fn a_reference_that_cannot_be_read_is_no_other_reference() {
    let Some(project) = Project::new() else { return };
    let tags = project.repo().join(".git/refs/tags");
    fs::write(tags.join("broken"), "not an id\n").expect("can be written");
    assert_looks("reference", &project.rejection("broken"));
    fs::write(tags.join("one"), "ref: refs/tags/two\n").expect("can be written");
    fs::write(tags.join("two"), "ref: refs/tags/one\n").expect("can be written");
    assert_reported(
        &project.rejection("one"),
        &["pkgr::git::reference", "in a circle of symbolic references"],
    );
}

#[test]
fn a_directory_without_a_repository_is_reported_at_its_line() {
    let Some(project) = Project::new() else { return };
    fs::create_dir(project.repo().join("docs")).expect("can be made");
    assert_looks("repository", &project.rejection_of("git = 'repo/docs'\nrev = 'v1.0'", ""));
    for (path, reported) in [("nowhere", "does not exist"), ("release.toml", "is no repository")] {
        let rejection = project.rejection_of(&format!("git = '{path}'\nrev = 'v1.0'"), "");
        assert_reported(&rejection, &["pkgr::git::repository", reported, "relative to this file"]);
    }
    let newer = project.root().join("newer");
    fs::create_dir(&newer).expect("can be made");
    git(&newer, &["init", "-q"]);
    git(&newer, &["config", "core.repositoryFormatVersion", "7"]);
    let rejection = project.rejection_of("git = 'newer'\nrev = 'v1.0'", "");
    assert_reported(&rejection, &["pkgr::git::format", "version 7", "git clone --no-local newer newer-copy"]);
}

// T352
#[test]
fn a_format_that_is_not_known_is_no_damage() {
    let Some(project) = Project::new() else { return };
    let config = project.repo().join(".git/config");
    let before = std::fs::read_to_string(&config).expect("is there");
    let cases = [
        ("7", "", "has version 7"),
        ("1", "noSuchThing = true", "the extension `noSuchThing`"),
        ("1", "refStorage = reftable", "refs migrate --ref-format=files"),
        ("0", "refStorage = reftable", "in the format `reftable`"),
        ("1", "objectFormat = md5", "the hash `md5`"),
    ];
    for (version, extension, reported) in cases {
        let text =
            format!("{before}\n[core]\n\trepositoryformatversion = {version}\n[extensions]\n\t{extension}\n");
        std::fs::write(&config, text).expect("can be written");
        let rejection = project.rejection("v1.0");
        assert_reported(&rejection, &["pkgr::git::format", reported, "which pkgr cannot read"]);
        assert!(!rejection.contains("damaged") && !rejection.contains("fresh clone"), "{rejection}");
    }
    assert_looks("format", &project.rejection("v1.0"));
    // What git passes over, or what changes nothing that is read.
    for (version, extension) in
        [("0", "noSuchThing = true"), ("1", "preciousObjects = true"), ("1", "noop = 1")]
    {
        let text =
            format!("{before}\n[core]\n\trepositoryformatversion = {version}\n[extensions]\n\t{extension}\n");
        std::fs::write(&config, text).expect("can be written");
        project.plan("v1.0");
    }
}

// T344
#[test]
fn an_object_of_two_gibibytes_that_cannot_be_streamed_is_reported_with_its_limit() {
    let Some(project) = Project::empty(&[]) else { return };
    let id = project.object("tree", b"");
    let path = project.repo().join(".git/objects").join(&id[..2]).join(&id[2..]);
    std::fs::remove_file(&path).expect("is there");
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut zlib, b"tree 1099511627776\0").expect("memory takes it");
    std::fs::write(&path, zlib.finish().expect("memory takes it")).expect("can be written");
    project.tag_commit(&format!("tree {id}\nauthor A <a@b> 0 +0000\ncommitter C <c@d> 0 +0000\n\nm\n"));
    let rejection = project.rejection("v1.0");
    assert_reported(&rejection, &["pkgr::git::object-too-large", &id, "limit `object`: 2,147,483,648 bytes"]);
    assert_looks("object-too-large", &rejection);
}

// T353
#[test]
fn what_may_not_be_read_is_no_damage() {
    use std::os::unix::fs::PermissionsExt as _;
    let Some(project) = Project::new() else { return };
    let id = project.git(&["rev-parse", "HEAD^{tree}"]);
    let object = project.repo().join(".git/objects").join(&id[..2]).join(&id[2..]);
    project.manifest("git = 'repo'\nrev = 'v1.0'", "");
    fs::set_permissions(project.root(), fs::Permissions::from_mode(0o755)).expect("can be set");
    for path in [object, project.repo().join(".git/config"), project.repo().join(".git/refs/tags")] {
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("can be set");
        // The superuser may read everything.
        let program = env!("CARGO_BIN_EXE_pkgr");
        let output = if rustix::process::geteuid().is_root() {
            let lower = ["--reuid", "65534", "--regid", "65534", "--clear-groups", program, "plan"];
            std::process::Command::new("setpriv").args(lower).current_dir(project.root()).output()
        } else {
            std::process::Command::new(program).arg("plan").current_dir(project.root()).output()
        };
        let Ok(output) = output else { return crate::support::say("skipped: there is no setpriv") };
        let said = crate::support::text(&output.stderr);
        if said.contains("setpriv:") {
            return crate::support::say("skipped: nobody may not start the program");
        }
        assert_reported(&said, &["pkgr::permission", "may not be read", "chmod -R u+rX"]);
        assert!(!said.contains("damaged") && !said.contains("clone"), "{said}");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("can be set");
    }
}

/// git itself prints such names where a shorter one would be ambiguous.
#[test]
fn a_name_with_its_place_is_read_as_git_reads_it() {
    let Some(project) = Project::new() else { return };
    let tagged = project.git(&["rev-parse", "v1.0^{commit}"]);
    let other = project.commit("third");
    project.git(&["branch", "v1.0"]);
    project.git(&["update-ref", "refs/remotes/origin/v1.0", &other]);
    for (name, reference, commit) in [
        ("tags/v1.0", "refs/tags/v1.0", &tagged),
        ("heads/v1.0", "refs/heads/v1.0", &other),
        ("remotes/origin/v1.0", "refs/remotes/origin/v1.0", &other),
    ] {
        let plan = project.plan(name);
        assert_eq!(plan["commit"], **commit, "{name}");
        assert_eq!(plan["revision"]["reference"], reference, "{name}");
    }
    // A branch can be called so, and then the name means two things.
    project.git(&["branch", "tags/v1.0"]);
    assert_reported(&project.rejection("tags/v1.0"), &["pkgr::git::ambiguous"]);
    assert_reported(&project.rejection("heads/none"), &["pkgr::git::unknown-revision"]);
}
