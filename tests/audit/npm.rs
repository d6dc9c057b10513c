//! Packages of npm and its like.

use std::fs;

use super::{Member, Project, archive, explained, findings, plain};
use crate::support::{file, git};

const MANIFEST: &str = "{\"name\": \"p\", \"version\": \"1.0.0\", \"bin\": {\"p\": \"./cli.js\"}, \
    \"scripts\": {\"test\": \"x\", \"prepare\": \"y\"}, \"packageManager\": \"pnpm@9\"}\n";

fn project() -> Option<Project> {
    let project = Project::new()?;
    let repo = project.root().join("repo");
    for name in ["README", "configure.ac", "run.sh", "src/main.c", "link"] {
        fs::remove_file(repo.join(name)).expect("is there");
    }
    file(&repo, "package.json", MANIFEST.as_bytes(), 0o644);
    file(&repo, "cli.js", b"cli\n", 0o644);
    file(&repo, "index.js", b"index\n", 0o644);
    file(&repo, "tool.js", b"tool\n", 0o755);
    project.commit("v2.0");
    Some(project)
}

fn package(manifest: &str, modes: [u32; 3]) -> Vec<Member> {
    let with =
        |mode, name: &str, body: &str| Member { mode, ..plain(&format!("package/{name}"), body.as_bytes()) };
    vec![
        plain("package/package.json", manifest.as_bytes()),
        with(modes[0], "cli.js", "cli\n"),
        with(modes[1], "index.js", "index\n"),
        with(modes[2], "tool.js", "tool\n"),
    ]
}

// T326
#[test]
fn programs_of_a_package_are_executable_and_nothing_else_becomes_so() {
    let Some(project) = project() else { return };
    for (modes, expected, found) in [
        ([0o644, 0o644, 0o755], &[][..], &[][..]),
        ([0o755, 0o644, 0o755], &["npm cli.js"], &[]),
        ([0o755, 0o644, 0o644], &["npm cli.js", "npm tool.js"], &[]),
        ([0o755, 0o755, 0o755], &["npm cli.js"], &["mode index.js"]),
    ] {
        project.write("p.tgz", archive(&package(MANIFEST, modes)));
        let (report, _) = project.report(&["p.tgz", "--rev", "v2.0"]);
        assert_eq!((explained(&report), findings(&report)), (own(expected), own(found)), "{modes:?}");
    }
    // Only a package of npm has npm's modes.
    let other = package(MANIFEST, [0o755, 0o644, 0o755]).into_iter();
    let other: Vec<_> =
        other.map(|member| Member { name: member.name.replace("package/", "p-1/"), ..member }).collect();
    project.write("p.tgz", archive(&other));
    assert_eq!(findings(&project.report(&["p.tgz", "--rev", "v2.0"]).0), ["mode cli.js"]);
}

fn own(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

// T326
#[test]
fn a_manifest_of_npm_is_the_commits_but_for_what_tools_write_or_leave_out() {
    let Some(project) = project() else { return };
    let commit = git(&project.root().join("repo"), &["rev-parse", "HEAD"]);
    let reformatted = MANIFEST.replace("{\"name\"", "{\n  \"name\"");
    for manifest in [
        reformatted.clone(),
        MANIFEST.replace("}\n", &format!(", \"gitHead\": \"{commit}\"}}")),
        MANIFEST.replace(", \"prepare\": \"y\"", ""),
        MANIFEST.replace(", \"packageManager\": \"pnpm@9\"", ""),
    ] {
        assert_ne!(manifest, MANIFEST);
        project.write("p.tgz", archive(&package(&manifest, [0o644, 0o644, 0o755])));
        let (report, code) = project.report(&["p.tgz", "--rev", "v2.0"]);
        assert_eq!((explained(&report), code), (own(&["npm package.json"]), 0), "{manifest}");
    }
    for (from, to, why) in [
        (
            "\"test\": \"x\"",
            "\"test\": \"x\", \"postinstall\": \"evil\"",
            "`scripts.postinstall` is \"evil\"",
        ),
        ("\"test\": \"x\"", "\"test\": \"evil\"", "`scripts.test`"),
        ("\"version\"", "\"dependencies\": {\"evil\": \"1\"}, \"version\"", "`dependencies.evil`"),
        ("./cli.js", "./index.js", "`bin.p`"),
        ("\"version\"", "\"name\": \"p\", \"version\"", "has a key twice"),
        ("\"version\"", "\"gitHead\": \"0123\", \"version\"", "`gitHead`"),
        ("\"prepare\": \"y\"", "\"prepare\": \"evil\"", "`scripts.prepare`"),
        ("\"test\": \"x\", ", "", "`scripts.test` is missing"),
    ] {
        assert!(MANIFEST.contains(from), "{from}");
        project.write("p.tgz", archive(&package(&MANIFEST.replacen(from, to, 1), [0o644, 0o644, 0o755])));
        let (report, _) = project.report(&["p.tgz", "--rev", "v2.0"]);
        assert_eq!(findings(&report), ["changed package.json"], "{to}");
        let note = report["findings"][0]["note"].as_str().unwrap_or_default();
        assert!(note.contains(why), "{to}: {note}");
    }
}
