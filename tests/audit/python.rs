//! Source distributions of Python: made by setuptools, and changed as an attacker would.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Command;

use super::{Member, Project, archive, explained, findings, plain};
use crate::support::{file, say, text};

const PYPROJECT: &str = "[build-system]\nrequires = ['setuptools']\nbuild-backend = 'setuptools.build_meta'\n\
    [project]\nname = 'hello-pkg'\nversion = '1.0'\nrequires-python = '>=3.8,<4'\n\
    dependencies = ['requests >= 2, <3', \"tomli; python_version < '3.11'\"]\n\
    [project.optional-dependencies]\ntest = ['pytest>=7', \"mock ; python_version < '3.9'\"]\n\
    [project.scripts]\nhello = 'hello_pkg:main'\n";

const SETUP_CFG: &str = "# comment\n[flake8]\nmax-line-length: 100\nignore =\n    E1\n    # x\n    E2\n\n[tool:pytest]\n\
    testpaths = tests\n";

fn project() -> Option<Project> {
    let project = Project::new()?;
    let repo = project.root().join("repo");
    for name in ["README", "configure.ac", "run.sh", "src/main.c", "link"] {
        fs::remove_file(repo.join(name)).expect("is there");
    }
    file(&repo, "pyproject.toml", PYPROJECT.as_bytes(), 0o644);
    file(&repo, "setup.cfg", SETUP_CFG.as_bytes(), 0o644);
    file(&repo, "README.md", b"# Hello\n", 0o644);
    file(&repo, "src/hello_pkg/__init__.py", b"def main(): pass\n", 0o644);
    project.commit("v2.0");
    Some(project)
}

/// What setuptools makes of the commit; `None` where it is not installed.
fn distribution(project: &Project) -> Option<Vec<Member>> {
    let clone = project.root().join("clone");
    crate::support::git(project.root(), &["clone", "-q", "repo", "clone"]);
    let program = "from setuptools import build_meta; print(build_meta.build_sdist('../dist'))";
    let mut python = Command::new("python3");
    let output = python
        .args(["-c", program])
        .current_dir(&clone)
        .output()
        .ok()
        .filter(|output| output.status.success());
    let Some(output) = output else {
        say("SKIPPED: setuptools is not installed");
        return None;
    };
    let name = text(&output.stdout).lines().last()?.to_owned();
    Some(unpacked(&project.root().join("dist").join(name)))
}

fn unpacked(path: &Path) -> Vec<Member> {
    let bytes = fs::read(path).expect("setuptools wrote it");
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(&*bytes));
    let members = archive.entries().expect("is an archive").map(|member| {
        let mut member = member.expect("is whole");
        let name = text(&member.path_bytes());
        let mut body = Vec::new();
        member.read_to_end(&mut body).expect("is whole");
        plain(&name, &body)
    });
    members.filter(|member| !member.name.ends_with('/')).collect()
}

// T327
#[test]
fn what_setuptools_adds_is_verified() {
    let Some(project) = project() else { return };
    let Some(all) = distribution(&project) else { return };
    project.write("a.tar", archive(&all));
    let (report, code) = project.report(&["a.tar", "--rev", "v2.0"]);
    assert_eq!((findings(&report), code), (Vec::<String>::new(), 0), "{report:#}");
    let explained = explained(&report);
    for end in [
        "PKG-INFO",
        "setup.cfg",
        "/SOURCES.txt",
        "/requires.txt",
        "/entry_points.txt",
        "/top_level.txt",
        "/dependency_links.txt",
    ] {
        let is_explained = explained.iter().any(|path| path.starts_with("python ") && path.ends_with(end));
        assert!(is_explained, "{end} is not in {explained:?}");
    }
    check_changes(&project, &all);
}

/// The same by hand, for where setuptools is not installed.
// T327
#[test]
fn what_a_source_distribution_adds_is_found_unless_the_commit_says_so() {
    let Some(project) = project() else { return };
    let egg = "hello_pkg-1.0/src/hello_pkg.egg-info";
    let pkg_info = "Metadata-Version: 2.1\nName: hello-pkg\nVersion: 1.0\nSummary: x\nRequires-Python: <4,>=3.8\n\
        Provides-Extra: test\nRequires-Dist: requests<3,>=2\nRequires-Dist: tomli; python_version < \"3.11\"\n\
        Requires-Dist: pytest>=7; extra == \"test\"\n\n# Hello\n";
    let requires = "requests<3,>=2\n\n[:python_version < \"3.11\"]\ntomli\n\n[test]\npytest>=7\n\n\
        [test:python_version < \"3.9\"]\nmock\n";
    let tail = "[egg_info]\ntag_build = \ntag_date = 0\n\n";
    let sources = "README.md\npyproject.toml\nsetup.cfg\nsrc/hello_pkg/__init__.py\n";
    let all = vec![
        plain("hello_pkg-1.0/PKG-INFO", pkg_info.as_bytes()),
        plain("hello_pkg-1.0/README.md", b"# Hello\n"),
        plain("hello_pkg-1.0/pyproject.toml", PYPROJECT.as_bytes()),
        plain("hello_pkg-1.0/setup.cfg", format!("{SETUP_CFG}\n{tail}").as_bytes()),
        plain("hello_pkg-1.0/src/hello_pkg/__init__.py", b"def main(): pass\n"),
        plain(&format!("{egg}/PKG-INFO"), pkg_info.as_bytes()),
        plain(&format!("{egg}/SOURCES.txt"), sources.as_bytes()),
        plain(&format!("{egg}/requires.txt"), requires.as_bytes()),
        plain(&format!("{egg}/entry_points.txt"), b"[console_scripts]\nhello = hello_pkg:main\n"),
        plain(&format!("{egg}/top_level.txt"), b"hello_pkg\n"),
        plain(&format!("{egg}/dependency_links.txt"), b"\n"),
    ];
    project.write("a.tar", archive(&all));
    let (report, code) = project.report(&["a.tar", "--rev", "v2.0"]);
    assert_eq!((findings(&report), code), (Vec::<String>::new(), 0), "{report:#}");
    check_changes(&project, &all);
}

/// Each file that a tool writes, with something that it would not write.
fn check_changes(project: &Project, all: &[Member]) {
    for (end, from, to) in [
        ("-1.0/PKG-INFO", "Version: 1.0", "Version: 1.1"),
        ("-1.0/PKG-INFO", "Version: 1.0", "Version: 1.0\nVersion: 1.0"),
        ("-1.0/PKG-INFO", "Name: ", "Name: x"),
        ("-1.0/PKG-INFO", "Version: 1.0", "Version: 1.0\nRequires-Dist: evil"),
        ("-1.0/PKG-INFO", "Version: 1.0", "Version: 1.0\nRequires-External: evil"),
        ("-1.0/PKG-INFO", "Version: 1.0", "Version: 1.0\nProvides-Extra: evil"),
        ("-1.0/PKG-INFO", ">=3.8", ">=3.7"),
        (".egg-info/PKG-INFO", "Version: 1.0", "Version: 1.0\nSummary: other"),
        ("SOURCES.txt", "README.md\n", "README.md\nevil.py\n"),
        ("SOURCES.txt", "README.md\n", ""),
        ("requires.txt", "requests<3", "requests<4"),
        ("requires.txt", "pytest>=7", "pytest>=7\nevil"),
        ("requires.txt", "[test]", "[other]"),
        ("requires.txt", "python_version < \"3.11\"", "python_version < \"3.12\""),
        ("entry_points.txt", "hello_pkg:main", "hello_pkg:evil"),
        ("entry_points.txt", "[console_scripts]", "[distutils.commands]"),
        ("top_level.txt", "hello_pkg", "hello_pkg\nevil"),
        ("dependency_links.txt", "\n", "https://evil.example\n"),
        ("-1.0/setup.cfg", "tag_build = ", "tag_build = .evil"),
        ("-1.0/setup.cfg", "[egg_info]", "[build_ext]\ndefine = EVIL\n\n[egg_info]"),
        ("-1.0/setup.cfg", "100", "101"),
    ] {
        let mut changed = all.to_vec();
        let member = changed.iter_mut().find(|member| member.name.ends_with(end)).expect("is there");
        let path = member.name.split_once('/').expect("is below the top").1.to_owned();
        let old = text(&member.body);
        if !old.contains(from) {
            assert!(end.ends_with("PKG-INFO"), "{from} is not in {old}");
            continue;
        }
        member.body = old.replacen(from, to, 1).into_bytes();
        project.write("a.tar", archive(&changed));
        let found = findings(&project.report(&["a.tar", "--rev", "v2.0"]).0);
        assert!(
            found.iter().any(|finding| finding.ends_with(&format!(" {path}"))),
            "{path}, {to}: {found:?}"
        );
    }
    // Another file in the directory, and a directory of another name.
    for name in ["src/hello_pkg.egg-info/evil.txt", "src/evil.egg-info/PKG-INFO", "setup.py"] {
        let top = all[0].name.split_once('/').expect("is below the top").0;
        let added = [all.to_vec(), vec![plain(&format!("{top}/{name}"), b"evil\n")]].concat();
        project.write("a.tar", archive(&added));
        let found = findings(&project.report(&["a.tar", "--rev", "v2.0"]).0);
        assert!(found.contains(&format!("added {name}")), "{name}: {found:?}");
    }
}
