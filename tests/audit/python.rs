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
    members.filter(|member| !member.name().ends_with('/')).collect()
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
// T327, T331
#[test]
fn what_a_source_distribution_adds_is_found_unless_the_commit_says_so() {
    let Some(project) = project() else { return };
    let all = written_by_hand();
    project.write("a.tar", archive(&all));
    let (report, code) = project.report(&["a.tar", "--rev", "v2.0"]);
    assert_eq!((findings(&report), code), (Vec::<String>::new(), 0), "{report:#}");
    check_changes(&project, &all);
}

/// What setuptools makes of the commit, written by hand.
fn written_by_hand() -> Vec<Member> {
    let egg = "hello_pkg-1.0/src/hello_pkg.egg-info";
    let pkg_info = "Metadata-Version: 2.1\nName: hello-pkg\nVersion: 1.0\nSummary: x\nRequires-Python: <4,>=3.8\n\
        Provides-Extra: test\nRequires-Dist: requests<3,>=2\nRequires-Dist: tomli; python_version < \"3.11\"\n\
        Requires-Dist: pytest>=7; extra == \"test\"\n\
        Requires-Dist: mock; python_version < \"3.9\" and extra == \"test\"\n\n# Hello\n";
    let requires = "requests<3,>=2\n\n[:python_version < \"3.11\"]\ntomli\n\n[test]\npytest>=7\n\n\
        [test:python_version < \"3.9\"]\nmock\n";
    let tail = "[egg_info]\ntag_build = \ntag_date = 0\n\n";
    let sources = "README.md\npyproject.toml\nsetup.cfg\nsrc/hello_pkg/__init__.py\n";
    vec![
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
    ]
}

/// Characters at which some part of Python begins a line, and others that no tool writes.
const ODD: [char; 14] = [
    '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}', '\0', '\u{8}',
    '\u{1b}', '\u{7f}', '\u{9b}',
];

/// Nothing is hidden behind a character at which pkgr begins no line and Python does.
// T330
#[test]
fn a_file_of_python_with_lines_that_are_seen_by_python_alone_is_found() {
    let Some(project) = project() else { return };
    let all = written_by_hand();
    let mut count = 0;
    for (number, member) in all.iter().enumerate() {
        let path = member.name().split_once('/').expect("is below the top").1;
        if ["README.md", "pyproject.toml", "src/hello_pkg/__init__.py"].contains(&path) {
            continue;
        }
        let old = text(&member.body);
        for odd in ODD {
            let hidden = [
                format!("# x{odd}Requires-Dist: evil\n{old}"),
                format!("{old}# x{odd}evil = evil:main\n"),
                format!("{old}{odd}"),
                old.replacen('\n', &format!("{odd}evil\n"), 1),
                old.replacen('\n', &format!("\r{odd}\n"), 1),
            ];
            for body in hidden {
                let mut changed = all.clone();
                changed[number].body = body.clone().into_bytes();
                project.write("a.tar", archive(&changed));
                let found = findings(&project.report(&["a.tar", "--rev", "v2.0"]).0);
                assert!(found.iter().any(|found| found.ends_with(&format!(" {path}"))), "{path}: {body:?}");
                count += 1;
            }
        }
    }
    assert_eq!(count, 8 * ODD.len() * 5);
    // A description can have any line that it likes, and lines of Windows.
    for (from, to) in [("# Hello", "# Hello\tyou \u{1f600}\u{200d}"), ("\n", "\r\n")] {
        let mut changed = all.clone();
        for member in changed.iter_mut().filter(|member| member.name().ends_with("/PKG-INFO")) {
            member.body = text(&member.body).replace(from, to).into_bytes();
        }
        project.write("a.tar", archive(&changed));
        assert_eq!(findings(&project.report(&["a.tar", "--rev", "v2.0"]).0), [""; 0], "{to:?}");
    }
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
        ("-1.0/PKG-INFO", "Version: 1.0", "Version: 1.0\nProvides: evil"),
        ("-1.0/PKG-INFO", "Requires-Python: <4,>=3.8\n", ""),
        ("-1.0/PKG-INFO", "Requires-Python: <4", "Requires-Python:\n <4"),
        ("-1.0/PKG-INFO", "Requires-Dist: requests<3,>=2\n", ""),
        ("-1.0/PKG-INFO", "Requires-Dist: pytest>=7; extra == \"test\"\n", ""),
        ("-1.0/PKG-INFO", "; extra == \"test\"", "; and extra == \"test\""),
        ("-1.0/PKG-INFO", "Provides-Extra: test", "Provides-Extra: te st"),
        (".egg-info/PKG-INFO", "Version: 1.0", "Version: 1.0\nSummary: other"),
        ("SOURCES.txt", "README.md\n", "README.md\nevil.py\n"),
        ("SOURCES.txt", "README.md\n", ""),
        ("requires.txt", "requests<3", "requests<4"),
        ("requires.txt", "pytest>=7", "pytest>=7\nevil"),
        ("requires.txt", "[test]", "[other]"),
        ("requires.txt", "python_version < \"3.11\"", "python_version < \"3.12\""),
        ("requires.txt", "[test]", "[test]\n[evil]"),
        ("requires.txt", "[test]", "[test]\n[:evil == \"1\"]"),
        ("requires.txt", "[test]", "[]\n[test]"),
        ("requires.txt", "[test]", "[test:python_version < \"3.1\"]\n[test]"),
        ("requires.txt", "[test]", "[test]\n[test]"),
        ("requires.txt", "[test]", "[te st]"),
        ("requires.txt", "tomli", "tomli; evil == \"1\""),
        ("requires.txt", "tomli", "to mli"),
        ("requires.txt", "pytest>=7\n", ""),
        ("requires.txt", "requests<3,>=2\n", ""),
        ("entry_points.txt", "hello = ", "hel lo = "),
        ("entry_points.txt", "hello_pkg:main", "hello_pkg:ma in"),
        ("entry_points.txt", "hello_pkg:main", "hello_pkg:\n main"),
        ("entry_points.txt", "hello_pkg:main", "hello_pkg:main # evil"),
        ("entry_points.txt", "hello = hello_pkg:main\n", ""),
        ("entry_points.txt", "hello_pkg:main", "hello_pkg:evil"),
        ("entry_points.txt", "[console_scripts]", "[distutils.commands]"),
        ("top_level.txt", "hello_pkg", "hello_pkg\nevil"),
        ("dependency_links.txt", "\n", "https://evil.example\n"),
        ("-1.0/setup.cfg", "tag_build = ", "tag_build = .evil"),
        ("-1.0/setup.cfg", "[egg_info]", "[build_ext]\ndefine = EVIL\n\n[egg_info]"),
        ("-1.0/setup.cfg", "100", "101"),
    ] {
        let mut changed = all.to_vec();
        let member = changed.iter_mut().find(|member| member.name().ends_with(end)).expect("is there");
        let path = member.name().split_once('/').expect("is below the top").1.to_owned();
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
        let top = all[0].name().split_once('/').expect("is below the top").0;
        let added = [all.to_vec(), vec![plain(&format!("{top}/{name}"), b"evil\n")]].concat();
        project.write("a.tar", archive(&added));
        let found = findings(&project.report(&["a.tar", "--rev", "v2.0"]).0);
        assert!(found.contains(&format!("added {name}")), "{name}: {found:?}");
    }
}
