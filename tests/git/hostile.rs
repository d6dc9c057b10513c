//! Trees, links and times such as no version of git makes.

use super::project::{Project, assert_looks, assert_reported, entry, paths};

const FILE: &str = "100644";

// T037
#[test]
fn names_that_git_forbids_are_rejected_with_their_tree() {
    let Some(project) = Project::empty(&[]) else { return };
    let blob = project.object("blob", b"x\n");
    let names: [&[u8]; 16] = [
        b".git",
        b".GIT",
        b".Git",
        b".git::$INDEX_ALLOCATION",
        b".git ",
        b".git.",
        b"git~1",
        b"GIT~1",
        b".g\xe2\x80\x8cit",
        b"\xef\xbb\xbf.git",
        b".gi\xe2\x81\xafT",
        b".",
        b"..",
        b"",
        b"a/b",
        b"a\\.git\\b",
    ];
    for name in names {
        let tree = project.tag_tree(&[(FILE, name, &blob)]);
        let reported = project.rejection("v1.0");
        assert_reported(&reported, &["pkgr::git::bad-object", &tree]);
    }
    project.tag_tree(&[(FILE, b"..", &blob)]);
    assert_looks("bad-object", &project.rejection("v1.0"));
}

// T037
#[test]
fn a_tree_out_of_order_or_with_a_duplicate_name_is_rejected() {
    let Some(project) = Project::empty(&[]) else { return };
    let blob = project.object("blob", b"x\n");
    let empty = project.object("tree", b"");
    let cases: [&[(&str, &[u8], &str)]; 5] = [
        &[(FILE, b"b", &blob), (FILE, b"a", &blob)],
        &[(FILE, b"a", &blob), (FILE, b"a", &blob)],
        &[(FILE, b"a", &blob), ("40000", b"a", &empty)],
        &[(FILE, b"a", &blob), (FILE, b"a.c", &blob), ("40000", b"a", &empty)],
        &[("40000", b"a", &empty), (FILE, b"a.c", &blob)],
    ];
    for entries in cases {
        let tree = project.tag_tree(entries);
        assert_reported(&project.rejection("v1.0"), &["pkgr::git::bad-object", &tree]);
    }
}

// T037
#[test]
fn modes_that_git_does_not_write_are_rejected() {
    let Some(project) = Project::empty(&[]) else { return };
    let blob = project.object("blob", b"x\n");
    for mode in ["100664", "100600", "644", "10644", "60000", "100000", "777777777", "x", ""] {
        let tree = project.tag_tree(&[(mode, b"a", &blob)]);
        let reported = project.rejection("v1.0");
        assert_reported(&reported, &["pkgr::git::bad-object", &tree]);
    }
}

/// Early versions of git wrote such modes. A release of today has none, but a walk through the
/// history meets them.
// T037
#[test]
fn old_modes_in_the_history_are_taken_as_git_takes_them() {
    let Some(project) = Project::empty(&[]) else { return };
    let blob = project.object("blob", b"x\n");
    let old = project.tag_tree(&[("100664", b"a", &blob), ("100775", b"b", &blob), ("0100644", b"c", &blob)]);
    let first = project.git(&["rev-parse", "v1.0"]);
    let new = project.tag_tree(&[(FILE, b"a", &blob), ("100755", b"b", &blob), (FILE, b"c", &blob)]);
    assert_ne!(old, new);
    project.tag_commit(&format!(
        "tree {new}\nparent {first}\nauthor A <a@b> 9 +0000\ncommitter C <c@d> 9 +0000\n\nm\n"
    ));
    let rest = "[normalize]\nmtime = 'per-path-commit'\n";
    let plan = project.plan_of("git = 'repo'\nrev = 'v1.0'", rest);
    for path in ["a", "b", "c"] {
        let by_git = project.git(&["log", "-1", "--format=%ct", "v1.0", "--", path]);
        assert_eq!(entry(&plan, path)["mtime"].to_string(), by_git, "{path}");
    }
}

// T037
#[test]
fn an_entry_of_another_kind_than_its_mode_says_is_rejected() {
    let Some(project) = Project::empty(&[]) else { return };
    let blob = project.object("blob", b"x\n");
    let tree = project.object("tree", b"");
    for (mode, id) in [("40000", &blob), (FILE, &tree), ("120000", &tree)] {
        project.tag_tree(&[(mode, b"a", id)]);
        assert_reported(&project.rejection("v1.0"), &["pkgr::git::bad-object", id, "is needed"]);
    }
}

/// A link in place of the file of attributes decides what `git archive` packs, by its target's text.
// T037
#[test]
fn a_file_of_attributes_that_is_a_link_is_read_as_git_reads_it() {
    let Some(project) = Project::empty(&[]) else { return };
    let blob = project.object("blob", b"a export-ignore");
    project.tag_tree(&[("120000", b".gitattributes", &blob), (FILE, b"a", &blob), (FILE, b"b", &blob)]);
    let theirs = project.feed(&["archive", "--format=tar", "v1.0"], b"");
    let mut theirs = tar::Archive::new(&theirs[..]);
    let theirs: Vec<String> = theirs
        .entries()
        .expect("an archive opens")
        .map(|member| String::from_utf8(member.expect("is whole").path_bytes().into_owned()).expect("plain"))
        .filter(|path| path != "pax_global_header")
        .collect();
    let plan = project.plan("v1.0");
    assert_eq!((paths(&plan), theirs.len()), (theirs, 2));
}

// T038
#[test]
fn a_link_whose_target_no_system_accepts_is_rejected_with_its_path() {
    let Some(project) = Project::empty(&[]) else { return };
    let most = [b't'; 4095];
    for (target, is_good) in
        [(&b""[..], false), (b"a\0b", false), (&most, true), (&[b't'; 4096], false), (b"t\n", true)]
    {
        let blob = project.object("blob", target);
        project.tag_tree(&[("120000", b"link", &blob)]);
        let source = "git = 'repo'\nrev = 'v1.0'";
        let rest = "[lints]\ncontrol-character = 'allow'\n";
        if is_good {
            assert_eq!(entry(&project.plan_of(source, rest), "link")["kind"], "symlink");
        } else {
            let reported = project.rejection_of(source, rest);
            assert_reported(&reported, &["pkgr::git::bad-object", "`link`", &blob]);
        }
    }
}

// T039
#[test]
fn an_invalid_time_is_rejected_and_an_absurd_one_that_can_be_written_is_kept() {
    let Some(project) = Project::empty(&[]) else { return };
    let blob = project.object("blob", b"x\n");
    let tree = project.tag_tree(&[(FILE, b"a", &blob)]);
    for (time, seconds) in [
        ("0 +0000", Some(0)),
        ("-1 +0000", Some(-1)),
        ("4294967296 +0000", Some(4_294_967_296_i64)),
        ("253402207200 +0000", Some(253_402_207_200)),
        ("253402300800 +0000", None),
        ("18446744073709551616 +0000", None),
        ("99999999999999999999999999 +0000", None),
        ("soon +0000", None),
        ("1.5 +0000", None),
        ("0x10 +0000", None),
        ("", None),
    ] {
        project.tag_commit(&format!("tree {tree}\nauthor A <a@b> 0 +0000\ncommitter C <c@d> {time}\n\nm\n"));
        match seconds {
            Some(seconds) => {
                assert_eq!(entry(&project.plan("v1.0"), "a")["mtime"], seconds, "{time}");
            }
            None => assert_reported(&project.rejection("v1.0"), &["pkgr::git::bad-object"]),
        }
    }
}
