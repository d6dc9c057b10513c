//! What `export-ignore` leaves out, and the lines that do it.

use super::project::{Project, assert_looks, assert_reported};
use crate::support::{file, pkgr, stdout, text};

const SOURCE: &str = "git = 'repo'\nrev = 'v1.0'";

/// Attributes of three files: by patterns for files and directories, by a macro, and below a directory.
fn attributes() -> Option<Project> {
    let project = Project::empty(&[])?;
    let repo = project.repo();
    let top = b"# left out of releases\n[attr]private export-ignore\n/.github export-ignore\n*.key private\n*.txt text\n";
    file(&repo, ".gitattributes", top, 0o644);
    file(&repo, "README", b"read me\n", 0o644);
    file(&repo, ".github/workflows/ci.yml", b"on: push\n", 0o644);
    file(&repo, ".github/workflows/release.yml", b"on: push\n", 0o644);
    file(&repo, ".github/CODEOWNERS", b"* me\n", 0o644);
    file(&repo, "src/main.c", b"int main;\n", 0o644);
    file(&repo, "src/test.key", b"key\n", 0o644);
    file(&repo, "src/.gitattributes", b"generated export-ignore\n.gitattributes export-ignore\n", 0o644);
    file(&repo, "src/generated/a.c", b"a\n", 0o644);
    project.commit("first");
    project.git(&["tag", "v1.0"]);
    Some(project)
}

fn explained(project: &Project, path: &str) -> (Option<i32>, String) {
    let output = pkgr(project.root(), &["plan", "--explain", path]);
    (output.status.code(), text(&output.stdout))
}

#[test]
fn a_plan_counts_what_export_ignore_leaves_out_and_names_the_lines() {
    let Some(project) = attributes() else { return };
    project.manifest(SOURCE, "");
    let output = pkgr(project.root(), &["plan", "-v"]);
    let table = text(&stdout(&output));
    let line = table.lines().find(|line| line.starts_with("ignored ")).expect("the table has the line");
    assert_eq!(
        line,
        "ignored   6 files by `.gitattributes:3: /.github export-ignore`, \
         `src/.gitattributes:2: .gitattributes export-ignore`, `src/.gitattributes:1: generated export-ignore`, \
         `.gitattributes:4: *.key private`"
    );
    let details = text(&output.stderr);
    assert!(
        details.contains("\nignored   3 files by `.gitattributes:3: /.github export-ignore`\n"),
        "{details}"
    );
    assert!(details.contains("\nignored   1 file by `.gitattributes:4: *.key private`\n"), "{details}");
    // The paths are those of the repository, whatever part of it is packed.
    project.manifest(&format!("{SOURCE}\nsubdirectory = 'src'"), "");
    let table = text(&stdout(&pkgr(project.root(), &["plan"])));
    assert!(table.contains("ignored   3 files by `src/.gitattributes:2"), "{table}");
    assert!(table.contains("`.gitattributes:4: *.key private`"), "{table}");
    project.manifest(&format!("{SOURCE}\nexport-ignore = false"), "[lints]\nsecret = 'allow'\n");
    assert!(!text(&stdout(&pkgr(project.root(), &["plan"]))).contains("ignored "));
}

#[test]
fn a_path_that_is_left_out_is_explained_by_the_line() {
    let Some(project) = attributes() else { return };
    project.manifest(SOURCE, "");
    let line = ".gitattributes:3: /.github export-ignore";
    for (path, expected) in [
        (".github", format!(".github: directory\n  left out by   {line}\n")),
        (
            "hello-1.0/.github/CODEOWNERS",
            format!(".github/CODEOWNERS: file\n  left out by   {line} (it matches `.github`)\n"),
        ),
        ("src/test.key", "src/test.key: file\n  left out by   .gitattributes:4: *.key private\n".to_owned()),
        (
            "src/generated/a.c",
            "src/generated/a.c: file\n  left out by   src/.gitattributes:1: generated export-ignore (it matches `src/generated`)\n"
                .to_owned(),
        ),
    ] {
        assert_eq!(explained(&project, path), (Some(0), expected));
    }
    // What the commit does not have is not left out, and gets the nearest path.
    for (path, near) in [
        (".github/CODEOWNER", ".github/CODEOWNERS"),
        ("src/mian.c", "src/main.c"),
        ("src/test.keys", "src/test.key"),
    ] {
        let (code, printed) = explained(&project, path);
        assert_eq!(code, Some(2), "{printed}");
        assert!(
            printed.starts_with(&format!("{path}: not in the source\n  did you mean  {near}\n")),
            "{printed}"
        );
    }
}

#[test]
fn an_exclude_of_nothing_but_ignored_paths_can_be_deleted() {
    let Some(project) = attributes() else { return };
    for pattern in [".github/", ".github/workflows/", "*.yml", "src/test.key"] {
        project.manifest(SOURCE, &format!("[files]\ninclude = ['**']\nexclude = ['{pattern}']\n"));
        let output = pkgr(project.root(), &["plan", "--format", "list"]);
        assert!(output.status.success());
        let reported = text(&output.stderr);
        assert_reported(
            &reported,
            &[
                "pkgr::lint::unmatched-pattern",
                &format!("`exclude` pattern `{pattern}` matches only what `export-ignore` leaves out"),
                "delete the pattern",
            ],
        );
        if pattern == ".github/" {
            assert_looks("needless-exclude", &reported);
        }
    }
    // One that matches something else too is needed; one that matches nothing at all is still reported as such.
    project.manifest(SOURCE, "[files]\ninclude = ['**']\nexclude = ['*.key', 'src/*', '*.nothing']\n");
    let reported = text(&pkgr(project.root(), &["plan", "--format", "list"]).stderr);
    assert_eq!(reported.matches("pkgr::lint::unmatched-pattern").count(), 2, "{reported}");
    assert_reported(&reported, &["`*.nothing` matches nothing", "`*.key` matches only"]);
}

#[test]
fn a_file_that_is_required_and_left_out_is_reported_with_the_line() {
    let Some(project) = attributes() else { return };
    for key in ["include", "require"] {
        let files = "[files]\ninclude = ['**']\nrequire = []\n"
            .replace(&format!("{key} = ["), &format!("{key} = ['.github/CODEOWNERS', "));
        let reported = project.rejection_of(SOURCE, &files);
        assert_reported(
            &reported,
            &[
                "write `export-ignore = false`",
                "`.gitattributes:3: /.github export-ignore`, which leaves out `.github/CODEOWNERS`",
            ],
        );
    }
}

#[test]
fn attributes_of_a_submodule_are_named_below_its_path() {
    let Some(project) = attributes() else { return };
    let outer = project.root().join("outer");
    std::fs::create_dir(&outer).expect("can be made");
    crate::support::git(&outer, &["init", "-q"]);
    crate::support::git(&outer, &["submodule", "add", "-q", "../repo", "inner"]);
    crate::support::git(&outer, &["commit", "-q", "-m", "first"]);
    crate::support::git(&outer, &["tag", "v1.0"]);
    project.manifest("git = 'outer'\nrev = 'v1.0'\nsubmodules = 'include'", "");
    let (code, printed) = explained(&project, "inner/.github/CODEOWNERS");
    assert_eq!(code, Some(0), "{printed}");
    assert!(printed.contains("left out by   inner/.gitattributes:3: /.github export-ignore"), "{printed}");
}

#[test]
fn trees_that_a_clone_lacks_are_not_counted() {
    let Some(project) = attributes() else { return };
    let tree = project.git(&["rev-parse", "v1.0:.github/workflows"]);
    std::fs::remove_file(project.repo().join(".git/objects").join(&tree[..2]).join(&tree[2..]))
        .expect("is loose");
    project.manifest(SOURCE, "");
    let table = text(&stdout(&pkgr(project.root(), &["plan"])));
    assert!(table.contains("ignored   at least 4 files by "), "{table}");
    let output = pkgr(project.root(), &["plan", "--explain", ".github/workflows/ci.yml"]);
    assert_reported(&text(&output.stderr), &["pkgr::git::missing-object", &tree]);
}
